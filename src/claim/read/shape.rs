//! The JSON against the schema made from the wire types: each fault becomes a stable code and a French sentence.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use schemars::JsonSchema;
use serde_json::Value;

use super::error::{Gathered, ReadCode, quoted, segment};
use crate::claim::schema::shape;

static SHAPE: LazyLock<Value> = LazyLock::new(shape);

static VALIDATOR: LazyLock<Option<Validator>> =
    LazyLock::new(|| jsonschema::draft202012::options().should_validate_formats(true).build(&SHAPE).ok());

/// The schema of the claim file, without limits or rules across fields.
pub(super) fn of_claim() -> &'static Value {
    &SHAPE
}

/// Checks a value, and gathers all that is wrong.
pub(super) fn check(value: &Value, gathered: &mut Gathered) {
    // A schema that does not compile is a defect that the tests of this file see; the typed reading still stands behind.
    let Some(validator) = VALIDATOR.as_ref() else {
        return;
    };
    tell_all(validator, value, gathered);
}

/// Whether there is anything to tell costs less than what telling it prepares, and mostly there is nothing.
fn tell_all(validator: &Validator, value: &Value, gathered: &mut Gathered) {
    if !validator.is_valid(value) {
        for error in validator.iter_errors(value) {
            if !gathered.has_room() {
                break;
            }
            tell(&error, gathered);
        }
    }
}

/// The validators of other inputs, made at the first of each.
static OTHERS: RwLock<BTreeMap<TypeId, Arc<Validator>>> = RwLock::new(BTreeMap::new());

/// Checks a value against the schema of another input.
pub(super) fn check_as<T: JsonSchema + 'static>(value: &Value, gathered: &mut Gathered) {
    let made = OTHERS.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
    let validator = match made {
        Some(validator) => validator,
        None => {
            let schema = schemars::schema_for!(T).to_value();
            let options = jsonschema::draft202012::options().should_validate_formats(true);
            let Ok(validator) = options.build(&schema) else { return };
            let mut others = OTHERS.write().unwrap_or_else(PoisonError::into_inner);
            others.entry(TypeId::of::<T>()).or_insert(Arc::new(validator)).clone()
        }
    };
    tell_all(&validator, value, gathered);
}

/// Takes out the optional fields given as `null`: absent and `null` say the same. Unknown fields are left, to be told.
pub(super) fn strip_null(value: &mut Value) {
    if holds_null(value) {
        strip(value, &SHAPE);
    }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(map) => map.values().any(holds_null),
        _ => false,
    }
}

fn strip(value: &mut Value, node: &'static Value) {
    match value {
        Value::Object(map) => {
            let Some(properties) = keyword(node, "properties") else {
                return;
            };
            map.retain(|key, v| !(v.is_null() && properties.get(key).is_some()));
            for (key, v) in map.iter_mut() {
                if let Some(next) = properties.get(key) {
                    strip(v, next);
                }
            }
        }
        Value::Array(items) => {
            let Some(next) = keyword(node, "items") else {
                return;
            };
            items.iter_mut().for_each(|item| strip(item, next));
        }
        _ => {}
    }
}

/// A keyword of a node, through its reference, or of the first of its branches that has it.
fn keyword(node: &'static Value, key: &str) -> Option<&'static Value> {
    let node = match node.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
        Some(pointer) => SHAPE.pointer(pointer)?,
        None => node,
    };
    let branches = node.get("anyOf").and_then(Value::as_array);
    node.get(key).or_else(|| branches?.iter().find_map(|b| keyword(b, key)))
}

/// The scalars of the claim that have a grammar of their own, by their name in the schema.
#[derive(Clone, Copy, PartialEq)]
enum Scalar {
    Money,
    Rate,
    Date,
}

fn scalar_of(schema_path: &str) -> Option<Scalar> {
    let at = |name: &str| schema_path.starts_with(&format!("/$defs/{name}/"));
    match () {
        () if at("Money") => Some(Scalar::Money),
        () if at("Rate") || at("RateTerm") => Some(Scalar::Rate),
        () if at("Date") => Some(Scalar::Date),
        () => None,
    }
}

/// The name of the field a pointer leads to, quoted: « amount_incl_tax ».
pub(super) fn field(pointer: &str) -> String {
    let last = pointer.rsplit('/').find(|s| !s.is_empty() && s.parse::<usize>().is_err());
    match last {
        Some(name) => format!("Champ {}", quoted(&name.replace("~1", "/").replace("~0", "~"))),
        None => "Le dossier".to_owned(),
    }
}

