//! The words of the command line, and their help.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::law::DeadlineFlags;
use crate::access::Scope;
use crate::app::{SchemaName, day};
use crate::domain::{Bundle, Day, Document, IdKind, RateSeries};

const HELP: &str = "\
{about-with-newline}
Usage : {usage}

{all-args}{after-help}";

/// Recouvrement de créances : contrôle d'un dossier, décompte, délais, juridiction, documents prêts à déposer.
#[derive(Debug, Parser)]
#[command(
    name = "creance",
    version,
    help_template = HELP,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "Commandes",
    subcommand_value_name = "COMMANDE",
    next_help_heading = "Options",
    after_help = "Codes de sortie : 0 succès, 1 dossier bloqué ou invalide, 2 saisie inutilisable (détail sur l'erreur standard)."
)]
pub(super) struct Cli {
    /// Répertoire de règles à la place des règles embarquées
    #[arg(long, global = true, value_name = "RÉPERTOIRE", env = "CREANCE_RULES")]
    pub rules: Option<PathBuf>,
    /// Répertoire de modèles à la place des modèles embarqués
    #[arg(long, global = true, value_name = "RÉPERTOIRE", env = "CREANCE_TEMPLATES")]
    pub templates: Option<PathBuf>,
    /// Affiche l'aide
    #[arg(short = 'h', long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// Affiche la version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub verb: Verb,
}

// Read once a process: the size of its largest verb costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Subcommand)]
#[command(help_template = HELP)]
pub(super) enum Verb {
    /// Lance le service HTTP
    #[command(help_template = HELP)]
    Serve(Serve),
    /// Crée, liste ou révoque les clés du service
    #[command(help_template = HELP)]
    Keys(Keys),
    /// Efface de la base du service ce qui y est depuis trop longtemps
    #[command(help_template = HELP)]
    Purge(Purge),
    /// Liste le journal des actions faites par clé
    #[command(help_template = HELP)]
    Audit(Audit),
    /// Contrôle la configuration du service
    #[command(help_template = HELP)]
    Config(Configuration),
    /// Contrôle un dossier et rend le rapport complet
    #[command(help_template = HELP)]
    Check(Check),
    /// Établit le décompte d'un dossier
    #[command(help_template = HELP)]
    Statement(Statement),
    /// Liste les délais d'un dossier
    #[command(help_template = HELP)]
    Deadlines(Deadlines),
    /// Produit un document
    #[command(help_template = HELP)]
    Render(Render),
    /// Produit un dossier complet (ZIP)
    #[command(help_template = HELP)]
    Bundle(MakeBundle),
    /// Vérifie un dossier reçu : manifeste complet, empreintes justes, rien d'ajouté
    #[command(help_template = HELP)]
    Verify(Verify),
    /// Calcule un délai
    #[command(help_template = HELP)]
    Deadline(Deadline),
    /// Calcule les intérêts d'une somme
    #[command(help_template = HELP)]
    Interest(Interest),
    /// Donne un taux en vigueur
    #[command(help_template = HELP)]
    Rate(Rate),
    /// Désigne la juridiction compétente
    #[command(help_template = HELP)]
    Court(Court),
    /// Liste, montre ou éprouve les règles en vigueur
    #[command(help_template = HELP)]
    Rules(Rules),
    /// Contrôle un SIREN, un SIRET, un numéro de TVA ou un IBAN
    #[command(help_template = HELP)]
    Id(Id),
    /// Écrit un montant en lettres
    #[command(help_template = HELP)]
    Words(Words),
    /// Affiche un schéma JSON : celui du dossier, du rapport, du décompte ou du manifeste
    #[command(help_template = HELP)]
    Schema(SchemaOf),
    /// Affiche la description de l'API (OpenAPI 3.1)
    #[command(help_template = HELP)]
    Openapi,
    /// Met en page pour `creance serve`, qui le lance lui-même
    #[command(name = crate::render::worker::COMMAND, hide = true)]
    RenderWorker,
}

