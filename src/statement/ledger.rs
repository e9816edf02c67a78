//! Several debts, one purse: which debt a payment goes to, and what it takes there
//! (C. civ., art. 1342-10 and 1343-1; INT-09 to INT-12).

use super::account::Account;
use crate::domain::{Day, Money};
use crate::rules::{NoVersion, Rules};

/// One debt in the ledger.
#[derive(Debug, Clone)]
pub struct Debt {
    /// When it falls due.
    pub due_on: Day,
    /// Its interest account.
    pub account: Account,
    /// Lump sum for recovery costs, once late.
    pub indemnity: Money,
    /// What payments took of it.
    pub indemnity_paid: Money,
    /// What credit notes took of its price.
    pub credited: Money,
}

impl Debt {
    /// The lump sum still due on a day: none before the debt is late.
    fn indemnity_left(&self, day: Day) -> Money {
        if day > self.due_on && self.paid_late() { self.indemnity - self.indemnity_paid } else { Money::ZERO }
    }

    /// Whether something was left to pay after the due date.
    #[must_use]
    pub fn paid_late(&self) -> bool {
        self.account.settled_on().is_none_or(|d| d > self.due_on)
    }
}

/// A credit note or a payment, on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// Reduces the price of a debt.
    CreditNote {
        /// Its day.
        on: Day,
        /// Its amount.
        amount: Money,
        /// The debt it names.
        debt: Option<usize>,
    },
    /// Money received.
    Payment {
        /// Place in the claim file.
        index: usize,
        /// Day of receipt.
        on: Day,
        /// Its amount.
        amount: Money,
        /// The debt the debtor named.
        debt: Option<usize>,
        /// Principal before interest.
        principal_first: bool,
    },
}

impl Movement {
    fn order(&self) -> (Day, bool, usize) {
        match self {
            Movement::CreditNote { on, .. } => (*on, false, 0),
            Movement::Payment { on, index, .. } => (*on, true, *index),
        }
    }
}

/// What one payment took, debt by debt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allocation {
    /// Place of the payment in the claim file.
    pub payment: usize,
    /// Shares, in the order they were taken.
    pub shares: Vec<Share>,
    /// What no debt could take.
    pub left: Money,
}

/// The share of a payment that one debt took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Index of the debt.
    pub debt: usize,
    /// Taken by the recovery indemnity.
    pub indemnity: Money,
    /// Taken by interest.
    pub interest: Money,
    /// Taken by principal.
    pub principal: Money,
}

impl Share {
    /// The whole share.
    #[must_use]
    pub fn total(&self) -> Money {
        self.indemnity + self.interest + self.principal
    }
}

/// The ledger: debts, and the order in which an undirected payment meets them.
pub struct Ledger<'r> {
    rules: &'r Rules,
    /// The debts, in the order of the claim.
    pub debts: Vec<Debt>,
    /// What credit notes left over, all debts being extinguished.
    pub over_credited: Money,
    by_due: Vec<usize>,
    first_open: usize,
    indemnity_first: bool,
}

impl<'r> Ledger<'r> {
    /// Opens the ledger.
    #[must_use]
    pub fn new(debts: Vec<Debt>, indemnity_first: bool, rules: &'r Rules) -> Self {
        let mut by_due: Vec<usize> = (0..debts.len()).collect();
        // C. civ., art. 1342-10: due debts first, the oldest among them; equal days in the order of the claim.
        by_due.sort_by_key(|&i| (debts[i].due_on, i));
        Ledger { rules, debts, over_credited: Money::ZERO, by_due, first_open: 0, indemnity_first }
    }

    /// Applies credit notes and payments in the order of their days.
    ///
    /// # Errors
    /// A half-year that the rule set does not know.
    pub fn apply(&mut self, mut movements: Vec<Movement>) -> Result<Vec<Allocation>, NoVersion> {
        movements.sort_by_key(Movement::order);
        let mut out = Vec::new();
        for m in movements {
            match m {
                Movement::CreditNote { on, amount, debt } => self.credit(on, amount, debt)?,
                Movement::Payment { index, on, amount, debt, principal_first } => {
                    out.push(self.pay(index, on, amount, debt, principal_first)?);
                }
            }
        }
        Ok(out)
    }

    fn credit(&mut self, on: Day, amount: Money, named: Option<usize>) -> Result<(), NoVersion> {
        let mut left = amount;
        let order: Vec<usize> = named.into_iter().chain(self.by_due.iter().copied()).collect();
        for i in order {
            if !left.is_positive() {
                break;
            }
            let Some(debt) = self.debts.get_mut(i) else {
                continue;
            };
            let rest = debt.account.credit(on, left, self.rules)?;
            debt.credited += left - rest;
            left = rest;
        }
        self.over_credited += left;
        Ok(())
    }

