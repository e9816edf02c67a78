//! One line of the table: how its request is written, and what is expected of the answer.

use serde::Deserialize;

use crate::http::{FIRST, example};

/// A table of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub case: Vec<Case>,
}

/// A request and its expected answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub name: String,
    /// What would be wrong otherwise.
    pub why: String,
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub path: Option<String>,
    /// Instead of `content-type: application/json`.
    #[serde(default)]
    pub headers: Option<Vec<(String, String)>>,
    /// A text.
    #[serde(default)]
    pub body: Option<String>,
    /// Bytes.
    #[serde(default)]
    pub hex: Option<String>,
    /// A text that repeats: head, item, how often, tail.
    #[serde(default)]
    pub repeat: Option<(String, String, usize, String)>,
    /// The first example, words replaced; each must be there.
    #[serde(default)]
    pub replace: Option<Vec<(String, String)>>,
    /// A form: part headers after `content-disposition: form-data; `, then content (`@claim`: the first example;
    /// `@quote`: a PDF).
    #[serde(default)]
    pub parts: Option<Vec<(String, String)>>,
    /// The whole request, as it goes over the wire.
    #[serde(default)]
    pub raw: Option<String>,
    /// The same, repeated: head, item, how often, tail.
    #[serde(default)]
    pub raw_repeat: Option<(String, String, usize, String)>,
    /// Any of these; 0: the connection is closed without answer.
    pub status: Vec<u16>,
    /// End of the problem's `type`, or code of one of its faults, or of one of the findings of a report.
    #[serde(default)]
    pub code: Option<String>,
    /// Words that the answer says.
    #[serde(default)]
    pub says: Vec<String>,
    /// Words that neither head nor body may repeat.
    #[serde(default)]
    pub silent: Vec<String>,
    /// How many answers come on the connection; one unless said.
    #[serde(default)]
    pub answers: Option<usize>,
}

const BOUNDARY: &str = "----creance-hostile";

impl Case {
    /// The bytes that go over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone().into_bytes();
        }
        if let Some(repeat) = &self.raw_repeat {
            return repeated(repeat);
        }
        let (body, kind) = self.body();
        let path = self.path.as_deref().unwrap_or("/v1/check");
        let method = self.method.as_deref().unwrap_or("POST");
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        match &self.headers {
            Some(headers) => headers.iter().for_each(|(n, v)| head.push_str(&format!("{n}: {v}\r\n"))),
            None => head.push_str(&format!("content-type: {kind}\r\n")),
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        [head.into_bytes(), body].concat()
    }

    fn body(&self) -> (Vec<u8>, String) {
        let json = "application/json".to_owned();
        if let Some(text) = &self.body {
            return (text.clone().into_bytes(), json);
        }
        if let Some(hex) = &self.hex {
            let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
            let pairs = digits.chunks(2).map(|p| std::str::from_utf8(p).unwrap());
            return (pairs.map(|p| u8::from_str_radix(p, 16).unwrap()).collect(), json);
        }
        if let Some(repeat) = &self.repeat {
            return (repeated(repeat), json);
        }
        if let Some(parts) = &self.parts {
            return (form(parts), format!("multipart/form-data; boundary={BOUNDARY}"));
        }
        let mut claim = String::from_utf8(example(FIRST)).unwrap();
        for (from, to) in self.replace.iter().flatten() {
            assert!(claim.contains(from), "{}: « {from} » is not in the example", self.name);
            claim = claim.replacen(from, to, 1);
        }
        (claim.into_bytes(), json)
    }
}

fn repeated((head, item, count, tail): &(String, String, usize, String)) -> Vec<u8> {
    [head.as_str(), &item.repeat(*count), tail].concat().into_bytes()
}

fn form(parts: &[(String, String)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        match content.as_str() {
            "@claim" => body.extend_from_slice(&example(FIRST)),
            "@quote" => {
                let path = format!("{}/examples/exhibits/devis_signe.pdf", env!("CARGO_MANIFEST_DIR"));
                body.extend_from_slice(&std::fs::read(path).unwrap());
            }
            text => body.extend_from_slice(text.as_bytes()),
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
