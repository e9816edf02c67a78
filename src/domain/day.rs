//! Civil days, half-years and periods. Month arithmetic lives here and nowhere else.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A civil day in France; no hour, no time zone.
pub type Day = NaiveDate;

/// `d` plus whole months: same quantième, else the last day of the month (CPC, art. 641 al. 2).
/// `None` past the calendar's end.
#[must_use]
pub fn add_months_clamped(d: Day, months: u32) -> Option<Day> {
    d.checked_add_months(Months::new(months))
}

/// `d` plus whole years, 29 February clamped to 28 (C. civ., art. 2228-2229).
#[must_use]
pub fn add_years_clamped(d: Day, years: u32) -> Option<Day> {
    add_months_clamped(d, years.checked_mul(12)?)
}

/// The last day of the month of `d`.
#[must_use]
pub fn end_of_month(d: Day) -> Day {
    let first = d.with_day(1).unwrap_or(d);
    first.checked_add_months(Months::new(1)).and_then(|n| n.pred_opt()).unwrap_or(d)
}

/// Whole days from `a` to `b`; negative when `b` is earlier.
#[must_use]
pub fn days_between(a: Day, b: Day) -> i64 {
    (b - a).num_days()
}

/// A civil half-year: the step of the legal and ECB-based rates (CMF, art. L. 313-2; C. com., art. L. 441-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    year: i32,
    second: bool,
}

impl HalfYear {
    /// The half-year that holds a day.
    #[must_use]
    pub fn of(d: Day) -> Self {
        HalfYear { year: d.year(), second: d.month() > 6 }
    }

    /// Its last day: 30 June or 31 December.
    #[must_use]
    pub fn last_day(self) -> Day {
        let (m, d) = if self.second { (12, 31) } else { (6, 30) };
        NaiveDate::from_ymd_opt(self.year, m, d).unwrap_or(NaiveDate::MAX)
    }

    /// Its first day: 1 January or 1 July.
    #[must_use]
    pub fn first_day(self) -> Day {
        let m = if self.second { 7 } else { 1 };
        NaiveDate::from_ymd_opt(self.year, m, 1).unwrap_or(NaiveDate::MIN)
    }
}

impl fmt::Display for HalfYear {
    /// `2026-S2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-S{}", self.year, if self.second { 2 } else { 1 })
    }
}

/// A run of days, both ends counted; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    first: Day,
    last: Day,
}

impl Period {
    /// `None` when `last` is before `first`.
    #[must_use]
    pub fn new(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Period { first, last })
    }

    /// First counted day.
    #[must_use]
    pub fn first(self) -> Day {
        self.first
    }

    /// Last counted day.
    #[must_use]
    pub fn last(self) -> Day {
        self.last
    }

    /// Number of days, both ends counted; at least 1.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from(days_between(self.first, self.last)).unwrap_or(0) + 1
    }

    /// Cut at 30 June / 1 July and 31 December / 1 January (INT-05).
    #[must_use]
    pub fn half_years(self) -> Vec<(HalfYear, Period)> {
        let mut out = Vec::new();
        let mut first = self.first;
        loop {
            let half = HalfYear::of(first);
            let last = half.last_day().min(self.last);
            out.push((half, Period { first, last }));
            match last.checked_add_days(Days::new(1)) {
                Some(next) if next <= self.last => first = next,
                _ => return out,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[test]
    fn months_keep_the_quantieme_or_take_the_last_day() {
        assert_eq!(add_months_clamped(d("2026-01-31"), 1), Some(d("2026-02-28")));
        assert_eq!(add_months_clamped(d("2026-08-31"), 6), Some(d("2027-02-28")));
        assert_eq!(add_years_clamped(d("2020-02-29"), 5), Some(d("2025-02-28")));
        assert_eq!(end_of_month(d("2024-02-10")), d("2024-02-29"));
    }

    #[test]
    fn half_years_cut_a_period_without_losing_a_day() {
        let p = Period::new(d("2024-12-20"), d("2026-01-05")).unwrap();
        let cuts: Vec<_> = p.half_years().iter().map(|(h, q)| (h.to_string(), q.days())).collect();
        let want = [("2024-S2", 12), ("2025-S1", 181), ("2025-S2", 184), ("2026-S1", 5)];
        assert_eq!(cuts, want.map(|(h, n)| (h.to_owned(), n)));
        assert_eq!(p.days(), 382);
    }
}
