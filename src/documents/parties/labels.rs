//! Small words around a name: its article, its form in full, the possessive of a capacity.

use super::{LegalKind, LegalPerson};
use crate::domain::french;

/// « sa présidente », « son gérant »: before a capacity.
pub(super) fn possessive(capacity: &str) -> &'static str {
    let first = capacity.split_whitespace().next().unwrap_or_default().to_lowercase();
    let feminine = ["te", "rice", "ère", "ée"].iter().any(|end| first.ends_with(end));
    if feminine && !french::elides(&first) { "sa" } else { "son" }
}

/// The form in full, as an act names it; an unknown form is printed as given.
#[must_use]
pub fn form_label(form: &str) -> String {
    let full = match form.trim().to_uppercase().replace('.', "").as_str() {
        "SARL" => "société à responsabilité limitée",
        "EURL" => "société à responsabilité limitée à associé unique",
        "SAS" => "société par actions simplifiée",
        "SASU" => "société par actions simplifiée unipersonnelle",
        "SA" => "société anonyme",
        "SCA" => "société en commandite par actions",
        "SNC" => "société en nom collectif",
        "SCS" => "société en commandite simple",
        "SCI" => "société civile immobilière",
        "SELARL" => "société d’exercice libéral à responsabilité limitée",
        "SELAS" => "société d’exercice libéral par actions simplifiée",
        "GIE" => "groupement d’intérêt économique",
        _ => return french::user(form),
    };
    full.to_owned()
}

/// The initials of the law on business papers (C. com., art. R. 123-238): a company with one member is a SARL or a SAS.
#[must_use]
pub fn statutory(form: &str) -> &str {
    match form.trim().to_uppercase().replace('.', "").as_str() {
        "EURL" | "SARLU" => "SARL",
        "SASU" => "SAS",
        "SELARLU" => "SELARL",
        "SELASU" => "SELAS",
        _ => form,
    }
}

/// « la société », « l’association », « le syndicat des copropriétaires », unless the name says so itself.
pub(super) fn article(p: &LegalPerson) -> &'static str {
    let starts = |word: &str| p.name.to_lowercase().starts_with(word);
    match p.kind {
        LegalKind::Company if starts("société") => "la ",
        LegalKind::Company => "la société ",
        LegalKind::Association if starts("association") => "l\u{2019}",
        LegalKind::Association => "l\u{2019}association ",
        LegalKind::Coownership if starts("syndicat") => "le ",
        LegalKind::Coownership => "le syndicat des copropriétaires ",
        LegalKind::PublicBody => "",
    }
}
