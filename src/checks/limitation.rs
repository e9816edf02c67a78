//! Time that ran out, or soon will (C. civ., art. 2224 and 2240 to 2249; PR-24 to PR-37).

use super::{Facts, Sink};
use crate::claim::Party;
use crate::deadlines::timeline::LineLimitation;
use crate::domain::{days_between, french};
use crate::rules::registry;
use crate::statement::Line;

/// The lines with something left, each with its limitation.
fn lines<'a>(f: &'a Facts<'_>) -> impl Iterator<Item = (&'a Line, &'a LineLimitation)> {
    let both = f.statement.lines.iter().zip(&f.timeline.limitations);
    both.filter(|(line, _)| line.left().is_positive()).filter_map(|(line, l)| Some((line, l.as_ref()?)))
}

/// A line is barred. Letters to a consumer are closed; a court is closed once nothing else can be asked, unless the
/// creditor chooses to ask all the same (LIM-02, PR-37).
pub(super) fn expired(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let consumer = c.debtors.iter().any(Party::is_consumer);
    let alone = f.statement.claimable(false).next().is_none();
    let insists = c.relief.claim_prescribed == Some(true);
    for (line, l) in lines(f).filter(|(_, l)| l.is_barred(c.as_of)) {
        let end = &l.limitation.end;
        let raised = out.raise(l.pointer.clone());
        raised
            .with("number", french::user(&line.number))
            .with("last", french::date(end.last_day))
            .with("barred", french::date(end.time_barred_from))
            .with("left", french::amount(line.left()))
            .with("computation", &l.limitation.computation);
        raised.variant(match (l.forclusion, consumer, alone, insists) {
            (true, _, true, _) => "forclusion_alone",
            (true, _, false, _) => "forclusion",
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
    for (line, l) in lines(f).filter(|(_, l)| !l.merged_in_title && !l.is_barred(c.as_of)) {
        let last = l.limitation.end.last_day;
        let left = days_between(c.as_of, last);
        if left > i64::from(near) {
            continue;
        }
        let file_by = last.checked_sub_days(chrono::Days::new(u64::from(procedure)));
        let file_by = file_by.unwrap_or(c.as_of);
        let raised = out.raise(l.pointer.clone());
        raised
            .with("number", french::user(&line.number))
            .with("last", french::date_with_weekday(last))
            .with("safe", french::date_with_weekday(l.limitation.end.safety_day))
            .with("days", french::count(u32::try_from(left).unwrap_or(0), "jour", "jours"))
            .with("procedure", french::count(procedure, "jour", "jours"))
            .with("file_by", french::date(file_by));
        if c.order.is_some() {
            raised.variant("order");
        } else if file_by < c.as_of {
            raised.variant("too_late_for_order");
        }
    }
}
