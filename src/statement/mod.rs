//! The statement (décompte): principal, interest, indemnities, payments imputed; every figure explained.
//! Conventions: research on amounts, § 4 (INT-01 to INT-19); each choice the law leaves is a `policy`.
//! Prescription is not judged here: [`Statement::mark_prescribed`] takes what the deadlines say.

pub mod account;
pub mod accrue;
pub mod credit;
pub mod explain;
pub mod export;
pub mod instalments;
pub mod ledger;
pub mod plan;
pub mod regime;
pub mod single;
pub mod title;
pub mod view;

use account::Account;
use accrue::Segment;
use ledger::{Allocation, Debt, Ledger, Movement};
use regime::Regime;
use rust_decimal::Decimal;

use crate::claim::notices::{self, Default as InDefault};
use crate::claim::wire::{Imputation, IndemnityRank, PaymentAllocation};
use crate::claim::{Claim, Policy};
use crate::domain::{Day, Money, Nature, Rate, days_between};
use crate::rules::{NoVersion, Rules};

/// One sum of principal in the statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Rank of the invoice in the claim file.
    pub invoice: usize,
    /// Its number.
    pub number: String,
    /// When it fell due.
    pub due_on: Day,
    /// Days from the due date to the day of the statement; 0 before it.
    pub days_late: i64,
    /// Amount less credit notes.
    pub principal: Money,
    /// Principal left.
    pub principal_due: Money,
    /// Interest that a decision has already reckoned; nothing without a title.
    pub liquidated: Money,
    /// Interest accrued: what a decision reckoned, and the sum of the segments.
    pub interest: Money,
    /// Interest less what payments took.
    pub interest_due: Money,
    /// Lump sum for recovery costs.
    pub indemnity: Money,
    /// Lump sum less what payments took.
    pub indemnity_due: Money,
    /// The action is barred.
    pub prescribed: bool,
    /// The lines of interest.
    pub segments: Vec<Segment>,
    /// On what ground it bears interest.
    pub regime: Regime,
    /// The notice that made interest run, when it is not of right.
    pub notice: Option<InDefault>,
    /// The day that makes interest run; `None`: it bears none yet.
    pub interest_after: Option<Day>,
    /// The sum and rate that bear interest on the day of the statement.
    pub bearing: Option<(Money, Rate)>,
}

impl Line {
    /// Whether it can be asked: due, and something is left of it.
    #[must_use]
    pub fn is_due(&self, as_of: Day) -> bool {
        self.due_on < as_of && self.left().is_positive()
    }

    /// Everything left of it.
    #[must_use]
    pub fn left(&self) -> Money {
        self.principal_due + self.interest_due + self.indemnity_due
    }
}

/// The totals; each is the sum of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Amounts of the lines, before credit notes.
    pub invoiced: Money,
    /// Credit notes.
    pub credit_notes: Money,
    /// Payments counted.
    pub payments: Money,
    /// Principal left.
    pub principal_due: Money,
    /// Interest left.
    pub interest_due: Money,
    /// Lump sums left.
    pub indemnities_due: Money,
    /// Penalty clause.
    pub penalty_clause_due: Money,
    /// Costs that the law lets the creditor recover.
    pub costs_due: Money,
    /// Everything.
    pub total_due: Money,
    /// Interest of one more day, four decimals.
    pub daily_interest: Decimal,
}

/// The statement of a claim on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The dossier's own number.
    pub reference: String,
    /// The day it is drawn up at; itself counted.
    pub as_of: Day,
    /// `EUR`.
    pub currency: String,
    /// The choices used.
    pub policy: Policy,
    /// The totals over all lines.
    pub totals: Totals,
    /// One line a sum of principal, in the order of the claim.
    pub lines: Vec<Line>,
    /// What each payment took, in the order of receipt; debts are indices into `lines`.
    pub allocations: Vec<Allocation>,
    /// Money received beyond everything owed.
    pub overpaid: Money,
    /// Drawn up on an order obtained: its one line is the order, not an invoice.
    pub by_title: bool,
}

