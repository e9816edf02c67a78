//! The lines of principal: numbers, dates and amounts that hold together (EX-06, EX-07, B2B-22).

use std::collections::HashMap;

use super::{Facts, Sink};
use crate::claim::wire::{InvoiceKind, TermFrom};
use crate::claim::{Claim, DueBasis, Invoice};
use crate::domain::{Money, french};

/// A number as it is compared: without case or spaces.
fn key(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The same number twice, or the same line under two numbers.
pub(super) fn duplicate(f: &Facts<'_>, sink: &mut Sink) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut lines = HashMap::new();
    for i in &f.claim.invoices {
        let content = (i.kind, i.issued_on, i.due_on.day, i.amount, folded(&i.label));
        let first_number = *numbers.entry(key(&i.number)).or_insert(i.index);
        let first_line = *lines.entry(content).or_insert(i.index);
        let raised = if first_number < i.index {
            sink.raise(i.pointer()).with("first", first_number + 1)
        } else if first_line < i.index {
            sink.raise(i.pointer()).variant("alike").with("first", first_line + 1)
        } else {
            continue;
        };
        raised.with("number", &i.number).with("rank", i.index + 1).with("amount", french::amount(i.amount));
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Lines that are invoices in the sense of the tax and commercial codes.
fn billed(i: &Invoice) -> bool {
    matches!(i.kind, InvoiceKind::Invoice | InvoiceKind::Other)
}

/// EX-06, EX-07: what the file shows to be absent from an invoice between professionals.
pub(super) fn mentions_missing(f: &Facts<'_>, sink: &mut Sink) {
    if !f.claim.is_b2b() {
        return;
    }
    let terms = f.claim.contract.as_ref().is_some_and(|c| c.payment_terms.is_some());
    for i in f.claim.invoices.iter().filter(|i| billed(i)) {
        if !terms && i.due_on.basis != DueBasis::Stated {
            sink.raise(i.pointer()).with("number", &i.number).with("due_on", french::date(i.due_on.day));
        }
    }
    let bare: Vec<&Invoice> = f
        .claim
        .invoices
        .iter()
        .filter(|i| i.kind == InvoiceKind::Invoice && (i.amount_excl_tax.is_none() || i.vat.is_none()))
        .collect();
    if !bare.is_empty() {
        sink.raise("/invoices").variant("tax").with("numbers", shown(&bare));
    }
    let taxed = f.claim.invoices.iter().any(|i| i.vat.is_some_and(Money::is_positive));
    if taxed && f.claim.creditor.vat_number.is_none() && f.claim.creditor.address.country.is_french() {
        sink.raise("/creditor").variant("vat_number");
    }
}

/// The first numbers, then how many more.
fn shown(lines: &[&Invoice]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<String> = lines.iter().take(SHOWN).map(|i| format!("« {} »", i.number)).collect();
    let more = lines.len().saturating_sub(SHOWN);
    if let Ok(n @ 1..) = u32::try_from(more) {
        names.push(french::count(n, "autre ligne", "autres lignes"));
    }
    french::list(&names)
}

/// A term that is over before the invoice exists, unless the term follows from delivery.
pub(super) fn due_before_issue(f: &Facts<'_>, sink: &mut Sink) {
    for i in f.claim.debts() {
        // A rent or an instalment falls due by the contract: no issue makes it so.
        if matches!(i.kind, InvoiceKind::Rent | InvoiceKind::Instalment) {
            continue;
        }
        if i.due_on.day < i.issued_on && !follows_delivery(f.claim, i) {
            sink.raise(i.pointer())
                .with("number", &i.number)
                .with("due_on", french::date(i.due_on.day))
                .with("issued_on", french::date(i.issued_on));
        }
    }
}

/// The due date comes from delivery: computed so, or written as the delivery day or the agreed days after it.
fn follows_delivery(claim: &Claim, i: &Invoice) -> bool {
    let Some(delivered) = i.delivered_on else { return false };
    let terms = claim.contract.as_ref().and_then(|c| c.payment_terms);
    let days = terms.filter(|t| t.from == TermFrom::Delivery).map_or(0, |t| t.days);
    let agreed = delivered.checked_add_days(chrono::Days::new(u64::from(days)));
    i.due_on.follows_delivery() || i.due_on.day == delivered || Some(i.due_on.day) == agreed
}

/// Without tax plus VAT is not the amount claimed.
pub(super) fn amount_mismatch(f: &Facts<'_>, sink: &mut Sink) {
    for i in &f.claim.invoices {
        let (Some(net), Some(vat)) = (i.amount_excl_tax, i.vat) else { continue };
        if net + vat != i.amount {
            sink.raise(i.pointer())
                .with("number", &i.number)
                .with("net", french::amount(net))
                .with("vat", french::amount(vat))
                .with("sum", french::amount(net + vat))
                .with("amount", french::amount(i.amount));
        }
    }
}

/// Credit notes that take more than the line they reduce, or than all lines together.
pub(super) fn credit_exceeds(f: &Facts<'_>, sink: &mut Sink) {
    let mut credited: HashMap<usize, Money> = HashMap::new();
    let mut all = Money::ZERO;
    for note in f.claim.credit_notes() {
        all += note.amount;
        let Some(line) = note.credits.and_then(|c| f.claim.invoices.get(c)) else { continue };
        let sum = credited.entry(line.index).or_default();
        *sum += note.amount;
        if *sum > line.amount {
            sink.raise(note.pointer())
                .with("number", &line.number)
                .with("credited", french::amount(*sum))
                .with("amount", french::amount(line.amount));
        }
    }
    let owed: Money = f.claim.debts().map(|i| i.amount).sum();
    if all > owed {
        let raised = sink.raise("/invoices").variant("all");
        raised.with("credited", french::amount(all)).with("amount", french::amount(owed));
    }
    for note in f.claim.credit_notes() {
        let names_a_line = f.claim.file.invoices.get(note.index).is_some_and(|n| n.credits.is_some());
        if !names_a_line {
            let raised = sink.raise(note.pointer()).variant("no_line");
            raised.with("number", &note.number).with("amount", french::amount(note.amount));
        }
    }
}

/// A line without any amount.
pub(super) fn amount_zero(f: &Facts<'_>, sink: &mut Sink) {
    for i in f.claim.invoices.iter().filter(|i| i.amount.is_zero()) {
        sink.raise(i.pointer()).with("number", &i.number);
    }
}
