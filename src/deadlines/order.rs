//! Deadlines of the order for payment (injonction de payer: CPC, art. 1411, 1416, 1418, 1422, 1425).
//!
//! The date of the order picks the regime (IP-14, IP-15, IP-31), never the day of the request nor today. Orders of
//! the regime with a formule exécutoire asked afterwards are refused.

use super::calendar::Calendars;
use super::problem::DeadlineProblem;
use super::procedural::{self, ProceduralDeadline, days, months};
use crate::domain::{Day, Territory};
use crate::rules::{NoVersion, Rules, registry};

fn regime<T>(found: Result<T, NoVersion>, order_date: Day) -> Result<T, DeadlineProblem> {
    found.map_err(|_| DeadlineProblem::OrderRegimeUnsupported(order_date))
}

/// Refuses a national order when no debtor resides in France (CPC, art. 1406).
///
/// # Errors
/// When there is no debtor, or all reside abroad.
pub fn competent(residences: &[Territory]) -> Result<(), DeadlineProblem> {
    match residences.iter().any(|r| *r != Territory::Etranger) {
        true => Ok(()),
        false => Err(DeadlineProblem::NoCompetentCourt),
    }
}

/// The last day to serve the order, else it is non avenue (CPC, art. 1411). No distance.
///
/// # Errors
/// An order of an old regime; no calendar.
pub fn signification(
    order_date: Day,
    territory: Territory,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<ProceduralDeadline, DeadlineProblem> {
    let n = regime(rules.get(registry::IP_SIGNIFICATION_MONTHS, order_date), order_date)?;
    procedural::deadline(order_date, months(n)?, 0, territory, calendars)
}

/// The opposition period (CPC, art. 1416). `start` is the service to the person, else the act of al. 2: the first act
/// served to the person or the first measure that makes property unavailable.
///
/// # Errors
/// A court outside the reach of the code; no calendar.
pub fn opposition(
    start: Day,
    court: Territory,
    residence: Territory,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<ProceduralDeadline, DeadlineProblem> {
    let n = rules.get(registry::IP_OPPOSITION_MONTHS, start)?;
    let (distance, _) = calendars.distances().months(court, residence, start, rules)?;
    procedural::deadline(start, months(n)?, distance, court, calendars)
}

/// From when an order may be enforced, if no letter of the greffe says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExecutionFrom {
    /// The opposition period that suspends enforcement.
    pub opposition: ProceduralDeadline,
    /// The wait after service of the recent regime, when it has one.
    pub wait: Option<ProceduralDeadline>,
    /// The last day of the wait.
    pub wait_until: Day,
    /// The first day enforcement is possible.
    pub not_before: Day,
}

impl ExecutionFrom {
    /// Whether enforcement is open on a day. In the regime with a wait, a notice of opposition or an invitation to
    /// deposit the costs of it, received from the greffe, closes it (CPC, art. 1422): never enforce on silence
    /// that was broken.
    #[must_use]
    pub fn open_on(&self, day: Day, greffe_letter: Option<Day>) -> bool {
        day >= self.not_before && greffe_letter.is_none_or(|received| received > day)
    }
}

/// The first day an order served to the person may be enforced (CPC, art. 1416 and 1422).
///
/// # Errors
/// An order of an old regime; service before the order; a court outside the reach of the code; no calendar.
pub fn execution_earliest(
    order_date: Day,
    served_on: Day,
    court: Territory,
    residence: Option<Territory>,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<ExecutionFrom, DeadlineProblem> {
    if served_on < order_date {
        return Err(DeadlineProblem::DurationInvalid { pointer: "/served_on" });
    }
    let wait_months = regime(rules.get(registry::IP_EXECUTION_WAIT_MONTHS, order_date), order_date)?;
    let opposition = opposition(served_on, court, residence.unwrap_or(court), rules, calendars)?;
    let wait = match wait_months {
        0 => None,
        n => Some(procedural::deadline(served_on, months(n)?, 0, court, calendars)?),
    };
    let wait_until = wait.map_or(opposition.wait_until, |w| w.wait_until.max(opposition.wait_until));
    let not_before = wait_until.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
    Ok(ExecutionFrom { opposition, wait, wait_until, not_before })
}

/// The last day to appoint counsel after an opposition, written procedure (CPC, art. 1418).
///
/// # Errors
/// No version for the day; no calendar.
pub fn counsel(
    notified_on: Day,
    court: Territory,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<ProceduralDeadline, DeadlineProblem> {
    let n = rules.get(registry::IP_COUNSEL_DAYS, notified_on)?;
    procedural::deadline(notified_on, days(n)?, 0, court, calendars)
}

/// The last day to deposit the costs before the commercial court (CPC, art. 1425). After an opposition, `from` is the
/// date of the greffe's invitation: the text does not say whether sending or receipt counts.
///
/// # Errors
/// No version for the day; no calendar.
pub fn deposit(
    from: Day,
    court: Territory,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<ProceduralDeadline, DeadlineProblem> {
    let n = rules.get(registry::IP_DEPOSIT_DAYS, from)?;
    procedural::deadline(from, days(n)?, 0, court, calendars)
}
