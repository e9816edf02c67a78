//! Regime A, procedural deadlines (CPC, art. 640 to 645): same quantième, starting day excluded, prorogued past the
//! days off. Refuses periods in hours and periods counted backwards.

use chrono::Days;

use super::calendar::{Calendars, Purpose, is_weekend};
use super::problem::DeadlineProblem;
use super::words;
use crate::domain::{Day, Territory, add_months_clamped};

/// A length of time in years, months and days; never nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    years: u32,
    months: u32,
    days: u32,
}

impl Span {
    /// A length; `None` when it is nothing.
    #[must_use]
    pub fn new(years: u32, months: u32, days: u32) -> Option<Span> {
        (years > 0 || months > 0 || days > 0).then_some(Span { years, months, days })
    }

    /// Years, months, days.
    #[must_use]
    pub fn parts(self) -> (u32, u32, u32) {
        (self.years, self.months, self.days)
    }

    pub(super) fn total_months(self) -> Option<u32> {
        self.years.checked_mul(12)?.checked_add(self.months)
    }

    /// « 2 ans, 1 mois et 5 jours ».
    #[must_use]
    pub fn words(self) -> String {
        words::duration(self.years, self.months, self.days)
    }
}

/// Months, when not nothing.
pub(super) fn months(n: u32) -> Result<Span, DeadlineProblem> {
    Span::new(0, n, 0).ok_or(DeadlineProblem::DurationInvalid { pointer: "" })
}

/// Days, when not nothing.
pub(super) fn days(n: u32) -> Result<Span, DeadlineProblem> {
    Span::new(0, 0, n).ok_or(DeadlineProblem::DurationInvalid { pointer: "" })
}

/// A procedural deadline: it can be prorogued, which a limitation never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProceduralDeadline {
    /// The event that makes the period run.
    pub start: Day,
    /// The period, distance not included.
    pub span: Span,
    /// Months added by distance.
    pub distance_months: u32,
    /// Whose days off count.
    pub territory: Territory,
    /// The last day before prorogation.
    pub raw: Day,
    /// The last day, until 24:00 (CPC, art. 642).
    pub expiry: Day,
    /// The last working day not after `raw`: the target of a creditor (R-SAFE).
    pub safe_by: Day,
    /// The last day of a wait imposed on the creditor: `expiry`, or later where a day's status is doubtful (R-ASYM).
    pub wait_until: Day,
}

/// The day a period ends before any prorogation: months first, then days (CPC, art. 641).
///
/// # Errors
/// Past the end of the calendar.
pub fn raw(start: Day, span: Span, distance_months: u32) -> Result<Day, DeadlineProblem> {
    let months = span.total_months().and_then(|m| m.checked_add(distance_months));
    let past = DeadlineProblem::DateOutOfRange;
    let day = months.and_then(|m| add_months_clamped(start, m)).ok_or(past)?;
    plus_days(day, span.days)
}

pub(super) fn plus_days(day: Day, n: u32) -> Result<Day, DeadlineProblem> {
    day.checked_add_days(Days::new(u64::from(n))).ok_or(DeadlineProblem::DateOutOfRange)
}

/// A procedural deadline, increased by `distance_months`, with the days off of `territory`.
///
/// # Errors
/// No calendar for the territory, or a decisive day outside the checked years.
pub fn deadline(
    start: Day,
    span: Span,
    distance_months: u32,
    territory: Territory,
    calendars: &Calendars,
) -> Result<ProceduralDeadline, DeadlineProblem> {
    let raw = raw(start, span, distance_months)?;
    // CPC, art. 642 al. 2: prorogued to the first working day that follows.
    let expiry = calendars.next_working(Purpose::Expiry, raw, territory)?;
    let safe_by = calendars.last_working(raw, territory)?;
    let wait_until = calendars.next_working(Purpose::Wait, raw, territory)?;
    Ok(ProceduralDeadline { start, span, distance_months, territory, raw, expiry, safe_by, wait_until })
}

impl ProceduralDeadline {
    /// The target day, when the period is long enough for it to mean something.
    #[must_use]
    pub fn target(&self) -> Option<Day> {
        (self.safe_by >= self.start).then_some(self.safe_by)
    }

