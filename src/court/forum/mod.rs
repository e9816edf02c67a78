//! The court of one claim: places and qualities read in the claim, asked of [`Courts`].
//!
//! A debtor abroad follows the court of one who is in France; none in France, no national order (CPC, art. 1406;
//! CT-02, CT-13). For charges of a copropriété the building decides (CT-04). A clause never does (CT-03).

mod parties;
mod representation;
#[cfg(test)]
mod tests;

pub use representation::{IfOpposed, Representation, of_claim as representation};

use super::{
    Competence, CompetenceError, CourtOption, CourtQuery, Courts, DataError, Joined, Place, PlaceFault,
    Quality,
};
use crate::claim::Claim;
use crate::domain::{Money, Nature, Territory};
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
        /// Rank of the debtor; of the first one when the building decides.
        debtor: usize,
        /// Why.
        error: CompetenceError,
    },
    /// The tables of courts cannot be read.
    Data(DataError),
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
    let debtors: Vec<DebtorPlace> = claim.debtors.iter().map(|d| parties::place(courts, d)).collect();
    let building = (claim.nature == Nature::CoownershipCharges).then(|| parties::building(courts, claim));
    let clause = claim.contract.as_ref().and_then(|c| c.court_clause.as_ref());
    let mut forum = Forum {
        competence: None,
        debtors,
        building,
        fault: None,
        clause_void: clause.is_some(),
        administrative: claim.debtors.iter().any(crate::claim::Party::is_public),
        territory: Territory::Metropole,
    };
    match decide(claim, (principal, total), &forum, courts, rules)? {
        Ok(decided) => {
            forum.territory = decided.territory;
            forum.competence = Some(decided.competence);
            forum.fault = decided.split.map(ForumFault::Split);
        }
        Err(fault) => {
            if let Some((_, place)) = anchor(&forum) {
                forum.territory = place.territory;
            }
            forum.fault = Some(fault);
        }
    }
    Ok(forum)
}

struct Decided {
    competence: Competence,
    territory: Territory,
    split: Option<Vec<(Vec<usize>, Competence)>>,
}

/// The place that decides of the territory: the building, else the first debtor found in France, with his rank.
fn anchor(forum: &Forum) -> Option<(usize, &Place)> {
    match &forum.building {
        Some(b) => b.place.as_ref().map(|p| (0, p)),
        None => forum.debtors.iter().enumerate().find_map(|(i, d)| Some((i, d.place.as_ref()?))),
    }
}

/// Why nothing anchors the claim in France.
fn unanchored(forum: &Forum) -> ForumFault {
    let of = |pointer, fault: &PlaceFault| match fault {
        PlaceFault::Data(e) => ForumFault::Data(e.clone()),
        PlaceFault::Place(_) => ForumFault::Place { pointer, fault: fault.clone() },
    };
    if let Some((b, fault)) = forum.building.as_ref().and_then(|b| Some((b, b.fault.as_ref()?))) {
        return of(b.pointer.to_owned(), fault);
    }
    let unknown = forum.debtors.iter().enumerate().find_map(|(i, d)| Some((i, d.fault.as_ref()?)));
    unknown.map_or(ForumFault::NoDebtorInFrance, |(i, fault)| of(format!("/debtors/{i}/address"), fault))
}

fn decide(
    claim: &Claim,
    (principal, total): (Money, Money),
    forum: &Forum,
    courts: &Courts,
    rules: &Rules,
) -> Result<Result<Decided, ForumFault>, NoVersion> {
    let Some((first, place)) = anchor(forum) else {
        return Ok(Err(unanchored(forum)));
    };
    let mut qualities = Vec::with_capacity(claim.debtors.len());
    for (party, file) in claim.debtors.iter().zip(&claim.file.debtors) {
        match parties::quality(courts, party, file.merchant) {
            Ok(q) => qualities.push(q),
            Err(e) => return Ok(Err(ForumFault::Data(e))),
        }
    }
    let creditor = match parties::quality(courts, &claim.creditor, claim.file.creditor.merchant) {
        Ok(q) => q,
        Err(e) => return Ok(Err(ForumFault::Data(e))),
    };
    let query = |debtor: usize, quality: Option<Quality>| CourtQuery {
        nature: claim.nature,
        amount: principal,
        amount_total: Some(total),
        debtor: quality,
        creditor,
        // Abroad or unknown, a debtor follows the court of the one who is found (CT-13); his subject-matter still counts.
        place: forum.debtors.get(debtor).and_then(|d| d.place.as_ref()).unwrap_or(place),
        building: forum.building.as_ref().and_then(|b| b.place.as_ref()),
        contract_date: claim.contract.as_ref().and_then(|c| c.signed_on).map(|d| d.day()),
        commerce_by_form: false,
        on: claim.as_of,
    };
    // The one who anchors the claim first: his court is the one retained.
    let mut ranks: Vec<usize> = (0..qualities.len()).collect();
    ranks.sort_by_key(|i| *i != first);
    let queries: Vec<CourtQuery<'_>> =
        ranks.iter().map(|i| query(*i, qualities.get(*i).copied().flatten())).collect();
    let rank = |at: usize| ranks.get(at).copied().unwrap_or(first);
    let territory = place.territory;
    Ok(match courts.competence_for_all(rules, &queries) {
        Ok(Some(Joined::One(one))) => Ok(Decided { competence: *one, territory, split: None }),
        Ok(Some(Joined::Split(groups))) => {
            let mut groups: Vec<(Vec<usize>, Competence)> =
                groups.into_iter().map(|(at, c)| (at.into_iter().map(rank).collect(), c)).collect();
            for (members, _) in &mut groups {
                members.sort_unstable();
            }
            match groups.first().map(|(_, c)| c.clone()) {
                Some(competence) => Ok(Decided { competence, territory, split: Some(groups) }),
                None => Err(ForumFault::NoDebtorInFrance),
            }
        }
        Ok(None) => Err(ForumFault::NoDebtorInFrance),
        Err((_, CompetenceError::NoVersion(e))) => return Err(e),
        Err((_, CompetenceError::Data(e))) => Err(ForumFault::Data(e)),
        Err((at, CompetenceError::DebtorQuality { options })) => {
            let debtor = rank(at);
            let form = claim.debtors.get(debtor).and_then(|d| d.legal_form.as_deref());
            let liberal = form.is_some_and(|f| courts.is_liberal_form(f) == Ok(true));
            Err(ForumFault::DebtorQuality { debtor, options, liberal })
        }
        Err((at, error)) => Err(ForumFault::NoCourt { debtor: rank(at), error }),
    })
}