/// Draws up the statement.
///
/// # Errors
/// A rate or value that the rule set does not know on a day it is needed.
pub fn compute(claim: &Claim, rules: &Rules) -> Result<Statement, NoVersion> {
    let as_of = claim.as_of;
    let defaults = notices::defaults(&claim.notices);
    let in_default = defaults.iter().any(|d| d.effective_on <= as_of);
    let mut debts = Vec::with_capacity(claim.invoices.len());
    let mut grounds = Vec::with_capacity(claim.invoices.len());
    let mut position = vec![None; claim.invoices.len()];
    for line in claim.debts() {
        let (regime, terms, notice) = regime::terms(claim, line, &defaults);
        if let Some(p) = position.get_mut(line.index) {
            *p = Some(debts.len());
        }
        grounds.push((line, regime, notice));
        debts.push(Debt {
            due_on: line.due_on.day,
            account: Account::open(line.amount, terms),
            indemnity: regime::indemnity(claim, line, rules)?,
            indemnity_paid: Money::ZERO,
            credited: Money::ZERO,
        });
    }
    let indemnity_first = claim.policy.indemnity_rank == IndemnityRank::BeforeInterest;
    let mut ledger = Ledger::new(debts, indemnity_first, rules);
    let allocations = ledger.apply(movements(claim, &position))?;

    let mut lines = Vec::with_capacity(grounds.len());
    let mut bearing_sums = Vec::with_capacity(grounds.len());
    let mut totals = Totals {
        credit_notes: claim.credit_notes().filter(|c| c.issued_on <= as_of).map(|c| c.amount).sum(),
        payments: received(claim).map(|p| p.amount).sum(),
        ..Totals::default()
    };
    for ((invoice, regime, notice), debt) in grounds.into_iter().zip(&ledger.debts) {
        let segments = debt.account.segments(as_of, rules)?;
        let interest: Money = segments.iter().map(|s| s.interest).sum();
        let late = as_of > debt.due_on && debt.paid_late();
        let indemnity = if late { debt.indemnity } else { Money::ZERO };
        let bearing = debt.account.bearing(as_of, rules)?;
        bearing_sums.extend(bearing);
        let line = Line {
            invoice: invoice.index,
            number: invoice.number.clone(),
            due_on: debt.due_on,
            days_late: days_between(debt.due_on, as_of).max(0),
            principal: invoice.amount - debt.credited,
            principal_due: debt.account.principal(),
            liquidated: Money::ZERO,
            interest,
            interest_due: interest - debt.account.interest_paid(),
            indemnity,
            indemnity_due: (indemnity - debt.indemnity_paid).or_zero(),
            prescribed: false,
            segments,
            regime,
            notice,
            interest_after: debt.account.terms().after,
            bearing,
        };
        totals.invoiced += invoice.amount;
        totals.principal_due += line.principal_due;
        totals.interest_due += line.interest_due;
        totals.indemnities_due += line.indemnity_due;
        lines.push(line);
    }
    totals.penalty_clause_due = penalty_clause(claim, &lines, in_default, rules)?;
    totals.costs_due = recoverable_costs(claim, in_default);
    totals.daily_interest = accrue::daily(bearing_sums, claim.policy.day_count, as_of);
    let over_paid = allocations.iter().map(|a| a.left).sum::<Money>();
    let overpaid = totals.settle_accessories(over_paid) + ledger.over_credited;
    totals.total_due = totals.principal_due
        + totals.interest_due
        + totals.indemnities_due
        + totals.penalty_clause_due
        + totals.costs_due;
    Ok(Statement {
        reference: claim.reference.clone(),
        as_of,
        currency: claim.currency.clone(),
        policy: claim.policy,
        totals,
        lines,
        allocations,
        overpaid,
        by_title: false,
    })
}

/// Payments received by the day of the statement; a later one is a finding (`date.future`).
fn received(claim: &Claim) -> impl Iterator<Item = &crate::claim::Payment> {
    claim.payments.iter().filter(|p| p.received_on <= claim.as_of)
}