    /// The computation in French.
    #[must_use]
    pub fn explain(&self, calendars: &Calendars) -> String {
        let mut out = self.span.words();
        if self.distance_months > 0 {
            out.push_str(&format!(", plus {}\u{a0}mois de distance,", self.distance_months));
        }
        out.push_str(&format!(" à compter du {}\u{a0}: {}.", words::date(self.start), words::date(self.raw)));
        if self.expiry != self.raw {
            out.push_str(&format!(
                " Ce jour est {}\u{a0}: le délai est prorogé au {} {}.",
                why_off(self.raw, self.territory, Purpose::Expiry, calendars),
                words::weekday(self.expiry),
                words::date(self.expiry)
            ));
        }
        out
    }
}

/// « un dimanche », « un jour férié (lundi de Pâques) ».
pub(super) fn why_off(day: Day, territory: Territory, purpose: Purpose, calendars: &Calendars) -> String {
    match calendars.holiday_name(purpose, day, territory) {
        Some(name) if !is_weekend(day) => format!("un jour férié ({name})"),
        _ => format!("un {}", words::weekday(day)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::days_between;
    use crate::rules::RuleFiles;

    fn calendars() -> Calendars {
        Calendars::load(&RuleFiles::embedded()).unwrap()
    }

    const TERRITORIES: [Territory; 11] = [
        Territory::Metropole,
        Territory::AlsaceMoselle,
        Territory::AlsaceMoselleVendrediSaint,
        Territory::Guadeloupe,
        Territory::Martinique,
        Territory::Guyane,
        Territory::LaReunion,
        Territory::Mayotte,
        Territory::SaintBarthelemy,
        Territory::SaintMartin,
        Territory::SaintPierreEtMiquelon,
    ];

    fn start() -> impl Strategy<Value = Day> {
        (0u64..6500).prop_map(|n| Day::from_ymd_opt(2015, 2, 1).unwrap() + Days::new(n))
    }

    fn span() -> impl Strategy<Value = Span> {
        (0u32..2, 0u32..7, 0u32..60).prop_filter_map("nothing", |(y, m, d)| Span::new(y, m, d))
    }

    #[test]
    fn nothing_is_no_span() {
        assert_eq!(Span::new(0, 0, 0), None);
    }

    #[test]
    fn the_target_of_a_very_short_period_is_not_shown() {
        let c = calendars();
        let start = "2026-11-21".parse().unwrap();
        let d = deadline(start, days(1).unwrap(), 0, Territory::Metropole, &c).unwrap();
        assert_eq!((d.safe_by, d.target()), ("2026-11-20".parse().unwrap(), None));
    }

    proptest! {
        #[test]
        fn a_prorogued_deadline_never_falls_on_a_day_off(s in start(), p in span(), t in 0usize..11) {
            let c = calendars();
            let d = deadline(s, p, 0, TERRITORIES[t], &c).unwrap();
            prop_assert!(!c.is_off(d.expiry, d.territory).unwrap());
            prop_assert!(!c.is_off(d.safe_by, d.territory).unwrap());
            prop_assert!(d.safe_by <= d.raw && d.raw <= d.expiry && d.expiry <= d.wait_until);
            prop_assert_eq!(d.safe_by == d.raw, d.expiry == d.raw);
            // Good Friday to Easter Monday, or Christmas before a weekend: never more than four days.
            prop_assert!(days_between(d.raw, d.expiry) <= 4);
        }

        #[test]
        fn a_later_start_never_ends_earlier(s in start(), p in span(), later in 0u64..40) {
            prop_assert!(raw(s, p, 0).unwrap() <= raw(s + Days::new(later), p, 0).unwrap());
        }

        #[test]
        fn distance_adds_months_to_the_months(s in start(), p in span(), d in 0u32..3) {
            let (y, m, n) = p.parts();
            let longer = Span::new(y, m + d, n).unwrap();
            prop_assert_eq!(raw(s, p, d).unwrap(), raw(s, longer, 0).unwrap());
            prop_assert!(raw(s, p, 0).unwrap() <= raw(s, p, d).unwrap());
        }
    }
}
