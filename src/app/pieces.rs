//! Documents and bundles: from a claim and its files to bytes with a name. What stands on paper is decided in
//! [`crate::documents`] and [`crate::bundle`].

use std::collections::BTreeSet;

use super::{App, AppError, AsOf, Files};
use crate::bundle::assemble::{self, Options, assemble};
use crate::bundle::message::{Form, Workshop, message};
use crate::bundle::outline::{self, Outline};
use crate::bundle::single::render_one;
use crate::bundle::{Verification, names, verify_apart};
use crate::checks::{Finding, GivenFile};
use crate::claim::Claim;
use crate::documents;
use crate::documents::relance::Step;
use crate::domain::{Bundle, Day, Document};
use crate::dossier::report::Report;
use crate::dossier::{self, Dossier, Refusal};
use crate::problem::Fault;
use crate::render::pictures::{Pictures, pictures};
use crate::rules::Severity;

/// In what form a document is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PDF/A, tagged.
    Pdf,
    /// Plain text.
    Txt,
    /// A page.
    Html,
    /// An e-mail with text and HTML.
    Eml,
    /// A text message.
    Sms,
    /// A telephone script.
    Phone,
    /// The e-mail that confirms a telephone call.
    Confirmation,
}

/// Which copy of a document is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// In what form.
    pub format: Format,
    /// Judged at which day.
    pub as_of: AsOf,
    /// For which debtor, by rank from 0; else all the letters in one file, or the message to the first.
    pub debtor: Option<usize>,
}

impl Wanted {
    /// A form, for no debtor in particular, on the day of the claim.
    #[must_use]
    pub fn form(format: Format) -> Wanted {
        Wanted { format, as_of: None, debtor: None }
    }
}

impl Format {
    /// All of them, the preferred first.
    pub const ALL: &'static [Format] = &[
        Format::Pdf,
        Format::Eml,
        Format::Html,
        Format::Txt,
        Format::Sms,
        Format::Phone,
        Format::Confirmation,
    ];

    /// The name of the command line, and the extension of the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Txt => "txt",
            Format::Html => "html",
            Format::Eml => "eml",
            Format::Sms => "sms",
            Format::Phone => "phone",
            Format::Confirmation => "confirmation",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            // A media type tells no text from another: over HTTP « text/plain » is the e-mail, and `format` the rest.
            Format::Txt | Format::Sms | Format::Phone => "text/plain; charset=utf-8",
            Format::Html => "text/html; charset=utf-8",
            Format::Eml | Format::Confirmation => "message/rfc822",
        }
    }
}

impl Format {
    /// The form of a message; `None` for a page.
    pub(crate) fn form(self) -> Option<Form> {
        Some(match self {
            Format::Pdf => return None,
            Format::Txt => Form::Text,
            Format::Html => Form::Html,
            Format::Eml => Form::Eml,
            Format::Sms => Form::Sms,
            Format::Phone => Form::Phone,
            Format::Confirmation => Form::Confirmation,
        })
    }

    /// The extension of a file.
    fn extension(self) -> &'static str {
        match self {
            Format::Sms => "sms.txt",
            Format::Phone => "phone.txt",
            Format::Confirmation => "confirmation.eml",
            other => other.name(),
        }
    }
}

