//! The short way for the files that are right, which most are: one pass over the text tells whether it surely is what the
//! schema admits, and the types then read it. « No » says nothing: the long way finds out, and has the words for it.

use std::fmt;
use std::sync::LazyLock;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use validator::Validate;

use super::{is_blank, is_forbidden, shape};
use crate::claim::limits::Limits;
use crate::claim::wire::ClaimFile;

/// The file, when it is surely usable.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Option<ClaimFile> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()?;
    let shape = SHAPE.as_ref()?;
    let mut reader = serde_json::Deserializer::from_str(text);
    At { shape, node: shape.root }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    let file: ClaimFile = serde_json::from_str(text).ok()?;
    let within = file.debtors.len() <= limits.debtors
        && file.invoices.len() <= limits.invoices
        && file.payments.len() <= limits.payments
        && file.exhibits.len() <= limits.exhibits;
    (within && file.validate().is_ok()).then_some(file)
}

static SHAPE: LazyLock<Option<Shape>> = LazyLock::new(|| Shape::of(shape::of_claim()));

/// The schema, made ready to be asked. One that says more than is understood here is not followed at all.
struct Shape {
    nodes: Vec<Node>,
    root: usize,
}

enum Node {
    /// Its fields, and those that are required as bits.
    Object {
        fields: Vec<(String, usize)>,
        required: u64,
    },
    List {
        item: usize,
        least: usize,
        most: usize,
    },
    Text {
        least: usize,
        most: usize,
    },
    /// A text of a grammar that its type reads neither more nor less widely.
    Scalar,
    /// One of these words, sorted.
    Word(Vec<String>),
    /// One of these values.
    Listed(Vec<Value>),
    Whole {
        least: u64,
        most: u64,
    },
    Switch,
    /// A list or an object.
    Either {
        list: usize,
        object: usize,
    },
}

/// The scalars whose reader is their pattern; the tests hold one against the other.
const SCALARS: [&str; 3] = ["#/$defs/Money", "#/$defs/RateTerm", "#/$defs/Date"];

/// What a schema says to people.
const WORDS: [&str; 7] = ["$schema", "$id", "$defs", "title", "description", "default", "examples"];

impl Shape {
    fn of(schema: &Value) -> Option<Shape> {
        let mut shape = Shape { nodes: Vec::new(), root: 0 };
        shape.root = shape.add(schema, schema)?;
        Some(shape)
    }

    fn put(&mut self, node: Node) -> Option<usize> {
        self.nodes.push(node);
        Some(self.nodes.len() - 1)
    }

