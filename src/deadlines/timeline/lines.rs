//! Limitation or foreclosure of each line, and the terms that still run (PR-01 to PR-21).

use crate::deadlines::limitation::Limitation;
use crate::domain::{Day, Grade};

/// Where the start of a limitation was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitationBase {
    /// The term, agreed or of the law (C. civ., art. 2233).
    Term,
    /// Delivery, completion, end of the care or of the mandate.
    Performance,
    /// The day of issue, for want of better.
    Issue,
    /// The first default that was not made good (PR-12).
    FirstDefault,
    /// The whole fell due (PR-20).
    Acceleration,
}

/// The limitation of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineLimitation {
    /// The period with its acts.
    pub limitation: Limitation,
    /// Researched rule: `PR-02`.
    pub rule_id: String,
    /// A foreclosure, which an acknowledgment does not interrupt.
    pub forclusion: bool,
    /// `/invoices/3`.
    pub pointer: String,
    /// The day the period runs from.
    pub starts_on: Day,
    /// Where that day was read.
    pub base: LimitationBase,
    /// How well the length was checked.
    pub grade: Grade,
    /// An enforceable order took its place: ten years, see `title_limitation`.
    pub merged_in_title: bool,
    /// What is uncertain, in French.
    pub notes: Vec<String>,
}

impl LineLimitation {
    /// Whether the action is barred on a day.
    #[must_use]
    pub fn is_barred(&self, day: Day) -> bool {
        !self.merged_in_title && day > self.limitation.end.last_day
    }
}
