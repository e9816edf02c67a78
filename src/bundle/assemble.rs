//! A judged dossier and its files become a bundle: documents drawn up and rendered, exhibits stamped, all of it
//! cross-checked, then packed. Whole or not at all; same dossier, same files, same rules: the same bytes.

use std::collections::HashMap;

use crate::checks::GivenFile;
use crate::claim::{Claim, Exhibit as Piece};
use crate::documents::build::{self, BuildContext, BuildError, Drafted};
use crate::documents::french;
use crate::documents::relance::Step;
use crate::domain::{Bundle, Document};
use crate::dossier::{Admitted, Dossier, Law, Refusal, ics, report};
use crate::render::{Job, Pdf, RenderError, Renderer, Standard};
use crate::statement::export;
use crate::statement::view::{StatementView, TotalsView};

use super::archive::{Archive, Entry, PackError};
use super::assemble_plan::Plan;
use super::concord::{Discord, concord};
use super::exhibits::{Exhibit, Limits};
use super::intake::{take_in, take_in_all};
use super::manifest::{ManifestHead, RulesetRef};
use super::merge::{self, Part};
use super::message::Workshop;
use super::stamp::{Stamp, StampError, Stamped, stamp_all};
use super::{correspondence, names, readme};

/// A bundle or document that could not be made; none of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// Findings close it.
    #[error("le dossier n'est pas admis : {} point(s) l'empêchent", .0.findings.len())]
    Refused(Refusal),
    /// A document could not be drawn up.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A document could not be rendered.
    #[error("un document n'a pas pu être mis en page")]
    Render(#[from] RenderError),
    /// An exhibit has no usable file; the dossier was judged without its files.
    #[error("pièce n° {number} : {reason}")]
    Exhibit {
        /// `exhibit.missing_file` or `exhibit.unreadable`.
        code: &'static str,
        /// « Pièce n° ».
        number: usize,
        /// Why, in French, and what to do.
        reason: String,
    },
    /// An exhibit could not be stamped.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// Two documents disagree: nothing leaves.
    #[error("les documents ne concordent pas : {0}")]
    Inconsistent(Box<Discord>),
    /// The archive.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// `statement.csv`.
    #[error("écriture du tableau du décompte")]
    Table(#[from] export::ExportError),
    /// `claim.json`, `statement.json` or the manifest.
    #[error("écriture du JSON")]
    Json(#[from] serde_json::Error),
}

impl AssembleError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AssembleError::Refused(_) => "bundle.blocked",
            AssembleError::Build(e) => e.code(),
            AssembleError::Render(_) => "document.not_rendered",
            AssembleError::Exhibit { code, .. } => code,
            AssembleError::Stamp(_) => "exhibit.unreadable",
            AssembleError::Inconsistent(_) => "bundle.inconsistent",
            AssembleError::Pack(_) => "bundle.not_packed",
            AssembleError::Table(_) | AssembleError::Json(_) => "bundle.not_packed",
        }
    }

    /// Where it stands in the claim; empty for the whole file.
    #[must_use]
    pub fn pointer(&self) -> String {
        match self {
            AssembleError::Build(e) => e.pointer().to_owned(),
            AssembleError::Exhibit { number, .. } => format!("/exhibits/{}/file", number.saturating_sub(1)),
            AssembleError::Stamp(StampError::Render { number, .. } | StampError::Pages { number, .. }) => {
                format!("/exhibits/{}/file", number.saturating_sub(1))
            }
            _ => String::new(),
        }
    }
}