fn movements(claim: &Claim, position: &[Option<usize>]) -> Vec<Movement> {
    let debt = |invoice: Option<usize>| invoice.and_then(|i| position.get(i).copied().flatten());
    let credits = claim.credit_notes().filter(|c| c.issued_on <= claim.as_of).map(|c| Movement::CreditNote {
        on: c.issued_on,
        amount: c.amount,
        debt: debt(c.credits),
    });
    let payments = received(claim).map(|p| Movement::Payment {
        index: p.index,
        on: p.received_on,
        amount: p.amount,
        debt: debt(p.invoice),
        principal_first: imputes_principal_first(claim, p),
    });
    credits.chain(payments).collect()
}

/// Whether a payment takes principal first: as the parties agreed for it, else by policy (INT-09).
fn imputes_principal_first(claim: &Claim, payment: &crate::claim::Payment) -> bool {
    match payment.allocation {
        Some(agreed) => agreed == PaymentAllocation::PrincipalFirst,
        None => claim.policy.imputation == Imputation::PrincipalFirst,
    }
}

/// C. civ., art. 1231-5: a penalty clause is due only once the debtor is in default (CIV-07);
/// loi du 6 juill. 1989, art. 4 i: never by a tenant of a dwelling (RENT-01).
/// C. conso., art. L. 312-39: the indemnity of a lender to a consumer is capped (CR-01 to CR-03).
fn penalty_clause(
    claim: &Claim,
    lines: &[Line],
    in_default: bool,
    rules: &Rules,
) -> Result<Money, NoVersion> {
    let Some(asked) = claim.relief.penalty_clause.filter(|p| p.is_positive()) else {
        return Ok(Money::ZERO);
    };
    match claim.nature {
        Nature::ResidentialLease => Ok(Money::ZERO),
        Nature::ConsumerCredit if in_default || credit::accelerated_on(claim).is_some() => {
            Ok(asked.min(credit::indemnity_cap(claim, lines, rules)?.amount))
        }
        _ if in_default => Ok(asked),
        _ => Ok(Money::ZERO),
    }
}

/// CPCE, art. L. 111-8: without a title the costs stay with the creditor; loi du 10 juill. 1965, art. 10-1: but the
/// syndicat recovers its necessary costs from the mise en demeure (COP-01).
fn recoverable_costs(claim: &Claim, in_default: bool) -> Money {
    if claim.nature != Nature::CoownershipCharges || !in_default {
        return Money::ZERO;
    }
    claim.relief.costs.iter().map(|c| c.amount).sum()
}

impl Totals {
    /// What principal, interest and lump sums did not take of the payments pays the penalty clause, then the costs;
    /// the rest is returned.
    fn settle_accessories(&mut self, left: Money) -> Money {
        let penalty = left.min(self.penalty_clause_due);
        self.penalty_clause_due -= penalty;
        let costs = (left - penalty).min(self.costs_due);
        self.costs_due -= costs;
        left - penalty - costs
    }
}

impl Statement {
    /// Marks the lines whose action is barred: `barred[i]` speaks of line `i`. They stay in the totals.
    pub fn mark_prescribed(&mut self, barred: &[bool]) {
        for (line, barred) in self.lines.iter_mut().zip(barred) {
            line.prescribed = *barred;
        }
    }

    /// The lines that can be asked on the day of the statement; the prescribed ones only when told so.
    pub fn claimable(&self, with_prescribed: bool) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |l| l.is_due(self.as_of) && (with_prescribed || !l.prescribed))
    }

    /// The totals over the lines that can be asked.
    #[must_use]
    pub fn claimable_totals(&self, with_prescribed: bool) -> Totals {
        let mut t = Totals {
            penalty_clause_due: self.totals.penalty_clause_due,
            costs_due: self.totals.costs_due,
            ..Totals::default()
        };
        for l in self.claimable(with_prescribed) {
            t.invoiced += l.principal;
            t.principal_due += l.principal_due;
            t.interest_due += l.interest_due;
            t.indemnities_due += l.indemnity_due;
        }
        let bearing = self.claimable(with_prescribed).filter_map(|l| l.bearing);
        t.daily_interest = accrue::daily(bearing, self.policy.day_count, self.as_of);
        t.total_due =
            t.principal_due + t.interest_due + t.indemnities_due + t.penalty_clause_due + t.costs_due;
        t
    }
}
