//! The parties of the claim file: who claims, who owes, who acts (contract, § 2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::scalar::Date;
use crate::domain::{Country, Money, names::names};

names! {
    /// What a party is.
    PartyKind {
        /// Company or other registered legal person.
        Company = "company",
        /// Natural person in business under his own name (EI).
        SoleTrader = "sole_trader",
        /// Natural person.
        Individual = "individual",
        /// Association.
        Association = "association",
        /// Syndicat des copropriétaires.
        Coownership = "coownership",
        /// Public body.
        PublicBody = "public_body",
    }
}

names! {
    /// Whether a party acts within a business.
    ActingAs {
        /// Within a business or a public service.
        Professional = "professional",
        /// Outside any business, a creditor too.
        Consumer = "consumer",
    }
}

names! {
    /// Collective and personal insolvency procedures.
    InsolvencyKind {
        /// Conciliation.
        Conciliation = "conciliation",
        /// Sauvegarde.
        Safeguard = "safeguard",
        /// Redressement judiciaire.
        Receivership = "receivership",
        /// Liquidation judiciaire.
        Liquidation = "liquidation",
        /// Surendettement des particuliers.
        PersonalOverindebtedness = "personal_overindebtedness",
    }
}

names! {
    /// Who acts for the creditor.
    RepresentativeKind {
        /// Avocat.
        Avocat = "avocat",
        /// Commissaire de justice.
        CommissaireDeJustice = "commissaire_de_justice",
        /// Recovery for others (CPCEx, art. L. 124-1).
        CollectionAgent = "collection_agent",
        /// An employee of the creditor.
        Employee = "employee",
        /// Anyone else.
        Other = "other",
    }
}

/// Une partie : créancier ou débiteur. Une dénomination (`name`), ou des prénoms et un nom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "complete", skip_on_field_errors = false))]
pub struct Party {
    /// Nature de la partie.
    pub kind: PartyKind,
    /// Dénomination d’une personne morale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub name: Option<String>,
    /// Civilité : « M. » ou « Mme ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 30))]
    pub civility: Option<String>,
    /// Prénoms d’une personne physique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub first_names: Option<String>,
    /// Nom d’une personne physique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub last_name: Option<String>,
    /// Forme juridique : SARL, SAS, SCI…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub legal_form: Option<String>,
    /// SIREN, neuf chiffres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 40))]
    pub siren: Option<String>,
    /// SIRET, quatorze chiffres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 40))]
    pub siret: Option<String>,
    /// Ville du greffe d’immatriculation au RCS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub rcs_city: Option<String>,
    /// Numéro RNA d’une association.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 40))]
    pub rna: Option<String>,
    /// Capital social.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_capital: Option<Money>,
    /// Numéro de TVA intracommunautaire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 40))]
    pub vat_number: Option<String>,
    /// Organe qui représente la personne morale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub legal_representative: Option<LegalRepresentative>,
    /// Nom commercial ou enseigne.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub trade_name: Option<String>,
    /// Naissance d’une personne physique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub birth: Option<Birth>,
    /// Nationalité.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub nationality: Option<String>,
    /// Profession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub occupation: Option<String>,
    /// Qualité à l’acte ; obligatoire pour un particulier ou une association, `professional` pour les autres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting_as: Option<ActingAs>,
    /// Commerçant ; à défaut, ce que dit la forme juridique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant: Option<bool>,
    /// Siège ou domicile.
    #[validate(nested)]
    pub address: Address,
    /// Adresse électronique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 254))]
    pub email: Option<String>,
    /// Téléphone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 40))]
    pub phone: Option<String>,
    /// Compte sur lequel payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub bank: Option<Bank>,
    /// Procédure collective ou surendettement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insolvency: Option<Insolvency>,
    /// Employeur connu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 300))]
    pub employer: Option<String>,
    /// Biens connus, pour l’exécution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 100))]
    #[schemars(inner(length(min = 1, max = 300)))]
    pub known_assets: Vec<String>,
    /// Immatriculation dans un registre étranger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub foreign_id: Option<ForeignId>,
    /// Médiateur de la consommation dont relève le professionnel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub mediator: Option<Mediator>,
    /// Effectif.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(max = 10_000_000))]
    pub employees: Option<u32>,
    /// Chiffre d’affaires annuel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turnover: Option<Money>,
}

