//! The claim file as it is written (contract, § 2): every field, nothing resolved. The doc comments of the fields are
//! French because they are the descriptions of the published JSON Schema.

mod asked;
mod course;
mod deal;
mod party;
mod scalar;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

pub use asked::*;
pub use course::*;
pub use deal::*;
pub(super) use party::missing_of_party;
pub use party::*;
pub use scalar::{Date, DayCount, RateTerm};

use crate::domain::Nature;

/// Dossier de créance : les faits, les pièces et ce qui est demandé.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ClaimFile {
    /// Référence du dossier, choisie par son auteur.
    #[validate(length(min = 1, max = 64))]
    pub reference: String,
    /// Jour auquel le dossier est jugé et calculé ; aujourd’hui à Paris à défaut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// Monnaie ; seule `EUR` est traitée.
    #[serde(default = "euro")]
    #[validate(length(min = 1, max = 16))]
    pub currency: String,
    /// Nature de la créance.
    pub nature: Nature,
    /// Créancier.
    #[validate(nested)]
    pub creditor: Party,
    /// Personne qui agit pour le créancier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub representative: Option<Representative>,
    /// Débiteurs.
    #[validate(length(min = 1), nested)]
    pub debtors: Vec<Party>,
    /// Solidarité entre les débiteurs.
    #[serde(default)]
    pub joint_and_several: bool,
    /// Contrat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub contract: Option<Contract>,
    /// Sommes réclamées en principal.
    #[validate(length(min = 1), nested)]
    pub invoices: Vec<Invoice>,
    /// Paiements reçus.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(nested)]
    pub payments: Vec<Payment>,
    /// Envois déjà adressés au débiteur.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 500), nested)]
    pub notices: Vec<Notice>,
    /// Faits qui interrompent, suspendent, contestent ou empêchent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 500), nested)]
    pub events: Vec<Event>,
    /// Pièces, dans l’ordre du bordereau.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(nested)]
    pub exhibits: Vec<Exhibit>,
    /// Demandes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub relief: Option<Relief>,
    /// Crédit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Credit>,
    /// Ordonnance obtenue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub order: Option<Order>,
    /// Échéancier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub instalments: Option<Plan>,
    /// Choix laissés par la loi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyChoices>,
}

fn euro() -> String {
    "EUR".to_owned()
}