    fn add(&mut self, node: &Value, whole: &Value) -> Option<usize> {
        let node = node.as_object()?;
        let says =
            |known: &[&str]| node.keys().all(|k| WORDS.contains(&k.as_str()) || known.contains(&k.as_str()));
        let bound = |key: &str, otherwise: u64| match node.get(key) {
            Some(n) => n.as_u64(),
            None => Some(otherwise),
        };
        let size = |key: &str, otherwise: usize| match node.get(key) {
            Some(n) => usize::try_from(n.as_u64()?).ok(),
            None => Some(otherwise),
        };
        if let Some(to) = node.get("$ref").and_then(Value::as_str) {
            return match says(&["$ref"]) {
                true if SCALARS.contains(&to) => self.put(Node::Scalar),
                true => self.add(whole.pointer(to.strip_prefix('#')?)?, whole),
                false => None,
            };
        }
        if let Some(branches) = node.get("anyOf").and_then(Value::as_array) {
            let [a, b] = branches.as_slice() else { return None };
            let (list, object) = (self.add(a, whole)?, self.add(b, whole)?);
            let told = matches!(self.nodes.get(list), Some(Node::List { .. }))
                && matches!(self.nodes.get(object), Some(Node::Object { .. }));
            return (told && says(&["anyOf"]))
                .then_some(())
                .and_then(|()| self.put(Node::Either { list, object }));
        }
        let listed = node.get("enum").and_then(Value::as_array);
        match (node.get("type").and_then(Value::as_str), listed) {
            (None, Some(values)) if says(&["enum"]) => self.put(Node::Listed(values.clone())),
            (Some("string"), Some(values)) if says(&["type", "enum"]) => {
                let words: Option<Vec<String>> =
                    values.iter().map(|v| v.as_str().map(str::to_owned)).collect();
                let mut words = words?;
                words.sort_unstable();
                self.put(Node::Word(words))
            }
            (Some("string"), None) if says(&["type", "minLength", "maxLength"]) => {
                self.put(Node::Text { least: size("minLength", 0)?, most: size("maxLength", usize::MAX)? })
            }
            (Some("boolean"), None) if says(&["type"]) => self.put(Node::Switch),
            (Some("integer"), None) if says(&["type", "format", "minimum", "maximum"]) => {
                self.put(Node::Whole { least: bound("minimum", 0)?, most: bound("maximum", u64::MAX)? })
            }
            (Some("array"), None) if says(&["type", "items", "minItems", "maxItems"]) => {
                let item = self.add(node.get("items")?, whole)?;
                self.put(Node::List {
                    item,
                    least: size("minItems", 0)?,
                    most: size("maxItems", usize::MAX)?,
                })
            }
            (Some("object"), None)
                if says(&["type", "properties", "required", "additionalProperties"])
                    && node.get("additionalProperties") == Some(&Value::Bool(false)) =>
            {
                let mut fields = Vec::new();
                for (name, field) in node.get("properties")?.as_object()? {
                    fields.push((name.clone(), self.add(field, whole)?));
                }
                let mut required = 0;
                for name in node.get("required").and_then(Value::as_array).into_iter().flatten() {
                    required |= bit(fields.iter().position(|(f, _)| Some(f.as_str()) == name.as_str())?);
                }
                (fields.len() <= 64).then_some(()).and_then(|()| self.put(Node::Object { fields, required }))
            }
            _ => None,
        }
    }
}

fn bit(at: usize) -> u64 {
    1 << (at % 64)
}

/// A value, held against a node. `Ok(false)`: it is `null`, which says the same as its absence.
#[derive(Clone, Copy)]
struct At<'s> {
    shape: &'s Shape,
    node: usize,
}

impl<'s> At<'s> {
    fn node<E: Error>(self) -> Result<&'s Node, E> {
        self.shape.nodes.get(self.node).ok_or_else(unsure)
    }
}

/// Nobody reads it.
fn unsure<E: Error>() -> E {
    E::custom("unsure")
}

fn sure<E: Error>(is: bool) -> Result<bool, E> {
    if is { Ok(true) } else { Err(unsure()) }
}

/// Whether a text has so many characters, none forbidden, one that prints.
fn is_text(text: &str, least: usize, most: usize) -> bool {
    if text.len() <= most && text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return text.len() >= least && text.bytes().any(|b| b != b' ');
    }
    let length = text.chars().count();
    (least..=most).contains(&length) && !text.chars().any(is_forbidden) && !text.chars().all(is_blank)
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<bool, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the schema admits")
    }
    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<bool, E> {
        sure(matches!(self.node()?, Node::Switch))
    }
    fn visit_u64<E: Error>(self, n: u64) -> Result<bool, E> {
        sure(match self.node()? {
            Node::Whole { least, most } => (*least..=*most).contains(&n),
            Node::Listed(values) => values.iter().any(|v| v.as_u64() == Some(n)),
            _ => false,
        })
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        sure(match self.node()? {
            Node::Text { least, most } => is_text(text, *least, *most),
            Node::Scalar => true,
            Node::Word(words) => words.binary_search_by(|w| w.as_str().cmp(text)).is_ok(),
            Node::Listed(values) => values.iter().any(|v| v.as_str() == Some(text)),
            _ => false,
        })
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        let node = match self.node()? {
            Node::Either { list, .. } => At { node: *list, ..self }.node()?,
            other => other,
        };
        let Node::List { item, least, most } = node else { return Err(unsure()) };
        let mut length = 0;
        while let Some(there) = seq.next_element_seed(At { node: *item, ..self })? {
            sure::<A::Error>(there)?;
            length += 1;
        }
        sure((*least..=*most).contains(&length))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let node = match self.node()? {
            Node::Either { object, .. } => At { node: *object, ..self }.node()?,
            other => other,
        };
        let Node::Object { fields, required } = node else { return Err(unsure()) };
        let (mut given, mut filled, mut next) = (0_u64, 0_u64, 0);
        while let Some(at) = map.next_key_seed(Key { fields, next })? {
            let (_, node) = fields.get(at).ok_or_else(unsure)?;
            sure::<A::Error>(given & bit(at) == 0)?;
            given |= bit(at);
            if map.next_value_seed(At { node: *node, ..self })? {
                filled |= bit(at);
            }
            next = at + 1;
        }
        sure(filled & required == *required)
    }
}

