//! The limitation of one claim through its acts, in the order of their days.

use super::acts::{Act, ActEffect, ActKind, ActOutcome};
use super::rules::{LimitationKind, LimitationRule};
use super::{Limitation, LimitationEnd, LimitationStart, add_length, add_months, words};
use crate::deadlines::problem::DeadlineProblem;
use crate::deadlines::procedural::plus_days;
use crate::domain::{Day, add_years_clamped, days_between};
use crate::rules::{Rules, registry};

/// One claim: its rule, its start, what happened, the day it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct LimitationCase<'a> {
    /// The row of the table.
    pub rule: &'a LimitationRule,
    /// How the period starts.
    pub start: LimitationStart,
    /// The birth of the right, from which the ceiling runs; default the start.
    pub born_on: Option<Day>,
    /// What happened, in any order.
    pub acts: &'a [Act],
    /// The day the file is judged at: later acts do not count, an open suspension runs until then.
    pub as_of: Day,
}

struct Clock<'a> {
    case: &'a LimitationCase<'a>,
    last: Day,
    ceiling: Day,
    /// A claim in court or an enforcement act: the ceiling no longer holds (C. civ., art. 2232 al. 2).
    uncapped: bool,
    capped: bool,
    /// The end of a suspension that still runs, and the months left at least after it.
    suspended: Option<(Day, u32)>,
    minimum_months: u32,
    cautions: Vec<String>,
}

/// Runs a period through its acts.
///
/// # Errors
/// No version of a value on the day; past the end of the calendar.
pub fn run(case: &LimitationCase<'_>, rules: &Rules) -> Result<Limitation, DeadlineProblem> {
    let start = case.start.day();
    let initial_last_day = case.start.last_day(case.rule.length)?;
    let born = case.born_on.unwrap_or(start);
    let years = rules.get(registry::LIMITATION_CEILING_YEARS, born)?;
    let mut clock = Clock {
        case,
        last: initial_last_day,
        ceiling: add_years_clamped(born, years).ok_or(DeadlineProblem::DateOutOfRange)?,
        uncapped: false,
        capped: false,
        suspended: None,
        minimum_months: rules.get(registry::LIMITATION_SUSPENSION_MINIMUM_MONTHS, case.as_of)?,
        cautions: Vec::new(),
    };
    clock.cap();
    let mut order: Vec<usize> = (0..case.acts.len()).collect();
    order.sort_by_key(|i| case.acts.get(*i).map(|a| a.on));
    let mut outcomes: Vec<(usize, ActOutcome)> = Vec::with_capacity(order.len());
    for i in order {
        let Some(act) = case.acts.get(i).copied() else { continue };
        let (effect, reason) = clock.apply(act)?;
        clock.cap();
        outcomes.push((i, ActOutcome { act, effect, last_day: clock.last, reason }));
    }
    let computation = sentence(case, initial_last_day, &outcomes, clock.last);
    outcomes.sort_by_key(|(i, _)| *i);
    let mut cautions = clock.cautions;
    if case.rule.from.is_some_and(|from| start < from) {
        cautions.push(
            "La durée a changé depuis le point de départ\u{a0}: vérifiez le passage d'une durée à l'autre."
                .to_owned(),
        );
    }
    if clock.capped {
        cautions.push(format!("Le délai butoir arrête la prescription au {}.", words::date(clock.ceiling)));
    }
    cautions.extend(case.rule.note.clone());
    let acts = outcomes.iter().filter(|(_, o)| o.counted()).map(|(_, o)| article(o.act.kind));
    let ceiling = clock.capped.then_some("cciv-2232");
    let keys =
        case.rule.law.iter().map(String::as_str).chain(["cciv-2228", "cciv-2229"]).chain(acts).chain(ceiling);
    let mut law: Vec<String> = Vec::new();
    for key in keys {
        if !law.iter().any(|k| k == key) {
            law.push(key.to_owned());
        }
    }
    Ok(Limitation {
        end: LimitationEnd::of(clock.last, rules)?,
        initial_last_day,
        acts: outcomes.into_iter().map(|(_, o)| o).collect(),
        capped: clock.capped,
        cautions,
        computation,
        law,
    })
}

/// The article that gives an act its effect.
fn article(kind: ActKind) -> &'static str {
    match kind {
        ActKind::CourtClaim | ActKind::OrderServed => "cciv-2241",
        ActKind::EnforcementAct => "cciv-2244",
        ActKind::ClaimDeclared => "ccom-l622-25-1",
        ActKind::Mediation => "cciv-2238",
        ActKind::ForceMajeure => "cciv-2234",
        ActKind::RegisteredLetter => "cassur-l114-2",
        _ => "cciv-2240",
    }
}

