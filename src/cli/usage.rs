//! A command line that cannot be read, told in French as a problem.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::problem::{Code, Fault, Problem};

/// The problem of a refused command line.
pub(super) fn problem(e: &clap::Error) -> Problem {
    let text = |kind| match e.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(list)) => list.join(", "),
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let message = match e.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} attend une valeur."),
        ErrorKind::InvalidValue => {
            let choices = text(ContextKind::ValidValue);
            format!("« {value} » n'est pas admis pour {argument} : choisissez parmi {choices}.")
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(e).map(ToString::to_string).unwrap_or_default();
            format!("« {value} » n'est pas admis pour {argument} : {why}.")
        }
        ErrorKind::UnknownArgument => format!("{argument} n'existe pas ici."),
        ErrorKind::InvalidSubcommand => {
            format!("La commande « {} » n'existe pas.", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("Il manque : {argument}."),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Il manque une commande.".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("{argument} ne va pas avec ce qui précède, ou est répété."),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} n'a pas le bon nombre de valeurs.")
        }
        _ => "La commande ne peut pas être lue.".to_owned(),
    };
    let detail = format!("{message} Voyez creance --help.");
    Problem::new(Code::Usage, detail).with_errors(vec![Fault::new("cli.usage", "", message)])
}
