//! The rule set as a whole: what code cites exists, every value passes its own cases.

use std::path::{Path, PathBuf};

use creance::dossier::Law;
use creance::rules::RuleFiles;

fn law() -> Law {
    Law::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"))
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// String literals of the sources that have the shape of a law key: `"cpc-1411"`.
fn cited_keys() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let families = ["cpc-", "ccom-", "cciv-", "cmf-", "cconso-", "cpce-", "coj-", "ccp-", "cgi-", "cass-"];
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or("").to_owned();
        for literal in code.split('"').skip(1).step_by(2) {
            let shaped = literal.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if shaped && families.iter().any(|f| literal.starts_with(f) && literal.len() > f.len()) {
                out.push((literal.to_owned(), file.display().to_string()));
            }
        }
    }
    out
}

#[test]
fn every_law_key_that_code_cites_exists() {
    let law = law();
    let keys = cited_keys();
    assert!(keys.len() > 10, "the scan found only {keys:?}");
    let missing: Vec<_> = keys.into_iter().filter(|(k, _)| law.rules.law(k).is_none()).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_value_passes_its_own_cases() {
    assert_eq!(law().rules.value_failures(), Vec::<String>::new());
}