impl Clock<'_> {
    fn cap(&mut self) {
        if !self.uncapped && self.last > self.ceiling {
            self.last = self.ceiling;
            self.capped = true;
        }
    }

    fn apply(&mut self, act: Act) -> Result<(ActEffect, String), DeadlineProblem> {
        let nothing = |why: &str| Ok((ActEffect::Nothing, why.to_owned()));
        let forclusion = self.case.rule.kind == LimitationKind::Forclusion;
        match act.kind {
            ActKind::Reminder => {
                return nothing("Une relance ou une mise en demeure n'interrompt pas la prescription.");
            }
            ActKind::Dispute => return nothing("Une contestation n'interrompt pas la prescription."),
            ActKind::InsolvencyOpened => {
                return nothing(
                    "Seule la déclaration de la créance interrompt la prescription, non l'ouverture.",
                );
            }
            ActKind::GracePeriod => {
                return nothing("Un délai de grâce suspend l'exécution, non la prescription.");
            }
            ActKind::RegisteredLetter if !self.case.rule.registered_letter_interrupts => {
                return nothing("Une lettre, même recommandée, n'interrompt pas la prescription.");
            }
            k if forclusion && k.acknowledges() => {
                return nothing("Une reconnaissance ou un paiement n'interrompt pas un délai de forclusion.");
            }
            ActKind::Mediation | ActKind::ForceMajeure if forclusion => {
                return nothing("Un délai de forclusion n'est pas suspendu.");
            }
            _ => {}
        }
        if act.on > self.case.as_of {
            return nothing("Postérieur au jour d'examen.");
        }
        if act.on > self.last {
            return nothing(if act.kind.acknowledges() {
                "Postérieur à l'expiration\u{a0}: n'interrompt plus rien (une reconnaissance claire peut valoir renonciation)."
            } else {
                "Postérieur à l'expiration."
            });
        }
        match act.kind {
            ActKind::Mediation | ActKind::ForceMajeure => self.suspend(act),
            _ => self.interrupt(act),
        }
    }

    /// C. civ., art. 2231 and 2242: a new period of the same length, from the act or from the end of proceedings.
    fn interrupt(&mut self, act: Act) -> Result<(ActEffect, String), DeadlineProblem> {
        let mut from = act.on;
        if act.kind.lasts() {
            match act.until {
                Some(end) => from = end.min(self.case.as_of).max(act.on),
                None => self.cautions.push(format!(
                    "La fin de l'instance ouverte par {} du {} n'est pas indiquée\u{a0}: le nouveau délai est compté, par prudence, du \
                     jour de l'acte.",
                    act.kind.french(),
                    words::date(act.on)
                )),
            }
        }
        if from < self.case.start.day() {
            return Ok((ActEffect::Nothing, "Antérieur au point de départ.".to_owned()));
        }
        if act.kind == ActKind::PromiseToPay {
            self.cautions.push(format!(
                "La promesse du {} n'interrompt la prescription que si elle est prouvée par écrit.",
                words::date(act.on)
            ));
        }
        self.uncapped |= act.kind.judicial();
        let mut last = add_length(from, self.case.rule.length)?;
        if let Some((end, minimum)) = self.suspended.filter(|(end, _)| *end > from) {
            last = plus_days(last, whole_days(from, end))?.max(add_months(end, minimum)?);
        }
        self.last = self.last.max(last);
        Ok((
            ActEffect::Interrupts { from },
            "Interrompt\u{a0}: un nouveau délai de même durée court.".to_owned(),
        ))
    }

    /// C. civ., art. 2230, 2234 and 2238: the clock stops, then runs on.
    fn suspend(&mut self, act: Act) -> Result<(ActEffect, String), DeadlineProblem> {
        let mut from = act.on.max(self.case.start.day());
        if let Some((end, _)) = self.suspended {
            from = from.max(end);
        }
        let end = act.until.unwrap_or(self.case.as_of).min(self.case.as_of);
        if act.until.is_none() {
            self.cautions.push(format!(
                "La fin de {} commencée le {} n'est pas indiquée\u{a0}: la suspension est comptée jusqu'au jour d'examen.",
                act.kind.french(),
                words::date(act.on)
            ));
        }
        if end <= from {
            return Ok((ActEffect::Nothing, "Sans durée pendant que le délai court.".to_owned()));
        }
        let days = whole_days(from, end);
        let minimum = if act.kind == ActKind::Mediation { self.minimum_months } else { 0 };
        self.last = plus_days(self.last, days)?.max(add_months(end, minimum)?);
        self.suspended = Some((end, minimum));
        Ok((ActEffect::Suspends { days }, "Suspend\u{a0}: le temps écoulé reste compté.".to_owned()))
    }
}

fn whole_days(from: Day, to: Day) -> u32 {
    u32::try_from(days_between(from, to)).unwrap_or(0)
}

fn sentence(case: &LimitationCase<'_>, initial: Day, outcomes: &[(usize, ActOutcome)], last: Day) -> String {
    let kind = match case.rule.kind {
        LimitationKind::Prescription => "Prescription",
        LimitationKind::Forclusion => "Forclusion",
    };
    let from = match case.start {
        LimitationStart::DuringDay(d) => format!("du {}", words::date(d)),
        LimitationStart::ZeroHour(d) => format!("du {} à 0\u{a0}heure", words::date(d)),
    };
    let mut out =
        format!("{kind} de {} à compter {from}\u{a0}: {}.", case.rule.length.words(), words::date(initial));
    for (_, o) in outcomes.iter().filter(|(_, o)| o.counted()) {
        let name = capitalised(o.act.kind.french());
        let (on, then) = (words::date(o.act.on), words::date(o.last_day));
        let part = match o.effect {
            ActEffect::Interrupts { from } if from != o.act.on => {
                let end = words::date(from);
                format!(" {name} du {on} interrompt jusqu'au {end}\u{a0}: nouveau délai jusqu'au {then}.")
            }
            ActEffect::Interrupts { .. } => {
                format!(" {name} du {on} interrompt\u{a0}: nouveau délai jusqu'au {then}.")
            }
            ActEffect::Suspends { days } => {
                format!(" {name} du {on} suspend {}\u{a0}: {then}.", words::duration(0, 0, days))
            }
            ActEffect::Nothing => String::new(),
        };
        out.push_str(&part);
    }
    out.push_str(&format!(
        " Dernier jour le {}\u{a0}; un jour non ouvrable ne le reporte pas.",
        words::date(last)
    ));
    out
}

fn capitalised(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
