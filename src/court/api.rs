//! The question as the command line and the HTTP service ask it: an address, the nature, the amount, the parties.

use serde::{Deserialize, Serialize};

use super::competence::{CompetenceError, CourtQuery};
use super::lawyer::Lawyer;
use super::place::{Candidate, PlaceError, PlaceQuery};
use super::quality::Quality;
use super::view::{CourtOption, CourtView};
use super::{Courts, PlaceFault};
use crate::domain::{Day, LawRef, Money, Nature};
use crate::rules::Rules;

/// The question. For charges of a copropriété the address is the building's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourtRequest {
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// INSEE code: it wins over the rest.
    #[serde(default)]
    pub insee: Option<String>,
    /// What the claim is born of.
    pub nature: Nature,
    /// The principal.
    pub amount: Money,
    /// The total claimed, when it differs.
    #[serde(default)]
    pub amount_total: Option<Money>,
    /// The debtor's quality.
    pub debtor: Quality,
    /// The creditor's quality; a merchant by default.
    #[serde(default)]
    pub creditor: Option<Quality>,
    /// Date of the contract (consumer credit).
    #[serde(default)]
    pub contract_date: Option<Day>,
    /// Day of filing.
    #[serde(default)]
    pub on: Option<Day>,
}

/// The commune retained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PlaceView {
    /// INSEE code.
    pub insee: String,
    /// Official name.
    pub name: String,
}

/// The answer: the court of the contract, then what helps to address it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourtAnswer {
    /// Exactly the court of the contract (§ 3.1).
    #[serde(flatten)]
    pub court: CourtView,
    /// The judge addressed.
    pub judge: String,
    /// After opposition.
    pub lawyer_if_opposed: Lawyer,
    /// The articles relied on.
    pub law: Vec<LawRef>,
    /// The commune retained.
    pub place: PlaceView,
    /// What to check in the address.
    pub warnings: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CourtError {
    /// Stable code.
    pub code: &'static str,
    /// French, for a person.
    pub message: String,
    /// Communes the address may mean.
    pub candidates: Vec<Candidate>,
    /// Courts between which the missing word decides.
    pub options: Vec<CourtOption>,
}

impl CourtError {
    fn new(code: &'static str, message: String) -> Self {
        CourtError { code, message, candidates: Vec::new(), options: Vec::new() }
    }
}

impl From<PlaceFault> for CourtError {
    fn from(e: PlaceFault) -> Self {
        let message = e.to_string();
        match e {
            PlaceFault::Data(_) => CourtError::new("rules.broken", message),
            PlaceFault::Place(e) => {
                let code = match e {
                    PlaceError::Ambiguous { .. } => "address.ambiguous_commune",
                    PlaceError::Unknown { .. } => "address.unknown_commune",
                };
                CourtError { candidates: e.candidates().to_vec(), ..CourtError::new(code, message) }
            }
        }
    }
}

impl From<CompetenceError> for CourtError {
    fn from(e: CompetenceError) -> Self {
        let message = e.to_string();
        match e {
            CompetenceError::Data(_) => CourtError::new("rules.broken", message),
            CompetenceError::NoVersion(_) => CourtError::new("rules.no_version", message),
            CompetenceError::OutOfScope { .. } => CourtError::new("court.out_of_scope", message),
            CompetenceError::DebtorQuality { options } => {
                CourtError { options, ..CourtError::new("court.unknown", message) }
            }
            CompetenceError::BuildingMissing | CompetenceError::NoCourt { .. } => {
                CourtError::new("court.unknown", message)
            }
        }
    }
}

/// The competent court; `today` is the day of filing when the question gives none.
///
/// # Errors
/// [`CourtError`], with its code and the candidates.
pub fn find(
    courts: &Courts,
    rules: &Rules,
    request: &CourtRequest,
    today: Day,
) -> Result<CourtAnswer, CourtError> {
    let query = PlaceQuery {
        postal_code: &request.postal_code,
        city: &request.city,
        insee: request.insee.as_deref(),
    };
    let place = courts.place(query)?;
    let found = courts.competence(
        rules,
        &CourtQuery {
            nature: request.nature,
            amount: request.amount,
            amount_total: request.amount_total,
            debtor: Some(request.debtor),
            creditor: Some(request.creditor.unwrap_or(Quality::Merchant)),
            place: &place,
            building: Some(&place),
            contract_date: request.contract_date,
            commerce_by_form: false,
            on: request.on.unwrap_or(today),
        },
    )?;
    Ok(CourtAnswer {
        court: found.view,
        judge: found.judge,
        lawyer_if_opposed: found.lawyer_if_opposed,
        law: found.law.iter().filter_map(|k| rules.law(k)).cloned().collect(),
        warnings: place.notes.iter().map(|n| n.message(&place.name)).collect(),
        place: PlaceView { insee: place.insee, name: place.name },
    })
}
