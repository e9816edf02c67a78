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
