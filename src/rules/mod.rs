//! The law as dated data: reads `legal-rules/`, answers "which version is in force on this day".
//!
//! Everything is read and checked once, by [`Rules::load`]: a hole, an overlap, an unknown key or a missing
//! reference stops the start, naming file, key and date. A day that no version covers is [`NoVersion`].

mod error;
mod files;
mod finding;
mod law;
pub mod mention;
mod rates;
pub mod registry;
mod value;

use std::collections::BTreeMap;

pub use error::{LoadError, LoadFault, NoVersion};
pub use files::RuleFiles;
pub use finding::{CaseFile, FindingCase, FindingDef, Severity, Wording};
pub use law::Laws;
pub use rates::InForce;
pub use registry::Handle;
pub use value::{Datum, Series, Typed, ValueCase, Version};

use crate::domain::{Day, LawRef};

/// The rule set in use: every dated value, reference and finding text.
pub struct Rules {
    version: String,
    digest: String,
    laws: Laws,
    values: Vec<Series>,
    findings: BTreeMap<String, FindingDef>,
    mentions: mention::Mentions,
    files: RuleFiles,
}

impl Rules {
    /// Reads and checks a rule set.
    ///
    /// # Errors
    /// Every fault of every file, at once.
    pub fn load(files: RuleFiles) -> Result<Rules, LoadError> {
        let mut faults = Vec::new();
        let version = version(&files, &mut faults);
        let laws = law::load(&files, &mut faults);
        let mut by_id: BTreeMap<String, Series> = BTreeMap::new();
        for (path, bytes) in files.under("values/", ".toml") {
            match Series::parse(path, &String::from_utf8_lossy(bytes), &laws) {
                Ok(s) => {
                    by_id.insert(s.id.clone(), s);
                }
                Err(f) => faults.extend(f),
            }
        }
        let mut values = Vec::with_capacity(registry::ALL.len());
        for (id, units) in registry::ALL {
            let file = format!("values/{}.toml", id.replace('.', "/"));
            match by_id.remove(*id) {
                Some(s) if units.contains(&s.unit.as_str()) => values.push(s),
                Some(s) => {
                    let what = format!("unité « {} », attendue : {}", s.unit, units.join(" ou "));
                    faults.push(LoadFault { file, key: "unit".into(), what });
                }
                None if faults.iter().any(|f| f.file == file) => {}
                None => faults.push(LoadFault { file, key: String::new(), what: "fichier absent".into() }),
            }
        }
        for (id, s) in by_id {
            let what = "aucun code ne lit cette valeur".to_owned();
            faults.push(LoadFault { file: s.file, key: id, what });
        }
        let findings = finding::load(&files, &laws, &mut faults);
        let mentions = mention::load(&files, &laws, &values, &mut faults);
        if !faults.is_empty() {
            return Err(LoadError(faults));
        }
        let digest = files.digest();
        Ok(Rules { version, digest, laws, values, findings, mentions, files })
    }

    /// The value in force on a day.
    ///
    /// # Errors
    /// [`NoVersion`] when no version covers the day.
    pub fn get<T: Typed>(&self, handle: Handle<T>, day: Day) -> Result<T, NoVersion> {
        let missing = || self.missing(handle, day);
        self.version_on(handle, day).and_then(|v| T::of(&v.datum).ok_or_else(missing))
    }

    /// The version in force on a day, with its dates, articles and grade.
    ///
    /// # Errors
    /// [`NoVersion`] when no version covers the day.
    pub fn version_on<T>(&self, handle: Handle<T>, day: Day) -> Result<&Version, NoVersion> {
        self.values.get(handle.index).and_then(|s| s.on(day)).ok_or_else(|| self.missing(handle, day))
    }

    /// A mandatory sentence in force on a day, as the law words it.
    ///
    /// # Errors
    /// [`NoVersion`] when no version covers the day.
    pub fn text(&self, handle: Handle<String>, day: Day) -> Result<&str, NoVersion> {
        match &self.version_on(handle, day)?.datum {
            Datum::Text(t) => Ok(t),
            _ => Err(self.missing(handle, day)),
        }
    }

    /// A value through time.
    #[must_use]
    pub fn series<T>(&self, handle: Handle<T>) -> Option<&Series> {
        self.values.get(handle.index)
    }

    /// Every value, in the order of the registry.
    #[must_use]
    pub fn values(&self) -> &[Series] {
        &self.values
    }

    /// A law reference by key. Keys used by code are checked by a test over the sources.
    #[must_use]
    pub fn law(&self, key: &str) -> Option<&LawRef> {
        self.laws.get(key)
    }