    fn pay(
        &mut self,
        payment: usize,
        on: Day,
        amount: Money,
        named: Option<usize>,
        principal_first: bool,
    ) -> Result<Allocation, NoVersion> {
        let mut shares: Vec<Share> = Vec::new();
        let mut left = amount;
        if let Some(i) = named {
            left = self.take(i, on, left, principal_first, self.indemnity_first, &mut shares)?;
        }
        let mut at = self.first_open;
        while left.is_positive() {
            let Some(&i) = self.by_due.get(at) else { break };
            left = self.take(i, on, left, principal_first, self.indemnity_first, &mut shares)?;
            let settled = self.debts[i].account.principal().is_zero()
                && self.debts[i].account.interest_due(on, self.rules)?.is_zero();
            if settled && at == self.first_open {
                self.first_open += 1;
            }
            at += 1;
        }
        // INT-10, POLICY: the indemnities come last, once no principal or interest is left to take.
        if left.is_positive() {
            for i in named.into_iter().chain(self.by_due.clone()) {
                let Some(debt) = self.debts.get_mut(i) else {
                    continue;
                };
                let taken = left.min(debt.indemnity_left(on));
                if taken.is_positive() {
                    debt.indemnity_paid += taken;
                    left -= taken;
                    add(
                        &mut shares,
                        Share { debt: i, indemnity: taken, interest: Money::ZERO, principal: Money::ZERO },
                    );
                }
                if !left.is_positive() {
                    break;
                }
            }
        }
        Ok(Allocation { payment, shares, left })
    }

    fn take(
        &mut self,
        i: usize,
        on: Day,
        amount: Money,
        principal_first: bool,
        indemnity_first: bool,
        shares: &mut Vec<Share>,
    ) -> Result<Money, NoVersion> {
        let Some(debt) = self.debts.get_mut(i) else {
            return Ok(amount);
        };
        let indemnity = if indemnity_first { amount.min(debt.indemnity_left(on)) } else { Money::ZERO };
        debt.indemnity_paid += indemnity;
        let got = debt.account.pay(on, amount - indemnity, principal_first, self.rules)?;
        let share = Share { debt: i, indemnity, interest: got.interest, principal: got.principal };
        if !share.total().is_zero() {
            add(shares, share);
        }
        Ok(amount - share.total())
    }
}

/// One line a debt: a second share of the same debt joins the first.
fn add(shares: &mut Vec<Share>, share: Share) {
    match shares.iter_mut().find(|s| s.debt == share.debt) {
        Some(s) => {
            s.indemnity += share.indemnity;
            s.interest += share.interest;
            s.principal += share.principal;
        }
        None => shares.push(share),
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::Terms;
    use super::super::plan::{PlanKind, RatePlan};
    use super::*;
    use crate::claim::wire::DayCount;
    use crate::domain::RateSeries;
    use crate::rules::RuleFiles;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn m(s: &str) -> Money {
        s.parse().unwrap()
    }

    fn debt(amount: &str, due: &str) -> Debt {
        let plan = RatePlan::new(PlanKind::Series(RateSeries::B2bDefault));
        let terms =
            Terms { after: Some(d(due)), plan, count: DayCount::Fixed365, stop: None, pauses: Vec::new() };
        Debt {
            due_on: d(due),
            account: Account::open(m(amount), terms),
            indemnity: m("40"),
            indemnity_paid: Money::ZERO,
            credited: Money::ZERO,
        }
    }

    fn payment(on: &str, amount: &str, debt: Option<usize>) -> Movement {
        Movement::Payment { index: 0, on: d(on), amount: m(amount), debt, principal_first: false }
    }

    #[test]
    fn an_undirected_payment_goes_to_the_oldest_due_debt_interest_first() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let debts = vec![debt("2745.60", "2026-04-04"), debt("6300", "2026-03-12")];
        let mut ledger = Ledger::new(debts, false, &rules);
        let got = ledger.apply(vec![payment("2026-06-02", "1500", None)]).unwrap();
        let want = Share { debt: 1, indemnity: m("0"), interest: m("171.96"), principal: m("1328.04") };
        assert_eq!(got[0].shares, [want]);
    }

    #[test]
    fn the_debtor_s_word_prevails_and_the_rest_flows_on() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let debts = vec![debt("100", "2026-03-12"), debt("50", "2026-12-31")];
        let mut ledger = Ledger::new(debts, false, &rules);
        let got = ledger.apply(vec![payment("2026-03-12", "300", Some(1))]).unwrap();
        let shares: Vec<_> = got[0].shares.iter().map(|s| (s.debt, s.principal)).collect();
        assert_eq!(shares, [(1, m("50")), (0, m("100"))]);
        // Paid on the due date: no delay, no indemnity; the rest is over.
        assert_eq!(got[0].left, m("150"));
    }

    #[test]
    fn indemnities_come_last_unless_the_policy_says_first() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let pay = |first| {
            let mut l =
                Ledger::new(vec![debt("100", "2026-03-12"), debt("100", "2026-03-13")], first, &rules);
            let a = l.apply(vec![payment("2026-03-14", "100", None)]).unwrap();
            a[0].shares.iter().map(|s| (s.debt, s.indemnity, s.principal)).collect::<Vec<_>>()
        };
        assert_eq!(pay(false), [(0, m("0"), m("99.93")),]);
        assert_eq!(pay(true), [(0, m("40"), m("59.93"))]);
    }
}
