//! Regime B, limitation (C. civ., art. 2219 to 2254): never prorogued by a day off, interrupted and suspended by acts.
//!
//! Counts in whole days (art. 2228-2229). What is not listed in art. 2240, 2241 and 2244 does not interrupt: a
//! reminder, an invoice, a formal notice, even registered. Refuses to guess the end of proceedings.

mod acts;
mod engine;
mod rules;

pub use acts::{Act, ActEffect, ActKind, ActOutcome};
pub use engine::{LimitationCase, run};
pub use rules::{
    CreditorQuality, DebtorQuality, LimitationKind, LimitationRule, LimitationRules, Principle, StartRule,
};

use super::problem::DeadlineProblem;
use super::procedural::{self, Span};
use super::words;
use crate::domain::{Day, add_months_clamped};
use crate::rules::{Rules, registry};

/// How a period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitationStart {
    /// The event, or the due date, falls during this day: the first whole day is the next one.
    DuringDay(Day),
    /// The period starts at 0:00 of this day, which counts whole (Cass. 1re civ., 12 déc. 2018, n° 17-25.697).
    ZeroHour(Day),
}

impl LimitationStart {
    /// The day itself.
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::DuringDay(d) | Self::ZeroHour(d) => d,
        }
    }

    fn last_day(self, length: Span) -> Result<Day, DeadlineProblem> {
        let end = procedural::raw(self.day(), length, 0)?;
        match self {
            Self::DuringDay(_) => Ok(end),
            Self::ZeroHour(_) => end.pred_opt().ok_or(DeadlineProblem::DateOutOfRange),
        }
    }
}

/// The end of a limitation: no other regime can take its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitationEnd {
    /// The last day to act, until 24:00.
    pub last_day: Day,
    /// The last day to aim at (R-PRUD).
    pub safety_day: Day,
    /// The first day the action is barred.
    pub time_barred_from: Day,
}

impl LimitationEnd {
    fn of(last_day: Day, rules: &Rules) -> Result<LimitationEnd, DeadlineProblem> {
        let margin = rules.get(registry::LIMITATION_SAFETY_DAYS, last_day)?;
        let safety_day = last_day.checked_sub_days(chrono::Days::new(u64::from(margin)));
        Ok(LimitationEnd {
            last_day,
            safety_day: safety_day.ok_or(DeadlineProblem::DateOutOfRange)?,
            time_barred_from: last_day.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?,
        })
    }
}

/// A period without any act: `last_day` has the quantième of the start (C. civ., art. 2228-2229; PR-24).
///
/// # Errors
/// Past the end of the calendar.
pub fn plain(start: LimitationStart, length: Span, rules: &Rules) -> Result<LimitationEnd, DeadlineProblem> {
    LimitationEnd::of(start.last_day(length)?, rules)
}

/// What a file is told of the limitation of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limitation {
    /// The end, all acts counted.
    pub end: LimitationEnd,
    /// The last day had nothing happened.
    pub initial_last_day: Day,
    /// One outcome for each act given, in the order given.
    pub acts: Vec<ActOutcome>,
    /// Whether the twenty-year ceiling cut the period (C. civ., art. 2232).
    pub capped: bool,
    /// What a careful reader should check, in French.
    pub cautions: Vec<String>,
    /// The computation in French.
    pub computation: String,
    /// Keys of the law references.
    pub law: Vec<String>,
}

fn add_length(day: Day, length: Span) -> Result<Day, DeadlineProblem> {
    procedural::raw(day, length, 0)
}

fn add_months(day: Day, n: u32) -> Result<Day, DeadlineProblem> {
    add_months_clamped(day, n).ok_or(DeadlineProblem::DateOutOfRange)
}

pub(super) fn explain_plain(start: LimitationStart, length: Span, end: &LimitationEnd) -> String {
    let from = match start {
        LimitationStart::DuringDay(d) => format!("du {}", words::date(d)),
        LimitationStart::ZeroHour(d) => format!("du {} à 0\u{a0}heure, jour compté", words::date(d)),
    };
    format!(
        "{} à compter {from}\u{a0}: dernier jour le {}, acquise le {}. Un samedi, un dimanche ou un jour férié n'y change rien. \
         Par prudence, agir au plus tard le {}.",
        length.words(),
        words::date(end.last_day),
        words::date(end.time_barred_from),
        words::date(end.safety_day)
    )
}
