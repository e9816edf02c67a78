//! What the claim tells that interrupts or suspends: its events, the services of its order, the payments of each line.
//!
//! A payment acts on the lines it touched only; an event carries no line, so it acts on the whole claim (PR-25).

use super::order::ServiceState;
use crate::claim::Claim;
use crate::claim::wire::{Channel, EventKind};
use crate::deadlines::limitation::{Act, ActKind};
use crate::deadlines::procedural::{self, Span};
use crate::domain::Day;

/// The days of the payments that took something of a line.
#[derive(Clone, Copy)]
pub(super) struct Paid<'a>(pub &'a [Day]);

/// The acts that concern every line, the oldest first.
pub(super) struct Acts(Vec<Act>);

/// Above this many acknowledgments of one line, those that change nothing are left out of the reasoning.
const TOLD: usize = 12;

impl Acts {
    pub(super) fn of(claim: &Claim, service: &[ServiceState]) -> Acts {
        let mut acts: Vec<Act> = Vec::with_capacity(claim.events.len());
        for e in &claim.events {
            let on = e.on.day();
            let kind = match e.kind {
                EventKind::Acknowledgment => ActKind::Acknowledgment,
                // The payment itself, which knows its lines, speaks for the event.
                EventKind::PartialPayment if claim.payments.iter().any(|p| p.received_on == on) => continue,
                EventKind::PartialPayment => ActKind::PartialPayment,
                EventKind::PromiseToPay => ActKind::PromiseToPay,
                EventKind::CourtClaim => ActKind::CourtClaim,
                EventKind::OrderServed => ActKind::OrderServed,
                EventKind::EnforcementAct => ActKind::EnforcementAct,
                EventKind::Mediation => ActKind::Mediation,
                EventKind::ForceMajeure => ActKind::ForceMajeure,
                EventKind::ClaimDeclared => ActKind::ClaimDeclared,
                EventKind::Dispute | EventKind::InsolvencyOpened | EventKind::GracePeriod => continue,
            };
            acts.push(Act { kind, on, until: e.until.map(|d| d.day()) });
        }
        acts.extend(served(claim, service));
        // Only the insurer's registered letter interrupts; the engine sets the others aside.
        let letters = claim
            .notices
            .iter()
            .filter(|n| matches!(n.channel, Channel::RegisteredLetter | Channel::ElectronicRegisteredLetter));
        if claim.nature == crate::domain::Nature::InsurancePremium {
            acts.extend(letters.map(|n| Act {
                kind: ActKind::RegisteredLetter,
                on: n.sent_on.day(),
                until: None,
            }));
        }
        acts.sort_by_key(|a| (a.on, a.until));
        acts.dedup_by(|a, b| (a.kind, a.on) == (b.kind, b.on));
        Acts(acts)
    }

    /// Those that may change a period, with the payments of its line; what came before the period is left out.
    pub(super) fn for_period(&self, start: Day, length: Span, paid: Paid<'_>) -> Vec<Act> {
        let pending = |a: &Act| a.until.is_none_or(|end| end >= start);
        let own = paid.0.iter().map(|on| Act { kind: ActKind::PartialPayment, on: *on, until: None });
        let mut acts: Vec<Act> = own.filter(|a| a.on >= start).collect();
        acts.extend(self.0.iter().filter(|a| {
            a.on >= start
                || (matches!(a.kind, ActKind::Mediation | ActKind::ForceMajeure) && pending(a))
                || (a.kind.lasts() && a.until.is_some_and(|end| end >= start))
        }));
        acts.sort_by_key(|a| a.on);
        acts.dedup_by(|a, b| (a.kind, a.on) == (b.kind, b.on));
        if acts.iter().filter(|a| a.kind.acknowledges()).count() > TOLD {
            acts = without_idle(acts, start, length);
        }
        acts
    }
}

/// Of acknowledgments that follow one another in time, the last alone fixes the end: each is followed as far as the
/// period reaches, so that none is dropped that a later one needs.
fn without_idle(acts: Vec<Act>, start: Day, length: Span) -> Vec<Act> {
    let mut reach = procedural::raw(start, length, 0).unwrap_or(start);
    let mut out: Vec<Act> = Vec::new();
    let mut held: Option<Act> = None;
    for act in acts {
        if !act.kind.acknowledges() {
            out.push(act);
            continue;
        }
        if act.on > reach
            && let Some(last) = held.take()
        {
            reach = reach.max(procedural::raw(last.on, length, 0).unwrap_or(last.on));
            out.push(last);
        }
        held = Some(act);
    }
    out.extend(held);
    out.sort_by_key(|a| a.on);
    out
}

/// Service of the order in time interrupts (PR-28): against all when they are solidary, else once all are served
/// (C. civ., art. 2245).
fn served(claim: &Claim, service: &[ServiceState]) -> Vec<Act> {
    let act = |on| Act { kind: ActKind::OrderServed, on, until: None };
    let valid = |s: &ServiceState| s.served.map(|v| v.on).filter(|_| !s.lapsed);
    if claim.joint_and_several {
        return service.iter().filter_map(valid).map(act).collect();
    }
    let each: Option<Vec<Day>> = service.iter().map(valid).collect();
    each.and_then(|days| days.into_iter().min()).map(act).into_iter().collect()
}
