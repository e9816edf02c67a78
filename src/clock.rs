//! The only clock: today's date in Paris. Everything else takes its day as a value.

use chrono_tz::Europe::Paris;

use crate::domain::Day;

/// Today in Europe/Paris: the default of `as_of` (contract, § 1).
// The one place that may: every caller hands the day on as a value.
#[allow(clippy::disallowed_methods)]
#[must_use]
pub fn today() -> Day {
    chrono::Utc::now().with_timezone(&Paris).date_naive()
}
