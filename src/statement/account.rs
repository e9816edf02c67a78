//! The interest account of one debt: what it bears, what was paid, what is left, day by day.

use chrono::Days;

use super::accrue::{Segment, segments};
use super::plan::RatePlan;
use crate::claim::wire::DayCount;
use crate::domain::{Day, Money, Period};
use crate::rules::{NoVersion, Rules};

/// When and how a debt bears interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The day that makes interest run; not itself counted (INT-03). `None`: it bears none.
    pub after: Option<Day>,
    /// How the rate is found.
    pub plan: RatePlan,
    /// How a year is counted.
    pub count: DayCount,
    /// Last day that may bear interest (INT-18): insolvency, over-indebtedness.
    pub stop: Option<Day>,
    /// Days that bear none: grace periods (C. civ., art. 1343-5).
    pub pauses: Vec<Period>,
}

/// The running account of one debt. Days must come in order.
#[derive(Debug, Clone)]
pub struct Account {
    terms: Terms,
    principal: Money,
    capitalised: Money,
    /// First day not yet closed under the present base.
    open_from: Option<Day>,
    closed: Vec<Segment>,
    accrued: Money,
    interest_paid: Money,
    settled_on: Option<Day>,
}

/// What a payment did to one debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imputed {
    /// Taken by interest.
    pub interest: Money,
    /// Taken by principal.
    pub principal: Money,
}

fn day_after(d: Day) -> Option<Day> {
    d.checked_add_days(Days::new(1))
}

impl Account {
    /// Opens the account on a principal.
    #[must_use]
    pub fn open(principal: Money, terms: Terms) -> Self {
        let open_from = terms.after.and_then(day_after);
        Account {
            terms,
            principal,
            capitalised: Money::ZERO,
            open_from,
            closed: Vec::new(),
            accrued: Money::ZERO,
            interest_paid: Money::ZERO,
            settled_on: None,
        }
    }

    /// Interest a decision has already reckoned: due from the start, bears nothing itself.
    #[must_use]
    pub fn with_liquidated(mut self, interest: Money) -> Self {
        self.accrued += interest;
        self
    }

    /// Principal left.
    #[must_use]
    pub fn principal(&self) -> Money {
        self.principal
    }

    /// The day the whole principal was paid or credited, if it was.
    #[must_use]
    pub fn settled_on(&self) -> Option<Day> {
        self.settled_on
    }

    fn settle(&mut self, day: Day) {
        if self.principal.is_zero() && self.settled_on.is_none() {
            self.settled_on = Some(day);
        }
    }

    /// The terms it was opened with.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    fn open_segments(&self, last: Day, rules: &Rules) -> Result<Vec<Segment>, NoVersion> {
        let Some(first) = self.open_from else {
            return Ok(Vec::new());
        };
        let base = self.principal + self.capitalised;
        let last = self.terms.stop.map_or(last, |s| s.min(last));
        let Some(period) = Period::new(first, last) else {
            return Ok(Vec::new());
        };
        if !base.is_positive() {
            return Ok(Vec::new());
        }
        if self.terms.pauses.is_empty() {
            return segments(base, period, &self.terms.plan, self.terms.count, rules);
        }
        let mut out = Vec::new();
        for p in without(period, &self.terms.pauses) {
            out.extend(segments(base, p, &self.terms.plan, self.terms.count, rules)?);
        }
        Ok(out)
    }

    /// Interest accrued up to and including a day, paid or not.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn accrued(&self, day: Day, rules: &Rules) -> Result<Money, NoVersion> {
        Ok(self.accrued + self.open_segments(day, rules)?.iter().map(|s| s.interest).sum())
    }

    /// What payments took of the interest.
    #[must_use]
    pub fn interest_paid(&self) -> Money {
        self.interest_paid
    }

    /// Interest accrued up to and including a day, less what payments took.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn interest_due(&self, day: Day, rules: &Rules) -> Result<Money, NoVersion> {
        Ok(self.accrued(day, rules)? - self.interest_paid)
    }

    /// Closes the present base after a day: the day itself still bears on it.
    fn close(&mut self, last: Day, rules: &Rules) -> Result<(), NoVersion> {
        let done = self.open_segments(last, rules)?;
        self.accrued += done.iter().map(|s| s.interest).sum();
        self.closed.extend(done);
        if let (Some(from), Some(next)) = (self.open_from, day_after(last)) {
            self.open_from = Some(from.max(next));
        }
        Ok(())
    }

    /// A credit note: the price falls from its day (INT-12). Returns what the debt could not take.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn credit(&mut self, day: Day, amount: Money, rules: &Rules) -> Result<Money, NoVersion> {
        let taken = amount.min(self.principal);
        if taken.is_positive() {
            if let Some(eve) = day.pred_opt() {
                self.close(eve, rules)?;
            }
            self.principal -= taken;
            self.settle(day);
        }
        Ok(amount - taken)
    }

    /// A payment: its day still bears interest on the old base (INT-04). Interest first (C. civ., art. 1343-1),
    /// unless the creditor agreed to principal first (INT-09).
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn pay(
        &mut self,
        day: Day,
        amount: Money,
        principal_first: bool,
        rules: &Rules,
    ) -> Result<Imputed, NoVersion> {
        let interest_due = self.interest_due(day, rules)?.or_zero();
        let (interest, principal) = if principal_first {
            let principal = amount.min(self.principal);
            ((amount - principal).min(interest_due), principal)
        } else {
            let interest = amount.min(interest_due);
            (interest, (amount - interest).min(self.principal))
        };
        let capitalised = interest.min(self.capitalised);
        if principal.is_positive() || capitalised.is_positive() {
            self.close(day, rules)?;
            self.principal -= principal;
            self.capitalised -= capitalised;
            self.settle(day);
        }
        self.interest_paid += interest;
        Ok(Imputed { interest, principal })
    }

    /// Interest due at the end of a day starts to bear interest itself (C. civ., art. 1343-2).
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn capitalise(&mut self, day: Day, rules: &Rules) -> Result<(), NoVersion> {
        let due = self.interest_due(day, rules)?.or_zero();
        self.close(day, rules)?;
        self.capitalised = due;
        Ok(())
    }

    /// All segments up to and including a day.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn segments(&self, day: Day, rules: &Rules) -> Result<Vec<Segment>, NoVersion> {
        let mut all = self.closed.clone();
        all.extend(self.open_segments(day, rules)?);
        Ok(all)
    }

    /// The sum that goes on bearing interest the day after a day, if any, and the rate of the day itself.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn bearing(
        &self,
        day: Day,
        rules: &Rules,
    ) -> Result<Option<(Money, crate::domain::Rate)>, NoVersion> {
        let base = self.principal + self.capitalised;
        let started = self.terms.after.is_some_and(|a| a <= day);
        let stopped = self.terms.stop.is_some_and(|s| s <= day);
        let next = day_after(day).unwrap_or(day);
        let paused = self.terms.pauses.iter().any(|p| p.first() <= next && next <= p.last());
        if !started || stopped || paused || !base.is_positive() {
            return Ok(None);
        }
        Ok(Some((base, self.terms.plan.on(day, rules)?.0.rate)))
    }
}