/// The rank of a field, looked for from the one that mostly comes next.
struct Key<'s> {
    fields: &'s [(String, usize)],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = usize;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<usize, D::Error> {
        d.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = usize;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field of the schema")
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let count = self.fields.len();
        let ranks = (self.next..count).chain(0..self.next.min(count));
        let is = |at: &usize| self.fields.get(*at).is_some_and(|(field, _)| field == name);
        ranks.into_iter().find(is).ok_or_else(unsure)
    }
}

#[cfg(test)]
mod tests {
    use super::super::long_way;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_schema_is_understood() {
        assert!(SHAPE.is_some());
    }

    /// The short way exists for these: were it never taken, nothing else would show it.
    #[test]
    fn the_examples_go_the_short_way_and_read_the_same() {
        let limits = Limits::default();
        let dir = format!("{}/examples/claims", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(dir).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let read = read(&bytes, &limits).unwrap();
            assert_eq!(Ok(read), long_way(&bytes, &limits));
            for (debtors, invoices) in [(0, 2_000), (20, 0)] {
                assert!(super::read(&bytes, &Limits { debtors, invoices, ..limits }).is_none());
            }
        }
    }

    #[test]
    fn null_is_absence_where_a_field_may_be_absent() {
        let example = |more: &str| {
            let text = std::fs::read_to_string(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/examples/claims/02_consumer_craftsman.json"
            ));
            text.unwrap().replacen('{', more, 1)
        };
        let short = |more: &str| read(example(more).as_bytes(), &Limits::default());
        assert_eq!(short("{\"credit\": null,"), short("{"));
        assert!(short("{").is_some());
        for more in
            ["{\"reference\": null,", "{\"reference\": \"A\",", "{\"credits\": 1,", "{\"credit\": [],"]
        {
            assert_eq!(short(more), None, "{more}");
        }
    }

    /// A text of a scalar's neighbourhood.
    fn near() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{0,14}(\\.[0-9]{0,5})?",
            "[0-3][0-9]{2,4}-[0-1][0-9]-[0-3][0-9]",
            "(b2b_floor|legal_autres|public_buyer|bce_refi)[ 0-9]?",
            "[ +-]?[0-9]{1,4}[.,][0-9]{1,2}",
        ]
    }

    proptest! {
        #[test]
        fn what_a_scalar_reads_its_pattern_admits(text in near()) {
            let admits = |name: &str| {
                let node = shape::of_claim().pointer(&format!("/$defs/{name}")).unwrap();
                jsonschema::draft202012::options().should_validate_formats(true).build(node).unwrap()
                    .is_valid(&Value::String(text.clone()))
            };
            let json = Value::String(text.clone());
            prop_assert_eq!(serde_json::from_value::<crate::domain::Money>(json.clone()).is_ok(), admits("Money"));
            prop_assert_eq!(serde_json::from_value::<crate::claim::wire::Date>(json.clone()).is_ok(), admits("Date"));
            prop_assert_eq!(serde_json::from_value::<crate::claim::wire::RateTerm>(json).is_ok(), admits("RateTerm"));
        }
    }
}
