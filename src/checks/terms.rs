//! Terms of payment: the caps between professionals (C. com., art. L. 441-10 and L. 441-11; TERM-01 to TERM-07), and the
//! due dates that had to be read otherwise than as written.

use chrono::Days;

use super::{Facts, Sink};
use crate::claim::wire::{InvoiceKind, TermFrom};
use crate::claim::{DueBasis, Invoice};
use crate::domain::{Day, Nature, end_of_month, french};
use crate::rules::registry;

/// Natures whose price falls under the caps: goods, services and works sold by a professional to another.
fn capped(f: &Facts<'_>) -> bool {
    let sold = matches!(
        f.claim.nature,
        Nature::SaleOfGoods
            | Nature::Services
            | Nature::Works
            | Nature::Transport
            | Nature::Telecom
            | Nature::Energy
            | Nature::Water
            | Nature::OtherContract
    );
    // A public buyer has terms of its own (TERM-11).
    sold && f.claim.is_b2b() && !f.claim.debtors.iter().any(|d| d.is_public())
}

/// The last lawful day of an agreed term, and the days it is made of.
fn last_lawful(f: &Facts<'_>, issued: Day, end_of_month_agreed: bool) -> Option<(Day, u32)> {
    let plus = |day: Day, n: u32| day.checked_add_days(Days::new(u64::from(n)));
    if f.claim.nature == Nature::Transport {
        let days = f.rules.get(registry::TRANSPORT_TERM_DAYS, issued).ok()?;
        return Some((plus(issued, days)?, days));
    }
    if end_of_month_agreed {
        let days = f.rules.get(registry::MAX_TERM_DAYS_END_OF_MONTH, issued).ok()?;
        // Both methods are lawful (TERM-03): only what exceeds both is said.
        let last = end_of_month(plus(issued, days)?).max(plus(end_of_month(issued), days)?);
        return Some((last, days));
    }
    let days = f.rules.get(registry::MAX_TERM_DAYS, issued).ok()?;
    Some((plus(issued, days)?, days))
}

/// TERM-02, TERM-03, TERM-07. The term is never shortened: the excess is said (POLICY).
pub(super) fn over_cap(f: &Facts<'_>, sink: &mut Sink) {
    if !capped(f) {
        return;
    }
    let terms = f.claim.contract.as_ref().and_then(|c| c.payment_terms);
    let end_of_month_agreed = terms.is_some_and(|t| t.from == TermFrom::EndOfMonth);
    let variant = match (f.claim.nature, end_of_month_agreed) {
        (Nature::Transport, _) => Some("transport"),
        (_, true) => Some("end_of_month"),
        _ => None,
    };
    let billed = |i: &&Invoice| matches!(i.kind, InvoiceKind::Invoice | InvoiceKind::Other);
    let mut contract_told = false;
    for i in f.claim.debts().filter(billed) {
        let Some((last, days)) = last_lawful(f, i.issued_on, end_of_month_agreed) else { continue };
        if i.due_on.day <= last {
            continue;
        }
        let from_contract = matches!(i.due_on.basis, DueBasis::FromTerms { .. });
        if from_contract && contract_told {
            continue;
        }
        contract_told |= from_contract;
        let pointer =
            if from_contract { "/contract/payment_terms".into() } else { format!("{}/due_on", i.pointer()) };
        let raised = sink.raise(pointer);
        raised
            .with("number", &i.number)
            .with("issued_on", french::date(i.issued_on))
            .with("due_on", french::date(i.due_on.day))
            .with("last", french::date(last))
            .with("days", days);
        if let Some(v) = variant {
            raised.variant(v);
        }
    }
}

/// TERM-03: « fin de mois » has two lawful readings; without agreement the later day was taken.
pub(super) fn method_missing(f: &Facts<'_>, sink: &mut Sink) {
    let ambiguous = |i: &&Invoice| matches!(i.due_on.basis, DueBasis::FromTerms { ambiguous: true, .. });
    if let Some(first) = f.claim.debts().find(ambiguous) {
        sink.raise("/contract/payment_terms")
            .with("number", &first.number)
            .with("due_on", french::date(first.due_on.day));
    }
}

/// TERM-01: the term runs from delivery, which is not told; or nothing tells any term.
pub(super) fn start_unknown(f: &Facts<'_>, sink: &mut Sink) {
    for i in f.claim.debts() {
        let variant = match i.due_on.basis {
            DueBasis::FromTerms { start_unknown: true, .. } => None,
            DueBasis::FromLaw { start_unknown: true, .. } => Some("of_law"),
            DueBasis::OnIssue if matches!(i.kind, InvoiceKind::Invoice | InvoiceKind::Other) => {
                Some("on_issue")
            }
            _ => continue,
        };
        let raised = sink.raise(i.pointer());
        raised.with("number", &i.number).with("due_on", french::date(i.due_on.day));
        if let Some(v) = variant {
            raised.variant(v);
        }
    }
}
