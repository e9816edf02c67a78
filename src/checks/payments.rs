//! Payments that do not fit the lines they pay.

use super::{Facts, Sink};
use crate::claim::wire::InsolvencyKind;
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

/// Received once every debtor was under a procedure, for what was owed before it: the payment may be annulled (INS-07).
pub(super) fn after_insolvency(f: &Facts<'_>, sink: &mut Sink) {
    let opened: Option<Vec<(Day, InsolvencyKind)>> = f
        .claim
        .debtors
        .iter()
        .map(|d| d.insolvency.as_ref().map(|i| (i.opened_on.day(), i.kind)))
        .map(|i| i.filter(|(_, kind)| *kind != InsolvencyKind::Conciliation))
        .collect();
    // With another debtor free to pay, nothing tells who paid.
    let Some((opened_on, kind)) = opened.and_then(|all| all.into_iter().max_by_key(|(day, _)| *day)) else {
        return;
    };
    let owed_before = |i: &crate::claim::Invoice| i.delivered_on.unwrap_or(i.issued_on) < opened_on;
    for p in f.claim.payments.iter().filter(|p| p.received_on >= opened_on) {
        let prior = match p.invoice.and_then(|i| f.claim.invoices.get(i)) {
            Some(line) => owed_before(line),
            None => f.claim.debts().any(owed_before),
        };
        if !prior {
            continue;
        }
        let raised = sink.raise(format!("/payments/{}", p.index));
        raised
            .with("amount", french::amount(p.amount))
            .with("received_on", french::date(p.received_on))
            .with("opened_on", french::date(opened_on));
        if kind == InsolvencyKind::PersonalOverindebtedness {
            raised.variant("overindebtedness");
        }
    }
}
