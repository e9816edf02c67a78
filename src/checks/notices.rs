//! What was sent to the debtor, and what it is worth (C. civ., art. 1344; CIV-01 to CIV-05, CIV-13, R-MED).

use super::{Facts, Sink};
use crate::claim::notices;
use crate::claim::wire::{Channel, EventKind, Returned};
use crate::domain::{Nature, french};
use crate::rules::registry;

/// No notice puts the debtor in default. An order for payment may be asked all the same; what depends on a notice
/// (a penalty clause, the costs of a syndicat) may not.
pub(super) fn missing(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let nothing_late = !f.statement.lines.iter().any(|l| l.is_due(c.as_of));
    if !f.timeline.without_order() || nothing_late || !notices::defaults(&c.notices).is_empty() {
        return;
    }
    let raised = out.raise("");
    let penalty = c.relief.penalty_clause.is_some_and(|p| p.is_positive());
    if penalty && c.nature != Nature::ResidentialLease {
        raised.variant("penalty_clause");
    } else if c.nature == Nature::CoownershipCharges && !c.relief.costs.is_empty() {
        raised.variant("coownership_costs");
    } else if c.debtors.iter().any(crate::claim::Party::is_consumer) {
        raised.variant("consumer");
    } else if !f.statement.lines.iter().all(|l| l.regime.of_right()) {
        raised.variant("no_interest");
    }
}

/// The time left by the only notices that count is not over.
pub(super) fn too_recent(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let notices = &f.timeline.notices;
    if !f.timeline.without_order() || notices.iter().any(|(_, n)| n.not_before <= c.as_of) {
        return;
    }
    if let Some((index, n)) = notices.iter().min_by_key(|(_, n)| n.not_before) {
        out.raise(format!("/notices/{index}"))
            .with("effective", french::date(n.effective_date))
            .with("days", french::count(n.days, "jour", "jours"))
            .with("deadline", french::date_with_weekday(n.deadline))
            .with("next", french::date_with_weekday(n.not_before));
    }
}

/// A formal notice that had no effect.
pub(super) fn not_received(f: &Facts<'_>, out: &mut Sink) {
    if !f.timeline.without_order() {
        return;
    }
    for (i, n) in f.claim.notices.iter().enumerate() {
        if !n.is_formal() || n.takes_effect().is_some() {
            continue;
        }
        let raised = out.raise(format!("/notices/{i}")).with("sent", french::date(n.sent_on.day()));
        if n.returned != Some(Returned::UnknownAddress) {
            raised.variant("unproven");
        }
    }
}

/// What a notice must say or suppose, as far as the file lets it be seen.
pub(super) fn mentions_missing(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    if !f.timeline.without_order() {
        return;
    }
    if c.is_b2c() && c.nature != Nature::ResidentialLease && c.creditor.mediator.is_none() {
        let raised = out.raise("/creditor/mediator");
        if c.events.iter().any(|e| e.kind == EventKind::Dispute) {
            raised.variant("dispute");
        }
    }
    let any_consumer = c.debtors.iter().any(crate::claim::Party::is_consumer);
    for (i, n) in c.notices.iter().enumerate() {
        if any_consumer && n.is_formal() && n.channel == Channel::ElectronicRegisteredLetter {
            out.raise(format!("/notices/{i}/channel"))
                .variant("electronic")
                .with("sent", french::date(n.sent_on.day()));
        }
    }
}

/// The time offered is shorter than what is accepted without a second look (R-MED).
pub(super) fn short_deadline(f: &Facts<'_>, out: &mut Sink) {
    let (Some(days), Ok(least)) =
        (f.claim.relief.payment_deadline_days, f.rules.get(registry::NOTICE_MINIMUM_DAYS, f.claim.as_of))
    else {
        return;
    };
    if days < least {
        out.raise("/relief/payment_deadline_days")
            .with("days", french::count(days, "jour", "jours"))
            .with("least", french::count(least, "jour", "jours"));
    }
}

/// Interest runs from a presentation whose day is not told: the day of sending was taken (CIV-04).
pub(super) fn presentation_unknown(f: &Facts<'_>, out: &mut Sink) {
    let used = f.statement.lines.iter().filter_map(|l| l.notice).filter(|n| n.presentation_unknown);
    let mut ranks: Vec<usize> = used.map(|n| n.notice).collect();
    ranks.sort_unstable();
    ranks.dedup();
    for i in ranks {
        let Some(n) = f.claim.notices.get(i) else { continue };
        out.raise(format!("/notices/{i}/presented_on")).with("sent", french::date(n.sent_on.day()));
    }
}
