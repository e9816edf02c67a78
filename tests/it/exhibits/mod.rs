//! Evidence as it comes: each odd or hostile file is taken in by a worker and stamped, or refused by name, and nothing
//! that was seen is lost. `CREANCE_KEEP=dir` writes each file and its stamped copy there, to be looked at.

mod accepted;
mod agree;
mod make;
mod refused;
mod zips;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use creance::bundle::intake::take_in;
use creance::bundle::stamp::stamp;
use creance::bundle::{Exhibit, ExhibitError, Limits, Stamp};
use creance::render::TemplateFiles;
use creance::render::worker::{PoolConfig, WorkerPool};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Name, Object, Rect};

use crate::workers::{config, today};

/// Workers as the service has them by default, less the time: a shared machine is slow, a file must not need it.
static POOL: LazyLock<WorkerPool> = LazyLock::new(|| {
    let config = PoolConfig { job_limit: Duration::from_secs(20), queue: 200, ..config(2) };
    WorkerPool::start(&config, TemplateFiles::embedded()).unwrap()
});

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cases/exhibits/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(dir) = std::env::var_os("CREANCE_KEEP") {
        std::fs::write(std::path::Path::new(&dir).join(name), bytes).unwrap();
    }
}

/// What becomes of a file: the exhibit, or why not. The file is what `case` names; `name` is what the sender calls it.
fn intake(case: &str, name: &str, bytes: &[u8]) -> Result<Exhibit, ExhibitError> {
    let extension = name.rsplit_once('.').map_or("bin", |(_, e)| e);
    keep(&format!("{case}.in.{extension}"), bytes);
    let started = Instant::now();
    let taken = take_in(&*POOL, name, bytes, &Limits::default()).unwrap();
    println!("{case}: {:?} taken in", started.elapsed());
    taken
}

/// The stamped copy, after checking what is true of all: same pages, A4, nothing that acts.
#[allow(clippy::float_arithmetic)] // page geometry
fn stamped(case: &str, exhibit: &Exhibit) -> Vec<u8> {
    let what = Stamp { number: 7, label: "Pièce d'essai", caption: Some("Aubépine c/ Fontaines") };
    let started = Instant::now();
    let out = stamp(&*POOL, exhibit, &what, today()).unwrap_or_else(|e| panic!("{case}: {e:?}"));
    println!("{case}: {:?} stamped, {} kB", started.elapsed(), out.bytes.len() / 1_000);
    keep(&format!("{case}.out.pdf"), &out.bytes);
    assert_eq!(out.pages, exhibit.pages(), "{case}");
    let pdf = Pdf::new(out.bytes.clone()).unwrap();
    for page in pdf.pages().iter() {
        let Rect { x0, y0, x1, y1 } = page.media_box();
        let mut sides = [(x1 - x0).round() as u32, (y1 - y0).round() as u32];
        sides.sort_unstable();
        assert_eq!(sides, [595, 842], "{case}: A4");
        assert!(!page.raw().contains_key("Annots"), "{case}");
    }
    let plain = readable(&out.bytes);
    for word in ["/JavaScript", "/OpenAction", "/AcroForm", "/EmbeddedFile", "/URI", "/Launch", "/Encrypt"] {
        assert!(!holds(&plain, word.as_bytes()), "{case}: {word} survives");
    }
    out.bytes
}

/// A PDF with its streams unpacked behind it, pictures left out.
fn readable(bytes: &[u8]) -> Vec<u8> {
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let mut out = bytes.to_vec();
    for object in pdf.objects() {
        let Object::Stream(s) = object else { continue };
        let kind = s.dict().get::<Name<'_>>("Subtype");
        if kind.is_none_or(|k| k.as_str() != "Image") {
            out.extend_from_slice(&s.decoded().unwrap_or_default());
        }
    }
    out
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|w| w == words)
}
