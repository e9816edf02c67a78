//! The words of the command line, and their help.

mod claims;
mod law;
mod service;

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand};

pub(super) use claims::*;
pub(super) use law::*;
pub(super) use service::*;

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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
