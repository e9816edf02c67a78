//! Simple interest on one sum: whole days, exact integers, half-up to the cent once a segment (INT-01 to INT-06).

use chrono::{Datelike, Days};

use super::plan::{RatePlan, RateRun};
use crate::claim::wire::DayCount;
use crate::domain::{Day, Money, Period, Rate};
use crate::rules::{NoVersion, Rules};

/// A run of days at one rate on one base, rounded to the cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The days, both ends counted.
    pub period: Period,
    /// The sum that bears interest.
    pub base: Money,
    /// The rate and what it rests on.
    pub run: RateRun,
    /// Half-up to the cent.
    pub interest: Money,
}

/// Thousandths of a unit in which rates are held while multiplying: four decimals.
const RATE_SCALE: i128 = 10_000;

/// Interest in exact form: a numerator over a common denominator, in cents.
fn exact_cents(base: Money, rate: Rate, period: Period, count: DayCount) -> (i128, i128) {
    let mut percent = rate.percent();
    percent.rescale(4);
    let per_day = base.cents() * percent.mantissa();
    match count {
        DayCount::Fixed365 => (per_day * i128::from(period.days()), 365 * 100 * RATE_SCALE),
        DayCount::Actual => {
            let (common, leap) = days_by_year_length(period);
            (per_day * (common * 366 + leap * 365), 365 * 366 * 100 * RATE_SCALE)
        }
    }
}

/// Days of the period that fall in common years and in leap years.
fn days_by_year_length(period: Period) -> (i128, i128) {
    let (mut common, mut leap) = (0, 0);
    let mut first = period.first();
    while first <= period.last() {
        let year_end = Day::from_ymd_opt(first.year(), 12, 31).unwrap_or(Day::MAX).min(period.last());
        let days = i128::from((year_end - first).num_days() + 1);
        *(if first.leap_year() { &mut leap } else { &mut common }) += days;
        match year_end.checked_add_days(Days::new(1)) {
            Some(next) => first = next,
            None => break,
        }
    }
    (common, leap)
}

/// Half-up for amounts that are never negative.
fn round_half_up(numerator: i128, denominator: i128) -> Money {
    let cents = (numerator * 2 + denominator) / (denominator * 2);
    Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}

/// Interest of a run of days at one rate, half-up to the cent.
#[must_use]
pub fn interest(base: Money, rate: Rate, period: Period, count: DayCount) -> Money {
    let (n, d) = exact_cents(base, rate, period, count);
    round_half_up(n, d)
}

/// Interest of one more day at the rates of a day, in ten-thousandths of a euro, half-up: the only figure with four
/// decimals.
#[must_use]
pub fn daily(
    sums: impl IntoIterator<Item = (Money, Rate)>,
    count: DayCount,
    day: Day,
) -> rust_decimal::Decimal {
    let total: i128 = sums
        .into_iter()
        .map(|(base, rate)| {
            let mut percent = rate.percent();
            percent.rescale(4);
            base.cents() * percent.mantissa()
        })
        .sum();
    let year = if count == DayCount::Actual && day.leap_year() { 366 } else { 365 };
    let d = year * 100 * RATE_SCALE;
    let ten_thousandths = (total * 100 * 2 + d) / (d * 2);
    rust_decimal::Decimal::from_i128_with_scale(ten_thousandths, 4)
}

/// The segments of one base over a period: cut where the rate changes, and nowhere else.
///
/// # Errors
/// A half-year that the rule set does not know.
pub fn segments(
    base: Money,
    period: Period,
    plan: &RatePlan,
    count: DayCount,
    rules: &Rules,
) -> Result<Vec<Segment>, NoVersion> {
    if !base.is_positive() {
        return Ok(Vec::new());
    }
    let runs = plan.runs(period, rules)?;
    Ok(runs
        .into_iter()
        .map(|(period, run)| {
            let interest = interest(base, run.rate, period, count);
            Segment { period, base, run, interest }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(base: &str, rate: &str, first: &str, last: &str, count: DayCount) -> String {
        let p = Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap();
        interest(base.parse().unwrap(), rate.parse().unwrap(), p, count).to_string()
    }

    /// Worked examples P3, P4, P6, P7, D7 of the research on amounts; each names its public source there.
    #[test]
    fn published_figures_are_met_to_the_cent() {
        use DayCount::{Actual, Fixed365};
        let cases = [
            ("5000", "10", "2026-04-01", "2026-04-30", Fixed365, "41.10"),
            ("1000", "2.70", "2020-05-01", "2020-05-29", Fixed365, "2.15"),
            ("15000", "3", "2026-01-01", "2026-01-03", Fixed365, "3.70"),
            ("10000", "5", "2026-01-01", "2026-01-05", Fixed365, "6.85"),
            ("10000", "14.50", "2024-02-16", "2024-03-15", Fixed365, "115.21"),
            ("10000", "14.50", "2024-02-16", "2024-03-15", Actual, "114.89"),
            ("10000", "8.01", "2024-01-01", "2024-06-30", Actual, "398.31"),
            ("10000", "8.16", "2024-07-01", "2024-12-31", Actual, "410.23"),
        ];
        for (base, rate, first, last, count, want) in cases {
            assert_eq!(one(base, rate, first, last, count), want, "{base} à {rate} du {first} au {last}");
        }
    }

    #[test]
    fn a_tie_goes_up() {
        // 365 € at 10 % over one day is ten cents; half of it over a base of 182.50 gives exactly five.
        assert_eq!(one("18.25", "10", "2026-01-01", "2026-01-01", DayCount::Fixed365), "0.01");
        assert_eq!(one("18.24", "10", "2026-01-01", "2026-01-01", DayCount::Fixed365), "0.00");
    }
}
