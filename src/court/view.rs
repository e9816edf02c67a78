//! The court as the contract shows it (§ 3.1), and how it is addressed.

use serde::Serialize;

use super::directory::{Court, CourtType};
use crate::domain::Day;

/// The kind of court, in the words of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Tribunal judiciaire, at its own seat.
    TribunalJudiciaire,
    /// « Tribunal de proximité »: a detached chamber of a tribunal judiciaire.
    ChambreDeProximite,
    /// Juge des contentieux de la protection.
    JugeDesContentieuxDeLaProtection,
    /// Tribunal de commerce.
    TribunalDeCommerce,
    /// A tribunal de commerce under the experiment.
    TribunalDesActivitesEconomiques,
    /// Overseas.
    TribunalMixteDeCommerce,
    /// Alsace-Moselle: a chamber of the tribunal judiciaire.
    ChambreCommerciale,
    /// Saint-Pierre-et-Miquelon: all matters.
    TribunalDePremiereInstance,
}

/// How sure the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// District and address are both checked, and nothing in the claim leaves a choice.
    Verified,
    /// The answer follows from a rule or from one source: to be checked before filing.
    Derived,
    /// No answer can be given.
    Unknown,
}

impl Confidence {
    /// What whoever files is to do about it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Confidence::Verified => "compétence et adresse vérifiées",
            Confidence::Derived => {
                "à vérifier avant le dépôt\u{a0}: la compétence ou l\u{2019}adresse est déduite, non confirmée par une seconde source"
            }
            Confidence::Unknown => "indéterminée",
        }
    }
}

/// A court's address, in the shape of the contract's addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourtAddress {
    /// Street lines.
    pub lines: Vec<String>,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
}

/// A court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourtOption {
    /// Stable key of `legal-rules/courts/courts.csv`.
    pub id: String,
    /// Its kind for this claim.
    pub kind: Kind,
    /// Its name on the day asked.
    pub name: String,
    /// Its address, when one is known.
    pub address: Option<CourtAddress>,
    /// How sure this is.
    pub confidence: Confidence,
    /// Why, in French, with the articles.
    pub reasons: Vec<String>,
}

/// The competent court, with the other courts that the claim leaves possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CourtView {
    /// The court retained.
    #[serde(flatten)]
    pub court: CourtOption,
    /// The others, each with its reason.
    pub alternatives: Vec<CourtOption>,
}

impl CourtAddress {
    pub(crate) fn of(court: &Court) -> Option<CourtAddress> {
        (!court.postal_code.is_empty()).then(|| CourtAddress {
            lines: court.lines.iter().map(|l| l.to_string()).collect(),
            postal_code: court.postal_code.to_string(),
            city: court.city.to_string(),
        })
    }
}

impl Court {
    /// Kind and name on a day: a TAE bears that name during the experiment only.
    pub(crate) fn on(&self, day: Day) -> (Kind, &str) {
        let kind = match self.kind {
            CourtType::Tj => Kind::TribunalJudiciaire,
            CourtType::Tprx => Kind::ChambreDeProximite,
            CourtType::Tc => Kind::TribunalDeCommerce,
            CourtType::Tmc => Kind::TribunalMixteDeCommerce,
            CourtType::CommercialChamber => Kind::ChambreCommerciale,
            CourtType::Tpi | CourtType::TpiCommercial => Kind::TribunalDePremiereInstance,
            CourtType::Tae => match &self.experiment {
                Some((name, period)) if day < period.first() || day > period.last() => {
                    return (Kind::TribunalDeCommerce, name);
                }
                _ => Kind::TribunalDesActivitesEconomiques,
            },
        };
        (kind, &self.name)
    }
}

/// « Tribunal de commerce de Cusset » → « tribunal de commerce de Cusset ».
fn within_a_sentence(name: &str) -> String {
    name.strip_prefix('T').map_or_else(|| name.to_owned(), |rest| format!("t{rest}"))
}

/// The judge to whom the request is addressed: « président du tribunal de commerce de Cusset ».
pub(crate) fn judge(kind: Kind, name: &str, parent: Option<&str>) -> String {
    let court = within_a_sentence(name);
    match (kind, parent.map(within_a_sentence)) {
        (Kind::JugeDesContentieuxDeLaProtection, _) => {
            format!("juge des contentieux de la protection du {court}")
        }
        (Kind::ChambreDeProximite, Some(tj)) => format!("président du {tj}, {court}"),
        (Kind::ChambreCommerciale, Some(tj)) => {
            format!("président de la chambre commerciale du {tj}")
        }
        _ => format!("président du {court}"),
    }
}

/// The name of a court as it stands in the answer.
pub(crate) fn display_name(kind: Kind, name: &str) -> String {
    match kind {
        Kind::JugeDesContentieuxDeLaProtection => {
            format!("Juge des contentieux de la protection – {name}")
        }
        _ => name.to_owned(),
    }
}
