//! A judged dossier and its files become a bundle: documents drawn up and rendered, exhibits stamped, all of it
//! cross-checked, then packed. Whole or not at all; same dossier, same files, same rules: the same bytes.

use crate::checks::GivenFile;
use crate::claim::Claim;
use crate::documents::build::BuildError;
use crate::domain::{Bundle, Document};
use crate::dossier::{Dossier, Law, Refusal};
use crate::render::{Pdf, RenderError, Renderer};

use super::archive::{Archive, PackError};
use super::stamp::StampError;

/// A bundle or document that could not be made; none of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// Findings close it.
    #[error("le dossier n'est pas admis : {} point(s) l'empêchent", .0.findings.len())]
    Refused(Refusal),
    /// A bundle that this version does not make.
    #[error("le dossier « {0} » n'est pas encore établi par cette version")]
    NotAvailable(Bundle),
    /// A document could not be drawn up.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A document could not be rendered.
    #[error("un document n'a pas pu être mis en page")]
    Render(#[from] RenderError),
    /// An exhibit could not be stamped.
    #[error(transparent)]
    Stamp(#[from] StampError),
    /// Two documents disagree: nothing leaves.
    #[error("les documents ne concordent pas : {0}")]
    Inconsistent(String),
    /// The archive.
    #[error(transparent)]
    Pack(#[from] PackError),
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
            AssembleError::NotAvailable(_) => "bundle.not_available",
            AssembleError::Build(e) => e.code(),
            AssembleError::Render(_) => "document.not_rendered",
            AssembleError::Stamp(_) => "exhibit.unreadable",
            AssembleError::Inconsistent(_) => "bundle.inconsistent",
            AssembleError::Pack(_) => "bundle.not_packed",
            AssembleError::Json(_) => "bundle.not_packed",
        }
    }
}

/// What the files given with a claim are: names, and why one cannot be used. To be given to [`crate::dossier::judge`],
/// so that a missing or unreadable exhibit becomes a finding.
#[must_use]
pub fn given_files(claim: &Claim, files: &[(String, Vec<u8>)]) -> Vec<GivenFile> {
    let _ = (claim, files);
    Vec::new()
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
    let _ = (dossier, law, files, renderer);
    Err(AssembleError::NotAvailable(bundle))
}

/// Renders one document; a letter to several debtors is one PDF with all the letters.
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
    let _ = (dossier, law, files, renderer);
    Err(AssembleError::Build(BuildError::NotAvailable(document)))
}
