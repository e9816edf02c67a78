//! The words of the service and of what it keeps: keys, purge, audit, configuration.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::HELP;
use crate::access::Scope;
use crate::app::day;
use crate::domain::Day;

#[derive(Debug, Args)]
pub(in crate::cli) struct Serve {
    /// Adresse d'écoute ; le port 0 prend un port libre [défaut : 127.0.0.1:8080]
    #[arg(long, value_name = "ADRESSE")]
    pub listen: Option<std::net::SocketAddr>,
    /// Fichier de configuration (TOML) ; ses clés se donnent aussi par l'environnement (CREANCE_WORKERS,
    /// CREANCE_STATE__DATABASE), qui l'emporte ; les options l'emportent sur tout
    #[arg(long, value_name = "FICHIER", env = "CREANCE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Processus de mise en page, un cœur chacun [défaut : un par cœur]
    #[arg(long, value_name = "NOMBRE")]
    pub workers: Option<usize>,
    /// Durée maximale d'un document, en secondes ; son processus est alors arrêté et remplacé [défaut : 20]
    #[arg(long, value_name = "SECONDES")]
    pub job_seconds: Option<u64>,
    /// Mémoire d'un processus de mise en page, en Mio ; un document qui demande plus est refusé [défaut : 1536]
    #[arg(long, value_name = "MIO")]
    pub worker_mib: Option<u64>,
    /// Demandes de documents qui peuvent attendre ; la suivante reçoit 503 et Retry-After [défaut : 16]
    #[arg(long, value_name = "NOMBRE")]
    pub render_queue: Option<usize>,
}

/// Where the service is configured: commands that touch its database read the same file.
#[derive(Debug, Args)]
pub(in crate::cli) struct Configured {
    /// Fichier de configuration (TOML) du service
    #[arg(long, value_name = "FICHIER", env = "CREANCE_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", subcommand_value_name = "COMMANDE")]
pub(in crate::cli) struct Keys {
    #[command(subcommand)]
    pub verb: KeysVerb,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum KeysVerb {
    /// Crée une clé et l'affiche, cette seule fois
    #[command(help_template = HELP)]
    Add(AddKey),
    /// Liste les clés, sans leur secret
    #[command(help_template = HELP)]
    List(Configured),
    /// Révoque une clé ; le service la refuse deux secondes plus tard au plus
    #[command(help_template = HELP)]
    Revoke {
        /// Identifiant de la clé, tel que « keys list » le montre
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        configured: Configured,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AddKey {
    /// Locataire : ses lots ne sont visibles que de ses clés ; lettres minuscules, chiffres, tirets
    #[arg(long, value_name = "LOCATAIRE", value_parser = tenant)]
    pub tenant: String,
    /// Libellé, pour reconnaître la clé : un logiciel plutôt qu'une personne
    #[arg(long, value_name = "LIBELLÉ", value_parser = label)]
    pub label: String,
    /// Ce que la clé ouvre, séparé par des virgules : read, documents, batches, metrics
    #[arg(long, value_name = "PORTÉE", value_delimiter = ',', required = true, value_parser = scopes(), hide_possible_values = true)]
    pub scope: Vec<String>,
    /// Dernier jour de validité [défaut : sans fin]
    #[arg(long, value_name = "JOUR", value_parser = day)]
    pub expires: Option<Day>,
    /// Demandes par minute [défaut : access.per_minute]
    #[arg(long, value_name = "NOMBRE", value_parser = clap::value_parser!(u32).range(1..))]
    pub per_minute: Option<u32>,
    #[command(flatten)]
    pub configured: Configured,
}

fn scopes() -> PossibleValuesParser {
    Scope::ALL.iter().map(|s| s.name()).collect::<Vec<_>>().into()
}

fn tenant(text: &str) -> Result<String, String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        return Ok(text.to_owned());
    }
    Err("écrivez 1 à 64 lettres minuscules sans accent, chiffres ou tirets".to_owned())
}

fn label(text: &str) -> Result<String, String> {
    let text = text.trim();
    if (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err("écrivez 1 à 100 caractères, sur une ligne".to_owned())
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Purge {
    /// Efface tout ce qui fut écrit avant ce jour, lots en cours compris
    #[arg(long, value_name = "JOUR", value_parser = day, conflicts_with = "all")]
    pub before: Option<Day>,
    /// Efface tout : lots, réponses gardées, journal ; les clés restent
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub configured: Configured,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Audit {
    /// Depuis ce jour [défaut : tout ce qui est gardé]
    #[arg(long, value_name = "JOUR", value_parser = day)]
    pub since: Option<Day>,
    /// D'un seul locataire
    #[arg(long, value_name = "LOCATAIRE", value_parser = tenant)]
    pub tenant: Option<String>,
    #[command(flatten)]
    pub configured: Configured,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", subcommand_value_name = "COMMANDE")]
pub(in crate::cli) struct Configuration {
    #[command(subcommand)]
    pub verb: ConfigurationVerb,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ConfigurationVerb {
    /// Affiche la configuration effective, secrets masqués, ou toutes ses fautes (sortie 2)
    #[command(help_template = HELP)]
    Check {
        /// Fichier de configuration (TOML) du service
        #[arg(long, value_name = "FICHIER", env = "CREANCE_CONFIG")]
        config: Option<PathBuf>,
    },
}
