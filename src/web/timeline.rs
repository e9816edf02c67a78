//! The deadlines of a dossier along a line, by date, with the day of the judgment among them.

use serde::Serialize;

use crate::claim::Claim;
use crate::deadlines::Status;
use crate::documents::build::{deadline_name, opens, subject};
use crate::domain::{Day, LawRef, french};
use crate::dossier::report::{DeadlineView, Report};

/// How many sums one deadline names before it counts them.
const NAMED: usize = 5;

/// How many deadlines a page shows: the calendar has them all.
const SHOWN: usize = 100;

/// Something on the line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// `open`, `due_soon`, `expired`, `not_started`, or `today`.
    pub status: &'static str,
    /// « en cours ».
    pub state: &'static str,
    /// « Prescription ».
    pub name: String,
    /// « F-2026-041 et F-2026-058 »: what it runs on.
    pub subject: String,
    /// « mardi 2 juin 2031 ».
    pub day: String,
    /// The same for a program.
    pub iso: Day,
    /// The day to aim at, when it is another.
    pub safe_by: Option<String>,
    /// How it is counted.
    pub computation: String,
    /// Articles.
    pub law: Vec<LawRef>,
    /// What is not certain.
    pub note: Option<String>,
}

/// The deadlines by date, those that are the same for several sums told once.
pub(super) fn timeline(report: &Report, claim: &Claim) -> Vec<Moment> {
    let mut deadlines: Vec<&DeadlineView> = report.deadlines.iter().collect();
    deadlines.sort_by_key(|d| (d.expires_on, d.code, d.starts_on));
    let mut groups: Vec<(&DeadlineView, Vec<String>)> = Vec::new();
    for d in deadlines {
        let name = subject(claim, &d.subject);
        match groups.last_mut() {
            Some((one, names)) if alike(one, d) => names.push(name),
            _ => groups.push((d, vec![name])),
        }
    }
    let today = Moment {
        status: "today",
        state: "jour du contrôle",
        name: "Jour du contrôle".to_owned(),
        subject: String::new(),
        day: french::date_with_weekday(report.as_of),
        iso: report.as_of,
        safe_by: None,
        computation: String::new(),
        law: Vec::new(),
        note: None,
    };
    // What is over stands above the day of the judgment, what may still be missed below.
    let past = groups.iter().filter(|(d, _)| d.expires_on < report.as_of).count();
    let mut out: Vec<Moment> = groups.into_iter().take(SHOWN).map(|(d, names)| moment(d, &names)).collect();
    out.insert(past.min(out.len()), today);
    out
}

/// Whether two deadlines differ only by what they run on.
fn alike(a: &DeadlineView, b: &DeadlineView) -> bool {
    (a.code, a.starts_on, a.expires_on, a.safe_by, a.status)
        == (b.code, b.starts_on, b.expires_on, b.safe_by, b.status)
        && a.computation == b.computation
        && a.note == b.note
}

fn moment(d: &DeadlineView, names: &[String]) -> Moment {
    let named = match names.get(..NAMED) {
        Some(first) if names.len() > NAMED => {
            format!("{} et {} autres", first.join(", "), names.len() - NAMED)
        }
        _ => french::list(names),
    };
    let (status, state) = match d.status {
        Status::Open => ("open", d.status.label()),
        Status::DueSoon => ("due_soon", d.status.label()),
        // A day from which something may be done is not missed once it is past.
        Status::Expired if opens(d.code) => ("open", "atteint"),
        Status::Expired => ("expired", d.status.label()),
        Status::NotStarted => ("not_started", d.status.label()),
    };
    Moment {
        status,
        state,
        name: french::typeset(deadline_name(d.code)),
        subject: named,
        day: french::date_with_weekday(d.expires_on),
        iso: d.expires_on,
        safe_by: d.safe_by.filter(|s| *s != d.expires_on).map(french::date_with_weekday),
        computation: d.computation.clone(),
        law: d.law.clone(),
        note: d.note.clone(),
    }
}
