//! The time left by the formal notices that took effect (R-MED).

use super::{Case, ClaimDeadline, sentence};
use crate::claim::notices::defaults;
use crate::claim::wire::{Notice, Returned};
use crate::deadlines::notice::{self, NoticeDeadline, NoticeOutcome};
use crate::deadlines::status;
use crate::domain::{Day, Territory};
use crate::rules::{NoVersion, registry};

/// The end of the time left by each notice, and what the report lists of it.
pub(super) fn deadlines(
    case: &Case<'_>,
    residences: &[Territory],
    out: &mut Vec<ClaimDeadline>,
) -> Result<Vec<(usize, NoticeDeadline)>, NoVersion> {
    let claim = case.claim;
    let days = match claim.relief.payment_deadline_days {
        Some(days) => days,
        None => case.rules.get(registry::NOTICE_DEFAULT_DAYS, claim.as_of)?,
    };
    let chosen = claim.relief.payment_deadline_days.is_some();
    let mut all = Vec::new();
    for default in defaults(&claim.notices) {
        let Some(sent) = claim.notices.get(default.notice) else { continue };
        let Some(end) = end(case, sent, default.effective_on, days, residences) else { continue };
        let mut notes = end.warnings();
        if default.presentation_unknown {
            notes.push("Jour de présentation inconnu\u{a0}: le jour d'envoi est pris.".to_owned());
        }
        if !chosen {
            notes.push("Délai d'usage\u{a0}: aucun texte n'en fixe la durée.".to_owned());
        }
        out.push(ClaimDeadline {
            code: "notice_period",
            subject: format!("/notices/{}", default.notice),
            starts_on: end.start,
            expires_on: end.deadline,
            raw_expires_on: end.deadline,
            safe_by: None,
            computation: sentence(&format!("Mise en demeure. {}", end.explain(case.calendars))),
            law: case.law(&["cciv-1344", "cciv-1231"]),
            status: status::status(Some(end.start), end.deadline, claim.as_of, case.rules)?,
            note: (!notes.is_empty()).then(|| sentence(&notes.join(" "))),
        });
        all.push((default.notice, end));
    }
    Ok(all)
}

/// With the days off of the debtor, else of the court. A time of usage that cannot be counted is not worth refusing a
/// claim: no days left, a notice older than the usage that is recorded, a calendar that does not reach.
fn end(
    case: &Case<'_>,
    sent: &Notice,
    effective_on: Day,
    days: u32,
    residences: &[Territory],
) -> Option<NoticeDeadline> {
    let outcome = match sent.returned {
        Some(Returned::Refused) => NoticeOutcome::Refused,
        Some(Returned::Unclaimed) => NoticeOutcome::Unclaimed,
        _ => NoticeOutcome::Signed,
    };
    let places = residences.first().copied().into_iter().chain([case.territory]);
    let count = |t| notice::notice(outcome, effective_on, None, days, t, case.rules, case.calendars).ok();
    places.filter_map(count).next()
}
