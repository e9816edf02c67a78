//! What a bundle will hold and what its LISEZMOI will say, before any file of an exhibit is there: the same names and the
//! same words, without the pages, which only the files can tell.

use crate::documents::build::BuildContext;
use crate::documents::relance::Step;
use crate::domain::{Bundle, Document};
use crate::dossier::{Dossier, Law};
use crate::render::Pdf;

use super::archive::Entry;
use super::assemble::{AssembleError, data, documents, drafts, exhibit_entry};
use super::assemble_plan::Plan;
use super::message::Workshop;
use super::{correspondence, readme};

/// A bundle to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Path and title of each file, in their order.
    pub files: Vec<(String, String)>,
    /// The text of `LISEZMOI.txt`.
    pub readme: String,
}

/// The documents of a bundle, in their order; asked of a dossier that may be closed to it.
#[must_use]
pub fn contents(bundle: Bundle, dossier: &Dossier, law: &Law) -> Vec<Document> {
    Plan::of(bundle, dossier, law).documents
}

/// The outline of a bundle; nothing is rendered.
///
/// # Errors
/// As [`super::assemble::assemble`], files and layout aside.
pub fn outline(bundle: Bundle, dossier: &Dossier, shop: &Workshop<'_>) -> Result<Outline, AssembleError> {
    let (law, claim) = (shop.law, &dossier.claim);
    let admitted = dossier.admit(bundle).map_err(AssembleError::Refused)?;
    let plan = Plan::of(bundle, dossier, law);
    let ctx = BuildContext { law, pages: None, statement_attached: false };
    let drafts = drafts(&plan.documents, admitted, &ctx)?;
    let unmade = |_: &_| Ok(Pdf { bytes: Vec::new(), pages: 0, warnings: Vec::new() });
    let mut entries = documents(&drafts, dossier, &unmade)?;
    entries.iter_mut().for_each(|e| e.pages = None);
    let mut unsent = Vec::new();
    if let Some(reminder) = plan.documents.iter().find(|d| Step::of(**d).is_some()) {
        // An attachment that is not there yet: the message that carries it is not kept.
        let made = correspondence::write(*reminder, dossier, &[], shop, Some(&[]))?;
        unsent = made.unsent;
        let at = entries.iter().position(|e| e.role != reminder.name()).unwrap_or(entries.len());
        entries.splice(at..at, made.entries);
    }
    let joined = claim.exhibits.iter().filter(|p| plan.exhibits.contains(&p.index));
    entries.extend(joined.map(|piece| exhibit_entry(piece, claim, None, Vec::new())));
    entries.extend(data(dossier, law)?);
    let readme = readme::text(bundle, dossier, law, &entries, &unsent);
    let files = entries.into_iter().map(|Entry { path, title, .. }| (path, title)).collect();
    Ok(Outline { files, readme })
}
