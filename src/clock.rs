//! The only clock: today's date in Paris, and the instant. Everything else takes them as values.

use chrono_tz::Europe::Paris;

use crate::domain::Day;
use crate::store::Moment;

/// Today in Europe/Paris: the default of `as_of` (contract, § 1).
// The one place that may: every caller hands the day on as a value.
#[allow(clippy::disallowed_methods)]
#[must_use]
pub fn today() -> Day {
    chrono::Utc::now().with_timezone(&Paris).date_naive()
}

/// This instant, for what the service keeps: leases, expiries, the audit log.
// As above: the one place that may.
#[allow(clippy::disallowed_methods)]
#[must_use]
pub fn now() -> Moment {
    Moment::from_millis(chrono::Utc::now().timestamp_millis())
}

/// The first instant of a day in Paris.
#[must_use]
pub fn start_of(day: Day) -> Moment {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    // In Paris the clocks change at two or three in the morning: midnight is always there.
    let at = midnight.and_local_timezone(Paris).earliest().map(|t| t.timestamp_millis());
    Moment::from_millis(at.unwrap_or_else(|| midnight.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_starts_at_midnight_in_paris() {
        for (day, instant) in [
            ("2026-07-14", "2026-07-13T22:00:00Z"),
            ("2026-11-22", "2026-11-21T23:00:00Z"),
            ("2026-03-29", "2026-03-28T23:00:00Z"),
        ] {
            assert_eq!(start_of(day.parse().unwrap()).rfc3339(), instant);
        }
    }
}
