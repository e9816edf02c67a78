//! The import table of ARCHITECTURE.md, read off the sources: an arrow never turns back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Module → the modules of ours it may name.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let path = ["domain", "rules", "claim"];
    let mut t = BTreeMap::new();
    t.insert("domain", vec![]);
    t.insert("rules", vec!["domain"]);
    t.insert("claim", vec!["domain", "rules"]);
    for facts in ["statement", "deadlines", "court"] {
        t.insert(facts, path.to_vec());
    }
    let facts = [&path[..], &["statement", "deadlines", "court"]].concat();
    t.insert("checks", facts.clone());
    t.insert("dossier", [&facts[..], &["checks"]].concat());
    t.insert("documents", [&facts[..], &["checks", "dossier"]].concat());
    t.insert("render", vec!["domain"]);
    t.insert("store", vec![]);
    t.insert("access", vec!["store"]);
    t.insert("webhook", vec!["config"]);
    let shells =
        ["app", "bundle", "claim", "clock", "config", "domain", "problem", "render", "store", "webhook"];
    t.insert("batch", shells.to_vec());
    t.insert("bundle", [&facts[..], &["checks", "dossier", "documents", "render"]].concat());
    t
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

/// The modules a source names through `crate::`, its unit tests left out: tests may look wider.
fn named(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .flat_map(|l| l.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn imports_follow_the_path() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for (module, allowed) in allowed() {
        let mut files = Vec::new();
        sources(&src.join(module), &mut files);
        assert!(!files.is_empty(), "{module} has no source");
        for file in files {
            let test_file = file.components().any(|c| {
                let c = c.as_os_str().to_string_lossy();
                c == "tests" || c == "tests.rs" || c == "samples.rs"
            });
            if test_file {
                continue;
            }
            for name in named(&std::fs::read_to_string(&file).unwrap()) {
                if name != module && !allowed.contains(&name.as_str()) {
                    faults.push(format!("{} names {name}", file.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn only_the_clock_reads_the_clock_and_only_edges_touch_the_world() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for module in ["domain", "claim", "statement", "deadlines", "court", "checks", "dossier", "documents"] {
        let mut files = Vec::new();
        sources(&src.join(module), &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or("");
            let outside =
                ["std::fs", "std::net", "std::env", "SystemTime", "::now(", "async fn", " f64", " f32"];
            for word in outside {
                let test_file = file.to_string_lossy().contains("tests") || file.ends_with("samples.rs");
                // Reading JSON meets floats once, to refuse them.
                let refuses_floats = word == " f64" && file.ends_with("read/json.rs");
                if !test_file
                    && !refuses_floats
                    && code.lines().any(|l| !l.trim_start().starts_with("//") && l.contains(word))
                {
                    faults.push(format!("{}: {word}", file.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
