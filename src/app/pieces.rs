//! Documents and bundles: from a claim and its files to bytes with a name. What stands on paper is decided in
//! [`crate::documents`] and [`crate::bundle`].

use std::collections::BTreeSet;

use super::{App, AppError, AsOf, Files};
use crate::bundle::assemble::{self, assemble, render_one};
use crate::bundle::message::{Form, Workshop, message};
use crate::bundle::names;
use crate::checks::GivenFile;
use crate::claim::Claim;
use crate::documents;
use crate::documents::relance::Step;
use crate::domain::{Bundle, Document};
use crate::dossier::report::Report;
use crate::dossier::{Dossier, Refusal};
use crate::problem::Fault;

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
}

impl Format {
    /// All of them, the preferred first.
    pub const ALL: &'static [Format] =
        &[Format::Pdf, Format::Eml, Format::Html, Format::Txt, Format::Sms, Format::Phone];

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
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            // A media type tells no text from another: over HTTP « text/plain » is the e-mail.
            Format::Txt | Format::Sms | Format::Phone => "text/plain; charset=utf-8",
            Format::Html => "text/html; charset=utf-8",
            Format::Eml => "message/rfc822",
        }
    }
}

impl Format {
    /// The form of a message; `None` for a page.
    fn form(self) -> Option<Form> {
        Some(match self {
            Format::Pdf => return None,
            Format::Txt => Form::Text,
            Format::Html => Form::Html,
            Format::Eml => Form::Eml,
            Format::Sms => Form::Sms,
            Format::Phone => Form::Phone,
        })
    }

    /// The extension of a file.
    fn extension(self) -> &'static str {
        match self {
            Format::Sms => "sms.txt",
            Format::Phone => "phone.txt",
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
        format: Format,
        as_of: AsOf,
        files: Option<&Files>,
    ) -> Result<Made, AppError> {
        if !available_formats(document).contains(&format) {
            return Err(AppError::Format(format!(
                "Le document « {document} » n'existe pas au format {} : demandez {}.",
                format.name(),
                available_formats(document).iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
            )));
        }
        let app = self.reading_once()?;
        let dossier = app.dossier(bytes, as_of, files)?;
        dossier.admit_document(document).map_err(|r| self.blocked(&dossier, r))?;
        let (files, renderer) = (files.unwrap_or_default(), app.renderer()?);
        let bytes = match format.form() {
            None => render_one(document, &dossier, &self.law, files, renderer)?.bytes,
            Some(form) => {
                let messages = self.messages()?;
                let shop = Workshop { law: &self.law, messages: &messages, renderer };
                message(document, form, 0, &dossier, files, &shop)?
            }
        };
        let stem = documents::sheet(document).stem;
        let file_name = file_name(stem, &dossier, format.extension());
        Ok(Made { file_name, media_type: format.media_type(), bytes })
    }

    /// A bundle, with the files of its exhibits.
    ///
    /// # Errors
    /// An unusable claim, findings that close the bundle, a failure of rendering.
    pub fn bundle(&self, bundle: Bundle, bytes: &[u8], as_of: AsOf, files: &Files) -> Result<Made, AppError> {
        let app = self.reading_once()?;
        let dossier = app.dossier(bytes, as_of, Some(files))?;
        dossier.admit(bundle).map_err(|r| self.blocked(&dossier, r))?;
        let archive = assemble(bundle, &dossier, &self.law, files, app.renderer()?)?;
        let file_name = file_name(bundle.name(), &dossier, "zip");
        Ok(Made { file_name, media_type: "application/zip", bytes: archive.bytes })
    }

    fn blocked(&self, dossier: &Dossier, refusal: Refusal) -> AppError {
        let report = Box::new(Report::new(dossier, &self.law));
        AppError::Blocked { findings: refusal.findings, report }
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