/// The fields that a party still lacks: a name, or first names and a last name; and the quality of an individual or an
/// association, because the law differs for a consumer. One rule, asked of the wire value and of the type.
pub(in crate::claim) fn missing_of_party(
    kind: Option<PartyKind>,
    has: impl Fn(&str) -> bool,
) -> Vec<&'static str> {
    let mut missing = match (has("name"), has("first_names"), has("last_name")) {
        (true, ..) | (false, true, true) => Vec::new(),
        (false, false, true) => vec!["first_names"],
        (false, true, false) => vec!["last_name"],
        (false, false, false) => vec!["name"],
    };
    if matches!(kind, Some(PartyKind::Individual | PartyKind::Association)) && !has("acting_as") {
        missing.push("acting_as");
    }
    missing
}

fn complete(party: &Party) -> Result<(), ValidationError> {
    let has = |field: &str| match field {
        "name" => party.name.is_some(),
        "first_names" => party.first_names.is_some(),
        "last_name" => party.last_name.is_some(),
        _ => party.acting_as.is_some(),
    };
    match missing_of_party(Some(party.kind), has).first() {
        Some(field) => Err(ValidationError::new(field)),
        None => Ok(()),
    }
}

/// Organe ou personne qui représente une personne morale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LegalRepresentative {
    /// Nom.
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// Qualité : gérant, président…
    #[validate(length(min = 1, max = 100))]
    pub capacity: String,
}

/// Date et lieu de naissance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// Date de naissance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Lieu de naissance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub place: Option<String>,
}

/// Adresse postale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Une à trois lignes : voie, complément, lieu-dit.
    #[validate(length(min = 1, max = 3))]
    #[schemars(inner(length(min = 1, max = 100)))]
    pub lines: Vec<String>,
    /// Code postal.
    #[validate(length(min = 1, max = 16))]
    pub postal_code: String,
    /// Commune.
    #[validate(length(min = 1, max = 100))]
    pub city: String,
    /// Code INSEE de la commune, quand le nom ne suffit pas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 10))]
    pub insee: Option<String>,
    /// Pays ; `FR` à défaut.
    #[serde(default)]
    pub country: Country,
}

/// Coordonnées bancaires.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// IBAN.
    #[validate(length(min = 1, max = 60))]
    pub iban: String,
    /// BIC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 20))]
    pub bic: Option<String>,
    /// Titulaire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub holder: Option<String>,
}

/// Procédure ouverte à l’égard d’une partie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Insolvency {
    /// Nature de la procédure.
    pub kind: InsolvencyKind,
    /// Date d’ouverture.
    pub opened_on: Date,
    /// Date de publication au BODACC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
}

/// Immatriculation étrangère.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ForeignId {
    /// Registre.
    #[validate(length(min = 1, max = 200))]
    pub register: String,
    /// Numéro.
    #[validate(length(min = 1, max = 60))]
    pub number: String,
}

/// Médiateur de la consommation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Mediator {
    /// Nom.
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// Adresse.
    #[validate(nested)]
    pub address: Address,
    /// Site internet.
    #[validate(length(min = 1, max = 300))]
    pub website: String,
}

/// Personne qui agit pour le créancier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// Qualité.
    pub kind: RepresentativeKind,
    /// Nom ou dénomination.
    #[validate(length(min = 1, max = 200))]
    pub name: String,
    /// Adresse.
    #[validate(nested)]
    pub address: Address,
    /// Barreau d’un avocat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub bar: Option<String>,
    /// Date du mandat ou de la convention écrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_date: Option<Date>,
    /// Assurance de responsabilité civile professionnelle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 300))]
    pub insurance: Option<String>,
    /// Adresse électronique.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 254))]
    pub email: Option<String>,
    /// Téléphone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 40))]
    pub phone: Option<String>,
}
