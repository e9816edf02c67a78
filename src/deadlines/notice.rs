//! Regime D, the time a formal notice leaves (C. civ., art. 1231 and 1344; R-MED), and the electronic registered
//! letter (R. 53-3 of the postal code). The deadline itself is never prorogued; the creditor's next step is.

use super::calendar::{Calendars, Purpose};
use super::problem::DeadlineProblem;
use super::procedural::{plus_days, why_off};
use super::words;
use crate::domain::{Day, Territory};
use crate::rules::{Rules, registry};

/// What became of a notice that took effect; the day is that of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// The receipt is signed: day of delivery.
    Signed,
    /// Refused: day of presentation.
    Refused,
    /// Announced and not claimed: day of the first presentation.
    Unclaimed,
}

/// The time a notice leaves and the next step it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeDeadline {
    /// What became of the notice.
    pub outcome: NoticeOutcome,
    /// The day the notice took effect.
    pub effective_date: Day,
    /// The day the time runs from, itself not counted.
    pub start: Day,
    /// Days left.
    pub days: u32,
    /// Whose days off delay the next step.
    pub territory: Territory,
    /// The last day to pay, even a Sunday.
    pub deadline: Day,
    /// The end of the postal retention of an unclaimed letter.
    pub retention_end: Option<Day>,
    /// The first day of the creditor's next step.
    pub not_before: Day,
    /// Whether the time is shorter than what is accepted without a confirmation.
    pub short: bool,
}

/// The time a notice leaves. `sent_on` when it runs from the sending (« à compter de la présente »), else it runs from
/// the outcome's day.
///
/// # Errors
/// No days; no calendar for the territory; no version of a value on the day.
pub fn notice(
    outcome: NoticeOutcome,
    date: Day,
    sent_on: Option<Day>,
    days: u32,
    territory: Territory,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<NoticeDeadline, DeadlineProblem> {
    if days == 0 {
        return Err(DeadlineProblem::DurationInvalid { pointer: "/days" });
    }
    let start = sent_on.unwrap_or(date);
    if start > date {
        return Err(DeadlineProblem::DurationInvalid { pointer: "/sent_on" });
    }
    let deadline = plus_days(start, days)?;
    let mut wait = calendars.next_working(Purpose::Wait, deadline, territory)?;
    let mut retention_end = None;
    if outcome == NoticeOutcome::Unclaimed {
        let kept = plus_days(date, rules.get(registry::NOTICE_RETENTION_DAYS, date)?)?;
        retention_end = Some(kept);
        wait = wait.max(kept);
    }
    let not_before = wait.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
    let short = days < rules.get(registry::NOTICE_MINIMUM_DAYS, date)?;
    Ok(NoticeDeadline {
        outcome,
        effective_date: date,
        start,
        days,
        territory,
        deadline,
        retention_end,
        not_before,
        short,
    })
}

impl NoticeDeadline {
    /// The computation in French.
    #[must_use]
    pub fn explain(&self, calendars: &Calendars) -> String {
        let mut out = format!(
            "{} à compter du {}, jour non compté\u{a0}: {}.",
            words::duration(0, 0, self.days),
            words::date(self.start),
            words::date(self.deadline)
        );
        if calendars.is_off_for(Purpose::Wait, self.deadline, self.territory) == Ok(true) {
            let why = why_off(self.deadline, self.territory, Purpose::Wait, calendars);
            out.push_str(&format!(" Ce jour est {why}\u{a0}: la suite attend le premier jour ouvrable."));
        }
        if let Some(kept) = self.retention_end {
            out.push_str(&format!(" Le pli non réclamé est gardé jusqu'au {}.", words::date(kept)));
        }
        out.push_str(&format!(" Suite possible à partir du {}.", words::date(self.not_before)));
        out
    }

    /// What rests on a choice, in French.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        match self.short {
            false => Vec::new(),
            true => vec![format!(
                "Un délai de {} risque d'être jugé déraisonnable\u{a0}: confirmez-le ou allongez-le.",
                words::duration(0, 0, self.days)
            )],
        }
    }
}

/// The life of an electronic registered letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElectronicLetter {
    /// The last day the addressee may accept.
    pub last_acceptance_day: Day,
    /// The day by which the proof of refusal or non-claim is available.
    pub proof_available_by: Day,
}

/// Counted from the day after the information was sent (R. 53-3).
///
/// # Errors
/// No version on the day.
pub fn electronic_letter(
    information_sent_on: Day,
    rules: &Rules,
) -> Result<ElectronicLetter, DeadlineProblem> {
    let days = rules.get(registry::LRE_ACCEPTANCE_DAYS, information_sent_on)?;
    let last_acceptance_day = plus_days(information_sent_on, days)?;
    let proof_available_by = last_acceptance_day.succ_opt().ok_or(DeadlineProblem::DateOutOfRange)?;
    Ok(ElectronicLetter { last_acceptance_day, proof_available_by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn run(
        outcome: NoticeOutcome,
        date: &str,
        sent: Option<&str>,
        days: u32,
        t: Territory,
    ) -> NoticeDeadline {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let calendars = Calendars::load(rules.files()).unwrap();
        notice(outcome, d(date), sent.map(d), days, t, &rules, &calendars).unwrap()
    }

    #[test]
    fn a_refusal_counts_from_the_presentation() {
        let got = run(NoticeOutcome::Refused, "2026-11-20", None, 15, Territory::Metropole);
        assert_eq!((got.deadline, got.not_before), (d("2026-12-05"), d("2026-12-08")));
        assert_eq!(got.retention_end, None);
    }

    #[test]
    fn an_unclaimed_letter_waits_for_the_longer_of_both() {
        let got = run(NoticeOutcome::Unclaimed, "2026-11-20", None, 30, Territory::Metropole);
        assert_eq!(got.not_before, d("2026-12-22"));
    }

    #[test]
    fn the_time_may_run_from_the_sending() {
        let got = run(NoticeOutcome::Signed, "2026-11-23", Some("2026-11-20"), 8, Territory::Metropole);
        assert_eq!((got.deadline, got.not_before), (d("2026-11-28"), d("2026-12-01")));
    }

    #[test]
    fn both_days_of_saint_martin_delay_the_next_step() {
        let got = run(NoticeOutcome::Signed, "2026-05-19", None, 8, Territory::SaintMartin);
        assert_eq!((got.deadline, got.not_before), (d("2026-05-27"), d("2026-05-30")));
        let code = run(NoticeOutcome::Signed, "2026-05-19", None, 8, Territory::Guadeloupe);
        assert_eq!(code.not_before, d("2026-05-29"));
    }

    #[test]
    fn less_than_the_accepted_minimum_warns() {
        assert!(run(NoticeOutcome::Signed, "2026-11-23", None, 4, Territory::Metropole).short);
        assert!(!run(NoticeOutcome::Signed, "2026-11-23", None, 5, Territory::Metropole).short);
    }
}