fn tell(error: &ValidationError<'_>, gathered: &mut Gathered) {
    let pointer = error.instance_path().as_str().to_owned();
    let name = field(&pointer);
    let scalar = scalar_of(error.schema_path().as_str());
    let mut add = |code, text: String| gathered.add(code, pointer.clone(), format!("{name} : {text}"));
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            for key in unexpected {
                if !gathered.has_room() {
                    break;
                }
                let near = nearest(key, error.schema_path().as_str());
                let hint = near.map_or("supprimez-le ou corrigez son nom".to_owned(), |n| {
                    format!("vouliez-vous écrire {} ?", quoted(n))
                });
                let message =
                    format!("Le champ {} n’existe pas ici : {hint}.", quoted(key)).replace(" ?.", " ?");
                gathered.add(ReadCode::FieldUnknown, format!("{pointer}/{}", segment(key)), message);
            }
        }
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            let message = format!("Le champ {} est obligatoire : ajoutez-le.", quoted(key));
            gathered.add(ReadCode::FieldMissing, format!("{pointer}/{}", segment(key)), message);
        }
        Kind::Type { kind } => match scalar {
            Some(Scalar::Money) if error.instance().is_number() => {
                add(
                    ReadCode::AmountGrammar,
                    "écrivez le montant entre guillemets, par exemple \"1234.50\".".to_owned(),
                );
            }
            Some(Scalar::Rate) if error.instance().is_number() => {
                add(
                    ReadCode::RateGrammar,
                    "écrivez le taux entre guillemets, par exemple \"12.15\".".to_owned(),
                );
            }
            Some(scalar) => add(scalar.code(), scalar.expected()),
            None => add(ReadCode::FieldType, format!("{} attendu.", type_name(kind))),
        },
        Kind::Format { .. } if scalar.is_none() => add(ReadCode::DateInvalid, Scalar::Date.expected()),
        Kind::Pattern { .. } | Kind::Format { .. } => match scalar {
            Some(scalar) => add(scalar.code(), scalar.expected()),
            None => add(ReadCode::FieldType, "la forme n’est pas celle attendue.".to_owned()),
        },
        Kind::Enum { options } => add(ReadCode::ValueEnum, choices(options)),
        Kind::MinLength { .. } => {
            add(ReadCode::TextEmpty, "le texte est vide ; écrivez-le, ou supprimez le champ.".to_owned())
        }
        Kind::MaxLength { limit } => {
            add(ReadCode::TextTooLong, format!("le texte dépasse {limit} caractères ; raccourcissez-le."));
        }
        Kind::MinItems { limit } => add(ReadCode::ItemsTooFew, format!("il en faut au moins {limit}.")),
        Kind::MaxItems { limit } => add(ReadCode::ItemsTooMany, format!("{limit} éléments au plus.")),
        Kind::Minimum { limit } => add(ReadCode::ValueRange, format!("au moins {limit}.")),
        Kind::Maximum { limit } => add(ReadCode::ValueRange, format!("au plus {limit}.")),
        Kind::AnyOf { context } => {
            // The branch meant is the one whose own type fits; when none fits, no branch is worth telling.
            let fits = |branch: &&Vec<ValidationError<'_>>| {
                !branch
                    .iter()
                    .any(|e| matches!(e.kind(), Kind::Type { .. }) && e.instance_path().as_str() == pointer)
            };
            match context.iter().find(fits) {
                Some(branch) => branch.iter().for_each(|e| tell(e, gathered)),
                None => add(
                    ReadCode::FieldType,
                    "une liste d’échéances, ou leur nombre, la première et le pas.".to_owned(),
                ),
            }
        }
        _ => add(ReadCode::FieldType, "la valeur n’est pas celle attendue.".to_owned()),
    }
}

impl Scalar {
    fn code(self) -> ReadCode {
        match self {
            Scalar::Money => ReadCode::AmountGrammar,
            Scalar::Rate => ReadCode::RateGrammar,
            Scalar::Date => ReadCode::DateInvalid,
        }
    }

    fn expected(self) -> String {
        match self {
            Scalar::Money => {
                "montant attendu entre guillemets, sans espace ni signe, un point et deux décimales au plus, par exemple \"1234.50\"."
            }
            Scalar::Rate => "taux attendu en pour cent l’an, par exemple \"12.15\", ou nom d’une série là où elle est admise.",
            Scalar::Date => "date du calendrier attendue, sous la forme AAAA-MM-JJ, par exemple \"2026-11-22\".",
        }
        .to_owned()
    }
}

fn type_name(kind: &jsonschema::error::TypeKind) -> &'static str {
    use jsonschema::JsonType;
    let jsonschema::error::TypeKind::Single(one) = kind else {
        return "autre type";
    };
    match one {
        JsonType::String => "texte entre guillemets",
        JsonType::Integer => "nombre entier",
        JsonType::Number => "nombre",
        JsonType::Boolean => "true ou false",
        JsonType::Array => "liste entre crochets",
        JsonType::Object => "objet entre accolades",
        JsonType::Null => "null",
    }
}

fn choices(options: &Value) -> String {
    let names: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if names.contains(&"FR") {
        return "code de pays ISO 3166-1 à deux lettres majuscules attendu, par exemple \"FR\".".to_owned();
    }
    format!("valeur attendue parmi {}.", names.join(", "))
}

/// The known field that a typing mistake stands closest to, two letters away at most.
fn nearest(key: &str, schema_path: &str) -> Option<&'static str> {
    let parent = schema_path.strip_suffix("/additionalProperties")?;
    let known = SHAPE.pointer(parent)?.get("properties")?.as_object()?;
    if key.chars().count() > 40 {
        return None;
    }
    known
        .keys()
        .map(|k| (distance(key, k), k.as_str()))
        .filter(|(d, _)| (1..=2).contains(d))
        .min()
        .map(|(_, k)| k)
}

/// Letters to change, add or drop to go from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, cb) in row.iter_mut().skip(1).zip(&b) {
            let above = *cell;
            left = (corner + usize::from(ca != *cb)).min(above + 1).min(left + 1);
            corner = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_compiles() {
        assert!(VALIDATOR.is_some());
    }

    #[test]
    fn typing_mistakes_are_measured() {
        for (a, b, d) in
            [("siren", "siret", 1), ("due_one", "due_on", 1), ("", "abc", 3), ("montant", "amount", 4)]
        {
            assert_eq!(distance(a, b), d, "{a} {b}");
        }
    }
}