/// The formats a document exists in, the preferred first: reminders are messages as well as letters (contract, § 6).
#[must_use]
pub fn available_formats(document: Document) -> &'static [Format] {
    match Step::of(document) {
        Some(_) => Format::ALL,
        None => &[Format::Pdf],
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// ASCII name, safe everywhere.
    pub file_name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

impl App {
    /// One document; a letter that each debtor has of his own comes as one file with all of them.
    ///
    /// # Errors
    /// An unusable claim, findings that close the document, a format it does not exist in, a failure of rendering.
    pub fn document(
        &self,
        document: Document,
        bytes: &[u8],
        wanted: Wanted,
        files: Option<&Files>,
    ) -> Result<Made, AppError> {
        let Wanted { format, as_of, debtor } = wanted;
        if !available_formats(document).contains(&format) {
            return Err(AppError::Format(format!(
                "Le document « {document} » n'existe pas au format {} : demandez {}.",
                format.name(),
                available_formats(document).iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
            )));
        }
        let app = self.reading_once()?;
        let dossier = app.dossier(bytes, as_of, files)?;
        let debtors = dossier.claim.debtors.len();
        if debtor.is_some_and(|n| n >= debtors) {
            let message = format!(
                "Ce débiteur n'existe pas : donnez son rang dans le dossier, de 0 à {}.",
                debtors.saturating_sub(1)
            );
            return Err(AppError::Words(vec![Fault::new("debtor.unknown", "/debtor", message)]));
        }
        dossier.admit_document(document).map_err(|r| self.blocked(&dossier, r))?;
        let (files, renderer) = (files.unwrap_or_default(), app.renderer()?);
        let bytes = match format.form() {
            None => render_one(document, debtor, &dossier, &self.law, files, renderer)
                .map(|pdf| pdf.bytes)
                .map_err(|e| AppError::from(e).located(bytes))?,
            Some(form) => {
                let messages = self.messages()?;
                let shop = Workshop { law: &self.law, messages, renderer };
                message(document, form, debtor.unwrap_or(0), &dossier, files, &shop)
                    .map_err(|e| AppError::from(e).located(bytes))?
            }
        };
        let stem = documents::sheet(document).stem;
        let stem = match debtor.filter(|_| debtors > 1) {
            Some(n) => format!("{stem}_debiteur_{}", n + 1),
            None => stem.to_owned(),
        };
        let file_name = file_name(&stem, &dossier, format.extension());
        Ok(Made { file_name, media_type: format.media_type(), bytes })
    }

    /// The pages of a document as pictures: those of its PDF.
    ///
    /// # Errors
    /// As [`App::document`].
    pub fn pictures(
        &self,
        document: Document,
        bytes: &[u8],
        debtor: Option<usize>,
    ) -> Result<Pictures, AppError> {
        let wanted = Wanted { debtor, ..Wanted::form(Format::Pdf) };
        let made = self.document(document, bytes, wanted, None)?;
        Ok(pictures(self.renderer()?, &made.bytes)?)
    }

    /// What a bundle of a judged dossier will hold, and its LISEZMOI, before its files are there.
    ///
    /// # Errors
    /// Findings that close the bundle, facts that a document lacks.
    pub fn outline(&self, bundle: Bundle, dossier: &Dossier) -> Result<Outline, AppError> {
        dossier.admit(bundle).map_err(|r| self.blocked(dossier, r))?;
        let messages = self.messages()?;
        let shop = Workshop { law: &self.law, messages, renderer: self.renderer()? };
        Ok(outline::outline(bundle, dossier, &shop)?)
    }

    /// A bundle, with the files of its exhibits.
    ///
    /// # Errors
    /// An unusable claim, findings that close the bundle, a failure of rendering.
    pub fn bundle(
        &self,
        bundle: Bundle,
        bytes: &[u8],
        as_of: AsOf,
        files: &Files,
        options: Options,
    ) -> Result<Made, AppError> {
        let app = self.reading_once()?;
        let dossier = app.dossier(bytes, as_of, Some(files))?;
        app.packed(bundle, bytes, &dossier, files, options)
    }

    /// As [`App::bundle`], for a claim that waited: the day is its own, else `day`, never today's. Without a bundle
    /// asked, the best of its route.
    ///
    /// # Errors
    /// As [`App::bundle`]; blocked when no bundle is open.
    pub fn bundle_later(
        &self,
        asked: Option<Bundle>,
        bytes: &[u8],
        day: Day,
        files: &Files,
        options: Options,
    ) -> Result<(Bundle, Made), AppError> {
        let app = self.reading_once()?;
        let own = app.read_claim(bytes)?.as_of.map(|d| d.day());
        let dossier = app.dossier(bytes, own.or(Some(day)), Some(files))?;
        let Some(bundle) = asked.or_else(|| dossier::route(&dossier).first().copied()) else {
            // What is to be corrected; the rest only says which ways are not those of this claim.
            let (errors, rest): (Vec<Finding>, Vec<Finding>) =
                dossier.findings.iter().cloned().partition(|f| f.severity == Severity::Error);
            let closing = if errors.is_empty() { rest } else { errors };
            let closing = closing.into_iter().filter(|f| !f.blocks.is_empty()).collect();
            return Err(self.closed(&dossier, closing));
        };
        Ok((bundle, app.packed(bundle, bytes, &dossier, files, options)?))
    }

    fn packed(
        &self,
        bundle: Bundle,
        bytes: &[u8],
        dossier: &Dossier,
        files: &Files,
        options: Options,
    ) -> Result<Made, AppError> {
        dossier.admit(bundle).map_err(|r| self.blocked(dossier, r))?;
        let messages = self.messages()?;
        let shop = Workshop { law: &self.law, messages, renderer: self.renderer()? };
        let archive =
            assemble(bundle, dossier, files, &shop, options).map_err(|e| AppError::from(e).located(bytes))?;
        let file_name = file_name(bundle.name(), dossier, "zip");
        Ok(Made { file_name, media_type: "application/zip", bytes: archive.bytes })
    }

    /// The receiver's check of a bundle; by a worker, when there are some.
    ///
    /// # Errors
    /// When no worker is free.
    pub fn verify(&self, bytes: &[u8]) -> Result<Verification, AppError> {
        Ok(verify_apart(self.renderer()?, bytes)?)
    }

    fn blocked(&self, dossier: &Dossier, refusal: Refusal) -> AppError {
        self.closed(dossier, refusal.findings)
    }

    fn closed(&self, dossier: &Dossier, findings: Vec<Finding>) -> AppError {
        AppError::Blocked { findings, report: Box::new(Report::new(dossier, &self.law)) }
    }

    /// What came with the claim, each name once; what is wrong with a file is a finding.
    pub(super) fn given(&self, claim: &Claim, files: &Files) -> Result<Vec<GivenFile>, AppError> {
        let mut seen = BTreeSet::new();
        let twice = files.iter().filter(|(name, _)| !seen.insert(name.as_str()));
        let faults: Vec<Fault> = twice
            .map(|(name, _)| {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
                let message =
                    format!("Le fichier « {shown} » est joint deux fois : joignez-le une seule fois.");
                Fault::new("exhibit.duplicate_file", "/exhibits", message)
            })
            .collect();
        if faults.is_empty() {
            Ok(assemble::given_files(claim, files, self.renderer()?)?)
        } else {
            Err(AppError::Files(faults))
        }
    }
}

fn file_name(stem: &str, dossier: &Dossier, extension: &str) -> String {
    let reference: String = names::slug(&dossier.claim.reference).chars().take(60).collect();
    match reference.trim_end_matches('_') {
        "" => format!("{stem}.{extension}"),
        reference => format!("{stem}_{reference}.{extension}"),
    }
}
