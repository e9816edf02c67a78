//! The rule set with what is read from it: values and texts, calendars, courts. Loaded once, at start.

use super::routes::WayWords;
use super::tariff::Tariffs;
use crate::checks;
use crate::court::Courts;
use crate::deadlines::Calendars;
use crate::rules::{LoadError, LoadFault, RuleFiles, Rules};

/// The law in use.
pub struct Law {
    /// Values, references, findings.
    pub rules: Rules,
    /// Holidays, distances, limitation periods.
    pub calendars: Calendars,
    /// Communes and courts.
    pub courts: Courts,
    /// Scales of fees.
    pub tariffs: Tariffs,
    /// Words of the ways that have no bundle here.
    pub ways: WayWords,
}

impl Law {
    /// Reads and checks the whole.
    ///
    /// # Errors
    /// Every fault of the rule files.
    pub fn load(files: RuleFiles) -> Result<Law, LoadError> {
        let calendars = Calendars::load(&files)?;
        let courts = Courts::new(&files);
        let rules = Rules::load(files.clone())?;
        let tariffs = Tariffs::load(&files, &rules)?;
        let ways = WayWords::load(&files, &rules)?;
        let unmatched = checks::unmatched(&rules);
        if !unmatched.is_empty() {
            let fault = |what| LoadFault { file: "findings/".into(), key: String::new(), what };
            return Err(LoadError(unmatched.into_iter().map(fault).collect()));
        }
        Ok(Law { rules, calendars, courts, tariffs, ways })
    }
}
