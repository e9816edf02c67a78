//! A judged dossier and its files become a bundle: documents drawn up and rendered, exhibits stamped, all of it
//! cross-checked, then packed. Whole or not at all; same dossier, same files, same rules: the same bytes.

use crate::checks::GivenFile;
use crate::claim::{Claim, Exhibit as Piece};
use crate::documents::build::{self, BuildContext, BuildError, Drafted};
use crate::documents::french;
use crate::domain::{Bundle, Document};
use crate::dossier::{Admitted, Dossier, Law, Refusal, ics, report};
use crate::render::{Job, MAX_FILES, Pdf, RenderError, Renderer, Standard};
use crate::statement::export;
use crate::statement::view::{StatementView, TotalsView};

use super::archive::{Archive, Entry, PackError};
use super::assemble_check;
use super::assemble_plan::Plan;
use super::exhibits::{Exhibit, Limits};
use super::intake::take_in;
use super::manifest::{ManifestHead, RulesetRef};
use super::stamp::{Stamp, StampError, stamp};
use super::{names, readme};

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
    Inconsistent(String),
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
    let named = |name: &str| claim.exhibits.iter().any(|e| e.file_name() == Some(name));
    files
        .iter()
        .map(|(name, bytes)| {
            // A file that no exhibit names is not read: nothing will be done with it.
            let fault = if named(name) { read(name, bytes, renderer)?.err() } else { None };
            Ok(GivenFile { name: name.clone(), unreadable: fault })
        })
        .collect()
}

fn read(name: &str, bytes: &[u8], renderer: &dyn Renderer) -> Result<Result<Exhibit, String>, RenderError> {
    Ok(take_in(renderer, name, bytes, &Limits::default())?.map_err(|e| e.to_string()))
}

/// The file of an exhibit, read whole.
fn exhibit(
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
    read(name, bytes, renderer)?.map_err(refused)
}

/// Makes a bundle. The dossier was judged with the same files (see [`given_files`]).
///
/// # Errors
/// See [`AssembleError`].
pub fn assemble(
    bundle: Bundle,
    dossier: &Dossier,
    law: &Law,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
) -> Result<Archive, AssembleError> {
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
    assemble_check::concord(dossier, law, &drafts).map_err(AssembleError::Inconsistent)?;

    let mut entries = Vec::new();
    for (rank, of_document) in drafts.iter().enumerate() {
        for draft in of_document {
            let pdf = render(draft, dossier, renderer)?;
            let title = title(draft, claim, of_document.len());
            let path = document_path(rank + 1, draft, of_document.len());
            entries.push(entry(path, draft.document.name(), title, PDF, Some(pdf.pages), pdf.bytes));
        }
    }
    let caption = caption(claim);
    for (piece, exhibit) in claim.exhibits.iter().zip(&read) {
        if !plan.exhibits.contains(&piece.index) {
            continue;
        }
        let number = piece.number();
        let what = Stamp { number, label: &piece.label, caption: Some(&caption) };
        let stamped = stamp(renderer, exhibit, &what, claim.as_of)?;
        let path = names::exhibit_path(number, claim.exhibits.len(), piece.file_name(), &piece.label);
        let title = format!("Pièce n° {number} : {}", piece.label);
        entries.push(entry(path, "exhibit", title, PDF, Some(stamped.pages), stamped.bytes));
    }
    let statement = StatementView::new(&dossier.statement, claim, &law.rules);
    let statement_json = export::json(&statement)?;
    entries.push(entry("claim.json", "claim", "Dossier jugé", JSON, None, pretty(&claim.file)?));
    entries.push(entry("statement.json", "statement", "Décompte détaillé", JSON, None, statement_json));
    let table = export::csv(&statement)?;
    entries.push(entry("statement.csv", "statement", "Décompte détaillé, en tableau", CSV, None, table));
    let calendar = ics::ics(&report::deadlines(dossier), &claim.reference, claim.as_of);
    entries.push(entry(
        "delais.ics",
        "calendar",
        "Délais, pour un agenda",
        CALENDAR,
        None,
        calendar.into_bytes(),
    ));
    let text = readme::text(bundle, dossier, law, &entries);
    entries.push(entry("LISEZMOI.txt", "readme", "À lire en premier", TEXT, None, text.into_bytes()));
    Ok(Archive::pack(head(bundle, dossier, law)?, &entries)?)
}

const PDF: &str = "application/pdf";
const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

