//! Time that ran out, or soon will (C. civ., art. 2224 and 2240 to 2249; PR-24 to PR-37).

use super::{Facts, Sink};
use crate::claim::Party;
use crate::deadlines::timeline::LineLimitation;
use crate::domain::{Money, days_between, french};
use crate::rules::registry;

/// A line with something left, and its limitation.
struct Running<'a> {
    number: &'a str,
    left: Money,
    limitation: &'a LineLimitation,
}

/// The lines with something left. Under an order the statement is that of the order: the invoices are taken whole.
fn lines<'a>(f: &'a Facts<'_>) -> Vec<Running<'a>> {
    let left = |(i, amount): (usize, Money)| {
        let line = f.statement.lines.get(i).filter(|_| !f.statement.by_title);
        line.map_or(amount, crate::statement::Line::left)
    };
    let debts = f.claim.debts().enumerate().zip(&f.timeline.limitations);
    let all = debts.filter_map(|((i, debt), l)| {
        Some(Running { number: &debt.number, left: left((i, debt.amount)), limitation: l.as_ref()? })
    });
    all.filter(|r| r.left.is_positive()).collect()
}

/// A line is barred. Letters to a consumer are closed; a court is closed once nothing else can be asked, unless the
/// creditor chooses to ask all the same (LIM-02, PR-37).
pub(super) fn expired(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let consumer = c.debtors.iter().any(Party::is_consumer);
    let alone = !f.statement.by_title && f.statement.claimable(false).next().is_none();
    let insists = c.relief.claim_prescribed == Some(true);
    for r in lines(f).into_iter().filter(|r| r.limitation.is_barred(c.as_of)) {
        let l = r.limitation;
        let end = &l.limitation.end;
        let raised = out.raise(l.pointer.clone());
        raised
            .with("number", french::user(r.number))
            .with("last", french::date(end.last_day))
            .with("barred", french::date(end.time_barred_from))
            .with("left", french::amount(r.left))
            .with("computation", &l.limitation.computation);
        raised.variant(match (l.forclusion, consumer, alone, insists) {
            // One first default bars every line of a credit.
            (true, ..) => "forclusion",
            (false, true, _, true) => "consumer_claimed",
            (false, true, true, false) => "consumer_alone",
            (false, true, false, false) => "consumer",
            (false, false, _, true) => "professional_claimed",
            (false, false, true, false) => "professional_alone",
            (false, false, false, false) => "professional",
        });
    }
}

/// A line will soon be barred: the request does not interrupt, only the service of the order does (PR-28).
pub(super) fn near(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let (Ok(near), Ok(procedure)) = (
        f.rules.get(registry::LIMITATION_NEAR_DAYS, c.as_of),
        f.rules.get(registry::LIMITATION_ORDER_DAYS, c.as_of),
    ) else {
        return;
    };
    for r in lines(f) {
        let l = r.limitation;
        if l.merged_in_title || l.is_barred(c.as_of) {
            continue;
        }
        let last = l.limitation.end.last_day;
        let left = days_between(c.as_of, last);
        if left > i64::from(near) {
            continue;
        }
        let file_by = last.checked_sub_days(chrono::Days::new(u64::from(procedure)));
        let file_by = file_by.unwrap_or(c.as_of);
        let raised = out.raise(l.pointer.clone());
        raised
            .with("number", french::user(r.number))
            .with("last", french::date_with_weekday(last))
            .with("safe", french::date_with_weekday(l.limitation.end.safety_day))
            .with("days", french::count(u32::try_from(left).unwrap_or(0), "jour", "jours"))
            .with("procedure", french::count(procedure, "jour", "jours"))
            .with("file_by", french::date(file_by));
        if !f.timeline.without_order() {
            raised.variant("order");
        } else if file_by < c.as_of {
            raised.variant("too_late_for_order");
        }
    }
}
