//! The deadlines of one claim, on the day it is judged: limitation of each line, service of an order, opposition,
//! enforcement, title, declaration in a collective procedure, time left by a notice, terms that still run.
//!
//! The engines of this module count; here the claim tells them what to count. A deadline that was met (an order served
//! in time, a claim declared in time) is not listed: a list of deadlines says what may still be missed, or was.
//! Refuses: orders of the regime before the formule exécutoire at issue ([`ServiceState::regime_unsupported`]).

mod acts;
mod conciliation;
mod insolvency;
mod lines;
mod notices;
mod order;
#[cfg(test)]
mod tests;
mod title;

pub use lines::{LimitationBase, LineLimitation};
pub use order::{OppositionEnd, Served, ServiceState};

use super::ProceduralDeadline;
use super::calendar::Calendars;
use super::notice::NoticeDeadline;
use super::status::Status;
use crate::claim::Claim;
use crate::domain::{Day, LawRef, Territory, french};
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
    let case = Case { claim, territory, rules, calendars };
    let mut deadlines = Vec::with_capacity(claim.invoices.len() + claim.notices.len());
    let service = match &claim.order {
        Some(order) => order::states(&case, order, residences)?,
        None => Vec::new(),
    };
    let acts = acts::Acts::of(claim, &service);
    let limitations = lines::limitations(&case, &acts, paid, merged(claim, &service), &mut deadlines)?;
    if let Some(order) = &claim.order {
        order::deadlines(&case, order, &service, &mut deadlines)?;
        title::deadlines(&case, &service, &acts, paid, &mut deadlines)?;
    }
    insolvency::deadlines(&case, residences, &mut deadlines)?;
    conciliation::deadlines(&case, &mut deadlines)?;
    let notices = notices::deadlines(&case, residences, &mut deadlines)?;
    Ok(Timeline { deadlines, limitations, service, notices })
}

impl Timeline {
    /// Whether the order says what is owed, by one debtor at least.
    #[must_use]
    pub fn order_stands(&self) -> bool {
        self.service.iter().any(ServiceState::stands)
    }

    /// Whether no order is left: none was obtained, or it is non avenue against every debtor.
    #[must_use]
    pub fn without_order(&self) -> bool {
        self.service.iter().all(|s| s.lapsed)
    }
}

/// Whether a title stands in the place of the claim's own limitation: against each debtor, or one of solidary debtors.
fn merged(claim: &Claim, service: &[ServiceState]) -> bool {
    match claim.joint_and_several {
        true => service.iter().any(|s| s.enforceable),
        false => !service.is_empty() && service.iter().all(|s| s.enforceable),
    }
}

/// What every part looks at.
#[derive(Clone, Copy)]
struct Case<'a> {
    claim: &'a Claim,
    territory: Territory,
    rules: &'a Rules,
    calendars: &'a Calendars,
}

impl Case<'_> {
    fn law(&self, keys: &[&str]) -> Vec<LawRef> {
        keys.iter().filter_map(|k| self.rules.law(k)).cloned().collect()
    }

    fn debtor_pointer(&self, debtor: usize) -> String {
        format!("/debtors/{debtor}")
    }

    fn is_abroad(&self, debtor: usize) -> bool {
        self.claim.debtors.get(debtor).is_some_and(|d| !d.address.country.is_french())
    }

    /// One of our sentences, with the name of a debtor as it was given.
    fn naming(&self, pattern: &str, debtor: usize, values: &[(&str, &str)]) -> String {
        let name = self.claim.debtors.get(debtor).map(|d| french::user(&d.full_name())).unwrap_or_default();
        let mut all = vec![("debtor", name.as_str())];
        all.extend_from_slice(values);
        french::fill(pattern, &all)
    }
}

/// Our own words, typeset; a year is not tied to the word that follows, as a number of things is.
fn sentence(ours: &str) -> String {
    let mut typeset = french::typeset(ours);
    if typeset.contains("\u{a0};") {
        typeset = typeset.replace("\u{a0};", "\u{202f};");
    }
    let mut out = String::with_capacity(typeset.len());
    let mut rest = typeset.as_str();
    while let Some((before, after)) = rest.split_once(french::NBSP) {
        out.push_str(before);
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let after_year = digits == 4 && after.starts_with(char::is_alphabetic);
        out.push(if after_year { ' ' } else { french::NBSP });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn explained(deadline: &ProceduralDeadline, calendars: &Calendars) -> String {
    sentence(&deadline.explain(calendars))
}
