//! Bytes to JSON, with what `serde_json` alone lets pass: fields given twice, and nesting that no claim has.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::error::{Gathered, MOST, ReadCode, ReadErrors, ReadFailure, quoted, segment};

/// The deepest a claim goes is half of this; what lies below is skipped without recursion, however deep.
const DEPTH: usize = 16;

/// Characters of a field's name: the longest of any input is far shorter, and a name is repeated in the pointer of
/// every fault below it. A longer one is no field: it is told, and what it holds is skipped.
const NAME: usize = 200;

/// The JSON, and what was wrong in its writing.
pub(super) struct Parsed {
    pub(super) value: Value,
    pub(super) gathered: Gathered,
    /// Where numbers with a fraction or exponent stand: no field of the claim takes one.
    pub(super) fractions: Vec<String>,
}

/// Reads bytes as one JSON value.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, ReadErrors> {
    let refuse = |code, message: String| ReadErrors::one(ReadFailure::NotJson, code, message);
    // Editors on Windows put a byte order mark first: it says nothing more than UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let message = format!(
            "Le fichier n’est pas encodé en UTF-8 (octet {}) : enregistrez-le en UTF-8.",
            e.valid_up_to() + 1
        );
        refuse(ReadCode::JsonEncoding, message)
    })?;
    if text.trim().is_empty() {
        return Err(refuse(
            ReadCode::JsonEmpty,
            "Le fichier est vide : donnez un dossier au format JSON.".to_owned(),
        ));
    }
    let mut walk = Walk::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Node(&mut walk).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match read {
        Ok(value) => Ok(Parsed { value, gathered: walk.gathered, fractions: walk.fractions }),
        Err(e) => {
            let what =
                if e.is_eof() { "le fichier s’arrête avant la fin" } else { "la syntaxe est fautive" };
            let message = format!(
                "Ce n’est pas du JSON : {what}, ligne {}, colonne {}. Vérifiez les guillemets, les virgules et les accolades.",
                e.line(),
                e.column()
            );
            Err(refuse(ReadCode::JsonSyntax, message))
        }
    }
}

#[derive(Default)]
struct Walk {
    path: Vec<Step>,
    gathered: Gathered,
    fractions: Vec<String>,
}

/// A step from the whole file to the value at hand; written out only for the values that have a fault.
enum Step {
    Field(String),
    Item(usize),
}

impl Walk {
    fn pointer(&self) -> String {
        self.path.iter().fold(String::new(), |p, step| match step {
            Step::Field(key) => p + "/" + &segment(key),
            Step::Item(at) => p + "/" + &at.to_string(),
        })
    }
}

/// One value, read in place.
struct Node<'w>(&'w mut Walk);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Value, D::Error> {
        if self.0.path.len() > DEPTH {
            let message =
                format!("Le fichier est imbriqué au-delà de {DEPTH} niveaux : aucun dossier ne l’est.");
            self.0.gathered.add(ReadCode::JsonTooDeep, self.0.pointer(), message);
            return d.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null);
        }
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        // A thousand faults are told, whatever their number: there is no need to keep the others.
        if self.0.fractions.len() < MOST {
            self.0.fractions.push(self.0.pointer());
        }
        Ok(Number::from_f64(v).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }
    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        loop {
            self.0.path.push(Step::Item(out.len()));
            let item = seq.next_element_seed(Node(&mut *self.0));
            self.0.path.pop();
            match item? {
                Some(value) => out.push(value),
                None => return Ok(Value::Array(out)),
            }
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key.len() > NAME {
                let message = format!("Le champ {} n’existe pas : son nom est trop long.", quoted(&key));
                self.0.gathered.add(ReadCode::FieldUnknown, self.0.pointer(), message);
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            self.0.path.push(Step::Field(key));
            let value = map.next_value_seed(Node(&mut *self.0))?;
            // The step made above, whose name goes on to the object.
            let Some(Step::Field(key)) = self.0.path.pop() else { continue };
            match out.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(entry) if self.0.gathered.has_room() => {
                    let pointer = self.0.pointer() + "/" + &segment(entry.key());
                    let key = quoted(entry.key());
                    let message = format!("Le champ {key} est donné deux fois : gardez-en un seul.");
                    self.0.gathered.add(ReadCode::FieldDuplicate, pointer, message);
                }
                // The first one stays: the file is refused anyway.
                Entry::Occupied(_) => {}
            }
        }
        Ok(Value::Object(out))
    }
}
