//! The findings as data: French words, severity, what they block, articles, remedy and own cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::LoadFault;
use super::files::RuleFiles;
use super::law::Laws;
use crate::domain::french::Typeset;
use crate::domain::{Bundle, Day, Grade, LawRef};

/// How grave a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Blocks what it lists.
    Error,
    /// A risk to weigh.
    Warning,
    /// Good to know, or a way that is closed without fault.
    Info,
}

/// The words and effects of a finding, or of one of its variants.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// How grave.
    pub severity: Severity,
    /// Short French title.
    pub title: String,
    /// French message with `{placeholders}`.
    pub message: String,
    /// What to do, with `{placeholders}`.
    pub remedy: Option<String>,
    /// Articles.
    pub law: Vec<LawRef>,
    /// Bundles it closes.
    pub blocks: Vec<Bundle>,
    said: Said,
}

/// The words as they are printed: typeset when the rules are read, not at each finding.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    title: Typeset,
    message: Typeset,
    remedy: Option<Typeset>,
}

impl Wording {
    /// Title, message and remedy as they are printed, their blanks filled.
    #[must_use]
    pub fn say(&self, values: &[(&str, &str)]) -> (String, String, Option<String>) {
        let Said { title, message, remedy } = &self.said;
        (title.fill(&[]), message.fill(values), remedy.as_ref().map(|r| r.fill(values)))
    }

    fn new(
        severity: Severity,
        (title, message, remedy): (String, String, Option<String>),
        law: Vec<LawRef>,
        blocks: Vec<Bundle>,
    ) -> Wording {
        let said = Said {
            title: Typeset::of(&title),
            message: Typeset::of(&message),
            remedy: remedy.as_deref().map(Typeset::of),
        };
        Wording { severity, title, message, remedy, law, blocks, said }
    }
}

/// A finding as `legal-rules/findings/` defines it.
#[derive(Debug, Clone)]
pub struct FindingDef {
    /// `notice.missing`.
    pub code: String,
    /// The words when no variant is named.
    pub plain: Wording,
    /// The words of a named variant.
    pub variants: BTreeMap<String, Wording>,
    /// Ids of the researched rules.
    pub rules: Vec<String>,
    /// How well the rule was checked.
    pub grade: Grade,
    /// Days in force; judged on `as_of`.
    pub from: Option<Day>,
    /// Last day in force.
    pub until: Option<Day>,
    /// Day of the last check.
    pub verified_on: Day,
    /// Own cases.
    pub cases: Vec<FindingCase>,
}

/// A case of a finding: an example claim, bent by a JSON patch, on which it fires or stays silent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingCase {
    /// Name of a file of `legal-rules/cases/`, without extension.
    pub base: String,
    /// RFC 6902 operations.
    #[serde(default)]
    pub patch: Vec<serde_json::Value>,
    /// Whether the finding is expected.
    pub fires: bool,
    /// Where it is expected.
    #[serde(default)]
    pub pointer: Option<String>,
    /// Why, when it is not plain.
    #[serde(default)]
    pub why: Option<String>,
    /// How grave it is expected to be, when the case tells variants apart.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The files given with the claim; absent: none were expected.
    #[serde(default)]
    pub given: Option<Vec<CaseFile>>,
}

/// A file given in a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Its name.
    pub name: String,
    /// Why it cannot be used.
    #[serde(default)]
    pub unreadable: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    severity: Severity,
    title: String,
    message: String,
    remedy: Option<String>,
    law: Vec<String>,
    #[serde(default)]
    blocks: Vec<String>,
    rules: Vec<String>,
    grade: Grade,
    from: Option<toml::value::Datetime>,
    until: Option<toml::value::Datetime>,
    verified_on: toml::value::Datetime,
    #[serde(default)]
    variant: BTreeMap<String, Variant>,
    #[serde(default)]
    case: Vec<FindingCase>,
}

/// What a variant changes; the rest is the plain wording's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    severity: Option<Severity>,
    title: Option<String>,
    message: Option<String>,
    remedy: Option<String>,
    law: Option<Vec<String>>,
    blocks: Option<Vec<String>>,
}

