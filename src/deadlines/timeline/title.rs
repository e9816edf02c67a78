//! An order that may be enforced: the time to enforce it and the day its interest is raised (PR-22, HO-07, HO-09, INT-14).

use super::acts::{Acts, Paid};
use super::order::ServiceState;
use super::{Case, ClaimDeadline, lines, sentence};
use crate::deadlines::limitation::{self, LimitationCase, LimitationStart};
use crate::deadlines::procedural::{self, months};
use crate::deadlines::{DeadlineProblem, Status, status};
use crate::domain::french::date;
use crate::domain::{Day, Grade};
use crate::rules::{NoVersion, registry};

/// What the report lists of each title.
pub(super) fn deadlines(
    case: &Case<'_>,
    states: &[ServiceState],
    acts: &Acts,
    paid: &[Vec<Day>],
    out: &mut Vec<ClaimDeadline>,
) -> Result<(), NoVersion> {
    let mut days: Vec<Day> = Vec::new();
    if states.iter().any(|s| s.enforceable) {
        days.extend(paid.iter().flatten());
        days.sort_unstable();
        days.dedup();
    }
    for state in states.iter().filter(|s| s.enforceable) {
        let Some(from) = state.enforcement_from() else { continue };
        out.extend(title(case, state.debtor, from, acts, &days)?);
        out.extend(plus_five(case, state.debtor, from)?);
    }
    Ok(())
}

fn title(
    case: &Case<'_>,
    debtor: usize,
    from: Day,
    acts: &Acts,
    paid: &[Day],
) -> Result<Option<ClaimDeadline>, NoVersion> {
    let Some(rule) = case.calendars.limitation().by_key("title") else { return Ok(None) };
    let acts = acts.for_period(from, rule.length, Paid(paid));
    let run = limitation::run(
        // C. civ., art. 2229: enforceable from 0:00 of that day, which counts whole.
        &LimitationCase {
            rule,
            start: LimitationStart::ZeroHour(from),
            born_on: None,
            acts: &acts,
            as_of: case.claim.as_of,
        },
        case.rules,
    );
    let found = match run {
        Ok(l) => l,
        Err(DeadlineProblem::NoVersion(e)) => return Err(e),
        Err(_) => return Ok(None),
    };
    let mut notes = vec![
        "À confirmer\u{a0}: la place d'une ordonnance parmi les titres exécutoires est discutée.".to_owned(),
    ];
    if let Some(own) = lines::rule(case) {
        notes.push(format!(
            "Les intérêts échus depuis l'ordonnance gardent la prescription de la créance\u{a0}: {}.",
            own.length.words()
        ));
    }
    notes.extend(found.cautions);
    let law: Vec<&str> = found.law.iter().map(String::as_str).collect();
    Ok(Some(ClaimDeadline {
        code: "title_limitation",
        subject: case.debtor_pointer(debtor),
        starts_on: from,
        expires_on: found.end.last_day,
        raw_expires_on: found.end.last_day,
        safe_by: Some(found.end.safety_day),
        computation: case.naming(
            "Exécution de l'ordonnance contre {debtor}. {rule}",
            debtor,
            &[("rule", &sentence(&found.computation))],
        ),
        law: case.law(&law),
        status: status::status(Some(from), found.end.last_day, case.claim.as_of, case.rules)?,
        note: Some(sentence(&notes.join(" "))),
    }))
}

/// The first day of the raised legal rate (CMF, art. L. 313-3). No prorogation.
fn plus_five(case: &Case<'_>, debtor: usize, from: Day) -> Result<Option<ClaimDeadline>, NoVersion> {
    let version = case.rules.version_on(registry::PLUS_FIVE_AFTER_MONTHS, from)?;
    let after = case.rules.get(registry::PLUS_FIVE_AFTER_MONTHS, from)?;
    let points = case.rules.get(registry::PLUS_FIVE, from)?;
    let last = months(after).and_then(|m| procedural::raw(from, m, 0));
    let Some((last, first)) = last.ok().and_then(|l| Some((l, l.succ_opt()?))) else { return Ok(None) };
    let doubt = version.grade == Grade::Unverified;
    let note = if doubt {
        "Texte non vérifié."
    } else {
        "Majoration du seul taux légal\u{a0}; pour une ordonnance, le départ des mois est une lecture, à confirmer."
    };
    Ok(Some(ClaimDeadline {
        code: "plus_five_from",
        subject: case.debtor_pointer(debtor),
        starts_on: first,
        expires_on: first,
        raw_expires_on: first,
        safe_by: None,
        computation: case.naming(
            "Ordonnance exécutoire contre {debtor} le {from}. Après {after}\u{a0}mois, finis le {last}, le taux légal est majoré de \
             {points}\u{a0}points à partir du {first}.",
            debtor,
            &[
                ("from", &date(from)),
                ("after", &after.to_string()),
                ("last", &date(last)),
                ("points", &points.percent().normalize().to_string()),
                ("first", &date(first)),
            ],
        ),
        law: version.law.clone(),
        status: if case.claim.as_of >= first { Status::Open } else { Status::NotStarted },
        note: Some(sentence(note)),
    }))
}
