//! What documents and bundles weigh and what making them takes, figures and no verdict; Linux only:
//!
//! - `cargo bench --bench memory`: bytes, pages and peak memory, each in a fresh process.
//! - `cargo bench --bench memory -- soak`: resident memory along ten thousand documents, some of which fail.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod claims;

use std::process::Command;
use std::time::Instant;

use claims::{COMPANIES, example, exhibits, numbered, with_invoices};
use creance::app::{App, AppError, Format};
use creance::claim::Limits;
use creance::domain::{Bundle, Document};
use serde_json::Value;

/// How many documents the soak makes.
const SOAK: usize = 10_000;

fn main() {
    // Cargo adds arguments of its own.
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["one", what] => one(what),
        ["soak"] => soak(),
        _ => all(),
    }
}

fn app() -> App {
    let app = App::load(None, None, Limits::default(), claims::as_of).unwrap();
    app.make_ready().unwrap();
    app
}

/// A line of `/proc/self/status`, in KiB.
fn status(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix(key)).unwrap();
    line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").parse().unwrap()
}

fn mebibytes(kib: u64) -> String {
    format!("{} MiB", kib.div_ceil(1_024))
}

const ALL: &[&str] = &[
    "nothing",
    "mise_en_demeure",
    "requete_injonction_de_payer",
    "decompte 3",
    "decompte 300",
    "decompte 500",
    "decompte 1000",
    "decompte 2000",
    "bundle mise_en_demeure",
    "bundle injonction_de_payer",
    "bundle injonction_de_payer 2000",
];

/// Each in its own process: memory once taken is never given back.
fn all() {
    println!("{:32} {:>10} {:>6} {:>9} {:>9}", "", "bytes", "pages", "time", "peak");
    let program = std::env::current_exe().unwrap();
    for what in ALL {
        let status = Command::new(&program).args(["one", what]).env("RAYON_NUM_THREADS", "1").status();
        assert!(status.unwrap().success(), "{what}");
    }
}

fn one(what: &str) {
    let app = app();
    let words: Vec<&str> = what.split(' ').collect();
    let started = Instant::now();
    let (bytes, pages) = match words.as_slice() {
        ["nothing"] => (Vec::new(), 0),
        ["bundle", name, rest @ ..] => {
            let claim = match rest {
                [n] => with_invoices(n.parse().unwrap()),
                _ => example(COMPANIES),
            };
            let made = app.bundle(name.parse::<Bundle>().unwrap(), &bytes(claim), None, &exhibits());
            (made.unwrap().bytes, 0)
        }
        [name, rest @ ..] => {
            let claim = match rest {
                [n] => with_invoices(n.parse().unwrap()),
                _ => example(COMPANIES),
            };
            let document = name.parse::<Document>().unwrap();
            let made = app.document(document, &bytes(claim), Format::Pdf, None, None).unwrap();
            let pages = pages(&made.bytes);
            (made.bytes, pages)
        }
        [] => return,
    };
    let time = format!("{} ms", started.elapsed().as_millis());
    println!("{what:32} {:>10} {pages:>6} {time:>9} {:>9}", bytes.len(), mebibytes(status("VmHWM")));
    if let Some(dir) = std::env::var_os("CREANCE_KEEP") {
        std::fs::write(std::path::Path::new(&dir).join(what.replace(' ', "_")), bytes).unwrap();
    }
}

fn bytes(claim: Value) -> Vec<u8> {
    serde_json::to_vec(&claim).unwrap()
}

fn pages(pdf: &[u8]) -> usize {
    hayro_syntax::Pdf::new(pdf.to_vec()).unwrap().pages().len()
}

/// Letters, requests, statements, bundles, and what fails at each step: shape, findings, layout, exhibits.
fn soak() {
    let app = app();
    let files = exhibits();
    let mut broken = files.clone();
    for (_, bytes) in &mut broken {
        bytes.truncate(900);
    }
    let mut no_glyph = example(COMPANIES);
    no_glyph["debtors"][0]["name"] = "Société 株式".into();
    let mut no_shape = example(COMPANIES);
    no_shape["invoices"] = "none".into();
    let mut plain = numbered(example(COMPANIES));
    let mut consumer = numbered(example("02_consumer_craftsman.json"));
    let mut long = numbered(with_invoices(60));
    let mut blocked = numbered(example("06_blocked.json"));
    let (mut no_glyph, mut no_shape) = (numbered(no_glyph), numbered(no_shape));

    let (mut made, mut refused) = (0, 0);
    println!("{:>9} {:>9} {:>9} {:>9}", "documents", "failed", "resident", "peak");
    for n in 0..SOAK {
        let document = |d, claim: Vec<u8>| app.document(d, &claim, Format::Pdf, None, None).map(|_| ());
        let result: Result<(), AppError> = match n % 20 {
            0..=6 => document(Document::MiseEnDemeure, plain()),
            7..=9 => document(Document::MiseEnDemeure, consumer()),
            10 | 11 => document(Document::RequeteInjonctionDePayer, consumer()),
            12 => document(Document::Decompte, long()),
            13 | 14 => document(Document::MiseEnDemeure, no_glyph()),
            15 => document(Document::Decompte, no_glyph()),
            16 => document(Document::MiseEnDemeure, no_shape()),
            17 => document(Document::RequeteInjonctionDePayer, blocked()),
            18 => app.bundle(Bundle::InjonctionDePayer, &plain(), None, &broken).map(|_| ()),
            _ => app.bundle(Bundle::InjonctionDePayer, &plain(), None, &files).map(|_| ()),
        };
        match (result, n % 20) {
            (Ok(()), 0..=12 | 19) => made += 1,
            (Err(_), 13..=18) => refused += 1,
            (Ok(()), at) => panic!("made although it must fail: {at}"),
            (Err(e), at) => panic!("{at}: {e:?}"),
        }
        if n == 99 || (n + 1) % 1_000 == 0 {
            let (resident, peak) = (mebibytes(status("VmRSS")), mebibytes(status("VmHWM")));
            println!("{made:>9} {refused:>9} {resident:>9} {peak:>9}");
        }
    }
}
