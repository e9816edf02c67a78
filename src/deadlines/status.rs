//! Where a deadline stands on the day a file is judged.

use crate::domain::{Day, days_between};
use crate::rules::{NoVersion, Rules, registry};

/// The state of a deadline, as reports name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It does not run yet.
    NotStarted,
    /// It runs.
    Open,
    /// It runs and ends soon.
    DueSoon,
    /// It is over.
    Expired,
}

impl Status {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Status::NotStarted => "non commencé",
            Status::Open => "en cours",
            Status::DueSoon => "proche",
            Status::Expired => "expiré",
        }
    }
}

/// The state on `as_of` of a deadline whose last day is `expires_on`.
///
/// # Errors
/// No version of the warning delay on the day.
pub fn status(
    starts_on: Option<Day>,
    expires_on: Day,
    as_of: Day,
    rules: &Rules,
) -> Result<Status, NoVersion> {
    let soon = rules.get(registry::DUE_SOON_DAYS, as_of)?;
    Ok(if as_of > expires_on {
        Status::Expired
    } else if starts_on.is_some_and(|s| as_of < s) {
        Status::NotStarted
    } else if days_between(as_of, expires_on) <= i64::from(soon) {
        Status::DueSoon
    } else {
        Status::Open
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    #[test]
    fn the_last_day_is_still_open_and_the_next_is_not() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let d = |s: &str| s.parse::<Day>().unwrap();
        let at = |as_of| status(Some(d("2026-11-22")), d("2027-02-22"), d(as_of), &rules).unwrap();
        assert_eq!(at("2026-11-21"), Status::NotStarted);
        assert_eq!(at("2026-11-22"), Status::Open);
        assert_eq!(at("2027-01-22"), Status::Open);
        assert_eq!(at("2027-01-23"), Status::DueSoon);
        assert_eq!(at("2027-02-22"), Status::DueSoon);
        assert_eq!(at("2027-02-23"), Status::Expired);
    }
}
