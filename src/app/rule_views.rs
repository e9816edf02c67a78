//! The rules in force as they are listed: `creance rules`, `GET /v1/rules`.

use serde::Serialize;

use super::coverage::Place;
use super::{App, AppError};
use crate::domain::{Bundle, Day, Grade, LawRef, add_months_clamped, french};
use crate::dossier::cases;
use crate::rules::{Datum, FindingCase, FindingDef, Rules, Series, Severity, ValueCase, Version, Wording};

/// The rule set and what it holds.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RuleList {
    /// As its maintainers name it.
    pub version: String,
    /// SHA-256 over its files.
    pub digest: String,
    /// The day the values are shown on.
    pub on: Day,
    /// Dated values.
    pub values: Vec<RuleView>,
    /// Findings.
    pub findings: Vec<FindingLine>,
}

/// A value, as in force on the day of the list.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RuleView {
    /// `family.name`.
    pub id: String,
    /// French title.
    pub title: String,
    /// Unit of the value.
    pub unit: String,
    /// The value in force; absent when no version covers the day.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<VersionView>,
    /// Day of the last check.
    pub verified_on: Day,
}

/// A version of a value.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct VersionView {
    /// The value, as text.
    pub value: String,
    /// The value as a person writes it: « 3 mois », « 12,40 % ».
    pub words: String,
    /// First day in force.
    pub from: Day,
    /// Last day in force, when known.
    pub until: Option<Day>,
    /// Articles.
    pub law: Vec<LawRef>,
    /// The text that fixed the figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<LawRef>,
    /// How well it was checked.
    pub grade: Grade,
    /// What a careful reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A finding, in the list.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FindingLine {
    /// Stable code.
    pub code: String,
    /// French title.
    pub title: String,
    /// How grave.
    pub severity: Severity,
    /// Day of the last check.
    pub verified_on: Day,
}

/// One rule, whole.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RuleDetail {
    /// A dated value through time.
    Value {
        /// `family.name`.
        id: String,
        /// French title.
        title: String,
        /// Ids of the researched rules.
        rules: Vec<String>,
        /// Unit.
        unit: String,
        /// Which date picks the version.
        applies_to: String,
        /// Day of the last check.
        verified_on: Day,
        /// Oldest first.
        versions: Vec<VersionView>,
        /// Its own cases.
        cases: Vec<ValueCaseView>,
    },
    /// A finding.
    Finding {
        /// Stable code.
        id: String,
        /// French title.
        title: String,
        /// Ids of the researched rules.
        rules: Vec<String>,
        /// How grave.
        severity: Severity,
        /// French message, with its placeholders.
        message: String,
        /// What to do.
        #[serde(skip_serializing_if = "Option::is_none")]
        remedy: Option<String>,
        /// Bundles it closes.
        blocks: Vec<Bundle>,
        /// Articles.
        law: Vec<LawRef>,
        /// How well it was checked.
        grade: Grade,
        /// First day in force.
        from: Option<Day>,
        /// Last day in force.
        until: Option<Day>,
        /// Day of the last check.
        verified_on: Day,
        /// Its other wordings.
        variants: Vec<VariantView>,
        /// Its own cases.
        cases: Vec<FindingCaseView>,
    },
    /// A researched rule: what it says and where it lives.
    Studied {
        /// `IP-14`.
        id: String,
        /// Where it lives, or why nothing judges it.
        #[serde(flatten)]
        place: Place,
    },
}

/// A case of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ValueCaseView {
    /// The day asked.
    pub on: Day,
    /// What is expected; absent when no version may answer.
    pub value: Option<String>,
}

/// Another wording of a finding, with its own effects.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct VariantView {
    /// Its name.
    pub name: String,
    /// How grave.
    pub severity: Severity,
    /// French message, with its placeholders.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Bundles it closes.
    pub blocks: Vec<Bundle>,
    /// Articles.
    pub law: Vec<LawRef>,
}

/// A case of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FindingCaseView {
    /// The example claim.
    pub base: String,
    /// What is changed in it (RFC 6902).
    pub patch: Vec<serde_json::Value>,
    /// Whether the finding is expected.
    pub fires: bool,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A rule whose last check is old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StaleRule {
    /// Its id.
    pub id: String,
    /// Its French title.
    pub title: String,
    /// Day of the last check.
    pub verified_on: Day,
}

/// What the rules' own cases gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TestReport {
    /// Cases run.
    pub cases: usize,
    /// What failed, one sentence each.
    pub failures: Vec<String>,
}

impl App {
    /// The rules in force on a day; today when none is given.
    #[must_use]
    pub fn rules_list(&self, on: Option<Day>) -> RuleList {
        let on = on.unwrap_or_else(|| self.today());
        let rules = &self.law.rules;
        let value = |s: &Series| RuleView {
            id: s.id.clone(),
            title: s.title.clone(),
            unit: s.unit.clone(),
            in_force: s.on(on).map(|v| version(v, &s.unit)),
            verified_on: s.verified_on,
        };
        let finding = |f: &FindingDef| FindingLine {
            code: f.code.clone(),
            title: f.plain.title.clone(),
            severity: f.plain.severity,
            verified_on: f.verified_on,
        };
        RuleList {
            version: rules.version().to_owned(),
            digest: rules.digest().to_owned(),
            on,
            values: rules.values().iter().map(value).collect(),
            findings: rules.findings().map(finding).collect(),
        }
    }

