//! Dated values: one file a value, one `[[version]]` a change, refused when they leave a hole or overlap.

use chrono::Days;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::error::LoadFault;
use crate::domain::{Day, Grade, LawRef, Money, Rate};

/// A value of law, parsed once at load.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// Euros.
    Money(Money),
    /// Percent a year, or points of percent.
    Rate(Rate),
    /// Days, months, years or a plain count.
    Count(u32),
    /// A switch.
    Switch(bool),
    /// A factor or coefficient.
    Factor(Decimal),
    /// A mandatory sentence, to be printed as it is.
    Text(String),
}

/// The Rust types a value may be asked as.
pub trait Typed: Sized {
    /// The value, when the datum is of this type.
    fn of(datum: &Datum) -> Option<Self>;
    /// Units a file may give for this type.
    const UNITS: &'static [&'static str];
}

macro_rules! typed {
    ($($t:ty, $variant:ident, [$($u:literal),+];)+) => {$(
        impl Typed for $t {
            const UNITS: &'static [&'static str] = &[$($u),+];
            fn of(datum: &Datum) -> Option<Self> {
                match datum { Datum::$variant(v) => Some(v.clone()), _ => None }
            }
        }
    )+};
}
typed! {
    Money, Money, ["eur"];
    Rate, Rate, ["percent"];
    u32, Count, ["days", "months", "years", "count"];
    bool, Switch, ["bool"];
    Decimal, Factor, ["factor"];
    String, Text, ["text"];
}

/// One version of a value: what holds from a day to a day, both included.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// First day in force.
    pub from: Day,
    /// Last day in force; `None` when no end is known.
    pub until: Option<Day>,
    /// The value.
    pub datum: Datum,
    /// The articles.
    pub law: Vec<LawRef>,
    /// The text that fixed the figure (arrêté, décret), when it is not the article itself.
    pub source: Option<LawRef>,
    /// How well it was checked.
    pub grade: Grade,
    /// What a careful reader should know.
    pub note: Option<String>,
}

/// A value through time.
#[derive(Debug, Clone)]
pub struct Series {
    /// `family.name`.
    pub id: String,
    /// French title.
    pub title: String,
    /// Ids of the researched rules (`B2B-13`).
    pub rules: Vec<String>,
    /// Unit of the file.
    pub unit: String,
    /// Which date picks the version.
    pub applies_to: String,
    /// Day of the last check.
    pub verified_on: Day,
    /// Versions, oldest first.
    pub versions: Vec<Version>,
    /// The file's own cases.
    pub cases: Vec<ValueCase>,
    /// Path of the file.
    pub file: String,
}

/// A case of a value file: on this day, this value, or none.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueCase {
    /// The day asked.
    pub on: toml::value::Datetime,
    /// The value expected.
    #[serde(default)]
    pub value: Option<String>,
    /// Whether an error is expected instead.
    #[serde(default)]
    pub error: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    rules: Vec<String>,
    unit: String,
    applies_to: String,
    verified_on: toml::value::Datetime,
    #[serde(default)]
    version: Vec<FileVersion>,
    #[serde(default)]
    case: Vec<ValueCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileVersion {
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
    value: String,
    law: Vec<String>,
    grade: Grade,
    source: Option<LawRef>,
    note: Option<String>,
}