fn entry(
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

fn drafts(
    documents: &[Document],
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
) -> Result<Vec<Vec<Drafted>>, BuildError> {
    documents.iter().map(|d| build::data(*d, admitted, ctx)).collect()
}

/// Whether the décompte of a bundle carries the statement for the software of whoever receives it. A court's does not:
/// it is filed as it stands on a platform that promises nothing about files inside files, and no judge imports it.
fn carries_statement(bundle: Bundle) -> bool {
    bundle != Bundle::InjonctionDePayer
}

fn render(draft: &Drafted, dossier: &Dossier, renderer: &dyn Renderer) -> Result<Pdf, RenderError> {
    let mut job = Job::new(&draft.template, draft.data.clone(), dossier.claim.as_of);
    if !draft.attached.is_empty() {
        job.files.clone_from(&draft.attached);
        job.standard = Standard::A3aUa1;
    }
    renderer.render(&job)
}

/// `01_requete.pdf`, `01_mise_en_demeure_debiteur_2.pdf`.
fn document_path(rank: usize, draft: &Drafted, copies: usize) -> String {
    let stem = match draft.document {
        Document::RequeteInjonctionDePayer => "requete",
        other => other.name(),
    };
    match draft.debtor {
        Some(debtor) if copies > 1 => format!("{rank:02}_{stem}_debiteur_{}.pdf", debtor + 1),
        _ => format!("{rank:02}_{stem}.pdf"),
    }
}

fn title(draft: &Drafted, claim: &Claim, copies: usize) -> String {
    match draft.debtor.and_then(|d| claim.debtors.get(d)) {
        Some(debtor) if copies > 1 => format!("{} – {}", draft.title, debtor.display_name()),
        _ => draft.title.clone(),
    }
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

/// Renders one document. A letter that each debtor has of his own: all of them, one after the other, in one PDF. A
/// décompte carries the statement as JSON.
///
/// # Errors
/// See [`AssembleError`].
pub fn render_one(
    document: Document,
    dossier: &Dossier,
    law: &Law,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
) -> Result<Pdf, AssembleError> {
    alone(document, dossier, law, files, renderer, true)
}

/// As [`render_one`], without any file inside the PDF.
///
/// # Errors
/// See [`AssembleError`].
pub(super) fn render_bare(
    document: Document,
    dossier: &Dossier,
    law: &Law,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
) -> Result<Pdf, AssembleError> {
    alone(document, dossier, law, files, renderer, false)
}

fn alone(
    document: Document,
    dossier: &Dossier,
    law: &Law,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
    statement_attached: bool,
) -> Result<Pdf, AssembleError> {
    let admitted = dossier.admit_document(document).map_err(AssembleError::Refused)?;
    // Pages are counted when every file is there; a lone document asks for none.
    let mut pages = Some(Vec::new());
    for piece in &dossier.claim.exhibits {
        let read = match exhibit(piece, files, renderer) {
            Err(e @ AssembleError::Render(_)) => return Err(e),
            read => read.ok().and_then(|e| u32::try_from(e.pages()).ok()),
        };
        pages = pages.zip(read).map(|(mut all, n)| {
            all.push(n);
            all
        });
    }
    let ctx = BuildContext { law, pages: pages.as_deref(), statement_attached };
    let drafts = build::data(document, admitted, &ctx)?;
    let mut pdfs = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        pdfs.push(render(draft, dossier, renderer)?);
    }
    let title = drafts.first().map_or("", |d| d.title.as_str());
    join(pdfs, title, dossier, renderer)
}

/// The template that sets PDF pages one after the other.
const JOINED: &str = "joined/main.typ";

#[derive(serde::Serialize)]
struct Joined<'a> {
    title: &'a str,
    pages: Vec<JoinedPage>,
}

#[derive(serde::Serialize)]
struct JoinedPage {
    file: usize,
    page: usize,
    alt: String,
}

/// Several PDFs as one; a job carries a few files only, so that many are joined by groups of groups.
fn join(
    mut pdfs: Vec<Pdf>,
    title: &str,
    dossier: &Dossier,
    renderer: &dyn Renderer,
) -> Result<Pdf, AssembleError> {
    while pdfs.len() > 1 {
        let mut joined = Vec::with_capacity(pdfs.len().div_ceil(MAX_FILES));
        for group in pdfs.chunks(MAX_FILES) {
            let page = |file: usize, page: usize| JoinedPage {
                file,
                page: page + 1,
                alt: format!("{title}, exemplaire {}, page {}", file + 1, page + 1),
            };
            let pages = group.iter().enumerate().flat_map(|(f, pdf)| (0..pdf.pages).map(move |p| page(f, p)));
            let data = serde_json::to_vec(&Joined { title, pages: pages.collect() })?;
            let files = group.iter().map(|p| p.bytes.clone()).collect();
            let day = dossier.claim.as_of;
            // PDF/A takes no foreign page in, and a PDF page is one to it.
            joined.push(renderer.render(&Job {
                template: JOINED,
                data,
                files,
                standard: Standard::Plain,
                day,
            })?);
        }
        pdfs = joined;
    }
    pdfs.pop().ok_or(AssembleError::Build(BuildError::NothingClaimable))
}