    /// A finding's texts by code.
    #[must_use]
    pub fn finding(&self, code: &str) -> Option<&FindingDef> {
        self.findings.get(code)
    }

    /// Every finding, by code.
    pub fn findings(&self) -> impl Iterator<Item = &FindingDef> {
        self.findings.values()
    }

    /// What each document must hold, and must not.
    #[must_use]
    pub fn mentions(&self) -> &mention::Mentions {
        &self.mentions
    }

    /// A sentence that the table of mentions names, on a day; nothing on a day that no version covers.
    #[must_use]
    pub fn sentence(&self, rank: usize, day: Day) -> Option<&str> {
        match &self.values.get(rank)?.on(day)?.datum {
            Datum::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The files the set was read from: calendars and districts are read from them.
    #[must_use]
    pub fn files(&self) -> &RuleFiles {
        &self.files
    }

    /// The version of the set, as its maintainers name it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// SHA-256 over the set.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Runs the cases of every value file; each failure is a sentence.
    #[must_use]
    pub fn value_failures(&self) -> Vec<String> {
        self.values.iter().flat_map(Series::failures).collect()
    }

    fn missing<T>(&self, handle: Handle<T>, day: Day) -> NoVersion {
        let title = self.values.get(handle.index).map(|s| s.title.clone()).unwrap_or_default();
        NoVersion { rule: handle.id.to_owned(), title, day }
    }
}

fn version(files: &RuleFiles, faults: &mut Vec<LoadFault>) -> String {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct V {
        version: String,
    }
    match files.text("version.toml").map(toml::from_str::<V>) {
        Some(Ok(v)) => v.version,
        other => {
            let what = match other {
                Some(Err(e)) => e.message().to_owned(),
                _ => "fichier absent".to_owned(),
            };
            faults.push(LoadFault { file: "version.toml".into(), key: "version".into(), what });
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RateSeries;

    fn rules() -> Rules {
        Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"))
    }

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn fault(path: &str, text: &str) -> String {
        match Rules::load(RuleFiles::embedded().with(path, text)) {
            Ok(_) => panic!("loaded"),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn every_value_passes_its_own_cases() {
        assert_eq!(rules().value_failures(), Vec::<String>::new());
    }

    #[test]
    fn derived_rates_follow_the_anchor_of_the_half_year() {
        let r = rules();
        let at = |s, day| r.rate(s, d(day)).unwrap().value.to_string();
        // RATE-05: the rate moved on 17 June 2026; the half-year keeps that of 1 January.
        assert_eq!(at(RateSeries::B2bDefault, "2026-06-30"), "12.15");
        assert_eq!(at(RateSeries::B2bDefault, "2026-07-01"), "12.40");
        assert_eq!(at(RateSeries::B2bDefault, "2011-07-01"), "11.25");
        assert_eq!(at(RateSeries::B2bFloor, "2024-03-01"), "15.21");
        assert_eq!(at(RateSeries::PublicBuyer, "2026-08-01"), "10.40");
        let missing = r.rate(RateSeries::B2bDefault, d("2027-01-01")).unwrap_err();
        assert_eq!(missing.rule, "rates.bce_refi");
    }

    #[test]
    fn refuses_holes_overlaps_unknown_keys_and_references() {
        let head =
            "title = \"t\"\nrules = []\nunit = \"days\"\napplies_to = \"x\"\nverified_on = 2026-01-01\n";
        let v = |from: &str, until: &str, law: &str| {
            format!(
                "[[version]]\nfrom = {from}\n{until}\nvalue = \"1\"\nlaw = [\"{law}\"]\ngrade = \"text\"\n"
            )
        };
        let path = "values/terms/max_days.toml";
        let two = |a: &str, b: &str| format!("{head}{a}{b}");
        let first = v("2020-01-01", "until = 2020-12-31", "ccom-l441-10");
        let hole = fault(path, &two(&first, &v("2021-02-01", "", "ccom-l441-10")));
        assert!(
            hole.contains("terms/max_days.toml") && hole.contains("trou à partir du 2021-01-01"),
            "{hole}"
        );
        let overlap = fault(path, &two(&first, &v("2020-12-31", "", "ccom-l441-10")));
        assert!(overlap.contains("chevauche"), "{overlap}");
        assert!(fault(path, &two(&first, &v("2021-01-01", "", "nowhere"))).contains("nowhere"));
        assert!(fault(path, &format!("{head}{first}surprise = 1")).contains("surprise"));
        assert!(fault("values/terms/orphan.toml", &format!("{head}{first}")).contains("aucun code"));
    }
}
