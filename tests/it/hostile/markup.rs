//! Markup in every text of a claim: the fields are read off the published schema, so that none is forgotten. A text is
//! printed letter for letter, or refused by its name.

use std::collections::{BTreeMap, BTreeSet};

use creance::domain::Document;
use serde_json::{Map, Value, json};

use super::{is_well, service};
use crate::http::{Answer, FIRST, example, send};
use crate::pdf::PdfText;
use crate::workers::service::Service;

/// What Typst, a template of messages and a browser would each run, as much as fits behind the field's own number.
const MARKUP: &str = "#panic(1)*b*_i_$y$<h>{{7*7}}@l[c]\\//<script>&amp;=r(2)";

/// As much as two of them and a third fit on the line of an envelope, which takes 38 letters.
const SHORT: &str = "#b*_$<h>";

/// Claims that between them open every document.
const CLAIMS: [&str; 5] =
    [FIRST, "02_consumer_craftsman", "03_residential_rent", "04_order_to_serve", "05_title_to_execute"];

struct Schema(Value);

impl Schema {
    fn of(service: &Service) -> Schema {
        Schema(send(service.at, "GET", "/v1/schemas/claim.json", &[], b"").json())
    }

    fn resolved<'s>(&'s self, node: &'s Value) -> &'s Value {
        match node["$ref"].as_str() {
            Some(r) => self.resolved(self.0.pointer(r.strip_prefix('#').unwrap()).unwrap()),
            None => node,
        }
    }

    /// A value of the shape, with every optional field.
    fn filler(&self, node: &Value) -> Value {
        let node = self.resolved(node);
        if let Some(names) = node["enum"].as_array() {
            return names[0].clone();
        }
        match node["type"].as_str() {
            Some("object") => {
                let all = node["properties"].as_object().unwrap().iter();
                Value::Object(all.map(|(k, v)| (k.clone(), self.filler(v))).collect::<Map<_, _>>())
            }
            Some("array") => json!([self.filler(&node["items"])]),
            Some("boolean") => json!(false),
            Some("integer") => json!(node["minimum"].as_u64().unwrap_or(1).max(1)),
            Some("string") if node["format"] == "date" => json!("2026-02-10"),
            Some("string") if node["pattern"].is_string() => json!("10.00"),
            Some("string") => json!("Texte"),
            _ => self.filler(&node["anyOf"][0]),
        }
    }

