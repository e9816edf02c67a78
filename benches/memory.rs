//! What documents and bundles weigh and what making them takes, figures and no verdict; Linux only:
//!
//! - `cargo bench --bench memory`: bytes, pages, processor time (the first, then the mean of those that follow) and peak
//!   memory, each in a fresh process. Processor time, so that a busy machine shows nearly the same figures.
//! - `cargo bench --bench memory -- soak`: resident memory along ten thousand documents, some of which fail.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod claims;

use std::process::Command;

use claims::{COMPANIES, example, exhibits, numbered, with_invoices};
use creance::app::{App, AppError, Format, Options, Wanted};
use creance::claim::Limits;
use creance::domain::{Bundle, Document};

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
    println!("{:32} {:>10} {:>6} {:>9} {:>9} {:>9}", "", "bytes", "pages", "first", "warm", "peak");
    let program = std::env::current_exe().unwrap();
    for what in ALL {
        let status = Command::new(&program).args(["one", what]).env("RAYON_NUM_THREADS", "1").status();
        assert!(status.unwrap().success(), "{what}");
    }
}

fn one(what: &str) {
    let app = app();
    let (words, files) = (what.split(' ').collect::<Vec<_>>(), exhibits());
    let claim = match words.as_slice() {
        [.., n] if n.bytes().all(|b| b.is_ascii_digit()) => with_invoices(n.parse().unwrap()),
        _ => example(COMPANIES),
    };
    let long = claim["invoices"].as_array().unwrap().len() > 100;
    let mut claim = numbered(claim);
    let mut make = || match words.as_slice() {
        ["nothing"] => Vec::new(),
        ["bundle", name, ..] => {
            app.bundle(name.parse().unwrap(), &claim(), None, &files, Options::default()).unwrap().bytes
        }
        [name, ..] => {
            let document = name.parse::<Document>().unwrap();
            app.document(document, &claim(), Wanted::form(Format::Pdf), Some(&files)).unwrap().bytes
        }
        [] => Vec::new(),
    };
    let started = spent();
    let bytes = make();
    let (first, peak) = (spent() - started, status("VmHWM"));
    let again = if long { 1 } else { 30 };
    let started = spent();
    for _ in 0..again {
        make();
    }
    let warm = spent() - started;
    let warm = format!("{},{} ms", warm / again, warm * 10 / again % 10);
    let pages = if bytes.starts_with(b"%PDF") { pages(&bytes) } else { 0 };
    let (size, peak) = (bytes.len(), mebibytes(peak));
    println!("{what:32} {size:>10} {pages:>6} {:>9} {warm:>9} {peak:>9}", format!("{first} ms"));
    if let Some(dir) = std::env::var_os("CREANCE_KEEP") {
        std::fs::write(std::path::Path::new(&dir).join(what.replace(' ', "_")), bytes).unwrap();
    }
}

/// Processor time of this process so far, all threads, in milliseconds; Linux counts in hundredths of a second.
fn spent() -> u64 {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = line.rsplit_once(") ").unwrap();
    fields.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum()
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
        let document =
            |d, claim: Vec<u8>| app.document(d, &claim, Wanted::form(Format::Pdf), None).map(|_| ());
        let result: Result<(), AppError> = match n % 20 {
            0..=6 => document(Document::MiseEnDemeure, plain()),
            7..=9 => document(Document::MiseEnDemeure, consumer()),
            10 | 11 => document(Document::RequeteInjonctionDePayer, consumer()),
            12 => document(Document::Decompte, long()),
            13 | 14 => document(Document::MiseEnDemeure, no_glyph()),
            15 => document(Document::Decompte, no_glyph()),
            16 => document(Document::MiseEnDemeure, no_shape()),
            17 => document(Document::RequeteInjonctionDePayer, blocked()),
            18 => {
                app.bundle(Bundle::InjonctionDePayer, &plain(), None, &broken, Options::default()).map(|_| ())
            }
            _ => {
                app.bundle(Bundle::InjonctionDePayer, &plain(), None, &files, Options::default()).map(|_| ())
            }
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
