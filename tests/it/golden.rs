//! What each sample says, word for word, as read back from its PDF. `BLESS=1 cargo test --test it golden` rewrites
//! `tests/golden/`: read the difference before committing it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::pdf::rendered;
use crate::pdf::text::PdfText;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn files() -> BTreeSet<PathBuf> {
    let folders = fs::read_dir(root()).into_iter().flatten().map(|e| e.unwrap().path());
    folders.flat_map(|f| fs::read_dir(f).unwrap().map(|e| e.unwrap().path())).collect()
}

#[test]
fn every_sample_says_what_its_golden_text_says() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for r in rendered() {
        let path = root().join(r.document.name()).join(format!("{}.txt", r.name));
        let text = PdfText::read(&r.bytes).plain();
        if bless {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        } else if let Some(difference) = difference(&fs::read_to_string(&path).unwrap_or_default(), &text) {
            wrong.push(format!("{}: {difference}", r.label()));
        }
        expected.insert(path);
    }
    for orphan in files().difference(&expected) {
        if bless {
            fs::remove_file(orphan).unwrap();
        } else {
            wrong.push(format!("{}: no such sample", orphan.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nIf wanted: BLESS=1 cargo test --test it golden", wrong.join("\n"));
}

/// The first line that differs.
fn difference(golden: &str, text: &str) -> Option<String> {
    if golden == text {
        return None;
    }
    let lines = golden.lines().zip(text.lines()).enumerate().find(|(_, (g, t))| g != t);
    Some(match lines {
        Some((n, (g, t))) => format!("line {}\n  golden: {g}\n  now:    {t}", n + 1),
        None => format!("{} lines, golden {}", text.lines().count(), golden.lines().count()),
    })
}
