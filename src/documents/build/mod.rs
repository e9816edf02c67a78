//! From an admitted dossier to the models of its documents: which facts of the claim, which figures of the statement,
//! which sentence of law stand where. What the law requires and the file does not say is an error, never a silence.

use crate::domain::Document;
use crate::dossier::{Admitted, Law};
use crate::rules::NoVersion;

use super::postal::AddressError;

/// What a builder needs besides the dossier.
#[derive(Clone, Copy)]
pub struct BuildContext<'a> {
    /// The law in use.
    pub law: &'a Law,
    /// Pages of each exhibit, in the order of the claim; unknown as long as the files were not read.
    pub pages: Option<&'a [u32]>,
}

/// One document, ready for its template.
#[derive(Debug, Clone, PartialEq)]
pub struct Drafted {
    /// Which document.
    pub document: Document,
    /// Its model, as JSON.
    pub data: Vec<u8>,
    /// Its template, under `templates/`.
    pub template: String,
    /// Its title, for people.
    pub title: String,
    /// The debtor it goes to, when each has his own.
    pub debtor: Option<usize>,
}

/// Why a document cannot be drawn up.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// A value or sentence of law has no version on the day of the document.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
    /// The document must hold something that the file does not say.
    #[error(
        "le document « {document} » doit mentionner {mention}, que le dossier ne donne pas : complétez-le"
    )]
    Missing {
        /// Which document.
        document: Document,
        /// Where it is expected in the claim.
        pointer: String,
        /// What is missing, in French.
        mention: &'static str,
    },
    /// An address that does not fit the window of an envelope.
    #[error("l'adresse ne peut pas être imprimée : {source}")]
    Address {
        /// Whose.
        pointer: String,
        /// Why.
        source: AddressError,
    },
    /// Nothing can be asked: every line is undue, paid or barred.
    #[error("aucune somme ne peut être demandée à ce jour")]
    NothingClaimable,
    /// A document that this version does not draw up.
    #[error("le document « {0} » n'est pas encore établi par cette version")]
    NotAvailable(Document),
}

impl BuildError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            BuildError::NoVersion(_) => "rules.no_version",
            BuildError::Missing { .. } => "document.mention_missing",
            BuildError::Address { source, .. } => source.code(),
            BuildError::NothingClaimable => "claim.nothing_owed",
            BuildError::NotAvailable(_) => "document.not_available",
        }
    }

    /// Where it stands in the claim; empty for the whole file.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            BuildError::Missing { pointer, .. } | BuildError::Address { pointer, .. } => pointer,
            _ => "",
        }
    }
}

/// The models of a document: one, or one a debtor for a letter.
///
/// # Errors
/// See [`BuildError`].
pub fn data(
    document: Document,
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
) -> Result<Vec<Drafted>, BuildError> {
    let _ = (admitted, ctx);
    Err(BuildError::NotAvailable(document))
}
