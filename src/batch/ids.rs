//! Names that nobody can guess, sorted by time.

use uuid::{NoContext, Timestamp, Uuid};

use crate::store::Moment;

/// A new one (UUID, version 7).
pub(super) fn batch(now: Moment) -> String {
    let millis = u64::try_from(now.millis()).unwrap_or_default();
    let nanos = u32::try_from(millis % 1_000).unwrap_or_default() * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, millis / 1_000, nanos)).to_string()
}

/// A token that nobody else has.
pub(super) fn lease(now: Moment) -> String {
    batch(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_time_and_differ() {
        let at = |ms| batch(Moment::from_millis(ms));
        assert!(at(1_700_000_000_001) < at(1_700_000_000_002));
        assert!(at(1_700_000_000_999) < at(1_700_000_001_000));
        assert_ne!(at(5), at(5));
    }
}
