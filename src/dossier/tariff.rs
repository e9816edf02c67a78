//! The scales of fees as data: `legal-rules/fees/*.toml`, brackets dated and graded like every value of law
//! (C. com., art. A. 444-15, A. 444-31, A. 444-32, A. 444-46; FE-10, FE-21, FE-24 to FE-26).

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::domain::{Day, Grade, LawRef, Money};
use crate::rules::{LoadError, LoadFault, RuleFiles, Rules};

/// A scale through time.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// French title.
    pub title: String,
    versions: Vec<Version>,
}

/// A scale in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    from: Day,
    until: Option<Day>,
    /// Articles.
    pub law: Vec<LawRef>,
    /// How well it was checked.
    pub grade: Grade,
    flat: Option<(Money, Money)>,
    cap: Option<Money>,
    brackets: Vec<Bracket>,
}

/// A bracket: up to an amount, this percentage or coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bracket {
    up_to: Option<Money>,
    /// Percent, or coefficient.
    pub value: Decimal,
    /// Its own ceiling.
    pub cap: Option<Money>,
}

/// The scales in use.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariffs {
    /// By the amount of the obligation (FE-21).
    pub service_coefficient: Scale,
    /// Droit d'engagement des poursuites (FE-24).
    pub engagement: Scale,
    /// Recovery, debtor's side (FE-25).
    pub recovery_debtor: Scale,
    /// Recovery, creditor's side (FE-26).
    pub recovery_creditor: Scale,
    /// Contribution pour la justice économique, by turnover (FE-10).
    pub economic_justice: Scale,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[allow(dead_code)] // For the reader of the file.
    rules: Vec<String>,
    #[allow(dead_code)]
    unit: String,
    #[allow(dead_code)]
    verified_on: toml::value::Datetime,
    version: Vec<FileVersion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileVersion {
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
    law: Vec<String>,
    grade: Grade,
    #[allow(dead_code)]
    note: Option<String>,
    flat_up_to: Option<Money>,
    flat: Option<Money>,
    cap: Option<Money>,
    bracket: Vec<FileBracket>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileBracket {
    up_to: Option<Money>,
    value: Decimal,
    cap: Option<Money>,
}

impl Tariffs {
    /// Reads the scales.
    ///
    /// # Errors
    /// Every fault of their files, at once.
    pub fn load(files: &RuleFiles, rules: &Rules) -> Result<Tariffs, LoadError> {
        let mut faults = Vec::new();
        let mut scale = |name| Scale::read(&format!("fees/{name}.toml"), files, rules, &mut faults);
        let read = (
            scale("service_coefficient"),
            scale("engagement"),
            scale("recovery_debtor"),
            scale("recovery_creditor"),
            scale("economic_justice"),
        );
        match read {
            (Some(a), Some(b), Some(c), Some(d), Some(e)) if faults.is_empty() => Ok(Tariffs {
                service_coefficient: a,
                engagement: b,
                recovery_debtor: c,
                recovery_creditor: d,
                economic_justice: e,
            }),
            _ => Err(LoadError(faults)),
        }
    }
}

fn day(d: &toml::value::Datetime) -> Option<Day> {
    let date = d.date?;
    Day::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

impl Scale {
    fn read(path: &str, files: &RuleFiles, rules: &Rules, faults: &mut Vec<LoadFault>) -> Option<Scale> {
        let mut fault = |key: &str, what: &str| {
            faults.push(LoadFault { file: path.to_owned(), key: key.to_owned(), what: what.to_owned() });
        };
        let Some(text) = files.text(path) else {
            fault("", "fichier absent");
            return None;
        };
        let file: File = match toml::from_str(text) {
            Ok(f) => f,
            Err(e) => {
                fault("", e.message());
                return None;
            }
        };
        let mut versions: Vec<Version> = Vec::new();
        for v in file.version {
            let (Some(from), until) = (day(&v.from), v.until.as_ref().and_then(day)) else {
                fault("from", "n'est pas une date");
                continue;
            };
            let law: Vec<LawRef> = v.law.iter().filter_map(|k| rules.law(k).cloned()).collect();
            if law.len() != v.law.len() || law.is_empty() {
                fault("law", "référence inconnue ou absente");
            }
            if versions.last().is_some_and(|p| p.until.and_then(|u| u.succ_opt()) != Some(from)) {
                fault("from", "ne suit pas la version précédente");
            }
            let brackets: Vec<Bracket> =
                v.bracket.iter().map(|b| Bracket { up_to: b.up_to, value: b.value, cap: b.cap }).collect();
            let rising = brackets.windows(2).all(|w| match w {
                [a, b] => a.up_to.is_some() && b.up_to.is_none_or(|m| a.up_to < Some(m)),
                _ => true,
            });
            if !rising || brackets.last().is_none_or(|b| b.up_to.is_some()) {
                fault("bracket", "tranches non croissantes, ou dernière tranche bornée");
            }
            let flat = v.flat_up_to.zip(v.flat);
            versions.push(Version { from, until, law, grade: v.grade, flat, cap: v.cap, brackets });
        }
        Some(Scale { title: file.title, versions })
    }

    /// The scale in force on a day; `None` outside the days it was read for.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&Version> {
        self.versions.iter().find(|v| v.from <= day && v.until.is_none_or(|u| day <= u))
    }
}

impl Version {
    /// The bracket of an amount, its upper bound included.
    #[must_use]
    pub fn bracket(&self, amount: Money) -> Option<&Bracket> {
        self.brackets.iter().find(|b| b.up_to.is_none_or(|top| amount <= top))
    }

    /// The sum of the brackets, each at its percentage; the fixed sum below its bound; never above the cap. Exact.
    #[must_use]
    pub fn progressive(&self, amount: Money) -> Decimal {
        if let Some((bound, fee)) = self.flat
            && amount <= bound
        {
            return fee.decimal();
        }
        let mut floor = Money::ZERO;
        let mut sum = Decimal::ZERO;
        for b in &self.brackets {
            let top = b.up_to.map_or(amount, |m| m.min(amount));
            sum += (top - floor).or_zero().decimal() * b.value / Decimal::ONE_HUNDRED;
            floor = top;
        }
        self.cap.map_or(sum, |cap| sum.min(cap.decimal()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tariffs() -> Tariffs {
        let files = RuleFiles::embedded();
        let rules = Rules::load(files.clone()).unwrap();
        Tariffs::load(&files, &rules).unwrap()
    }

    fn m(s: &str) -> Money {
        s.parse().unwrap()
    }

    fn on(scale: &Scale) -> &Version {
        scale.on("2026-11-22".parse().unwrap()).unwrap()
    }

    fn dec(s: &str) -> Decimal {
        s.parse().unwrap()
    }

    #[test]
    fn the_worked_examples_of_four_thousand_euros() {
        let t = tariffs();
        assert_eq!(on(&t.recovery_debtor).progressive(m("4000")), dec("81.389"));
        assert_eq!(on(&t.recovery_creditor).progressive(m("4000")), dec("257.4515"));
        assert_eq!(on(&t.engagement).progressive(m("4000")), dec("67.1056"));
    }

    #[test]
    fn the_coefficient_changes_after_its_bound() {
        let t = tariffs();
        let v = on(&t.service_coefficient);
        for (sum, want) in [("128.00", "0.5"), ("128.01", "1"), ("1280.00", "1"), ("1280.01", "2")] {
            assert_eq!(v.bracket(m(sum)).unwrap().value, dec(want), "{sum}");
        }
    }

    #[test]
    fn small_sums_pay_the_fixed_fee_and_large_ones_the_cap() {
        let t = tariffs();
        let debtor = on(&t.recovery_debtor);
        assert_eq!(debtor.progressive(m("44.00")), dec("4.30"));
        assert_eq!(debtor.progressive(m("44.01")), dec("4.299777"));
        assert_eq!(debtor.progressive(m("1525.00")), dec("74.2115"));
        assert_eq!(debtor.progressive(m("100000000")), dec("550"));
        assert_eq!(on(&t.engagement).progressive(m("1000000")), dec("268.13"));
    }

    #[test]
    fn a_scale_says_nothing_of_other_days() {
        let t = tariffs();
        assert!(t.recovery_debtor.on("2024-02-29".parse().unwrap()).is_none());
        assert!(t.recovery_debtor.on("2028-03-01".parse().unwrap()).is_none());
    }

    #[test]
    fn a_broken_scale_stops_the_start() {
        let broken = "title = 'x'\nrules = []\nunit = 'percent'\nverified_on = 2026-01-01\n[[version]]\nfrom = 2024-01-01\nlaw = ['nope']\ngrade = 'text'\nbracket = [{ up_to = '10.00', value = '1' }]\n";
        let files = RuleFiles::embedded().with("fees/engagement.toml", broken);
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let e = Tariffs::load(&files, &rules).unwrap_err().to_string();
        assert!(e.contains("fees/engagement.toml") && e.contains("law") && e.contains("bracket"), "{e}");
    }
}
