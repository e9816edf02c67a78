//! What is asked or was obtained: relief, order, plan, and the choices that the law leaves (contract, § 2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationErrors};

use super::scalar::{Date, DayCount, RateTerm};
use crate::domain::{Money, names::names};

names! {
    /// The interest asked.
    InterestAsked {
        /// At the legal rate.
        Legal = "legal",
        /// At the stipulated rate.
        Contractual = "contractual",
        /// Late penalties between professionals.
        CommercialDefault = "commercial_default",
    }
}

names! {
    /// How the order was served.
    ServiceMode {
        /// À personne.
        InPerson = "in_person",
        /// À domicile.
        AtHome = "at_home",
        /// À l'étude.
        AtOffice = "at_office",
        /// Procès-verbal de recherches.
        SearchReport = "search_report",
        /// By electronic means.
        Electronic = "electronic",
    }
}

names! {
    /// Whether the plan binds already.
    PlanKind {
        /// Proposed by the creditor.
        Proposed = "proposed",
        /// Agreed by both.
        Agreed = "agreed",
    }
}

names! {
    /// The step of even instalments.
    Every {
        /// A month.
        Month = "month",
        /// Two weeks.
        Fortnight = "fortnight",
        /// A week.
        Week = "week",
    }
}

names! {
    /// What the creditor gives up if the plan is kept.
    Waived {
        /// Interest.
        Interest = "interest",
        /// Recovery indemnities.
        Indemnities = "indemnities",
    }
}

names! {
    /// Which half-year gives the rate (B2B-08).
    RateFollows {
        /// Each day bears the rate of its half-year.
        EachHalfYear = "each_half_year",
        /// The rate of the half-year in which the delay began.
        FirstHalfYear = "first_half_year",
    }
}

names! {
    /// What replaces a stipulated rate below the floor (B2B-06).
    BelowFloor {
        /// The default rate of the law.
        DefaultRate = "default_rate",
        /// The floor.
        Floor = "floor",
        /// Nothing: as stipulated.
        AsStipulated = "as_stipulated",
    }
}

names! {
    /// What a payment takes first.
    Imputation {
        /// Interest, then principal (C. civ., art. 1343-1).
        InterestFirst = "interest_first",
        /// Principal, then interest.
        PrincipalFirst = "principal_first",
    }
}

names! {
    /// Where the recovery indemnity stands when a payment is applied.
    IndemnityRank {
        /// Last.
        AfterPrincipal = "after_principal",
        /// First.
        BeforeInterest = "before_interest",
    }
}

/// Demandes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Relief {
    /// Réclamer aussi en justice les sommes prescrites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_prescribed: Option<bool>,
    /// Capitalisation des intérêts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capitalisation: Option<bool>,
    /// Intérêts demandés.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<InterestAsked>,
    /// Montant de la clause pénale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty_clause: Option<Money>,
    /// Dommages et intérêts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damages: Option<Money>,
    /// Somme demandée au titre de l’article 700 du code de procédure civile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article_700: Option<Money>,
    /// Frais.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 200), nested)]
    pub costs: Vec<Cost>,
    /// Juridiction à saisir en cas d’opposition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub if_opposed: Option<IfOpposed>,
    /// Délai de paiement offert dans la mise en demeure, en jours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(max = 3650))]
    pub payment_deadline_days: Option<u32>,
}

/// Frais réclamés.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Objet.
    #[validate(length(min = 1, max = 300))]
    pub label: String,
    /// Montant.
    pub amount: Money,
    /// Fondement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 300))]
    pub basis: Option<String>,
}

/// Renvoi demandé en cas d’opposition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IfOpposed {
    /// Juridiction.
    #[validate(length(min = 1, max = 200))]
    pub court: String,
    /// Motif.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 1000))]
    pub reason: Option<String>,
}

/// Ordonnance portant injonction de payer obtenue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Juridiction.
    #[validate(length(min = 1, max = 200))]
    pub court: String,
    /// Numéro.
    #[validate(length(min = 1, max = 100))]
    pub number: String,
    /// Date de l’ordonnance.
    pub dated_on: Date,
    /// Sommes ordonnées.
    pub amounts: OrderAmounts,
    /// Point de départ des intérêts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_from: Option<Date>,
    /// Taux ordonné.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateTerm>,
    /// Significations faites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 100), nested)]
    pub services: Vec<Service>,
    /// Date du certificat de non-opposition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_of_no_opposition_on: Option<Date>,
    /// Copie revêtue de la formule exécutoire.
    pub enforceable_copy: bool,
}

/// Sommes ordonnées.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderAmounts {
    /// Principal.
    pub principal: Money,
    /// Intérêts liquidés.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Money>,
    /// Frais et dépens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<Money>,
    /// Autres sommes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Money>,
}

/// Signification de l’ordonnance à un débiteur.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Rang du débiteur, à partir de 0.
    #[validate(range(max = 9999))]
    pub debtor: u32,
    /// Date.
    pub on: Date,
    /// Mode.
    pub mode: ServiceMode,
    /// Date de l’opposition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opposed_on: Option<Date>,
}

/// Échéancier proposé ou convenu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Proposé ou convenu.
    pub kind: PlanKind,
    /// Échéances, une à une ou par leur nombre.
    #[validate(nested)]
    pub instalments: Instalments,
    /// Ce à quoi le créancier renonce si l’échéancier est tenu.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 2))]
    pub waive: Vec<Waived>,
    /// Déchéance du terme au premier impayé.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceleration: Option<bool>,
}

/// Échéances.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Instalments {
    /// Une à une.
    Listed(#[schemars(length(min = 1, max = 600))] Vec<Instalment>),
    /// Par leur nombre.
    Even(EvenInstalments),
}

impl Validate for Instalments {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            // Money and days hold their own rules.
            Instalments::Listed(_) => Ok(()),
            Instalments::Even(even) => even.validate(),
        }
    }
}

/// Une échéance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// Date.
    pub due_on: Date,
    /// Montant.
    pub amount: Money,
}

/// Échéances égales.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EvenInstalments {
    /// Nombre.
    #[validate(range(min = 1, max = 600))]
    pub count: u32,
    /// Première échéance.
    pub first_due_on: Date,
    /// Pas.
    pub every: Every,
}

/// Choix laissés par la loi ; chacun a un défaut.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyChoices {
    /// Diviseur : 365, ou jours réels de l’année.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_count: Option<DayCount>,
    /// Semestre qui donne le taux.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_follows: Option<RateFollows>,
    /// Ce qui remplace un taux stipulé sous le plancher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_floor: Option<BelowFloor>,
    /// Imputation des paiements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imputation: Option<Imputation>,
    /// Rang de l’indemnité de recouvrement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indemnity_rank: Option<IndemnityRank>,
}
