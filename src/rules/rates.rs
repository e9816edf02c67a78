//! The rate series of the contract: legal rates and ECB rate as published, and what the law derives from them.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Handle, NoVersion, Rules, Typed, registry};
use crate::domain::{Day, Grade, HalfYear, Rate, RateSeries};

/// A rate in force, the days it holds and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct InForce {
    /// Percent a year.
    pub value: Rate,
    /// First day it holds.
    pub from: Day,
    /// Last day it holds, when known.
    pub to: Option<Day>,
    /// French sentence naming text and figures.
    pub source: String,
    /// How well it was checked.
    pub grade: Grade,
}

impl Rules {
    /// The rate of a series on a day and the last day it holds for sure, without the words (RATE-01 to RATE-08).
    ///
    /// # Errors
    /// [`NoVersion`] for a half-year not published in the rule set: never the last known value.
    pub fn rate_on(&self, series: RateSeries, day: Day) -> Result<(Rate, Day), NoVersion> {
        let half = HalfYear::of(day);
        let of = |h: Handle<Rate>, d: Day| -> Result<(Rate, Day), NoVersion> {
            let v = self.version_on(h, d)?;
            let rate = Rate::of(&v.datum).ok_or_else(|| self.missing(h, d))?;
            Ok((rate, v.until.unwrap_or(Day::MAX)))
        };
        let plus = |h: Handle<Rate>| -> Result<(Rate, Day), NoVersion> {
            let base = of(registry::BCE_REFI, half.first_day())?.0.percent();
            let (margin, until) = of(h, day)?;
            let sum = Rate::new(base + margin.percent()).map_err(|_| self.missing(h, day))?;
            Ok((sum, half.last_day().min(until)))
        };
        match series {
            RateSeries::LegalParticuliers => of(registry::LEGAL_PARTICULIERS, day),
            RateSeries::LegalAutres => of(registry::LEGAL_AUTRES, day),
            RateSeries::BceRefi => of(registry::BCE_REFI, day),
            // C. com., art. L. 441-10 II: the ECB rate of 1 January or 1 July, plus ten points.
            RateSeries::B2bDefault => plus(registry::B2B_MARGIN),
            // CCP, art. R. 2192-31: same anchor, plus eight points.
            RateSeries::PublicBuyer => plus(registry::PUBLIC_BUYER_MARGIN),
            RateSeries::B2bFloor => {
                // RATE-08: the creditor is a professional, hence the « autres cas » column.
                let (base, until) = of(registry::LEGAL_AUTRES, day)?;
                let times = Decimal::from(self.get(registry::B2B_FLOOR_MULTIPLE, day)?);
                let value = Rate::new(base.percent() * times)
                    .map_err(|_| self.missing(registry::B2B_FLOOR_MULTIPLE, day))?;
                Ok((value, until))
            }
        }
    }

    /// The rate of a series on a day, with its dates and its source in French.
    ///
    /// # Errors
    /// [`NoVersion`] for a half-year not published in the rule set: never the last known value.
    pub fn rate(&self, series: RateSeries, day: Day) -> Result<InForce, NoVersion> {
        let (value, _) = self.rate_on(series, day)?;
        match series {
            RateSeries::LegalParticuliers => self.published(registry::LEGAL_PARTICULIERS, value, day),
            RateSeries::LegalAutres => self.published(registry::LEGAL_AUTRES, value, day),
            RateSeries::BceRefi => self.published(registry::BCE_REFI, value, day),
            RateSeries::B2bDefault => self.anchored(registry::B2B_MARGIN, value, day),
            RateSeries::PublicBuyer => self.anchored(registry::PUBLIC_BUYER_MARGIN, value, day),
            RateSeries::B2bFloor => {
                let base = self.get(registry::LEGAL_AUTRES, day)?;
                let times = self.get(registry::B2B_FLOOR_MULTIPLE, day)?;
                let law = self
                    .version_on(registry::B2B_FLOOR_MULTIPLE, day)?
                    .law
                    .first()
                    .map(|l| l.text.to_string());
                let legal = self.published(registry::LEGAL_AUTRES, value, day)?;
                let source =
                    format!("{times} fois le taux légal de {} ({})", french(base), law.unwrap_or_default());
                Ok(InForce { source, ..legal })
            }
        }
    }

