//! Counting by qualified days (« ouvrés », « ouvrables », « francs »: usage, not the code of procedure, which has no
//! délai franc), and whether an act came in time (CPC, art. 642 al. 1).

use chrono::{Datelike, NaiveDateTime, Weekday};

use super::calendar::{Calendars, Purpose};
use super::problem::DeadlineProblem;
use super::procedural::plus_days;
use crate::domain::{Day, Territory};

/// How days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountUnit {
    /// Worked: Monday to Friday, save holidays.
    Ouvre,
    /// Workable in contracts and labour usage: all but Sundays and holidays; Saturday counts.
    Ouvrable,
    /// Clear: neither the first nor the last day counts.
    Franc,
}

/// The end of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Clear days only: the last day before prorogation.
    pub raw: Option<Day>,
    /// The last day, until 24:00.
    pub expiry: Day,
}

/// `n` days of a kind after `start`, itself not counted.
///
/// # Errors
/// No days; no calendar; a decisive day outside the checked years.
pub fn count(
    unit: CountUnit,
    start: Day,
    n: u32,
    territory: Territory,
    calendars: &Calendars,
) -> Result<Counted, DeadlineProblem> {
    if n == 0 {
        return Err(DeadlineProblem::DurationInvalid { pointer: "/days" });
    }
    if unit == CountUnit::Franc {
        let raw = plus_days(plus_days(start, n)?, 1)?;
        let expiry = calendars.next_working(Purpose::Expiry, raw, territory)?;
        return Ok(Counted { raw: Some(raw), expiry });
    }
    let mut expiry = start;
    let mut left = n;
    while left > 0 {
        expiry = expiry.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
        let off = match unit {
            CountUnit::Ouvrable => {
                expiry.weekday() == Weekday::Sun || calendars.is_holiday(expiry, territory)?
            }
            _ => calendars.is_off(expiry, territory)?,
        };
        left -= u32::from(!off);
    }
    Ok(Counted { raw: None, expiry })
}

/// Whether an act was done in time: the last day runs until 24:00, local time of the court (R-TZ).
#[must_use]
pub fn timely(expiry: Day, act_at_local: NaiveDateTime) -> bool {
    act_at_local.date() <= expiry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[test]
    fn counts_stop_at_the_end_of_the_calendars() {
        let c = Calendars::load(&RuleFiles::embedded()).unwrap();
        let far = count(CountUnit::Ouvre, d("2026-01-01"), u32::MAX, Territory::Metropole, &c);
        assert_eq!(far.unwrap_err().code(), "deadline.calendar_out_of_range");
    }

    #[test]
    fn a_holiday_is_neither_worked_nor_workable_and_saturday_is_workable() {
        let c = Calendars::load(&RuleFiles::embedded()).unwrap();
        let end = |u, s, n| count(u, d(s), n, Territory::Metropole, &c).unwrap().expiry;
        assert_eq!(end(CountUnit::Ouvre, "2026-04-30", 1), d("2026-05-04"));
        assert_eq!(end(CountUnit::Ouvrable, "2026-04-30", 1), d("2026-05-02"));
        assert_eq!(end(CountUnit::Franc, "2026-11-16", 2), d("2026-11-19"));
    }
}
