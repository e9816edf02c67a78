//! The JSON Schema 2020-12 of the claim file, made from the wire types so that neither can drift from the other.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::limits::Limits;
use super::wire::{ClaimFile, PartyKind};

/// The published schema, with the default limits.
#[must_use]
pub fn schema() -> Value {
    schema_with(&Limits::default())
}

/// The published schema, with the limits of a configuration.
#[must_use]
pub fn schema_with(limits: &Limits) -> Value {
    let mut schema = shape();
    for (list, most) in limits.lists() {
        if let Some(Value::Object(node)) = schema.pointer_mut(&format!("/properties/{list}")) {
            node.insert("maxItems".to_owned(), json!(most));
        }
    }
    if let Some(Value::Object(party)) = schema.pointer_mut("/$defs/Party") {
        // The two rules that go across the fields of a party (see `wire::missing_of_party`).
        party.insert(
            "anyOf".to_owned(),
            json!([{ "required": ["name"] }, { "required": ["first_names", "last_name"] }]),
        );
        let told = [PartyKind::Individual.name(), PartyKind::Association.name()];
        party.insert(
            "if".to_owned(),
            json!({ "properties": { "kind": { "enum": told } }, "required": ["kind"] }),
        );
        party.insert("then".to_owned(), json!({ "required": ["acting_as"] }));
    }
    schema
}

/// The shape alone, without limits or rules across fields: what the reader checks a file against.
pub(super) fn shape() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<ClaimFile>().to_value();
    drop_null(&mut schema);
    let Value::Object(made) = schema else {
        return schema;
    };
    let mut out = Map::new();
    out.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    out.insert("$id".to_owned(), json!("urn:creance:schema:claim"));
    out.insert("title".to_owned(), json!("Dossier de créance"));
    out.extend(made.into_iter().filter(|(key, _)| !matches!(key.as_str(), "$schema" | "$id" | "title")));
    Value::Object(out)
}

/// An optional field is absent, not `null`: `null` leaves the types, the choices and the defaults.
fn drop_null(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(drop_null),
        Value::Object(map) => {
            if map.get("default").is_some_and(|d| matches!(d, Value::Null)) {
                map.remove("default");
            }
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|t| t != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    map.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(choices)) = map.get_mut("enum") {
                choices.retain(|c| !c.is_null());
            }
            if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
                branches.retain(|b| b.get("type").is_none_or(|t| t != "null"));
                if let [Value::Object(only)] = branches.as_slice() {
                    let only = only.clone();
                    map.remove("anyOf");
                    for (key, value) in only {
                        map.entry(key).or_insert(value);
                    }
                }
            }
            map.values_mut().for_each(drop_null);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_level_is_stable() {
        let mut schema = schema();
        schema.as_object_mut().unwrap().remove("$defs");
        insta::assert_json_snapshot!(schema);
    }

    #[test]
    fn every_property_says_in_french_what_it_is() {
        let schema = schema();
        let mut bare = Vec::new();
        let mut look = |name: &str, node: &Value| {
            for (field, p) in node["properties"].as_object().into_iter().flatten() {
                if p["description"].as_str().is_none_or(str::is_empty) {
                    bare.push(format!("{name}.{field}"));
                }
            }
        };
        look("claim", &schema);
        for (name, node) in schema["$defs"].as_object().unwrap() {
            look(name, node);
            if node["type"] == "object" {
                assert_eq!(node["additionalProperties"], false, "{name}");
            }
        }
        assert!(bare.is_empty(), "{bare:?}");
        assert!(!schema.to_string().contains("null"));
    }

    #[test]
    fn the_examples_are_valid_and_a_consumer_without_quality_is_not() {
        let validator =
            jsonschema::draft202012::options().should_validate_formats(true).build(&schema()).unwrap();
        let dir = format!("{}/examples/claims", env!("CARGO_MANIFEST_DIR"));
        let mut seen = 0;
        for entry in std::fs::read_dir(dir).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut claim: Value = serde_json::from_str(&text).unwrap();
            assert!(validator.is_valid(&claim), "{:?}", validator.iter_errors(&claim).next());
            claim["debtors"][0]["kind"] = json!("individual");
            claim["debtors"][0].as_object_mut().unwrap().remove("acting_as");
            assert!(!validator.is_valid(&claim));
            seen += 1;
        }
        assert_eq!(seen, 6);
    }
}
