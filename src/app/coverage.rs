//! Where each researched rule lives: `legal-rules/coverage.toml`, read for those who ask what is judged and what is not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::App;
use crate::rules::{LoadError, LoadFault, RuleFiles};

/// Path of the file, inside the rule set.
pub const PATH: &str = "coverage.toml";

/// The families of rules, in the order they are read.
pub const FAMILIES: &[&str] = &[
    "IP", "CT", "RP", "AM", "FE", "CF", "SC", "UC", "OR", "HO", "EF", "RATE", "TERM", "B2B", "CIV", "CR",
    "RENT", "COP", "SUR", "INT", "TP", "LIM", "GDPR", "PLAN", "PR", "INS", "EX",
];

/// Where one rule lives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What the rule says, in a line of French.
    pub about: String,
    /// Codes of findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finding: Vec<String>,
    /// Ids of values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value: Vec<String>,
    /// Codes of deadlines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadline: Vec<String>,
    /// Keys of the table of limitations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limitation: Vec<String>,
    /// Names of scales of fees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariff: Vec<String>,
    /// Keys of the ways without a bundle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub route: Vec<String>,
    /// Documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document: Vec<String>,
    /// Modules of the code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// Why nothing judges it, in French.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_judged: Option<String>,
}

impl Place {
    /// Whether it lives anywhere.
    #[must_use]
    pub fn is_somewhere(&self) -> bool {
        self.named().next().is_some()
    }

    /// Every name it gives, with the French word for what is named.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let lists: [(&'static str, &Vec<String>); 8] = [
            ("constat", &self.finding),
            ("valeur", &self.value),
            ("délai", &self.deadline),
            ("prescription", &self.limitation),
            ("tarif", &self.tariff),
            ("voie", &self.route),
            ("document", &self.document),
            ("code", &self.code),
        ];
        lists.into_iter().flat_map(|(kind, names)| names.iter().map(move |n| (kind, n.as_str())))
    }
}

/// Every researched rule by its id, in the order of the families.
///
/// # Errors
/// The file is absent, or says something else.
pub fn read(files: &RuleFiles) -> Result<Vec<(String, Place)>, LoadError> {
    let fault = |what: String| LoadError(vec![LoadFault { file: PATH.into(), key: String::new(), what }]);
    let text = files.text(PATH).ok_or_else(|| fault("fichier absent".into()))?;
    let read: BTreeMap<String, Place> = toml::from_str(text).map_err(|e| fault(e.message().to_owned()))?;
    let mut all: Vec<(String, Place)> = read.into_iter().collect();
    all.sort_by_key(|(id, _)| rank(id));
    Ok(all)
}

/// `IP-13b` comes between `IP-13` and `IP-14`, and `IP` before `CT`.
fn rank(id: &str) -> (usize, u32, String) {
    let (family, rest) = id.split_once('-').unwrap_or((id, ""));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let place = FAMILIES.iter().position(|f| *f == family).unwrap_or(FAMILIES.len());
    (place, digits.parse().unwrap_or(u32::MAX), rest.to_owned())
}

impl App {
    /// Where a researched rule lives.
    #[must_use]
    pub fn place_of(&self, id: &str) -> Option<Place> {
        let all = read(self.law.rules.files()).ok()?;
        all.into_iter().find(|(rule, _)| rule == id).map(|(_, place)| place)
    }
}
