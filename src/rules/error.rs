//! What can be wrong with the rules: a broken file at start, a day that no version covers later.

use std::fmt;

use crate::domain::Day;

/// One fault of one rule file: the file, the key and the date concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadFault {
    /// Path relative to `legal-rules/`.
    pub file: String,
    /// The key, the version or the case concerned.
    pub key: String,
    /// What is wrong, with the dates.
    pub what: String,
}

impl fmt::Display for LoadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}] : {}", self.file, self.key, self.what)
    }
}

/// Every fault found in the rule files: the service does not start on a doubtful rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(pub Vec<LoadFault>);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "règles inutilisables ({} défaut(s))", self.0.len())?;
        for fault in &self.0 {
            write!(f, "\n  {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {}

/// No version of a rule covers the day asked: refused, never extrapolated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "aucune version de « {rule} » ({title}) n'est connue au {day} : complétez legal-rules/ avec sa source"
)]
pub struct NoVersion {
    /// Id of the rule or series (`rates.legal_autres`).
    pub rule: String,
    /// Its French title.
    pub title: String,
    /// The day asked.
    pub day: Day,
}