/// What the files given with a claim are: names, and why one cannot be used. To be given to [`crate::dossier::judge`],
/// so that a missing or unreadable exhibit becomes a finding.
///
/// # Errors
/// When nobody is free to read them.
pub fn given_files(
    claim: &Claim,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
) -> Result<Vec<GivenFile>, RenderError> {
    // A file that no exhibit names is not read: nothing will be done with it.
    let named = |name: &str| claim.exhibits.iter().any(|e| e.file_name() == Some(name));
    let read: Vec<(&str, &[u8])> =
        files.iter().filter(|(name, _)| named(name)).map(|(name, bytes)| (&**name, &**bytes)).collect();
    let taken = take_in_all(renderer, &read, &Limits::default())?;
    let faults: HashMap<&str, String> =
        read.iter().zip(taken).filter_map(|((name, _), t)| Some((*name, t.err()?.to_string()))).collect();
    let given = |name: &String| GivenFile { name: name.clone(), unreadable: faults.get(&**name).cloned() };
    Ok(files.iter().map(|(name, _)| given(name)).collect())
}

/// The file of an exhibit, read whole.
pub(super) fn exhibit(
    piece: &Piece,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
) -> Result<Exhibit, AssembleError> {
    let number = piece.number();
    let missing = |reason: &str| AssembleError::Exhibit {
        code: "exhibit.missing_file",
        number,
        reason: reason.to_owned(),
    };
    let name = piece.file_name().ok_or_else(|| missing("aucun fichier n'est indiqué : ajoutez-le"))?;
    let (_, bytes) = files
        .iter()
        .find(|(given, _)| given == name)
        .ok_or_else(|| missing("le fichier indiqué n'a pas été joint : joignez-le"))?;
    let refused = |reason| AssembleError::Exhibit { code: "exhibit.unreadable", number, reason };
    take_in(renderer, name, bytes, &Limits::default())?.map_err(|e| refused(e.to_string()))
}

/// What may be added to a bundle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Beside the exhibits one by one, all of them in one file: some portals take a single one.
    pub merge_exhibits: bool,
}

/// Where the exhibits stand together.
pub const MERGED_PATH: &str = "pieces/pieces_reunies.pdf";

/// Makes a bundle. The dossier was judged with the same files (see [`given_files`]).
///
/// # Errors
/// See [`AssembleError`].
pub fn assemble(
    bundle: Bundle,
    dossier: &Dossier,
    files: &[(String, Vec<u8>)],
    shop: &Workshop<'_>,
    options: Options,
) -> Result<Archive, AssembleError> {
    let (law, renderer) = (shop.law, shop.renderer);
    let admitted = dossier.admit(bundle).map_err(AssembleError::Refused)?;
    let plan = Plan::of(bundle, dossier, law);
    let claim = &dossier.claim;

    // Every exhibit is read, those that stay out as well: the list counts their pages.
    let mut read = Vec::with_capacity(claim.exhibits.len());
    for piece in &claim.exhibits {
        read.push(exhibit(piece, files, renderer)?);
    }
    let pages: Vec<u32> = read.iter().map(|e| u32::try_from(e.pages()).unwrap_or(u32::MAX)).collect();
    let ctx = BuildContext { law, pages: Some(&pages), statement_attached: carries_statement(bundle) };
    let drafts = drafts(&plan.documents, admitted, &ctx)?;
    concord(dossier, law, &drafts).map_err(|d| AssembleError::Inconsistent(Box::new(d)))?;

    let mut entries = documents(&drafts, dossier, &|draft| render(draft, dossier, renderer))?;
    let mut unsent = Vec::new();
    if let Some(reminder) = plan.documents.iter().find(|d| Step::of(**d).is_some()) {
        let statement = entries.iter().find(|e| e.role == Document::Decompte.name());
        let statement = statement.map(|e| e.bytes.clone());
        let made = correspondence::write(*reminder, dossier, files, shop, statement.as_deref())?;
        unsent = made.unsent;
        // The other forms of the letters follow them.
        let at = entries.iter().position(|e| e.role != reminder.name()).unwrap_or(entries.len());
        entries.splice(at..at, made.entries);
    }
    exhibits(&mut entries, dossier, &read, &plan, shop, options)?;
    entries.extend(data(dossier, law)?);
    let text = readme::text(bundle, dossier, law, &entries, &unsent);
    entries.push(entry("LISEZMOI.txt", "readme", "À lire en premier", TEXT, None, text.into_bytes()));
    Ok(Archive::pack(head(bundle, dossier, law)?, &entries)?)
}

