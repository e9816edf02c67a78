//! Which rate bears on which day: a fixed rate, a published series, a clause measured against its floor.

use chrono::Days;

use crate::claim::wire::{BelowFloor, RateTerm};
use crate::domain::{Day, HalfYear, Period, Rate, RateSeries};
use crate::rules::{NoVersion, Rules, registry};

/// What a rate rests on; put into words by [`super::explain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateBasis {
    /// A published or derived series.
    Series(RateSeries),
    /// A rate fixed by the contract or the decision.
    Stipulated,
    /// The default rate that takes the place of a clause below the floor (B2B-06, POLICY).
    InsteadOfClause,
    /// The floor that takes the place of a clause below it (B2B-06, POLICY).
    FloorInsteadOfClause,
}

/// A rate over a run of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateRun {
    /// Percent a year, the raise included.
    pub rate: Rate,
    /// What it rests on.
    pub basis: RateBasis,
    /// Whether the five points of CMF L. 313-3 are in it.
    pub raised: bool,
}

/// How the rate of a debt is found, day by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePlan {
    /// The source of the rate.
    pub kind: PlanKind,
    /// `Some(day)`: the rate of that day's half-year holds for the whole delay (B2B-08 B, B2B-21).
    pub frozen_on: Option<Day>,
    /// Five points more on each day after this one (INT-14).
    pub plus_five_after: Option<Day>,
}

/// The source of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanKind {
    /// A series of the contract.
    Series(RateSeries),
    /// A fixed rate, with no floor to meet.
    Fixed(Rate),
    /// A clause between professionals, measured against the floor of each half-year.
    Clause(RateTerm, BelowFloor),
}

impl RatePlan {
    /// A plan that follows its series or keeps its rate, without raise.
    #[must_use]
    pub fn new(kind: PlanKind) -> Self {
        RatePlan { kind, frozen_on: None, plus_five_after: None }
    }

    /// The runs of days at one rate, in order, covering the period exactly.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn runs(&self, period: Period, rules: &Rules) -> Result<Vec<(Period, RateRun)>, NoVersion> {
        let mut out: Vec<(Period, RateRun)> = Vec::with_capacity(4);
        let mut first = period.first();
        loop {
            let (run, holds_until) = self.on(first, rules)?;
            let last = holds_until.min(period.last()).max(first);
            match out.last_mut() {
                // One line while the rate is the same, whatever it rests on: its source is that of its first day.
                Some((p, r)) if r.rate == run.rate => {
                    *p = Period::new(p.first(), last).unwrap_or(*p);
                }
                _ => out.extend(Period::new(first, last).map(|p| (p, run))),
            }
            match last.checked_add_days(Days::new(1)) {
                Some(next) if next <= period.last() => first = next,
                _ => return Ok(out),
            }
        }
    }

    /// The rate of one day, and the last day it is known to hold.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn on(&self, day: Day, rules: &Rules) -> Result<(RateRun, Day), NoVersion> {
        let asked = self.frozen_on.unwrap_or(day);
        let (rate, basis, until) = match self.kind {
            PlanKind::Fixed(rate) => (rate, RateBasis::Stipulated, Day::MAX),
            PlanKind::Series(s) => {
                let (rate, until) = rules.rate_on(s, asked)?;
                (rate, RateBasis::Series(s), until)
            }
            PlanKind::Clause(term, below) => {
                let (rate, rate_until) = match term {
                    RateTerm::Fixed(rate) => (rate, Day::MAX),
                    RateTerm::Series(s) => rules.rate_on(s, asked)?,
                };
                let (floor, floor_until) = rules.rate_on(RateSeries::B2bFloor, asked)?;
                let half_end = HalfYear::of(asked).last_day().min(floor_until).min(rate_until);
                match below {
                    BelowFloor::AsStipulated => (rate, RateBasis::Stipulated, rate_until),
                    _ if rate >= floor => (rate, RateBasis::Stipulated, half_end),
                    BelowFloor::Floor => (floor, RateBasis::FloorInsteadOfClause, half_end),
                    BelowFloor::DefaultRate => {
                        let (default, until) = rules.rate_on(RateSeries::B2bDefault, asked)?;
                        (default, RateBasis::InsteadOfClause, until.min(half_end))
                    }
                }
            }
        };
        let until = if self.frozen_on.is_some() { Day::MAX } else { until };
        match self.plus_five_after {
            None => Ok((RateRun { rate, basis, raised: false }, until)),
            // INT-14: simple up to and including the day given, raised from the next one.
            Some(last_simple) if day <= last_simple => {
                Ok((RateRun { rate, basis, raised: false }, until.min(last_simple)))
            }
            Some(_) => {
                let points = rules.get(registry::PLUS_FIVE, day)?;
                let raised = Rate::new(rate.percent() + points.percent()).unwrap_or(rate);
                Ok((RateRun { rate: raised, basis, raised: true }, until))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn rules() -> Rules {
        Rules::load(RuleFiles::embedded()).unwrap()
    }

    fn runs(plan: RatePlan, first: &str, last: &str) -> Vec<(u32, String)> {
        let p = Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap();
        plan.runs(p, &rules()).unwrap().iter().map(|(p, r)| (p.days(), r.rate.to_string())).collect()
    }

    #[test]
    fn a_constant_rate_is_not_cut_at_the_half_year() {
        let fixed = RatePlan::new(PlanKind::Fixed("10".parse().unwrap()));
        assert_eq!(runs(fixed, "2026-01-01", "2026-12-31"), [(365, "10.00".to_owned())]);
        // The default rate is 12,15 % in both half-years: one run.
        let series = RatePlan::new(PlanKind::Series(RateSeries::B2bDefault));
        assert_eq!(runs(series, "2025-12-01", "2026-01-31"), [(62, "12.15".to_owned())]);
    }

    #[test]
    fn a_clause_below_the_floor_gives_way_half_year_by_half_year() {
        let clause = |below| RatePlan::new(PlanKind::Clause("14".parse().unwrap(), below));
        // Floor 14.76 in 2024-S2, 11.13 in 2025-S1.
        let want = [(1, "14.25".to_owned()), (1, "14.00".to_owned())];
        assert_eq!(runs(clause(BelowFloor::DefaultRate), "2024-12-31", "2025-01-01"), want);
        let want = [(1, "14.76".to_owned()), (1, "14.00".to_owned())];
        assert_eq!(runs(clause(BelowFloor::Floor), "2024-12-31", "2025-01-01"), want);
        assert_eq!(
            runs(clause(BelowFloor::AsStipulated), "2024-12-31", "2025-01-01"),
            [(2, "14.00".to_owned())]
        );
    }

    #[test]
    fn a_missing_half_year_is_an_error() {
        let series = RatePlan::new(PlanKind::Series(RateSeries::LegalAutres));
        let p = Period::new("2026-12-30".parse().unwrap(), "2027-01-02".parse().unwrap()).unwrap();
        let e = series.runs(p, &rules()).unwrap_err();
        assert_eq!((e.rule.as_str(), e.day.to_string().as_str()), ("rates.legal_autres", "2027-01-01"));
    }
}
