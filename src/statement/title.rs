//! The statement of a title: what the order awards, the interest it has borne since, the payments received since
//! (INT-13 to INT-17, HO-05 to HO-07). Earlier payments and penalties are the judge's business: they are in the order.

use super::account::{Account, Terms};
use super::ledger::{Debt, Ledger, Movement};
use super::plan::{PlanKind, RatePlan};
use super::regime::{Regime, legal_series, title_stop};
use super::{Line, Statement, Totals, accrue, imputes_principal_first};
use crate::claim::Claim;
use crate::claim::wire::{Order, RateTerm};
use crate::domain::{Day, Money, add_months_clamped, days_between};
use crate::rules::{NoVersion, Rules, registry};

/// Draws up the statement of the order. `enforceable_on`: the day it can be executed, when all services made it so;
/// without it no raise of five points is counted (INT-14).
///
/// # Errors
/// A rate or value that the rule set does not know on a day it is needed.
pub fn compute(
    claim: &Claim,
    order: &Order,
    enforceable_on: Option<Day>,
    rules: &Rules,
) -> Result<Statement, NoVersion> {
    let as_of = claim.as_of;
    let dated_on = order.dated_on.day();
    let after = order.interest_from.map_or(dated_on, |d| d.day());
    let legal = legal_series(claim);
    let kind = match order.rate {
        None => PlanKind::Series(legal),
        Some(RateTerm::Series(s)) => PlanKind::Series(s),
        Some(RateTerm::Fixed(r)) => PlanKind::Fixed(r),
    };
    let mut plan = RatePlan::new(kind);
    // INT-17: the raise is of the legal rate only; INT-15: two months after the title became enforceable.
    if kind == PlanKind::Series(legal)
        && let Some(day) = enforceable_on
    {
        let months = rules.get(registry::PLUS_FIVE_AFTER_MONTHS, day)?;
        plan.plus_five_after = add_months_clamped(day, months).filter(|d| *d < as_of);
    }
    let liquidated = order.amounts.interest.unwrap_or(Money::ZERO);
    let terms = Terms {
        after: Some(after),
        plan,
        count: claim.policy.day_count,
        stop: title_stop(claim),
        pauses: Vec::new(),
    };
    let account = Account::open(order.amounts.principal, terms).with_liquidated(liquidated);
    let other = order.amounts.other.unwrap_or(Money::ZERO);
    let debt = Debt {
        due_on: dated_on,
        account,
        indemnity: other,
        indemnity_paid: Money::ZERO,
        credited: Money::ZERO,
    };
    let since: Vec<_> =
        claim.payments.iter().filter(|p| p.received_on > dated_on && p.received_on <= as_of).collect();
    let mut ledger = Ledger::new(vec![debt], false, rules);
    let movements = since.iter().map(|p| Movement::Payment {
        index: p.index,
        on: p.received_on,
        amount: p.amount,
        debt: None,
        principal_first: imputes_principal_first(claim, p),
    });
    let allocations = ledger.apply(movements.collect())?;

    let mut lines = Vec::with_capacity(1);
    let mut totals = Totals::default();
    for debt in &ledger.debts {
        let segments = debt.account.segments(as_of, rules)?;
        let line = Line {
            invoice: 0,
            number: format!("Ordonnance n° {}", order.number),
            due_on: dated_on,
            days_late: days_between(dated_on, as_of).max(0),
            principal: order.amounts.principal,
            principal_due: debt.account.principal(),
            liquidated,
            interest: liquidated + segments.iter().map(|s| s.interest).sum(),
            interest_due: debt.account.interest_due(as_of, rules)?,
            indemnity: other,
            indemnity_due: other - debt.indemnity_paid,
            prescribed: false,
            segments,
            regime: Regime::Title,
            notice: None,
            interest_after: Some(after),
            bearing: debt.account.bearing(as_of, rules)?,
        };
        totals.invoiced += line.principal;
        totals.principal_due += line.principal_due;
        totals.interest_due += line.interest_due;
        totals.indemnities_due += line.indemnity_due;
        totals.daily_interest = accrue::daily(line.bearing, claim.policy.day_count, as_of);
        lines.push(line);
    }
    totals.payments = since.iter().map(|p| p.amount).sum();
    totals.costs_due = order.amounts.costs.unwrap_or(Money::ZERO);
    let overpaid = totals.settle_accessories(allocations.iter().map(|a| a.left).sum());
    totals.total_due = totals.principal_due + totals.interest_due + totals.indemnities_due + totals.costs_due;
    Ok(Statement {
        reference: claim.reference.clone(),
        as_of,
        currency: claim.currency.clone(),
        policy: claim.policy,
        totals,
        lines,
        allocations,
        overpaid,
        by_title: true,
    })
}