/// Groups of bundles that findings name together: `legal-rules/bundles/groups.toml`.
fn groups(files: &RuleFiles, faults: &mut Vec<LoadFault>) -> BTreeMap<String, Vec<Bundle>> {
    const PATH: &str = "bundles/groups.toml";
    match files.text(PATH).map(toml::from_str::<BTreeMap<String, Vec<Bundle>>>) {
        Some(Ok(g)) => g,
        other => {
            let what =
                other.and_then(Result::err).map_or("fichier absent".to_owned(), |e| e.message().to_owned());
            faults.push(LoadFault { file: PATH.into(), key: String::new(), what });
            BTreeMap::new()
        }
    }
}

pub(super) fn load(
    files: &RuleFiles,
    laws: &Laws,
    faults: &mut Vec<LoadFault>,
) -> BTreeMap<String, FindingDef> {
    let groups = groups(files, faults);
    let mut out = BTreeMap::new();
    for (path, bytes) in files.under("findings/", ".toml") {
        let code = path.trim_start_matches("findings/").trim_end_matches(".toml").to_owned();
        let mut fault = |key: &str, what: String| {
            faults.push(LoadFault { file: path.to_owned(), key: key.to_owned(), what });
        };
        let file: File = match toml::from_str(&String::from_utf8_lossy(bytes)) {
            Ok(f) => f,
            Err(e) => {
                fault("", e.message().to_owned());
                continue;
            }
        };
        let mut refs = |keys: &[String]| -> Vec<LawRef> {
            keys.iter()
                .filter_map(|k| {
                    let found = laws.get(k).cloned();
                    if found.is_none() {
                        fault("law", format!("référence inconnue : {k}"));
                    }
                    found
                })
                .collect()
        };
        let plain_law = refs(&file.law);
        let variant_law: BTreeMap<&String, Option<Vec<LawRef>>> =
            file.variant.iter().map(|(n, v)| (n, v.law.as_ref().map(|k| refs(k)))).collect();
        let mut expand = |names: &[String]| -> Vec<Bundle> {
            let mut bundles: Vec<Bundle> = Vec::new();
            for n in names {
                match (n.parse::<Bundle>(), groups.get(n)) {
                    (Ok(b), _) => bundles.push(b),
                    (_, Some(g)) => bundles.extend(g),
                    _ => fault("blocks", format!("dossier inconnu : {n}")),
                }
            }
            bundles.sort_unstable();
            bundles.dedup();
            bundles
        };
        let words = (file.title.clone(), file.message.clone(), file.remedy.clone());
        let plain = Wording::new(file.severity, words, plain_law, expand(&file.blocks));
        let variants = file
            .variant
            .iter()
            .map(|(name, v)| {
                let words = (
                    v.title.clone().unwrap_or_else(|| plain.title.clone()),
                    v.message.clone().unwrap_or_else(|| plain.message.clone()),
                    v.remedy.clone().or_else(|| plain.remedy.clone()),
                );
                let law = variant_law.get(name).cloned().flatten().unwrap_or_else(|| plain.law.clone());
                let blocks = v.blocks.as_ref().map_or_else(|| plain.blocks.clone(), |b| expand(b));
                let w = Wording::new(v.severity.unwrap_or(plain.severity), words, law, blocks);
                (name.clone(), w)
            })
            .collect();
        let day = super::value::day;
        let Some(verified_on) = day(&file.verified_on) else {
            fault("verified_on", "n'est pas une date".into());
            continue;
        };
        if file.grade == Grade::Unverified && file.severity == Severity::Error {
            // What is not verified warns: it never blocks alone.
            fault("severity", "une règle non vérifiée ne peut pas bloquer seule".into());
        }
        let def = FindingDef {
            code: code.clone(),
            plain,
            variants,
            rules: file.rules,
            grade: file.grade,
            from: file.from.as_ref().and_then(day),
            until: file.until.as_ref().and_then(day),
            verified_on,
            cases: file.case,
        };
        out.insert(code, def);
    }
    out
}