/// A TOML local date as a [`Day`].
pub(super) fn day(d: &toml::value::Datetime) -> Option<Day> {
    let date = d.date?;
    Day::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn datum(unit: &str, text: &str) -> Option<Datum> {
    Some(match unit {
        "eur" => Datum::Money(text.parse().ok()?),
        "percent" => Datum::Rate(text.parse().ok()?),
        "days" | "months" | "years" | "count" => Datum::Count(text.parse().ok()?),
        "bool" => Datum::Switch(text.parse().ok()?),
        "factor" => Datum::Factor(text.parse().ok()?),
        "text" => Datum::Text(text.to_owned()),
        _ => return None,
    })
}

impl Series {
    /// Reads one file; every fault is named with its file, key and date.
    pub(super) fn parse(path: &str, text: &str, law: &super::law::Laws) -> Result<Series, Vec<LoadFault>> {
        let fault = |key: &str, what: String| LoadFault { file: path.to_owned(), key: key.to_owned(), what };
        let file: File = toml::from_str(text).map_err(|e| vec![fault("", e.message().to_owned())])?;
        let id = path.trim_start_matches("values/").trim_end_matches(".toml").replace('/', ".");
        let mut faults = Vec::new();
        let mut versions: Vec<Version> = Vec::new();
        for v in &file.version {
            let key = format!("version {}", v.from);
            let (Some(from), until) = (day(&v.from), v.until.as_ref().map(day)) else {
                faults.push(fault(&key, "`from` n'est pas une date".into()));
                continue;
            };
            if until == Some(None) || until.flatten().is_some_and(|u| u < from) {
                faults.push(fault(&key, "`until` n'est pas une date postérieure à `from`".into()));
                continue;
            }
            let until = until.flatten();
            if let Some(last) = versions.last() {
                let expected = last.until.and_then(|u| u.checked_add_days(Days::new(1)));
                match expected {
                    None => faults
                        .push(fault(&key, format!("suit une version sans fin (depuis le {})", last.from))),
                    Some(e) if from < e => {
                        faults.push(fault(&key, format!("chevauche la précédente jusqu'au {e}")))
                    }
                    Some(e) if from > e => {
                        faults.push(fault(&key, format!("laisse un trou à partir du {e}")))
                    }
                    Some(_) => {}
                }
            }
            let refs: Vec<LawRef> = v
                .law
                .iter()
                .filter_map(|k| {
                    let found = law.get(k).cloned();
                    if found.is_none() {
                        faults.push(fault(&key, format!("référence inconnue : {k}")));
                    }
                    found
                })
                .collect();
            if v.law.is_empty() {
                faults.push(fault(&key, "sans référence de droit".into()));
            }
            match datum(&file.unit, &v.value) {
                Some(datum) => {
                    let (source, grade, note) = (v.source.clone(), v.grade, v.note.clone());
                    versions.push(Version { from, until, datum, law: refs, source, grade, note });
                }
                None => {
                    faults.push(fault(&key, format!("valeur « {} » illisible en {}", v.value, file.unit)))
                }
            }
        }
        if file.version.is_empty() {
            faults.push(fault("version", "aucune version".into()));
        }
        let Some(verified_on) = day(&file.verified_on) else {
            faults.push(fault("verified_on", "n'est pas une date".into()));
            return Err(faults);
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Series {
            id,
            title: file.title,
            rules: file.rules,
            unit: file.unit,
            applies_to: file.applies_to,
            verified_on,
            versions,
            cases: file.case,
            file: path.to_owned(),
        })
    }

    /// The version in force on a day.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&Version> {
        let at = self.versions.partition_point(|v| v.from <= day).checked_sub(1)?;
        self.versions.get(at).filter(|v| v.until.is_none_or(|u| day <= u))
    }

    /// Runs the file's own cases; each failure is a French sentence.
    pub(super) fn failures(&self) -> Vec<String> {
        let mut out = Vec::new();
        for c in &self.cases {
            let Some(on) = day(&c.on) else {
                out.push(format!("{} : cas sans date", self.id));
                continue;
            };
            let got = self.on(on).map(|v| &v.datum);
            let want = c.value.as_deref().and_then(|t| datum(&self.unit, t));
            let right = if c.error { got.is_none() } else { want.is_some() && got == want.as_ref() };
            if !right {
                out.push(format!("{} au {on} : attendu {:?}, obtenu {got:?}", self.id, c.value));
            }
        }
        if self.cases.is_empty() {
            out.push(format!("{} : aucun cas", self.id));
        }
        out
    }
}