impl Verb {
    /// As it is typed.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Verb::Serve(_) => "serve",
            Verb::Keys(_) => "keys",
            Verb::Purge(_) => "purge",
            Verb::Audit(_) => "audit",
            Verb::Config(_) => "config",
            Verb::Check(_) => "check",
            Verb::Statement(_) => "statement",
            Verb::Deadlines(_) => "deadlines",
            Verb::Render(_) => "render",
            Verb::Bundle(_) => "bundle",
            Verb::Verify(_) => "verify",
            Verb::Deadline(_) => "deadline",
            Verb::Interest(_) => "interest",
            Verb::Rate(_) => "rate",
            Verb::Court(_) => "court",
            Verb::Rules(_) => "rules",
            Verb::Id(_) => "id",
            Verb::Words(_) => "words",
            Verb::Schema(_) => "schema",
            Verb::Openapi => "openapi",
            Verb::RenderWorker => crate::render::worker::COMMAND,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Serve {
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
pub(super) struct Configured {
    /// Fichier de configuration (TOML) du service
    #[arg(long, value_name = "FICHIER", env = "CREANCE_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(subcommand_help_heading = "Commandes", subcommand_value_name = "COMMANDE")]
pub(super) struct Keys {
    #[command(subcommand)]
    pub verb: KeysVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysVerb {
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
pub(super) struct AddKey {
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
pub(super) struct Purge {
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
pub(super) struct Audit {
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
pub(super) struct Configuration {
    #[command(subcommand)]
    pub verb: ConfigurationVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigurationVerb {
    /// Affiche la configuration effective, secrets masqués, ou toutes ses fautes (sortie 2)
    #[command(help_template = HELP)]
    Check {
        /// Fichier de configuration (TOML) du service
        #[arg(long, value_name = "FICHIER", env = "CREANCE_CONFIG")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct ClaimOnly {
    /// Dossier en JSON ; « - » lit l'entrée standard
    #[arg(value_name = "DOSSIER.json")]
    pub claim: PathBuf,
    /// Jour auquel le dossier est jugé [défaut : celui du dossier, sinon aujourd'hui à Paris]
    #[arg(long, value_name = "JOUR", value_parser = day)]
    pub as_of: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub input: ClaimOnly,
    /// Répertoire des pièces : elles sont alors contrôlées aussi
    #[arg(long, value_name = "RÉPERTOIRE")]
    pub exhibits: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Deadlines {
    #[command(flatten)]
    pub input: ClaimOnly,
    /// Forme des échéances : JSON, ou agenda
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "json", hide_default_value = true)]
    pub format: CalendarFormat,
    /// Fichier à écrire [défaut : la sortie standard]
    #[arg(short, long, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CalendarFormat {
    Json,
    Ics,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    Json,
    Csv,
    Xlsx,
}

#[derive(Debug, Args)]
pub(super) struct Statement {
    #[command(flatten)]
    pub input: ClaimOnly,
    /// Forme du décompte
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "json", hide_default_value = true)]
    pub format: TableFormat,
    /// Fichier à écrire [défaut : la sortie standard]
    #[arg(short, long, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

fn documents() -> PossibleValuesParser {
    Document::ALL.iter().map(|d| d.name()).collect::<Vec<_>>().into()
}

fn bundles() -> PossibleValuesParser {
    Bundle::ALL.iter().map(|b| b.name()).collect::<Vec<_>>().into()
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

#[derive(Debug, Args)]
pub(super) struct Render {
    /// Document à produire
    #[arg(value_name = "DOCUMENT", value_parser = documents())]
    pub document: String,
    #[command(flatten)]
    pub input: ClaimOnly,
    /// Fichier à écrire
    #[arg(short, long, value_name = "FICHIER")]
    pub output: PathBuf,
    /// Forme du document ; « confirmation » est le courriel qui confirme un appel
    #[arg(long, value_name = "FORMAT", value_parser = ["pdf", "txt", "html", "eml", "sms", "phone", "confirmation"], default_value = "pdf", hide_default_value = true)]
    pub format: String,
    /// Débiteur, par son rang dans le dossier à partir de 0 [défaut : toutes les lettres, ou le premier pour un message]
    #[arg(long, value_name = "RANG")]
    pub debtor: Option<usize>,
    /// Répertoire des pièces à joindre à un courriel
    #[arg(long, value_name = "RÉPERTOIRE")]
    pub exhibits: Option<PathBuf>,
    /// Logo du créancier en tête de ses lettres (PNG, JPEG ou SVG)
    #[arg(long, value_name = "FICHIER")]
    pub logo: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct MakeBundle {
    /// Dossier à produire
    #[arg(value_name = "DOSSIER", value_parser = bundles())]
    pub bundle: String,
    #[command(flatten)]
    pub input: ClaimOnly,
    /// Répertoire des pièces [défaut : celui du dossier JSON]
    #[arg(long, value_name = "RÉPERTOIRE")]
    pub exhibits: Option<PathBuf>,
    /// Logo du créancier en tête de ses lettres (PNG, JPEG ou SVG)
    #[arg(long, value_name = "FICHIER")]
    pub logo: Option<PathBuf>,
    /// Ajoute toutes les pièces en un seul PDF, avec signets (pieces/pieces_reunies.pdf)
    #[arg(long)]
    pub merge_exhibits: bool,
    /// ZIP à écrire
    #[arg(short, long, value_name = "FICHIER.zip")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// ZIP reçu ; « - » lit l'entrée standard
    #[arg(value_name = "DOSSIER.zip")]
    pub bundle: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Deadline {
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
pub(super) struct Interest {
    /// Saisie en JSON ; sans elle, elle est lue sur l'entrée standard
    #[arg(value_name = "SAISIE_JSON")]
    pub input: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Rate {
    /// Série de taux
    #[arg(value_name = "SÉRIE", value_parser = series())]
    pub series: String,
    /// Jour voulu [défaut : aujourd'hui à Paris]
    #[arg(long, value_name = "JOUR", value_parser = day)]
    pub on: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct Court {
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
pub(super) struct Rules {
    #[command(subcommand)]
    pub verb: RulesVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesVerb {
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
pub(super) struct Id {
    /// Nature de l'identifiant
    #[arg(value_name = "NATURE", value_parser = id_kinds())]
    pub kind: String,
    /// Identifiant, avec ou sans espaces
    #[arg(value_name = "IDENTIFIANT", allow_hyphen_values = true)]
    pub value: String,
}

#[derive(Debug, Args)]
pub(super) struct SchemaOf {
    /// Ce que le schéma décrit : claim, report, statement ou manifest
    #[arg(value_name = "OBJET", value_parser = schemas(), default_value = "claim", hide_default_value = true)]
    pub of: String,
}

#[derive(Debug, Args)]
pub(super) struct Words {
    /// Montant, par exemple 1234.56
    #[arg(value_name = "MONTANT", allow_hyphen_values = true)]
    pub amount: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_age_is_months_or_years() {
        assert_eq!((months("6m"), months("1y"), months("2a")), (Ok(6), Ok(12), Ok(24)));
        assert!(months("6").is_err() && months("m").is_err() && months("-1m").is_err());
    }
}
