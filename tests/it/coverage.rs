//! The rule book is complete: every researched rule lives somewhere or says why not, every name given exists, and the
//! pages generated from the rules are those committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use creance::app::{App, coverage};
use creance::checks::REGISTRY;
use creance::claim::Limits;
use creance::claim::ReadCode;
use creance::dossier::Law;
use creance::problem::errors_book;
use creance::rules::RuleFiles;

/// Codes a deadline of the report may bear.
const DEADLINES: &[&str] = &[
    "prescription",
    "forclusion",
    "order_service",
    "opposition",
    "enforcement_from",
    "title_limitation",
    "claim_declaration",
    "relief_from_forclusion",
    "notice_period",
    "payment_term",
    "conciliation",
    "plus_five_from",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn law() -> Law {
    Law::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"))
}

fn app() -> App {
    App::load(None, None, Limits::default(), || "2026-11-22".parse().unwrap()).unwrap()
}

fn table(path: &str) -> toml::Table {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    text.parse().unwrap()
}

/// The ids of the list, and how many there are.
fn researched() -> (BTreeSet<String>, usize) {
    let mut ids = BTreeSet::new();
    let mut count = 0;
    for (_, families) in table("tests/cases/researched_rules.toml") {
        for (family, numbers) in families.as_table().unwrap() {
            assert!(coverage::FAMILIES.contains(&family.as_str()), "{family}");
            for n in numbers.as_array().unwrap() {
                count += 1;
                ids.insert(format!("{family}-{}", n.as_str().unwrap()));
            }
        }
    }
    (ids, count)
}

fn places() -> Vec<(String, coverage::Place)> {
    coverage::read(&RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn every_researched_rule_is_mapped_once_and_nothing_else_is() {
    let (ids, count) = researched();
    assert_eq!((ids.len(), count), (316, 316), "an id is listed twice, or the list was cut");
    let mapped: BTreeSet<String> = places().into_iter().map(|(id, _)| id).collect();
    let missing: Vec<_> = ids.difference(&mapped).collect();
    let unknown: Vec<_> = mapped.difference(&ids).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, unknown {unknown:?}");
    for (id, place) in places() {
        assert!(
            place.is_somewhere() || place.not_judged.is_some(),
            "{id} lives nowhere and does not say why"
        );
        assert!(!place.about.is_empty() && !place.about.ends_with('.'), "{id}: {}", place.about);
        if let Some(why) = place.not_judged {
            assert!(why.ends_with('.'), "{id}: {why}");
        }
    }
}

/// Every name of the rule set and of the code that a rule may be mapped to, by kind.
fn known(law: &Law) -> BTreeMap<&'static str, BTreeSet<String>> {
    let owned = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
    let rules: Vec<String> = table("legal-rules/deadlines/limitation.toml")["rule"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["key"].as_str().unwrap().to_owned())
        .collect();
    let stems = law
        .rules
        .files()
        .under("fees/", ".toml")
        .map(|(path, _)| path.trim_start_matches("fees/").trim_end_matches(".toml").to_owned());
    BTreeMap::from([
        ("constat", REGISTRY.iter().map(|(c, _)| (*c).to_owned()).collect()),
        ("valeur", law.rules.values().iter().map(|s| s.id.clone()).collect()),
        ("délai", owned(DEADLINES)),
        ("prescription", rules.into_iter().collect()),
        ("tarif", stems.collect()),
        ("voie", table("legal-rules/routes/other.toml").keys().cloned().collect()),
        ("document", creance::domain::Document::ALL.iter().map(|d| d.name().to_owned()).collect()),
    ])
}

#[test]
fn what_a_rule_is_mapped_to_exists() {
    let known = known(&law());
    let mut unknown = Vec::new();
    for (id, place) in places() {
        for (kind, name) in place.named() {
            let there = if kind == "code" {
                let path = root().join("src").join(name.replace("::", "/"));
                path.with_extension("rs").is_file() || path.join("mod.rs").is_file()
            } else {
                known[kind].contains(name)
            };
            if !there {
                unknown.push(format!("{id}: {kind} {name}"));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn what_cites_a_rule_cites_one_that_exists_and_is_named_under_it() {
    let law = law();
    let (ids, _) = researched();
    let places: BTreeMap<String, coverage::Place> = places().into_iter().collect();
    let mut faults = Vec::new();
    let mut cited = |id: &str, by: &str| {
        let family = id.split('-').next().unwrap_or_default();
        if !coverage::FAMILIES.contains(&family) || !id.contains('-') {
            return;
        }
        if !ids.contains(id) {
            faults.push(format!("{by} cites {id}, which is no rule"));
        } else if !places[id].named().any(|(_, name)| name == by) {
            faults.push(format!("{by} cites {id}: name it under {id} in coverage.toml"));
        }
    };
    for s in law.rules.values() {
        s.rules.iter().for_each(|id| cited(id, &s.id));
    }
    for f in law.rules.findings() {
        f.rules.iter().for_each(|id| cited(id, &f.code));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_deadlines_named_are_those_the_code_makes() {
    let mut made = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("src/deadlines/timeline")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|l| l.trim_start().starts_with("code: "));
        made.extend(lines.flat_map(|l| l.split('"').skip(1).step_by(2)).map(str::to_owned));
    }
    assert_eq!(made, DEADLINES.iter().map(|d| (*d).to_owned()).collect::<BTreeSet<_>>());
}

/// Compares a generated text with the committed one, or rewrites it when `BLESS` is set.
fn committed(path: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, text).unwrap();
        return;
    }
    let there = std::fs::read_to_string(path).unwrap_or_default();
    let differs = there.lines().zip(text.lines()).find(|(a, b)| a != b);
    let why = format!("{} is not what the rules say: BLESS=1 rewrites it ({differs:?})", path.display());
    assert!(there == text, "{why}");
}

#[test]
fn the_book_of_values_is_the_committed_one() {
    committed(&root().join("docs/rules.md"), &app().values_book().unwrap_or_else(|e| panic!("{e}")));
}

#[test]
fn the_book_of_findings_is_the_committed_one() {
    committed(&root().join("docs/findings.md"), &app().findings_book());
}

#[test]
fn the_book_of_errors_is_the_committed_one() {
    let faults = ReadCode::ALL.iter().map(|c| (c.name(), c.meaning()));
    committed(&root().join("docs/errors.md"), &errors_book(faults));
}

#[test]
fn the_book_of_what_is_not_judged_stands_in_the_readme_of_the_rules() {
    const BEGIN: &str = "<!-- non jugé : début (écrit par le programme, BLESS=1 cargo test book) -->\n";
    const END: &str = "<!-- non jugé : fin -->";
    let path = root().join("legal-rules/README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the opening mark is absent");
    let (_, after) = rest.split_once(END).expect("the closing mark is absent");
    let section = app().not_judged().unwrap_or_else(|e| panic!("{e}"));
    committed(&path, &format!("{before}{BEGIN}\n{section}\n{END}{after}"));
}
