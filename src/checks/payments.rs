//! Payments that do not fit the lines they pay.

use super::{Facts, Sink};
use crate::domain::{Day, french};

/// Received before the line it names was issued, or before any line was: a deposit, or a payment of something else.
pub(super) fn before_invoice(f: &Facts<'_>, sink: &mut Sink) {
    let Some(first) = f.claim.debts().map(|i| i.issued_on).min() else { return };
    for p in &f.claim.payments {
        let named = p.invoice.and_then(|i| f.claim.invoices.get(i));
        let issued: Day = named.map_or(first, |i| i.issued_on);
        if p.received_on < issued {
            let raised = sink.raise(format!("/payments/{}", p.index));
            raised
                .with("amount", french::amount(p.amount))
                .with("received_on", french::date(p.received_on))
                .with("issued_on", french::date(issued));
            match named {
                Some(line) => raised.with("number", &line.number),
                None => raised.variant("any_line"),
            };
        }
    }
}
