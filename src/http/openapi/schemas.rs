//! The shapes of the API, taken from the types that read and write them: one name each under `components`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const HERE: &str = "#/$defs/";
const THERE: &str = "#/components/schemas/";

/// Whether a shape is read from a client or written to him: the same type may differ (defaults, fields left out).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Read.
    Request,
    /// Written.
    Answer,
}

/// All shapes gathered so far.
#[derive(Debug, Default)]
pub struct Schemas {
    /// Name → shape, as published.
    published: BTreeMap<String, Value>,
    /// Name → shape, as its type gave it.
    given: BTreeMap<String, Value>,
}

impl Schemas {
    /// Takes the shape of a type in, and refers to it.
    pub fn of<T: JsonSchema>(&mut self, side: Side) -> Value {
        let settings = SchemaSettings::draft2020_12();
        let settings = match side {
            Side::Request => settings,
            Side::Answer => settings.for_serialize(),
        };
        let root = settings.into_generator().into_root_schema_for::<T>().to_value();
        self.take(&T::schema_name(), root)
    }

    /// Takes in a shape that is whole in itself, its definitions beside it, and refers to it.
    pub fn take(&mut self, name: &str, root: Value) -> Value {
        let Value::Object(mut root) = root else { return root };
        let definitions = match root.shift_remove("$defs") {
            Some(Value::Object(definitions)) => definitions,
            _ => Map::new(),
        };
        for word in ["$schema", "$id"] {
            root.shift_remove(word);
        }
        let mut all: BTreeMap<String, Value> = definitions.into_iter().collect();
        all.insert(name.to_owned(), Value::Object(root));
        let names = self.names(&all);
        for (name, mut shape) in all {
            let published = names.get(&name).cloned().unwrap_or_else(|| name.clone());
            self.given.entry(published.clone()).or_insert_with(|| shape.clone());
            rewrite(&mut shape, &names);
            self.published.entry(published).or_insert(shape);
        }
        json!({ "$ref": format!("{THERE}{}", names.get(name).map_or(name, String::as_str)) })
    }

    /// The name of each: its own, unless another shape has it, or it leads to one that had to change its name.
    fn names(&self, all: &BTreeMap<String, Value>) -> BTreeMap<String, String> {
        let differs = |(name, shape): &(&String, &Value)| self.given.get(*name).is_some_and(|g| g != *shape);
        let mut renamed: BTreeSet<&String> = all.iter().filter(differs).map(|(n, _)| n).collect();
        loop {
            let leads = |shape: &Value| renamed.iter().any(|n| refers(shape, n));
            let more: Vec<&String> = all
                .iter()
                .filter(|(n, shape)| !renamed.contains(n) && self.given.contains_key(*n) && leads(shape))
                .map(|(n, _)| n)
                .collect();
            if more.is_empty() {
                break;
            }
            renamed.extend(more);
        }
        let free = |name: &String| {
            let mut other = format!("{name}Answer");
            while self.given.get(&other).is_some_and(|g| Some(g) != all.get(name)) {
                other.push('_');
            }
            other
        };
        all.keys().map(|n| (n.clone(), if renamed.contains(n) { free(n) } else { n.clone() })).collect()
    }

    /// The shapes, for `components.schemas`.
    #[must_use]
    pub fn into_value(self) -> Value {
        Value::Object(self.published.into_iter().collect())
    }
}

fn refers(shape: &Value, name: &str) -> bool {
    match shape {
        Value::Object(fields) => fields.iter().any(|(key, v)| {
            (key == "$ref" && v.as_str().and_then(|r| r.strip_prefix(HERE)) == Some(name)) || refers(v, name)
        }),
        Value::Array(items) => items.iter().any(|v| refers(v, name)),
        _ => false,
    }
}

/// References within the shape become references within the description.
fn rewrite(shape: &mut Value, names: &BTreeMap<String, String>) {
    match shape {
        Value::Object(fields) => {
            for (key, v) in fields.iter_mut() {
                let target = v.as_str().and_then(|r| r.strip_prefix(HERE)).and_then(|n| names.get(n));
                match target {
                    Some(name) if key == "$ref" => *v = json!(format!("{THERE}{name}")),
                    _ => rewrite(v, names),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|v| rewrite(v, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shapes_of_one_name_are_told_apart_and_so_is_what_leads_to_them() {
        let mut all = Schemas::default();
        let first = json!({ "$ref": "#/$defs/A", "$defs": {
            "A": { "properties": { "b": { "$ref": "#/$defs/B" } } }, "B": { "type": "string" }, "C": { "type": "null" } } });
        let second = json!({ "$ref": "#/$defs/A", "$defs": {
            "A": { "properties": { "b": { "$ref": "#/$defs/B" } } }, "B": { "type": "integer" }, "C": { "type": "null" } } });
        assert_eq!(all.take("One", first.clone())["$ref"], "#/components/schemas/One");
        assert_eq!(all.take("Two", second)["$ref"], "#/components/schemas/Two");
        assert_eq!(all.take("One", first)["$ref"], "#/components/schemas/One");
        let out = all.into_value();
        assert_eq!(out["Two"]["$ref"], "#/components/schemas/AAnswer");
        assert_eq!(out["AAnswer"]["properties"]["b"]["$ref"], "#/components/schemas/BAnswer");
        assert_eq!(out["A"]["properties"]["b"]["$ref"], "#/components/schemas/B");
        assert_eq!((&out["B"]["type"], &out["BAnswer"]["type"]), (&json!("string"), &json!("integer")));
        assert!(out.get("CAnswer").is_none());
    }
}
