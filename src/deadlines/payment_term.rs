//! Regime C, contractual terms of payment (C. com., art. L. 441-10): never prorogued of right. The method of an
//! « end of month » clause is a choice of the contract: it is asked, never guessed.

use super::calendar::{Calendars, Purpose};
use super::problem::DeadlineProblem;
use super::procedural::plus_days;
use super::words;
use crate::domain::{Day, Territory, add_months_clamped, end_of_month};
use crate::rules::{Rules, registry};
use chrono::Datelike;

/// A clause of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentTerm {
    /// « N jours », « N jours nets », « N jours date de facture ».
    NetDays(u32),
    /// « N jours fin de mois », first method: the days, then the end of that month.
    DaysThenEndOfMonth(u32),
    /// « N jours fin de mois », second method: the end of the month, then the days.
    EndOfMonthThenDays(u32),
    /// « N jours fin de mois », the contract does not say which: the later of both (R-EOM).
    EndOfMonthUnknown(u32),
    /// « N jours fin de mois le J ».
    DaysEndOfMonthThenDay {
        /// N.
        days: u32,
        /// J, 1 to 31; the last day of a shorter month.
        day: u32,
    },
    /// « À réception », « comptant ».
    OnReceipt,
    /// The contract is silent: the legal term, from reception or performance (TERM-01).
    Silent,
}

/// When a sum is due: no other regime can take its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentDueDate {
    /// The clause.
    pub term: PaymentTerm,
    /// The day it counts from, itself not counted.
    pub base: Day,
    /// The last day to pay.
    pub due_on: Day,
    /// The first day of delay.
    pub late_from: Day,
    /// Both readings of an « end of month » clause without method.
    pub readings: Option<(Day, Day)>,
}

/// When a sum is due. `following`: the contract moves a day off to the next working day of that territory.
///
/// # Errors
/// A day of the month that is none; no version of the legal term; past the end of the calendar.
pub fn due(
    base: Day,
    term: PaymentTerm,
    following: Option<Territory>,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<PaymentDueDate, DeadlineProblem> {
    let first = |n| plus_days(base, n).map(end_of_month);
    let second = |n| plus_days(end_of_month(base), n);
    let mut readings = None;
    let mut due_on = match term {
        PaymentTerm::NetDays(n) => plus_days(base, n)?,
        PaymentTerm::DaysThenEndOfMonth(n) => first(n)?,
        PaymentTerm::EndOfMonthThenDays(n) => second(n)?,
        PaymentTerm::EndOfMonthUnknown(n) => {
            let both = (first(n)?, second(n)?);
            readings = Some(both);
            both.0.max(both.1)
        }
        PaymentTerm::DaysEndOfMonthThenDay { days, day } => {
            let month = first(days)?.with_day(1).and_then(|d| add_months_clamped(d, 1));
            let month = month.ok_or(DeadlineProblem::DateOutOfRange)?;
            if !(1..=31).contains(&day) {
                return Err(DeadlineProblem::DurationInvalid { pointer: "/term/day" });
            }
            month.with_day(day).unwrap_or_else(|| end_of_month(month))
        }
        PaymentTerm::OnReceipt => base,
        PaymentTerm::Silent => plus_days(base, rules.get(registry::DEFAULT_TERM_DAYS, base)?)?,
    };
    if let Some(territory) = following {
        due_on = calendars.next_working(Purpose::Expiry, due_on, territory)?;
    }
    let late_from = due_on.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
    Ok(PaymentDueDate { term, base, due_on, late_from, readings })
}

impl PaymentDueDate {
    /// The computation in French.
    #[must_use]
    pub fn explain(&self) -> String {
        let rule = match self.term {
            PaymentTerm::NetDays(n) => format!("{}, jour de départ non compté", words::duration(0, 0, n)),
            PaymentTerm::DaysThenEndOfMonth(n) => format!("{}, puis fin du mois", words::duration(0, 0, n)),
            PaymentTerm::EndOfMonthThenDays(n) => format!("fin du mois, puis {}", words::duration(0, 0, n)),
            PaymentTerm::EndOfMonthUnknown(n) => {
                format!("{} fin de mois, méthode non précisée", words::duration(0, 0, n))
            }
            PaymentTerm::DaysEndOfMonthThenDay { days, day } => {
                format!("{} fin de mois, le {day} du mois suivant", words::duration(0, 0, days))
            }
            PaymentTerm::OnReceipt => "paiement à réception".to_owned(),
            PaymentTerm::Silent => "aucun terme convenu, délai légal".to_owned(),
        };
        format!(
            "À compter du {}\u{a0}: {rule}. Échéance le {}, retard à partir du {}.",
            words::date(self.base),
            words::date(self.due_on),
            words::date(self.late_from)
        )
    }

    /// What rests on a choice, in French.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let Some((a, b)) = self.readings else { return Vec::new() };
        vec![format!(
            "Le contrat ne précise pas la méthode «\u{a0}fin de mois\u{a0}»\u{a0}: {} (jours puis fin de mois) ou {} (fin de mois puis \
             jours). La date la plus tardive est retenue.",
            words::date(a),
            words::date(b)
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn on(
        base: &str,
        term: PaymentTerm,
        following: Option<Territory>,
    ) -> Result<PaymentDueDate, DeadlineProblem> {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let calendars = Calendars::load(rules.files()).unwrap();
        due(d(base), term, following, &rules, &calendars)
    }

    #[test]
    fn an_unknown_method_takes_the_later_day_and_says_so() {
        let got = on("2026-04-02", PaymentTerm::EndOfMonthUnknown(45), None).unwrap();
        assert_eq!(got.readings, Some((d("2026-05-31"), d("2026-06-14"))));
        assert_eq!(got.due_on, d("2026-06-14"));
        assert_eq!(got.warnings().len(), 1);
        let other = on("2026-01-15", PaymentTerm::EndOfMonthUnknown(45), None).unwrap();
        assert_eq!(other.due_on, d("2026-03-31"));
    }

    #[test]
    fn clauses_of_the_table() {
        let due_on = |base, term| on(base, term, None).unwrap().due_on;
        assert_eq!(due_on("2026-01-15", PaymentTerm::NetDays(30)), d("2026-02-14"));
        assert_eq!(due_on("2026-04-15", PaymentTerm::NetDays(60)), d("2026-06-14"));
        assert_eq!(
            due_on("2026-01-15", PaymentTerm::DaysEndOfMonthThenDay { days: 30, day: 10 }),
            d("2026-03-10")
        );
        assert_eq!(
            due_on("2026-03-01", PaymentTerm::DaysEndOfMonthThenDay { days: 0, day: 31 }),
            d("2026-04-30")
        );
        assert_eq!(due_on("2026-01-15", PaymentTerm::OnReceipt), d("2026-01-15"));
        assert_eq!(due_on("2026-01-31", PaymentTerm::Silent), d("2026-03-02"));
    }

    #[test]
    fn a_holiday_moves_the_day_only_when_the_contract_says_so() {
        let term = PaymentTerm::NetDays(30);
        assert_eq!(on("2026-11-25", term, None).unwrap().due_on, d("2026-12-25"));
        assert_eq!(on("2026-11-25", term, Some(Territory::Metropole)).unwrap().due_on, d("2026-12-28"));
    }

    #[test]
    fn the_thirty_second_is_refused() {
        let refused = on("2026-01-15", PaymentTerm::DaysEndOfMonthThenDay { days: 30, day: 32 }, None);
        assert_eq!(refused.unwrap_err().code(), "deadline.duration_invalid");
    }
}
