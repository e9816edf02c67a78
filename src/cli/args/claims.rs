//! The words for a claim file: checked, reckoned, made into documents and bundles.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::app::day;
use crate::domain::{Bundle, Day, Document};

#[derive(Debug, Args)]
pub(in crate::cli) struct ClaimOnly {
    /// Dossier en JSON ; « - » lit l'entrée standard
    #[arg(value_name = "DOSSIER.json")]
    pub claim: PathBuf,
    /// Jour auquel le dossier est jugé [défaut : celui du dossier, sinon aujourd'hui à Paris]
    #[arg(long, value_name = "JOUR", value_parser = day)]
    pub as_of: Option<Day>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    pub input: ClaimOnly,
    /// Répertoire des pièces : elles sont alors contrôlées aussi
    #[arg(long, value_name = "RÉPERTOIRE")]
    pub exhibits: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Deadlines {
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
pub(in crate::cli) enum CalendarFormat {
    Json,
    Ics,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableFormat {
    Json,
    Csv,
    Xlsx,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Statement {
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

#[derive(Debug, Args)]
pub(in crate::cli) struct Render {
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
pub(in crate::cli) struct MakeBundle {
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
pub(in crate::cli) struct Verify {
    /// ZIP reçu ; « - » lit l'entrée standard
    #[arg(value_name = "DOSSIER.zip")]
    pub bundle: PathBuf,
}
