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
        LegalKind::PublicBody => match body(p) {
            Some((_, word)) if french::elides(word) => "l\u{2019}",
            Some((true, _)) => "la ",
            Some((false, _)) => "le ",
            None => "",
        },
    }
}

/// What public bodies are called by, feminine or not.
const BODIES: [(bool, &str); 22] = [
    (true, "agence"),
    (true, "caisse"),
    (true, "chambre"),
    (true, "collectivité"),
    (true, "communauté"),
    (true, "commune"),
    (true, "métropole"),
    (true, "régie"),
    (true, "région"),
    (true, "université"),
    (true, "ville"),
    (false, "centre"),
    (false, "collège"),
    (false, "conservatoire"),
    (false, "département"),
    (false, "établissement"),
    (false, "état"),
    (false, "groupement"),
    (false, "lycée"),
    (false, "musée"),
    (false, "office"),
    (false, "syndicat"),
];

fn body(p: &LegalPerson) -> Option<(bool, &'static str)> {
    let first = p.name.split_whitespace().next()?.to_lowercase();
    BODIES.iter().find(|(_, word)| *word == first).copied()
}

/// Whether a legal person is « immatriculée » and « représentée ».
pub(super) fn is_feminine(p: &LegalPerson) -> bool {
    match p.kind {
        LegalKind::Company | LegalKind::Association => true,
        LegalKind::Coownership => false,
        LegalKind::PublicBody => body(p).is_some_and(|(feminine, _)| feminine),
    }
}

/// A company alone has a « siège social ».
pub(super) fn seat_name(kind: LegalKind) -> &'static str {
    match kind {
        LegalKind::Company => "Siège social",
        LegalKind::Association | LegalKind::Coownership | LegalKind::PublicBody => "Siège",
    }
}
