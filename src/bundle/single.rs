//! One document by itself, outside any bundle.

use crate::documents::build::{self, BuildContext, BuildError};
use crate::domain::Document;
use crate::dossier::{Dossier, Law};
use crate::render::{Pdf, Renderer};

use super::assemble::{AssembleError, exhibit, render};
use super::gather::{Paper, gather};

/// Renders one document. A letter that each debtor has of his own: that of one debtor by rank from 0, else all of them,
/// one after the other, in one PDF. A décompte carries the statement as JSON.
///
/// # Errors
/// See [`AssembleError`].
pub fn render_one(
    document: Document,
    debtor: Option<usize>,
    dossier: &Dossier,
    law: &Law,
    files: &[(String, Vec<u8>)],
    renderer: &dyn Renderer,
) -> Result<Pdf, AssembleError> {
    alone((document, debtor), dossier, law, files, renderer, true)
}

/// As [`render_one`] for all debtors, without any file inside the PDF.
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
    alone((document, None), dossier, law, files, renderer, false)
}

fn alone(
    (document, debtor): (Document, Option<usize>),
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
    let mut drafts = build::data(document, admitted, &ctx)?;
    if let Some(wanted) = debtor.filter(|_| dossier.claim.debtors.len() > 1) {
        if drafts.iter().any(|d| d.debtor.is_none()) {
            let reason = "il est commun à tous les débiteurs : demandez-le sans numéro de débiteur";
            return Err(BuildError::Unsuitable { document, reason }.into());
        }
        drafts.retain(|d| d.debtor == Some(wanted));
        if drafts.is_empty() {
            let reason = "ce débiteur n'en a pas : demandez-le pour un autre débiteur";
            return Err(BuildError::Unsuitable { document, reason }.into());
        }
    }
    let title = drafts.first().map_or_else(String::new, |d| d.title.clone());
    if let [draft] = drafts.as_slice() {
        return Ok(render(draft, dossier, renderer)?);
    }
    let papers = drafts.iter().map(|draft| {
        let party = draft.debtor.and_then(|d| dossier.claim.debtors.get(d));
        let bookmark = party.map_or_else(|| title.clone(), |p| format!("{title} – {}", p.display_name()));
        Paper { bookmark, draft }
    });
    Ok(gather(papers.collect(), &title, dossier.claim.as_of, renderer)?)
}
