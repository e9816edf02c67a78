//! The file as a whole: what the claim is born of, whether something certain, due and undisputed is owed, and what
//! contradicts itself (IP-01 to IP-03, EX-01, EX-10).

use super::{Facts, Sink};
use crate::claim::wire::{AmountBasis, EventKind};
use crate::domain::{Day, Money, Nature, french};

/// IP-01: neither contract nor statute.
pub(super) fn not_contractual(f: &Facts<'_>, sink: &mut Sink) {
    if f.claim.nature == Nature::Tort {
        sink.raise("/nature");
    }
}

/// IP-01, IP-02: an amount that the creditor estimated alone.
pub(super) fn undetermined_amount(f: &Facts<'_>, sink: &mut Sink) {
    for i in f.claim.debts().filter(|i| i.amount_basis == AmountBasis::Estimated) {
        sink.raise(i.pointer()).with("number", &i.number).with("amount", french::amount(i.amount));
    }
}

/// IP-03: a line whose term has not passed is left out of what is asked; when nothing else is left, nothing can be.
pub(super) fn not_due(f: &Facts<'_>, sink: &mut Sink) {
    if f.statement.by_title {
        // What is owed is then what the judge awarded.
        return;
    }
    let as_of = f.claim.as_of;
    let others = f.statement.claimable(true).next().is_some();
    for line in f.statement.lines.iter().filter(|l| l.due_on >= as_of && l.principal_due.is_positive()) {
        let raised = sink.raise(format!("/invoices/{}", line.invoice));
        raised
            .with("number", &line.number)
            .with("amount", french::amount(line.principal_due))
            .with("due_on", french::date(line.due_on))
            .with("as_of", french::date(as_of));
        if !others {
            raised.variant("nothing_else");
        }
    }
}

/// EX-10: what the debtor disputes, line by line and as told by the events.
pub(super) fn disputed(f: &Facts<'_>, sink: &mut Sink) {
    for i in f.claim.debts().filter(|i| i.disputed) {
        sink.raise(i.pointer()).with("number", &i.number).with("amount", french::amount(i.amount));
    }
    for (i, e) in f.claim.events.iter().enumerate().filter(|(_, e)| e.kind == EventKind::Dispute) {
        sink.raise(format!("/events/{i}")).variant("event").with("on", french::date(*e.on));
    }
}

/// Payments and credit notes took everything.
pub(super) fn nothing_owed(f: &Facts<'_>, sink: &mut Sink) {
    if f.statement.lines.iter().any(|l| l.left().is_positive()) {
        return;
    }
    let t = &f.statement.totals;
    let raised = sink.raise("");
    raised
        .with("invoiced", french::amount(t.invoiced))
        .with("paid", french::amount(t.payments + t.credit_notes));
    if f.statement.by_title {
        raised.variant("title");
    }
}

/// More came in than was owed when it came in.
pub(super) fn overpaid(f: &Facts<'_>, sink: &mut Sink) {
    if !f.statement.overpaid.is_positive() {
        return;
    }
    let left: Money = f.statement.lines.iter().map(|l| l.left()).sum();
    let raised = sink.raise("/payments");
    raised.with("overpaid", french::amount(f.statement.overpaid)).with("left", french::amount(left));
    if left.is_positive() {
        raised.variant("something_left");
    }
}

/// Amounts and rates are those of the euro.
pub(super) fn currency_unsupported(f: &Facts<'_>, sink: &mut Sink) {
    if f.claim.currency != "EUR" {
        sink.raise("/currency").with("currency", french::user(&f.claim.currency));
    }
}

/// A number or name that answers to nothing in the file.
pub(super) fn reference_unknown(f: &Facts<'_>, sink: &mut Sink) {
    for d in &f.claim.dangling {
        let raised = sink.raise(&d.pointer);
        raised.with("text", french::user(&d.text));
        if d.pointer.starts_with("/order/") {
            raised.variant("debtor");
        } else if !d.pointer.ends_with("/exhibit") {
            raised.variant("invoice");
        }
    }
}

