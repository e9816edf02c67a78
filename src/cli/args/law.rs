//! The words for a single question: a deadline, a sum, a rate, a court, a rule, an identifier.

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::HELP;
use crate::app::{SchemaName, day};
use crate::cli::law::DeadlineFlags;
use crate::domain::{Day, IdKind, RateSeries};

#[derive(Debug, Args)]
pub(in crate::cli) struct Deadline {
    /// Calcul voulu, par exemple procedure, opposition_ip, prescription
    #[arg(value_name = "CALCUL")]
    pub kind: String,
    /// Saisie en JSON ; sans elle ni option, elle est lue sur l'entrée standard
    #[arg(value_name = "SAISIE_JSON")]
    pub input: Option<String>,
    /// Ajoute le calcul en français, les textes et les avertissements
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    pub flags: DeadlineFlags,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Interest {
    /// Saisie en JSON ; sans elle, elle est lue sur l'entrée standard
    #[arg(value_name = "SAISIE_JSON")]
    pub input: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Rate {
    /// Série de taux
    #[arg(value_name = "SÉRIE", value_parser = series())]
    pub series: String,
    /// Jour voulu [défaut : aujourd'hui à Paris]
    #[arg(long, value_name = "JOUR", value_parser = day)]
    pub on: Option<Day>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Court {
    /// Code postal du débiteur (ou de l'immeuble)
    #[arg(long, value_name = "CODE")]
    pub postal_code: Option<String>,
    /// Commune
    #[arg(long, value_name = "COMMUNE")]
    pub city: Option<String>,
    /// Code INSEE de la commune : il l'emporte
    #[arg(long, value_name = "CODE")]
    pub insee: Option<String>,
    /// Nature de la créance
    #[arg(long, value_name = "NATURE")]
    pub nature: Option<String>,
    /// Montant en principal
    #[arg(long, value_name = "MONTANT", allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// Montant total, s'il diffère
    #[arg(long, value_name = "MONTANT", allow_hyphen_values = true)]
    pub amount_total: Option<String>,
    /// Qualité du débiteur : merchant, artisan, non_merchant ou consumer
    #[arg(long, value_name = "QUALITÉ")]
    pub debtor: Option<String>,
    /// Qualité du créancier [défaut : merchant]
    #[arg(long, value_name = "QUALITÉ")]
    pub creditor: Option<String>,
    /// Date du contrat (crédit à la consommation)
    #[arg(long, value_name = "JOUR")]
    pub contract_date: Option<String>,
    /// Jour du dépôt [défaut : aujourd'hui à Paris]
    #[arg(long, value_name = "JOUR")]
    pub on: Option<String>,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", subcommand_value_name = "COMMANDE")]
pub(in crate::cli) struct Rules {
    #[command(subcommand)]
    pub verb: RulesVerb,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesVerb {
    /// Liste les règles en vigueur
    #[command(help_template = HELP)]
    List {
        /// Jour voulu [défaut : aujourd'hui à Paris]
        #[arg(long, value_name = "JOUR", value_parser = day)]
        on: Option<Day>,
    },
    /// Montre une règle et toutes ses versions
    #[command(help_template = HELP)]
    Show {
        /// Identifiant de la valeur, code du constat ou règle étudiée (IP-14)
        #[arg(value_name = "ID")]
        id: String,
        /// Écrit la règle comme un texte (Markdown) plutôt qu'en JSON
        #[arg(long)]
        text: bool,
    },
    /// Éprouve chaque règle par ses propres cas
    #[command(help_template = HELP)]
    Test,
    /// Liste les règles dont la vérification est ancienne
    #[command(help_template = HELP)]
    Stale {
        /// Ancienneté en mois, par exemple 6m
        #[arg(long, value_name = "DURÉE", default_value = "6m", value_parser = months)]
        older_than: u32,
    },
}

/// `6m`, `1y`.
fn months(text: &str) -> Result<u32, String> {
    let wrong = || "écrivez un nombre de mois (6m) ou d'années (1y)".to_owned();
    let (digits, times) = match (text.strip_suffix('m'), text.strip_suffix(['y', 'a'])) {
        (Some(d), _) => (d, 1),
        (_, Some(d)) => (d, 12),
        _ => return Err(wrong()),
    };
    digits.parse::<u32>().ok().and_then(|n| n.checked_mul(times)).filter(|n| *n <= 1200).ok_or_else(wrong)
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Id {
    /// Nature de l'identifiant
    #[arg(value_name = "NATURE", value_parser = id_kinds())]
    pub kind: String,
    /// Identifiant, avec ou sans espaces
    #[arg(value_name = "IDENTIFIANT", allow_hyphen_values = true)]
    pub value: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaOf {
    /// Ce que le schéma décrit : claim, report, statement ou manifest
    #[arg(value_name = "OBJET", value_parser = schemas(), default_value = "claim", hide_default_value = true)]
    pub of: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Words {
    /// Montant, par exemple 1234.56
    #[arg(value_name = "MONTANT", allow_hyphen_values = true)]
    pub amount: String,
}

fn series() -> PossibleValuesParser {
    RateSeries::ALL.iter().map(|s| s.name()).collect::<Vec<_>>().into()
}

fn schemas() -> PossibleValuesParser {
    SchemaName::ALL.iter().map(|s| s.name()).collect::<Vec<_>>().into()
}

fn id_kinds() -> PossibleValuesParser {
    IdKind::ALL.iter().map(|k| k.name()).collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_months_or_years() {
        assert_eq!((months("6m"), months("1y"), months("2a")), (Ok(6), Ok(12), Ok(24)));
        assert!(months("6").is_err() && months("m").is_err() && months("-1m").is_err());
    }
}