/// A period less the days of some others.
fn without(period: Period, pauses: &[Period]) -> Vec<Period> {
    let mut left = vec![period];
    for pause in pauses {
        left = left
            .into_iter()
            .flat_map(|p| {
                let before = pause.first().pred_opt().and_then(|e| Period::new(p.first(), e.min(p.last())));
                let after = day_after(pause.last()).and_then(|s| Period::new(s.max(p.first()), p.last()));
                let overlaps = pause.first() <= p.last() && p.first() <= pause.last();
                if overlaps { [before, after] } else { [Some(p), None] }
            })
            .flatten()
            .collect();
    }
    left
}

#[cfg(test)]
mod tests {
    use super::super::plan::PlanKind;
    use super::*;
    use crate::domain::RateSeries;
    use crate::rules::RuleFiles;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn m(s: &str) -> Money {
        s.parse().unwrap()
    }

    fn b2b(principal: &str, due: &str) -> Account {
        let plan = RatePlan::new(PlanKind::Series(RateSeries::B2bDefault));
        let terms =
            Terms { after: Some(d(due)), plan, count: DayCount::Fixed365, stop: None, pauses: Vec::new() };
        Account::open(m(principal), terms)
    }

    #[test]
    fn worked_examples_d1_d2_d5_d11() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let at = |a: &Account, day| a.accrued(d(day), &rules).unwrap().to_string();
        assert_eq!(at(&b2b("12000", "2026-05-31"), "2026-08-15"), "307.37");
        assert_eq!(at(&b2b("5000", "2024-11-30"), "2025-09-30"), "539.68");
        // D11: interest stops on the eve of the opening judgment.
        let mut stopped = b2b("3600", "2026-01-31");
        stopped.terms.stop = Some(d("2026-03-09"));
        assert_eq!(at(&stopped, "2026-11-22"), "44.34");

        // D5: interest first, the payment's day on the old base.
        let mut a = b2b("10000", "2026-04-30");
        let got = a.pay(d("2026-07-01"), m("4000"), false, &rules).unwrap();
        assert_eq!((got.interest, got.principal), (m("206.45"), m("3793.55")));
        assert_eq!(a.interest_due(d("2026-09-03"), &rules).unwrap(), m("134.94"));
        let mut b = b2b("10000", "2026-04-30");
        b.pay(d("2026-07-01"), m("4000"), true, &rules).unwrap();
        assert_eq!(b.principal(), m("6000"));
        assert_eq!(b.interest_due(d("2026-09-03"), &rules).unwrap(), m("336.90"));
    }

    #[test]
    fn a_payment_below_the_interest_does_not_cut_the_segment() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let mut a = b2b("10000", "2026-04-30");
        a.pay(d("2026-05-20"), m("10"), false, &rules).unwrap();
        assert_eq!(a.segments(d("2026-06-30"), &rules).unwrap().len(), 1);
    }

    #[test]
    fn a_pause_bears_nothing() {
        let p = |a: &str, b: &str| Period::new(d(a), d(b)).unwrap();
        let left = without(p("2026-01-01", "2026-01-31"), &[p("2026-01-10", "2026-01-20")]);
        assert_eq!(left, [p("2026-01-01", "2026-01-09"), p("2026-01-21", "2026-01-31")]);
        assert_eq!(without(p("2026-01-01", "2026-01-05"), &[p("2025-12-01", "2026-02-01")]), []);
    }
}
