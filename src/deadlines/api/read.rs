//! Strict reading of an input. When it fails, the published schema itself says which fields are wrong: one truth.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::wire::{IsoDay, LocalTime};
use crate::deadlines::problem::{DeadlineProblem, FieldProblem};

/// JSON Schema 2020-12 of a type, without references.
pub(super) fn schema<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

/// The same of a type that is written: what may be left out is not required.
pub(super) fn written_schema<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|s| s.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

/// Reads an input, or names every fault of it.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(input: Value) -> Result<T, DeadlineProblem> {
    let copy = input.clone();
    serde_json::from_value(input).map_err(|_| {
        let mut out = Vec::new();
        diagnose(&copy, schema::<T>().as_value(), "", &mut out);
        if out.is_empty() {
            out.push(problem(
                "input.invalid_value",
                "",
                "La saisie ne correspond pas à ce calcul.".to_owned(),
            ));
        }
        DeadlineProblem::Input(out)
    })
}

pub(super) fn problem(code: &'static str, pointer: &str, message: String) -> FieldProblem {
    FieldProblem { code, pointer: pointer.to_owned(), message }
}

fn diagnose(value: &Value, schema: &Value, at: &str, out: &mut Vec<FieldProblem>) {
    // An optional field: the branch that is not null.
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        let not_null = |b: &&Value| b.get("type").and_then(Value::as_str) != Some("null");
        if !value.is_null()
            && let Some(branch) = branches.iter().find(not_null)
        {
            diagnose(value, branch, at, out);
        }
        return;
    }
    let name = if at.is_empty() {
        "La saisie".to_owned()
    } else {
        format!("Le champ «\u{a0}{}\u{a0}»", short(at))
    };
    let allowed = names(schema);
    if !allowed.is_empty() {
        if !value.as_str().is_some_and(|s| allowed.contains(&s)) {
            let message = format!("{name} doit être l'un de\u{a0}: {}.", allowed.join(", "));
            out.push(problem("input.invalid_value", at, message));
        }
        return;
    }
    let types = types(schema);
    if value.is_null() && types.contains(&"null") {
        return;
    }
    match value {
        Value::Object(fields) if types.contains(&"object") => diagnose_object(fields, schema, at, out),
        Value::String(s) if types.contains(&"string") => match schema.get("format").and_then(Value::as_str) {
            Some("date") if IsoDay::parse(s).is_none() => {
                let message = format!(
                    "{name} n'est pas un jour du calendrier\u{a0}: écrivez AAAA-MM-JJ, par exemple 2026-11-22."
                );
                out.push(problem("input.invalid_date", at, message));
            }
            Some("local-date-time") if LocalTime::parse(s).is_none() => {
                let message = format!(
                    "{name} n'est pas une heure locale\u{a0}: écrivez AAAA-MM-JJTHH:MM:SS, sans fuseau."
                );
                out.push(problem("input.invalid_date", at, message));
            }
            _ => {}
        },
        Value::Number(n) if types.contains(&"integer") && n.as_i64().is_some() => {}
        Value::Bool(_) if types.contains(&"boolean") => {}
        Value::Array(_) if types.contains(&"array") => {}
        _ => {
            let expected =
                types.iter().filter(|t| **t != "null").map(|t| french(t)).collect::<Vec<_>>().join(" ou ");
            out.push(problem("input.wrong_type", at, format!("{name} doit être {expected}.")));
        }
    }
}

fn diagnose_object(fields: &Map<String, Value>, schema: &Value, at: &str, out: &mut Vec<FieldProblem>) {
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    for required in
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    {
        if !fields.contains_key(required) {
            let message = format!("Il manque le champ «\u{a0}{required}\u{a0}».");
            out.push(problem("input.missing_field", &pointer(at, required), message));
        }
    }
    for (key, value) in fields {
        match properties.get(key) {
            Some(s) => diagnose(value, s, &pointer(at, key), out),
            None => {
                let known = properties.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                let shown: String = key.chars().take(64).collect();
                let message = format!(
                    "Le champ «\u{a0}{shown}\u{a0}» n'existe pas ici\u{a0}; champs admis\u{a0}: {known}."
                );
                out.push(problem("input.unknown_field", &pointer(at, key), message));
            }
        }
    }
}

/// RFC 6901.
fn pointer(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

fn short(at: &str) -> String {
    at.trim_start_matches('/').replace('/', ".")
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(t)) => vec![t.as_str()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The names of an enumeration, however the schema writes it.
fn names(schema: &Value) -> Vec<&str> {
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return list.iter().filter_map(Value::as_str).collect();
    }
    let one_of = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    one_of
        .flat_map(|s| match s.get("const").and_then(Value::as_str) {
            Some(c) => vec![c],
            None => names(s),
        })
        .collect()
}

fn french(kind: &str) -> &'static str {
    match kind {
        "object" => "un objet",
        "string" => "un texte",
        "integer" => "un nombre entier",
        "boolean" => "vrai ou faux",
        "array" => "une liste",
        _ => "d'un autre type",
    }
}
