//! The documents and bundles of the example claims.

use std::io::{Cursor, Read};
use std::sync::LazyLock;

use creance::app::{App, AppError, Format, Options, Wanted};
use creance::claim::Limits;
use creance::domain::{Bundle, Document};
use serde_json::Value;

use crate::http::example;

const EXAMPLES: [&str; 5] = [
    "01_b2b_three_invoices",
    "02_consumer_craftsman",
    "03_residential_rent",
    "04_order_to_serve",
    "05_title_to_execute",
];

pub static APP: LazyLock<App> =
    LazyLock::new(|| App::load(None, None, Limits::default(), || "2026-11-22".parse().unwrap()).unwrap());

/// A document of an example, alone.
pub fn document(document: Document, claim: &str) -> Vec<u8> {
    APP.document(document, &example(claim), Wanted::form(Format::Pdf), None).unwrap().bytes
}

/// The statement of an example.
pub fn statement(claim: &str) -> Value {
    serde_json::to_value(APP.statement(&example(claim), None).unwrap()).unwrap()
}

/// The files of a bundle of an example; `None` when the example is not at that step.
pub fn bundle(kind: Bundle, claim: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let made = match APP.bundle(kind, &example(claim), None, &exhibits(claim), Options::default()) {
        Ok(made) => made,
        Err(AppError::Blocked { .. }) => return None,
        Err(e) => panic!("{kind} of {claim}: {e}"),
    };
    let mut zip = zip::ZipArchive::new(Cursor::new(made.bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
    let mut read = |name: &String| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        (name.clone(), bytes)
    };
    Some(names.iter().map(&mut read).collect())
}

pub fn exhibits(claim: &str) -> Vec<(String, Vec<u8>)> {
    let read: Value = serde_json::from_slice(&example(claim)).unwrap();
    let names = read["exhibits"].as_array().unwrap().iter().filter_map(|e| e["file"].as_str());
    let path = |name: &str| format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
    names.map(|name| (name.to_owned(), std::fs::read(path(name)).unwrap())).collect()
}

/// Every document that the examples open and every bundle: a path for each file, and the file.
pub fn archived() -> impl Iterator<Item = (String, Vec<u8>)> {
    let claims = EXAMPLES.iter();
    claims.flat_map(|claim| of_documents(claim).into_iter().chain(of_bundles(claim)))
}

fn of_documents(claim: &'static str) -> Vec<(String, Vec<u8>)> {
    let made = |d: &Document| match APP.document(*d, &example(claim), Wanted::form(Format::Pdf), None) {
        Ok(made) => Some((*d, made.bytes)),
        Err(e) if e.is_ours() => panic!("{d} of {claim}: {e}"),
        Err(_) => None,
    };
    let all = Document::ALL.iter().filter_map(made);
    all.filter(|(_, bytes)| promises(bytes))
        .map(|(d, bytes)| (format!("archived/{claim}-{d}.pdf"), bytes))
        .collect()
}

/// Whether a file says it is PDF/A.
fn promises(bytes: &[u8]) -> bool {
    let mark = b"<pdfaid:part>";
    bytes.windows(mark.len()).any(|w| w == mark)
}

fn of_bundles(claim: &'static str) -> Vec<(String, Vec<u8>)> {
    let made = Bundle::ALL.iter().filter_map(|kind| Some((kind, bundle(*kind, claim)?)));
    made.flat_map(|(kind, files)| {
        files.into_iter().filter(|(name, _)| name.ends_with(".pdf")).map(move |(name, bytes)| {
            let folder = if name.starts_with("pieces/") { "exhibits" } else { "archived" };
            (format!("{folder}/{claim}-{kind}-{}", name.replace('/', "-")), bytes)
        })
    })
    .collect()
}