    /// Adds every field that is absent; `deep`: objects and lists too.
    fn complete(&self, value: &mut Value, node: &Value, deep: bool) {
        let node = self.resolved(node);
        match value {
            Value::Object(map) => {
                for (name, shape) in node["properties"].as_object().into_iter().flatten() {
                    let text = is_text(self.resolved(shape));
                    if let Some(v) = map.get_mut(name) {
                        self.complete(v, shape, deep);
                    } else if deep || text {
                        map.insert(name.clone(), self.filler(shape));
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|v| self.complete(v, &node["items"], deep)),
            _ => {}
        }
    }

    /// Every free text of a value: where it stands, its name in the schema, how long it may be.
    fn texts(&self, value: &Value, node: &Value, at: &str, name: &str, out: &mut Vec<Text>) {
        let node = self.resolved(node);
        match value {
            Value::Object(map) => {
                for (key, v) in map {
                    let shape = &node["properties"][key];
                    self.texts(v, shape, &format!("{at}/{key}"), &format!("{name}/{key}"), out);
                }
            }
            Value::Array(items) => {
                for (i, v) in items.iter().enumerate() {
                    self.texts(v, &node["items"], &format!("{at}/{i}"), &format!("{name}/*"), out);
                }
            }
            Value::String(_) if is_text(node) => {
                let most = node["maxLength"].as_u64();
                let most = most.unwrap_or_else(|| panic!("{name} has no longest length")) as usize;
                out.push(Text { at: at.to_owned(), name: name.to_owned(), most });
            }
            _ => {}
        }
    }

    fn all_texts(&self, claim: &Value) -> Vec<Text> {
        let mut out = Vec::new();
        self.texts(claim, &self.0, "", "", &mut out);
        out
    }
}

fn is_text(node: &Value) -> bool {
    node["type"] == "string" && ["enum", "format", "pattern"].iter().all(|k| node[k].is_null())
}

struct Text {
    at: String,
    name: String,
    most: usize,
}

impl Text {
    /// The markup, behind a number that tells this field from the others.
    fn payload(&self, n: usize) -> String {
        let of_envelope = ["address", "name", "civility", "legal_form"];
        let short = of_envelope.iter().any(|part| self.name.contains(part));
        let markup = if short { SHORT } else { MARKUP };
        format!("Q{n}z{markup}").chars().take(self.most).collect()
    }
}

fn post(service: &Service, path: &str, accept: &str, claim: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("accept", accept)];
    send(service.at, "POST", path, &headers, claim.to_string().as_bytes())
}

fn set(claim: &Value, at: &str, text: &str) -> Value {
    let mut claim = claim.clone();
    *claim.pointer_mut(at).unwrap() = json!(text);
    claim
}

fn read(name: &str) -> Value {
    serde_json::from_slice(&example(name)).unwrap()
}

#[test]
fn every_text_of_a_claim_is_bounded_and_takes_no_hidden_character() {
    let service = service("");
    assert_eq!(service.bundle().status, 200);
    let workers = service.workers();
    let schema = Schema::of(&service);
    let mut full = read(FIRST);
    schema.complete(&mut full, &schema.0, true);
    let texts = schema.all_texts(&full);
    let names: BTreeSet<&str> = texts.iter().map(|t| t.name.as_str()).collect();
    assert!(names.len() >= 100, "{}: {names:?}", names.len());
    // All at once: each is told, none hides another.
    for hidden in ["a\u{0}b", "a\u{202e}b", "a\r\nb", "a\u{2028}b", "a\u{7f}b", "a\u{e0041}b"] {
        let bad = texts.iter().fold(full.clone(), |claim, t| set(&claim, &t.at, hidden));
        let problem = post(&service, "/v1/check", "*/*", &bad).problem(422);
        let told = problem["errors"].as_array().unwrap().iter().filter(|e| e["code"] == "text.control");
        let told: BTreeSet<&str> = told.map(|e| e["pointer"].as_str().unwrap()).collect();
        let silent: Vec<&str> = texts.iter().map(|t| t.at.as_str()).filter(|t| !told.contains(t)).collect();
        assert_eq!(silent, Vec::<&str>::new(), "{hidden:?}");
    }
    let long = texts.iter().fold(full.clone(), |claim, t| set(&claim, &t.at, &"é".repeat(t.most + 1)));
    let codes = post(&service, "/v1/check", "*/*", &long).codes(422);
    assert_eq!(codes.iter().filter(|c| *c == "text.too_long").count(), texts.len(), "{codes:?}");
    // One after the other, each with markup: judged, or refused by name.
    for (n, t) in texts.iter().enumerate() {
        let answer = post(&service, "/v1/check", "*/*", &set(&full, &t.at, &t.payload(n)));
        match answer.status {
            200 => assert!(answer.json()["findings"].is_array()),
            422 => assert!(!answer.codes(422).is_empty(), "{}", t.name),
            other => panic!("{}: {other}", t.name),
        }
    }
    is_well(&service, &workers);
}

/// Letters in one case, without the spaces, hyphens and line breaks that typesetting adds.
fn squeezed(text: &str) -> String {
    let kept =
        text.chars().filter(|c| !c.is_whitespace() && !"-\u{ad}\u{2010}\u{2011}\u{200b}|".contains(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// The numbers of the fields that a text prints; each must be followed by all that its field says.
fn printed(whole: &str, payloads: &BTreeMap<usize, String>, at: &str) -> BTreeSet<usize> {
    let whole = squeezed(whole);
    let mut seen = BTreeSet::new();
    for (n, payload) in payloads {
        let (mark, payload) = (format!("q{n}z"), squeezed(payload));
        for (i, _) in whole.match_indices(&mark) {
            let rest = &whole[i..];
            let shown: String = rest.chars().take(80).collect();
            // A list or a title may shorten a text, openly.
            let cut = payload
                .char_indices()
                .any(|(k, _)| k > mark.len() && rest.starts_with(&format!("{}…", &payload[..k])));
            // On an envelope the post reads letters and digits only.
            let postal: String = payload.chars().filter(|c| c.is_alphanumeric()).collect();
            let posted = postal.len() < 12 && rest.starts_with(&postal);
            assert!(rest.starts_with(&payload) || cut || posted, "{at}: {payload} became {shown}");
            seen.insert(*n);
        }
    }
    seen
}

fn unescaped(html: &str) -> String {
    let plain = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    plain.iter().fold(html.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The bundles that a claim may have; `None` when it is refused.
fn admitted(service: &Service, claim: &Value) -> Option<Vec<String>> {
    let answer = post(service, "/v1/check", "*/*", claim);
    if answer.status != 200 {
        return None;
    }
    let report = answer.json();
    let all = report["admissible"].as_object().unwrap().iter();
    Some(all.filter(|(_, open)| **open == json!(true)).map(|(name, _)| name.clone()).collect())
}

/// The claim with the markup of all these fields but those that close a bundle: these are refused by name, as the
/// other test sees. They are few: halves are tried, then halves of halves.
fn with_harmless(
    service: &Service,
    claim: &Value,
    fields: &[(usize, &Text)],
    open: &Option<Vec<String>>,
) -> Value {
    let mut hostile = claim.clone();
    for (n, t) in fields {
        let (parent, key) = t.at.rsplit_once('/').unwrap();
        match hostile.pointer_mut(parent).unwrap() {
            Value::Object(map) => _ = map.insert(key.to_owned(), json!(t.payload(*n))),
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = json!(t.payload(*n)),
            _ => unreachable!(),
        }
    }
    if admitted(service, &hostile) == *open {
        return hostile;
    }
    if fields.len() == 1 {
        return claim.clone();
    }
    let (first, second) = fields.split_at(fields.len() / 2);
    let half = with_harmless(service, claim, first, open);
    with_harmless(service, &half, second, open)
}

#[test]
fn markup_is_printed_letter_for_letter_in_every_document() {
    let service = service("");
    assert_eq!(service.bundle().status, 200);
    let workers = service.workers();
    let schema = Schema::of(&service);
    let (mut names, mut made) = (BTreeSet::new(), 0);
    for claim in CLAIMS {
        let plain = read(claim);
        let mut claim = plain.clone();
        schema.complete(&mut claim, &schema.0, false);
        let open = admitted(&service, &plain);
        let texts = schema.all_texts(&claim);
        let all: Vec<(usize, &Text)> = texts.iter().enumerate().collect();
        let hostile = with_harmless(&service, &plain, &all, &open);
        let said = |t: &Text, n| hostile.pointer(&t.at).is_some_and(|v| v == &json!(t.payload(n)));
        let kept = all.iter().filter(|(n, t)| said(t, *n));
        let payloads: BTreeMap<usize, String> = kept.map(|(n, t)| (*n, t.payload(*n))).collect();
        for document in Document::ALL {
            for accept in ["application/pdf", "message/rfc822", "text/plain", "text/html"] {
                let path = format!("/v1/documents/{}", document.name());
                let before = post(&service, &path, accept, &plain);
                if before.status != 200 {
                    continue;
                }
                let after = post(&service, &path, accept, &hostile);
                let at = format!("{} {accept}", document.name());
                assert_eq!(after.status, 200, "{at}: {}", String::from_utf8_lossy(&after.body));
                let words = match accept {
                    "application/pdf" => PdfText::read(&after.body).folded(),
                    // Its parts are those of the two other formats.
                    "message/rfc822" => continue,
                    "text/html" => {
                        let html = String::from_utf8(after.body).unwrap();
                        let lower = html.to_lowercase();
                        assert!(!lower.contains("<script") && !lower.contains("<h>"), "{at}: {html}");
                        unescaped(&html)
                    }
                    _ => String::from_utf8(after.body).unwrap(),
                };
                let seen = printed(&words, &payloads, &at);
                names.extend(seen.iter().map(|n| texts[*n].name.clone()));
                made += 1;
            }
        }
    }
    println!("{made} documents, {} fields printed: {names:?}", names.len());
    assert!(made >= 20 && names.len() >= 40, "{made} documents, {} fields: {names:?}", names.len());
    is_well(&service, &workers);
}
