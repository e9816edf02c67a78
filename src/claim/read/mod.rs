//! Bytes to [`ClaimFile`], or every reason why not: grammar, types, unknown or doubled fields, empty texts, control
//! characters, limits (contract, § 1). Keys of identifiers, order of dates and law are findings, and not judged here.

mod at_once;
mod error;
mod json;
mod shape;

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use self::error::{Gathered, is_forbidden, segment};
pub use self::error::{ReadCode, ReadError, ReadErrors, ReadFailure};
use super::limits::Limits;
use super::wire::{ClaimFile, PartyKind, missing_of_party};

/// Reads a claim file.
///
/// # Errors
/// All that makes the file unusable, at once.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<ClaimFile, ReadErrors> {
    if bytes.len() > limits.json_bytes {
        let message =
            format!("Le dossier dépasse {} octets : allégez-le, ou faites-en plusieurs.", limits.json_bytes);
        return Err(ReadErrors::one(ReadFailure::TooLarge, ReadCode::JsonTooLarge, message));
    }
    match at_once::read(bytes, limits) {
        Some(file) => Ok(file),
        None => long_way(bytes, limits),
    }
}

/// Through the JSON and its schema: knows all that is wrong.
fn long_way(bytes: &[u8], limits: &Limits) -> Result<ClaimFile, ReadErrors> {
    let json::Parsed { mut value, mut gathered, fractions } = json::parse(bytes)?;
    if !value.is_object() {
        let message = "Un dossier est un objet JSON : il commence par une accolade.".to_owned();
        return Err(ReadErrors::one(ReadFailure::Refused, ReadCode::JsonNotObject, message));
    }
    shape::strip_null(&mut value);
    shape::check(&value, &mut gathered);
    for pointer in fractions {
        let message = format!("{} : aucun nombre à virgule n’est admis ici.", shape::field(&pointer));
        gathered.add(ReadCode::FieldType, pointer, message);
    }
    texts(&value, &mut String::new(), &mut gathered);
    parties(&value, &mut gathered);
    for (list, most) in limits.lists() {
        if value.get(list).and_then(Value::as_array).is_some_and(|items| items.len() > most) {
            let message =
                format!("{} : {most} éléments au plus ; faites plusieurs dossiers.", shape::field(list));
            gathered.add(ReadCode::ItemsTooMany, format!("/{list}"), message);
        }
    }
    if !gathered.is_empty() {
        return Err(gathered.refusal());
    }
    let file: ClaimFile = serde_json::from_value(value).map_err(|e| untold(&e))?;
    if let Err(errors) = file.validate() {
        flatten(&errors, "", &mut gathered);
        return Err(gathered.refusal());
    }
    Ok(file)
}

/// Reads any JSON as strictly as a claim: UTF-8, no field given twice, no endless nesting.
///
/// # Errors
/// What is wrong with the writing.
pub fn read_value(bytes: &[u8]) -> Result<Value, ReadErrors> {
    let json::Parsed { value, gathered, .. } = json::parse(bytes)?;
    if gathered.is_empty() { Ok(value) } else { Err(gathered.refusal()) }
}

/// Reads another input than a claim by its own schema, with the same codes and words.
///
/// # Errors
/// All that makes it unusable, at once.
pub fn read_as<T: DeserializeOwned + JsonSchema + 'static>(bytes: &[u8]) -> Result<T, ReadErrors> {
    let json::Parsed { value, mut gathered, .. } = json::parse(bytes)?;
    shape::check_as::<T>(&value, &mut gathered);
    if !gathered.is_empty() {
        return Err(gathered.refusal());
    }
    serde_json::from_value(value).map_err(|e| untold(&e))
}

/// The schema is made from the types, so that this is not reached; if it were, the file is still refused, without detail.
fn untold(_: &serde_json::Error) -> ReadErrors {
    let message = "Le dossier n’a pas la forme attendue : comparez-le au schéma publié.".to_owned();
    ReadErrors::one(ReadFailure::Refused, ReadCode::FieldType, message)
}

/// Control characters and blank texts, in every text of the file.
fn texts(value: &Value, pointer: &mut String, gathered: &mut Gathered) {
    let length = pointer.len();
    match value {
        Value::String(text) => {
            let name = || shape::field(pointer);
            // Most texts are plain ASCII, where one look at the bytes tells.
            let plain = text.bytes().all(|b| (b' '..0x7f).contains(&b));
            if !plain && text.chars().any(is_forbidden) {
                let message = format!(
                    "{} : caractères de contrôle interdits ; remplacez retours à la ligne et tabulations par des espaces.",
                    name()
                );
                gathered.add(ReadCode::TextControl, pointer.clone(), message);
            }
            if text.chars().all(is_blank) {
                let message = format!("{} : le texte est vide ; écrivez-le, ou supprimez le champ.", name());
                gathered.add(ReadCode::TextEmpty, pointer.clone(), message);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                // Writing to a String cannot fail.
                let _ = write!(pointer, "/{i}");
                texts(item, pointer, gathered);
                pointer.truncate(length);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                pointer.push('/');
                pointer.push_str(&segment(key));
                texts(item, pointer, gathered);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// What prints nothing: spaces of all kinds, zero-width characters, soft hyphen.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || is_forbidden(c)
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The rule across the fields of a party, asked of each one even when another field of it is wrong.
fn parties(value: &Value, gathered: &mut Gathered) {
    let debtors = value.get("debtors").and_then(Value::as_array).into_iter().flatten().enumerate();
    let all = value.get("creditor").map(|c| ("/creditor".to_owned(), c)).into_iter();
    for (at, party) in all.chain(debtors.map(|(i, d)| (format!("/debtors/{i}"), d))) {
        let Value::Object(fields) = party else {
            continue;
        };
        let kind: Option<PartyKind> = fields.get("kind").and_then(Value::as_str).and_then(|k| k.parse().ok());
        for field in missing_of_party(kind, |f| fields.contains_key(f)) {
            gathered.add(ReadCode::FieldMissing, format!("{at}/{field}"), missing_message(field));
        }
    }
}

fn missing_message(field: &str) -> String {
    match field {
        "acting_as" => "Dites si ce particulier ou cette association agit en « professional » ou en « consumer ».",
        "first_names" => "Ajoutez les prénoms (« first_names »), ou une dénomination (« name »).",
        "last_name" => "Ajoutez le nom (« last_name »), ou une dénomination (« name »).",
        _ => "Nommez la partie : « name » pour une dénomination, « first_names » et « last_name » pour une personne.",
    }
    .to_owned()
}

/// The errors of the typed file, by pointer; the rejected values they carry are left behind.
fn flatten(errors: &ValidationErrors, at: &str, gathered: &mut Gathered) {
    for (field, kind) in &errors.0 {
        let here = if field == "__all__" { at.to_owned() } else { format!("{at}/{}", segment(field)) };
        match kind {
            ValidationErrorsKind::Struct(inner) => flatten(inner, &here, gathered),
            ValidationErrorsKind::List(items) => {
                for (i, inner) in items {
                    flatten(inner, &format!("{here}/{i}"), gathered);
                }
            }
            ValidationErrorsKind::Field(list) => {
                for error in list {
                    let (code, what) = match error.code.as_ref() {
                        "length" => (ReadCode::TextTooLong, "longueur hors limites.".to_owned()),
                        "range" => (ReadCode::ValueRange, "nombre hors limites.".to_owned()),
                        other => (ReadCode::FieldMissing, missing_message(other)),
                    };
                    gathered.add(code, here.clone(), format!("{} : {what}", shape::field(&here)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