    /// What a rate of a series rests on, without the order that published it: « CMF, art. L. 313-2 », « BCE 2,15 % + 10
    /// points, C. com., art. L. 441-10 ».
    ///
    /// # Errors
    /// [`NoVersion`] for a half-year not published in the rule set.
    pub fn rate_article(&self, series: RateSeries, day: Day) -> Result<String, NoVersion> {
        let of = |h: Handle<Rate>| {
            let law = self.version_on(h, day)?.law.first().map(|l| l.text.to_string());
            Ok(law.unwrap_or_default())
        };
        match series {
            RateSeries::LegalParticuliers => of(registry::LEGAL_PARTICULIERS),
            RateSeries::LegalAutres => of(registry::LEGAL_AUTRES),
            RateSeries::BceRefi => of(registry::BCE_REFI),
            RateSeries::B2bDefault | RateSeries::PublicBuyer | RateSeries::B2bFloor => {
                Ok(self.rate(series, day)?.source)
            }
        }
    }

    /// The same with the order that published a legal rate, without its journal: « CMF, art. L. 313-2 ; arrêté du 26 juin
    /// 2026 ».
    ///
    /// # Errors
    /// [`NoVersion`] for a half-year not published in the rule set.
    pub fn rate_order(&self, series: RateSeries, day: Day) -> Result<String, NoVersion> {
        let article = self.rate_article(series, day)?;
        let handle = match series {
            RateSeries::LegalParticuliers => registry::LEGAL_PARTICULIERS,
            RateSeries::LegalAutres => registry::LEGAL_AUTRES,
            _ => return Ok(article),
        };
        let source = self.version_on(handle, day)?.source.as_ref();
        Ok(source.map_or(article.clone(), |s| format!("{article} ; {}", without_journal(&s.text))))
    }

    fn published(&self, handle: Handle<Rate>, value: Rate, day: Day) -> Result<InForce, NoVersion> {
        let v = self.version_on(handle, day)?;
        let law = v.law.first().map(|l| l.text.clone()).unwrap_or_default();
        let source = v.source.as_ref().map_or_else(|| law.to_string(), |s| format!("{law} ; {}", s.text));
        Ok(InForce { value, from: v.from, to: v.until, source, grade: v.grade })
    }

    fn anchored(&self, margin: Handle<Rate>, value: Rate, day: Day) -> Result<InForce, NoVersion> {
        let half = HalfYear::of(day);
        let base = self.version_on(registry::BCE_REFI, half.first_day())?;
        let ecb = self.get(registry::BCE_REFI, half.first_day())?;
        let points = self.get(margin, day)?.percent().normalize();
        let law = self.version_on(margin, day)?.law.first().map(|l| l.text.clone()).unwrap_or_default();
        let source = format!("BCE {} + {points} points, {law}", french(ecb));
        Ok(InForce { value, from: half.first_day(), to: Some(half.last_day()), source, grade: base.grade })
    }
}

/// « arrêté du 26 juin 2026 » of « Arrêté du 26 juin 2026, JO du 30 juin 2026 ».
fn without_journal(source: &str) -> String {
    let end = [", JO", " ("].iter().filter_map(|mark| source.find(mark)).min().unwrap_or(source.len());
    source.get(..end).unwrap_or(source).replacen("Arrêté", "arrêté", 1)
}

/// `12,15 %`, with the no-break space of print.
fn french(rate: Rate) -> String {
    format!("{rate}\u{a0}%").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    #[test]
    fn an_order_is_named_without_its_journal() {
        for (given, kept) in [
            (
                "Arrêté du 27 juin 2023, JORF n° 0150 du 30 juin 2023, NOR ECOT2317028A",
                "arrêté du 27 juin 2023",
            ),
            ("Arrêté du 17 décembre 2024 (JORFTEXT000050793726)", "arrêté du 17 décembre 2024"),
            ("Décret n° 2014-98 du 4 février 2014", "Décret n° 2014-98 du 4 février 2014"),
        ] {
            assert_eq!(without_journal(given), kept);
        }
    }

    #[test]
    fn every_citation_of_a_rate_is_shorter_than_the_former() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"));
        let day = "2026-11-22".parse().unwrap();
        for series in [RateSeries::LegalParticuliers, RateSeries::LegalAutres] {
            assert_eq!(rules.rate_article(series, day).unwrap(), "CMF, art. L. 313-2");
            assert_eq!(rules.rate_order(series, day).unwrap(), "CMF, art. L. 313-2 ; arrêté du 26 juin 2026");
            assert!(rules.rate(series, day).unwrap().source.contains("JO"));
        }
        let b2b = rules.rate_article(RateSeries::B2bDefault, day).unwrap();
        assert_eq!(b2b, rules.rate_order(RateSeries::B2bDefault, day).unwrap());
        assert!(b2b.contains("L. 441-10"), "{b2b}");
    }
}