/// What is there for programs: the claim, the statement, the deadlines.
pub(super) fn data(dossier: &Dossier, law: &Law) -> Result<Vec<Entry>, AssembleError> {
    let claim = &dossier.claim;
    let statement = StatementView::new(&dossier.statement, claim, &law.rules);
    let (json, table) = (export::json(&statement)?, export::csv(&statement)?);
    let calendar = ics::ics(&report::deadlines(dossier), &claim.reference, claim.as_of).into_bytes();
    Ok(vec![
        entry("claim.json", "claim", "Dossier jugé", JSON, None, pretty(&claim.file)?),
        entry("statement.json", "statement", "Décompte détaillé", JSON, None, json),
        entry("statement.csv", "statement", "Décompte détaillé, en tableau", CSV, None, table),
        entry("delais.ics", "calendar", "Délais, pour un agenda", CALENDAR, None, calendar),
    ])
}

/// The documents of the plan: those of each debtor in a folder of his own, the common ones at the root.
pub(super) fn documents(
    drafts: &[Vec<Drafted>],
    dossier: &Dossier,
    make: &dyn Fn(&Drafted) -> Result<Pdf, RenderError>,
) -> Result<Vec<Entry>, AssembleError> {
    let claim = &dossier.claim;
    let mut entries = Vec::new();
    for (rank, draft) in drafts.iter().enumerate().flat_map(|(r, all)| all.iter().map(move |d| (r + 1, d))) {
        let pdf = make(draft)?;
        let folder = draft.debtor.and_then(|d| folder(claim, d));
        let path = names::document_path(folder.as_deref(), rank, stem(draft.document), ".pdf");
        let title = match draft.debtor.and_then(|d| claim.debtors.get(d)) {
            Some(debtor) if folder.is_some() => format!("{} – {}", draft.title, debtor.display_name()),
            _ => draft.title.clone(),
        };
        entries.push(entry(path, draft.document.name(), title, PDF, Some(pdf.pages), pdf.bytes));
    }
    Ok(entries)
}

/// The folder of a debtor; a debtor alone has none.
pub(super) fn folder(claim: &Claim, debtor: usize) -> Option<String> {
    let party = claim.debtors.get(debtor).filter(|_| claim.debtors.len() > 1)?;
    let last_name = party.last_name.clone().filter(|_| party.is_natural_person());
    Some(names::debtor_folder(debtor, &last_name.unwrap_or_else(|| party.display_name())))
}

/// What the file of a document is named after.
pub(super) fn stem(document: Document) -> &'static str {
    match document {
        Document::RequeteInjonctionDePayer => "requete",
        other => other.name(),
    }
}