/// D.9: without solidarity each debtor owes his part only (C. civ., art. 1310).
pub(super) fn several_without_solidarity(f: &Facts<'_>, sink: &mut Sink) {
    if f.claim.debtors.len() > 1 && !f.claim.joint_and_several {
        sink.raise("/joint_and_several").with("count", f.claim.debtors.len());
    }
}

/// What has not happened yet on the day of the claim cannot be told as done.
pub(super) fn date_future(f: &Facts<'_>, sink: &mut Sink) {
    let (c, as_of) = (f.claim, f.claim.as_of);
    // Where and what: put into words for the days to come alone.
    let mut raise = |told: &dyn Fn() -> (String, String), day: Day, variant: Option<&'static str>| {
        if day <= as_of {
            return;
        }
        let (pointer, what) = told();
        let raised = sink.raise(pointer);
        raised.with("what", what).with("day", french::date(day)).with("as_of", french::date(as_of));
        if let Some(v) = variant {
            raised.variant(v);
        }
    };
    for i in &c.invoices {
        raise(&|| (i.pointer(), format!("La ligne « {} » est émise le", i.number)), i.issued_on, None);
        if let Some(day) = i.delivered_on.filter(|_| i.issued_on <= as_of) {
            let what = || format!("La livraison ou l’exécution de la ligne « {} » est prévue le", i.number);
            raise(&|| (format!("{}/delivered_on", i.pointer()), what()), day, Some("delivery"));
        }
    }
    for p in &c.payments {
        let what = || format!("Le paiement de {} est daté du", french::amount(p.amount));
        raise(&|| (format!("/payments/{}", p.index), what()), p.received_on, Some("payment"));
    }
    for (i, n) in c.notices.iter().enumerate() {
        let latest = [Some(n.sent_on), n.presented_on, n.received_on].into_iter().flatten().max();
        let what = "L’envoi, sa présentation ou sa réception est daté du";
        if let Some(day) = latest {
            raise(&|| (format!("/notices/{i}"), what.to_owned()), *day, None);
        }
    }
    // A délai de grâce or a mediation may be told before its first day.
    let planned = |k| matches!(k, EventKind::GracePeriod | EventKind::Mediation);
    for (i, e) in c.events.iter().enumerate().filter(|(_, e)| !planned(e.kind)) {
        raise(&|| (format!("/events/{i}"), "Le fait rapporté est daté du".to_owned()), *e.on, None);
    }
    for e in &c.exhibits {
        if let Some(day) = e.date {
            let what = || format!("La pièce n° {} est datée du", e.number());
            raise(&|| (format!("/exhibits/{}", e.index), what()), day, Some("exhibit"));
        }
    }
    if let Some(day) = c.contract.as_ref().and_then(|k| k.signed_on) {
        raise(&|| ("/contract/signed_on".to_owned(), "Le contrat est signé le".to_owned()), *day, None);
    }
    if let Some(order) = &c.order {
        let dated = || ("/order/dated_on".to_owned(), "L’ordonnance est datée du".to_owned());
        raise(&dated, *order.dated_on, Some("order"));
        if let Some(day) = order.certificate_of_no_opposition_on {
            let at = "/order/certificate_of_no_opposition_on";
            let what = "Le certificat de non-opposition est daté du";
            raise(&|| (at.to_owned(), what.to_owned()), *day, Some("order"));
        }
        for (i, s) in order.services.iter().enumerate() {
            let what = "La signification est datée du";
            raise(&|| (format!("/order/services/{i}"), what.to_owned()), *s.on, Some("order"));
        }
    }
    for (at, p) in super::parties::all(c) {
        if let Some(day) = p.birth.as_ref().and_then(|b| b.date) {
            raise(&|| (format!("{at}/birth/date"), "La naissance est datée du".to_owned()), *day, None);
        }
        if let Some(open) = &p.insolvency {
            let what = "L’ouverture de la procédure est datée du";
            raise(&|| (format!("{at}/insolvency/opened_on"), what.to_owned()), *open.opened_on, None);
        }
    }
}
