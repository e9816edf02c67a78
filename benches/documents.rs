//! How fast documents and bundles are made, from the bytes of a claim to those of a file, in this process:
//! `cargo bench --bench documents`. One thread, as in a worker. See `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod claims;

use std::sync::LazyLock;

use claims::{COMPANIES, example, exhibits, numbered, of_another_creditor, with_invoices};
use creance::app::{App, AppError, Files, Format, Options, Wanted};
use creance::bundle::{Archive, Entry, Limits as ExhibitLimits, Manifest, ManifestHead, Stamp};
use creance::bundle::{intake, stamp};
use creance::claim::Limits;
use creance::domain::{Bundle, Document};
use creance::render::{Engine, InProcess, TemplateFiles};
use divan::Bencher;
use divan::counter::ItemsCount;
use serde_json::Value;

static APP: LazyLock<App> = LazyLock::new(|| {
    // Other templates may be measured than those of the program.
    let templates = std::env::var_os("CREANCE_TEMPLATES").map(std::path::PathBuf::from);
    let app = App::load(None, templates.as_deref(), Limits::default(), claims::as_of).unwrap();
    app.make_ready().unwrap();
    app
});

static EXHIBITS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(exhibits);

fn main() {
    claims::on_this_thread();
    LazyLock::force(&APP);
    LazyLock::force(&EXHIBITS);
    divan::main();
}

fn made<T>(made: Result<T, AppError>) -> T {
    made.unwrap_or_else(|e| panic!("{e:?}"))
}

fn document(bencher: Bencher<'_, '_>, document: Document, claim: Value, files: Option<&Files>) {
    each(bencher, document, numbered(claim), files);
}

fn each(
    bencher: Bencher<'_, '_>,
    document: Document,
    claims: impl FnMut() -> Vec<u8>,
    files: Option<&Files>,
) {
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(claims)
        .bench_local_values(|c| made(APP.document(document, &c, Wanted::form(Format::Pdf), files)));
}

#[divan::bench]
fn formal_notice(bencher: Bencher<'_, '_>) {
    document(bencher, Document::MiseEnDemeure, example(COMPANIES), None);
}

#[divan::bench]
fn reminder(bencher: Bencher<'_, '_>) {
    document(bencher, Document::Relance2, example(COMPANIES), None);
}

/// Each time of another creditor: nothing of the letterhead or of the foot serves twice.
#[divan::bench]
fn reminder_of_another_creditor(bencher: Bencher<'_, '_>) {
    each(bencher, Document::Relance2, of_another_creditor(example(COMPANIES)), None);
}

#[divan::bench]
fn request(bencher: Bencher<'_, '_>) {
    document(bencher, Document::RequeteInjonctionDePayer, example(COMPANIES), Some(&EXHIBITS));
}

#[divan::bench(args = [3, 300], sample_count = 30)]
fn statement(bencher: Bencher<'_, '_>, invoices: u64) {
    document(bencher, Document::Decompte, with_invoices(invoices), None);
}

#[divan::bench(args = [500, 1_000, 2_000], sample_count = 3, sample_size = 1)]
fn long_statement(bencher: Bencher<'_, '_>, invoices: u64) {
    document(bencher, Document::Decompte, with_invoices(invoices), None);
}

/// With the five small exhibits of the examples.
#[divan::bench(args = [Bundle::InjonctionDePayer, Bundle::MiseEnDemeure], sample_count = 50)]
fn bundle(bencher: Bencher<'_, '_>, bundle: &Bundle) {
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(numbered(example(COMPANIES)))
        .bench_local_values(|c| made(APP.bundle(*bundle, &c, None, &EXHIBITS, Options::default())));
}

/// One exhibit read, then stamped.
#[divan::bench(args = ["factures.pdf", "devis_signe.pdf", "bon_de_livraison.png", "avis_de_reception.png"])]
fn exhibit(bencher: Bencher<'_, '_>, name: &str) {
    let renderer = InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap());
    let (_, bytes) = EXHIBITS.iter().find(|(n, _)| n == name).unwrap();
    let what = Stamp { number: 3, label: "Pièce", caption: Some("SAS Exemple c/ SARL Débiteur") };
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        let read = intake::take_in(&renderer, name, bytes, &ExhibitLimits::default()).unwrap().unwrap();
        stamp::stamp(&renderer, &read, &what, claims::as_of()).unwrap()
    });
}

/// Digests and ZIP alone, of the files of a whole bundle.
#[divan::bench]
fn archive(bencher: Bencher<'_, '_>) {
    let claim = numbered(example(COMPANIES))();
    let zip = made(APP.bundle(Bundle::InjonctionDePayer, &claim, None, &EXHIBITS, Options::default())).bytes;
    let (head, entries) = unpacked(&zip);
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(|| head.clone())
        .bench_local_values(|head| Archive::pack(head, &entries).unwrap());
}

fn unpacked(zip: &[u8]) -> (ManifestHead, Vec<Entry>) {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut content = |path: &str| {
        let mut out = Vec::new();
        zip.by_name(path).unwrap().read_to_end(&mut out).unwrap();
        out
    };
    let manifest: Manifest = serde_json::from_slice(&content("manifest.json")).unwrap();
    let entries = manifest.files.iter().map(|f| Entry {
        path: f.path.clone(),
        role: f.role.clone(),
        title: f.title.clone(),
        pages: f.pages,
        media_type: f.media_type.clone(),
        bytes: content(&f.path),
    });
    let entries = entries.collect();
    let head = ManifestHead {
        kind: manifest.kind,
        reference: manifest.reference,
        as_of: manifest.as_of,
        ruleset: manifest.ruleset,
        court: manifest.court,
        deadlines: manifest.deadlines,
        totals: manifest.totals,
        policy: manifest.policy,
    };
    (head, entries)
}