/// The exhibits of the plan, stamped: one by one, and together when that is asked.
fn exhibits(
    entries: &mut Vec<Entry>,
    dossier: &Dossier,
    read: &[Exhibit],
    plan: &Plan,
    shop: &Workshop<'_>,
    options: Options,
) -> Result<(), AssembleError> {
    let claim = &dossier.claim;
    let caption = caption(claim);
    let stays = |(piece, _): &(&Piece, &Exhibit)| plan.exhibits.contains(&piece.index);
    let chosen: Vec<(&Piece, &Exhibit)> = claim.exhibits.iter().zip(read).filter(stays).collect();
    let to_stamp: Vec<(&Exhibit, Stamp<'_>)> = chosen
        .iter()
        .map(|(p, e)| (*e, Stamp { number: p.number(), label: &p.label, caption: Some(&caption) }))
        .collect();
    let stamped = stamp_all(shop.renderer, &to_stamp, claim.as_of)?;
    let mut parts = Vec::new();
    for ((piece, exhibit), stamped) in chosen.into_iter().zip(stamped) {
        let Stamped { bytes, pages, landscape, title } = stamped;
        if options.merge_exhibits {
            let needs_pdf_2 = exhibit.needs_pdf_2();
            parts.push(Part { bytes: bytes.clone(), landscape, title, needs_pdf_2 });
        }
        entries.push(exhibit_entry(piece, claim, Some(pages), bytes));
    }
    if !parts.is_empty() {
        let title = format!("Pièces réunies – {caption}");
        let pdf = merge::join(parts, &title, claim.as_of, shop.renderer)?;
        let pages = Some(pdf.pages);
        entries.push(entry(MERGED_PATH, "exhibits_merged", "Pièces réunies", PDF, pages, pdf.bytes));
    }
    Ok(())
}

/// An exhibit under its name in the ZIP.
pub(super) fn exhibit_entry(piece: &Piece, claim: &Claim, pages: Option<usize>, bytes: Vec<u8>) -> Entry {
    let number = piece.number();
    let path = names::exhibit_path(number, claim.exhibits.len(), piece.file_name(), &piece.label);
    entry(path, "exhibit", format!("Pièce n° {number} : {}", piece.label), PDF, pages, bytes)
}

const PDF: &str = "application/pdf";
const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

pub(super) fn entry(
    path: impl Into<String>,
    role: &str,
    title: impl Into<String>,
    media_type: &str,
    pages: Option<usize>,
    bytes: Vec<u8>,
) -> Entry {
    let (path, role, title) = (path.into(), role.to_owned(), title.into());
    Entry { path, role, title, pages, media_type: media_type.to_owned(), bytes }
}

fn pretty(value: &impl serde::Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = serde_json::to_vec_pretty(value)?;
    out.push(b'\n');
    Ok(out)
}

pub(super) fn drafts(
    documents: &[Document],
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
) -> Result<Vec<Vec<Drafted>>, BuildError> {
    documents.iter().map(|d| build::data(*d, admitted, ctx)).collect()
}

/// Whether the décompte of a bundle carries the statement for the software of whoever receives it. A court's does not:
/// it is filed as it stands on a platform that promises nothing about files inside files, and no judge imports it. Nor
/// does a reminder's: it is also attached to an e-mail, and mail gateways hold back a PDF with a file inside.
fn carries_statement(bundle: Bundle) -> bool {
    !matches!(bundle, Bundle::InjonctionDePayer | Bundle::Relance)
}

/// Renders a draft, with what it carries.
pub(super) fn render(
    draft: &Drafted,
    dossier: &Dossier,
    renderer: &dyn Renderer,
) -> Result<Pdf, RenderError> {
    let mut job = Job::new(&draft.template, draft.data.clone(), dossier.claim.as_of);
    if !draft.attached.is_empty() {
        job.files.clone_from(&draft.attached);
        job.standard = Standard::A3aUa1;
    }
    renderer.render(&job)
}

/// « Menuiserie Aubépine c/ Hôtel des Trois Fontaines », under the number of each stamp.
fn caption(claim: &Claim) -> String {
    let debtor = claim.debtors.first().map(crate::claim::Party::display_name).unwrap_or_default();
    let others = if claim.debtors.len() > 1 { " et autres" } else { "" };
    format!("{} c/ {}{others}", french::shortened(&claim.creditor.display_name()), french::shortened(&debtor))
}

fn head(bundle: Bundle, dossier: &Dossier, law: &Law) -> Result<ManifestHead, serde_json::Error> {
    let court = dossier.forum.competence.as_ref().map(|c| &c.view);
    let statement = &dossier.statement;
    let policy: crate::statement::view::PolicyView = statement.policy.into();
    Ok(ManifestHead {
        kind: bundle,
        reference: dossier.claim.reference.clone(),
        as_of: dossier.claim.as_of,
        ruleset: RulesetRef {
            version: law.rules.version().to_owned(),
            digest: law.rules.digest().to_owned(),
        },
        court: serde_json::to_value(court)?,
        deadlines: serde_json::to_value(report::deadlines(dossier))?,
        totals: serde_json::to_value(TotalsView::from(&statement.totals))?,
        policy: serde_json::to_value(policy)?,
    })
}
