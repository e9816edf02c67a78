//! The procedure of a commissaire de justice for small claims, and the one for undisputed commercial claims
//! (CPCE, art. L. 125-1 and L. 126-1; SC-01 to SC-10, UC-01 to UC-04).

use super::{Facts, Sink};
use crate::claim::wire::InvoiceKind;
use crate::claim::{Claim, Party};
use crate::domain::{Money, french};
use crate::rules::registry;
use crate::statement::Totals;

/// What can be asked: prescribed lines only when the creditor says so.
pub(super) fn claimable(f: &Facts<'_>) -> Totals {
    f.statement.claimable_totals(f.claim.relief.claim_prescribed == Some(true))
}

/// Principal and interest over the ceiling (SC-02).
pub(super) fn over_cap(f: &Facts<'_>, out: &mut Sink) {
    let Ok(ceiling) = f.rules.get(registry::PSRPC_CEILING, f.claim.as_of) else { return };
    let t = claimable(f);
    let sum: Money = t.principal_due + t.interest_due;
    if sum > ceiling && f.claim.order.is_none() {
        out.raise("")
            .with("sum", french::amount(sum))
            .with("principal", french::amount(t.principal_due))
            .with("interest", french::amount(t.interest_due))
            .with("ceiling", french::amount(ceiling));
    }
}

/// Invoiced between merchants: creditor and debtor known as such.
#[must_use]
pub fn invoiced_between_merchants(c: &Claim) -> bool {
    let invoiced = c.debts().any(|i| matches!(i.kind, InvoiceKind::Invoice | InvoiceKind::Other));
    invoiced && c.creditor.is_merchant() && c.debtors.iter().any(Party::is_merchant)
}

/// Closed to what merchants invoiced each other (SC-01).
pub(super) fn between_merchants(f: &Facts<'_>, out: &mut Sink) {
    let closed = f.rules.get(registry::PSRPC_EXCLUDES_MERCHANTS, f.claim.as_of);
    if let (Ok(true), true, None) = (closed, invoiced_between_merchants(f.claim), &f.claim.order) {
        out.raise("");
    }
}

/// The way meant for merchants waits for its decree (UC-04).
pub(super) fn commercial_unavailable(f: &Facts<'_>, out: &mut Sink) {
    let day = f.claim.as_of;
    let enacted = f.rules.get(registry::L126_ENACTED, day) == Ok(true);
    let available = f.rules.get(registry::L126_AVAILABLE, day) == Ok(true);
    let undisputed = !f.claim.debts().any(|i| i.disputed);
    if enacted && !available && undisputed && invoiced_between_merchants(f.claim) && f.claim.order.is_none() {
        out.raise("");
    }
}
