//! What a lender may ask of a consumer in default: the loan rate from acceleration, and one capped indemnity
//! (C. conso., art. L. 312-38 and L. 312-39, D. 312-16 and D. 312-17; CR-01 to CR-03). No other cost, no
//! capitalisation (CR-04): none is ever counted here. Refuses to guess the indemnity: it caps what is asked.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Line;
use crate::claim::Claim;
use crate::claim::wire::RateTerm;
use crate::domain::{Day, Money, Nature, Rate};
use crate::rules::{NoVersion, Rules, registry};

/// The highest indemnity, and what it is reckoned on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// The sum it is a share of.
    pub base: Money,
    /// The share.
    pub percent: Rate,
    /// Never above the exact share: rounded down to the cent.
    pub amount: Money,
    /// After acceleration, hence on the capital outstanding.
    pub accelerated: bool,
}

/// The day the whole fell due, once it has.
#[must_use]
pub fn accelerated_on(claim: &Claim) -> Option<Day> {
    claim.credit.as_ref().and_then(|c| c.accelerated_on).map(|d| d.day()).filter(|d| *d <= claim.as_of)
}

/// The rate of an accelerated consumer credit: what remains due bears it until payment (CR-01).
#[must_use]
pub fn loan_rate(claim: &Claim) -> Option<RateTerm> {
    accelerated_on(claim).filter(|_| claim.nature == Nature::ConsumerCredit)?;
    claim.credit.as_ref()?.rate
}

/// The highest indemnity of the lender. After acceleration: a share of the capital outstanding, which the claim shows
/// as the lines that fell due that day or later (all of them when none did). Before: of what is overdue and unpaid.
///
/// # Errors
/// A day that no version covers.
pub fn indemnity_cap(claim: &Claim, lines: &[Line], rules: &Rules) -> Result<Cap, NoVersion> {
    let accelerated = accelerated_on(claim);
    let (base, percent): (Money, Rate) = match accelerated {
        Some(day) => {
            let capital: Money = lines.iter().filter(|l| l.due_on >= day).map(|l| l.principal).sum();
            let all = || lines.iter().map(|l| l.principal).sum();
            let base = if capital.is_positive() { capital } else { all() };
            (base, rules.get(registry::CREDIT_INDEMNITY_ACCELERATED, day)?)
        }
        None => {
            let overdue = lines.iter().filter(|l| l.days_late > 0).map(|l| l.principal_due).sum();
            (overdue, rules.get(registry::CREDIT_INDEMNITY_OVERDUE, claim.as_of)?)
        }
    };
    let exact = base.decimal() * percent.percent() / Decimal::ONE_HUNDRED;
    let amount = Money::round(exact.round_dp_with_strategy(2, RoundingStrategy::ToZero));
    Ok(Cap { base, percent, amount, accelerated: accelerated.is_some() })
}
