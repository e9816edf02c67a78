//! The competent court: which kind of judge (CPC, art. 1406; COJ; C. com., art. L. 721-3) and which one, from the
//! commune of the debtor or of the building.
//!
//! The law is data: `legal-rules/courts/` (districts, addresses, sentences, legal forms) and `values/court/`.
//! The table is read at the first use, then kept: 35,000 communes, less than 4 MB.
//!
//! Refuses to guess: an ambiguous place, an unknown quality or a territory with its own code of procedure is an
//! error that says what to give. It knows the order for payment only: no option of CPC, art. 46, no clause.

pub mod api;
mod competence;
mod directory;
pub mod forum;
mod lawyer;
mod matter;
mod name;
mod place;
mod quality;
mod read;
mod several;
#[cfg(test)]
mod tests;
mod view;
mod wording;

use std::sync::OnceLock;

pub use competence::{Competence, CompetenceError, CourtQuery};
pub use lawyer::{Lawyer, LawyerNeed};
pub use matter::Matter;
pub(crate) use name::key as folded;
pub use place::{Candidate, Place, PlaceError, PlaceNote, PlaceQuery};
pub use quality::Quality;
pub use read::DataError;
pub use several::Joined;
pub use view::{Confidence, CourtAddress, CourtOption, CourtView, Kind};

use crate::rules::RuleFiles;

/// The courts of France, read from the rule files at the first question.
pub struct Courts {
    files: RuleFiles,
    tables: OnceLock<Result<Tables, DataError>>,
}

#[derive(Debug)]
pub(crate) struct Tables {
    directory: directory::Directory,
    wordings: wording::Wordings,
    forms: quality::LegalForms,
}

impl Courts {
    /// The courts of a rule set; nothing is read yet.
    #[must_use]
    pub fn new(files: &RuleFiles) -> Self {
        Courts { files: files.clone(), tables: OnceLock::new() }
    }

    pub(crate) fn tables(&self) -> Result<&Tables, DataError> {
        let read = || {
            Ok(Tables {
                directory: directory::Directory::read(&self.files)?,
                wordings: wording::Wordings::read(&self.files)?,
                forms: quality::LegalForms::read(&self.files)?,
            })
        };
        self.tables.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// Reads the tables now; called at start by a service that wants no surprise later.
    ///
    /// # Errors
    /// The first broken line of the court data.
    pub fn check(&self) -> Result<(), DataError> {
        self.tables().map(|_| ())
    }

    /// The commune of an address.
    ///
    /// # Errors
    /// [`PlaceFault::Place`] when the address is unknown or ambiguous, [`PlaceFault::Data`] on broken data.
    pub fn place(&self, query: PlaceQuery<'_>) -> Result<Place, PlaceFault> {
        Ok(self.tables()?.directory.locate(query)?)
    }

    /// The communes that a postal code delivers, as an envelope names them; none for a code that is in no list.
    ///
    /// # Errors
    /// On broken data.
    pub fn communes(&self, postal_code: &str) -> Result<Vec<Candidate>, DataError> {
        Ok(self.tables()?.directory.served_by(postal_code))
    }

    /// What a party is before the courts; `None` when it must be asked. See the claim file: `kind`,
    /// `legal_form`, `merchant`, and whether `acting_as` is `consumer`.
    ///
    /// # Errors
    /// On broken data.
    pub fn quality_of(
        &self,
        kind: &str,
        legal_form: Option<&str>,
        merchant: Option<bool>,
        consumer: bool,
    ) -> Result<Option<Quality>, DataError> {
        Ok(self.tables()?.forms.quality(kind, legal_form, merchant, consumer))
    }

    /// How to reach a court of the table; `None` for an id that is not in it.
    ///
    /// # Errors
    /// On broken data.
    pub fn contact(&self, id: &str) -> Result<Option<CourtContact<'_>>, DataError> {
        let court = self.tables()?.directory.court_by_id(id);
        Ok(court.map(|c| CourtContact { phone: &c.phone, email: &c.email, note: &c.note }))
    }

    /// Whether a legal form is that of a liberal profession (SEL): the quality is then to be asked.
    ///
    /// # Errors
    /// On broken data.
    pub fn is_liberal_form(&self, legal_form: &str) -> Result<bool, DataError> {
        Ok(self.tables()?.forms.is_liberal(legal_form))
    }
}

/// How to reach a court, as its directory entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourtContact<'a> {
    /// Empty when unknown.
    pub phone: &'a str,
    /// Empty when unknown; several are separated by `;`.
    pub email: &'a str,
    /// What to know of the address; often empty.
    pub note: &'a str,
}

/// Why a place was not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// The address.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The data.
    #[error("données des juridictions inutilisables : {0}")]
    Data(#[from] DataError),
}