    /// One rule: a value by its id, a finding by its code, or a researched rule (`IP-14`) by its own.
    ///
    /// # Errors
    /// When neither bears that name.
    pub fn rule_show(&self, id: &str) -> Result<RuleDetail, AppError> {
        let rules = &self.law.rules;
        if let Some(s) = rules.values().iter().find(|s| s.id == id) {
            return Ok(RuleDetail::Value {
                id: s.id.clone(),
                title: s.title.clone(),
                rules: s.rules.clone(),
                unit: s.unit.clone(),
                applies_to: s.applies_to.clone(),
                verified_on: s.verified_on,
                versions: s.versions.iter().map(|v| version(v, &s.unit)).collect(),
                cases: s.cases.iter().filter_map(value_case).collect(),
            });
        }
        let Some(f) = rules.finding(id) else {
            let unknown = "Aucune règle ne porte ce nom : voyez la liste des règles.";
            let place = self.place_of(id).ok_or_else(|| AppError::Unknown(unknown.to_owned()))?;
            return Ok(RuleDetail::Studied { id: id.to_owned(), place });
        };
        Ok(RuleDetail::Finding {
            id: f.code.clone(),
            title: f.plain.title.clone(),
            rules: f.rules.clone(),
            severity: f.plain.severity,
            message: f.plain.message.clone(),
            remedy: f.plain.remedy.clone(),
            blocks: f.plain.blocks.clone(),
            law: f.plain.law.clone(),
            grade: f.grade,
            from: f.from,
            until: f.until,
            verified_on: f.verified_on,
            variants: f.variants.iter().map(variant).collect(),
            cases: f.cases.iter().map(finding_case).collect(),
        })
    }

    /// Runs the cases of every value and of every finding.
    #[must_use]
    pub fn rules_test(&self) -> TestReport {
        let rules = &self.law.rules;
        let values: usize = rules.values().iter().map(|s| s.cases.len()).sum();
        let findings: usize = rules.findings().map(|f| f.cases.len()).sum();
        let mut failures = rules.value_failures();
        failures.extend(cases::run(&self.law));
        TestReport { cases: values + findings, failures }
    }

    /// The rules last checked more than so many months ago.
    #[must_use]
    pub fn rules_stale(&self, months: u32) -> Vec<StaleRule> {
        let today = self.today();
        let old = |d: Day| add_months_clamped(d, months).is_some_and(|limit| limit < today);
        let rules = &self.law.rules;
        let values = rules.values().iter().map(|s| (&s.id, &s.title, s.verified_on));
        let findings = rules.findings().map(|f| (&f.code, &f.plain.title, f.verified_on));
        values
            .chain(findings)
            .filter(|(_, _, day)| old(*day))
            .map(|(id, title, verified_on)| StaleRule { id: id.clone(), title: title.clone(), verified_on })
            .collect()
    }
}

fn value_case(c: &ValueCase) -> Option<ValueCaseView> {
    let d = c.on.date?;
    let on = Day::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day))?;
    Some(ValueCaseView { on, value: c.value.clone() })
}

fn variant((name, w): (&String, &Wording)) -> VariantView {
    VariantView {
        name: name.clone(),
        severity: w.severity,
        message: w.message.clone(),
        remedy: w.remedy.clone(),
        blocks: w.blocks.clone(),
        law: w.law.clone(),
    }
}

fn finding_case(c: &FindingCase) -> FindingCaseView {
    FindingCaseView {
        base: c.base.clone(),
        patch: c.patch.clone(),
        fires: c.fires,
        pointer: c.pointer.clone(),
        why: c.why.clone(),
    }
}

/// The value in force on a day, as a person writes it; `None`: unknown, or no version covers the day.
#[must_use]
pub fn words_in_force(rules: &Rules, id: &str, on: Day) -> Option<String> {
    let series = rules.values().iter().find(|s| s.id == id)?;
    series.on(on).map(|v| words(&v.datum, &series.unit))
}

/// A figure as a person writes it.
fn words(datum: &Datum, unit: &str) -> String {
    match (datum, unit) {
        (Datum::Money(m), _) => french::amount(*m),
        (Datum::Rate(r), _) => french::rate(*r),
        (Datum::Count(n), "days") => french::count(*n, "jour", "jours"),
        (Datum::Count(n), "months") => french::count(*n, "mois", "mois"),
        (Datum::Count(n), "years") => french::count(*n, "an", "ans"),
        (Datum::Count(n), _) => french::integer(*n),
        (Datum::Switch(true), _) => "oui".to_owned(),
        (Datum::Switch(false), _) => "non".to_owned(),
        (Datum::Factor(f), _) => f.to_string().replace('.', ","),
        (Datum::Text(t), _) => t.clone(),
    }
}

fn version(v: &Version, unit: &str) -> VersionView {
    VersionView {
        words: words(&v.datum, unit),
        value: match &v.datum {
            Datum::Money(m) => m.to_string(),
            Datum::Rate(r) => r.to_string(),
            Datum::Count(n) => n.to_string(),
            Datum::Switch(b) => b.to_string(),
            Datum::Factor(f) => f.to_string(),
            Datum::Text(t) => t.clone(),
        },
        from: v.from,
        until: v.until,
        law: v.law.clone(),
        source: v.source.clone(),
        grade: v.grade,
        note: v.note.clone(),
    }
}
