//! The order obtained: served in time, opposed, enforceable (CPC, art. 1409 to 1422; IP-13 to IP-34).

use super::{Facts, Sink};
use crate::claim::wire::Order;
use crate::deadlines::Status;
use crate::deadlines::timeline::{OppositionEnd, ServiceState};
use crate::domain::{Day, Money, french};

fn order<'a>(f: &'a Facts<'_>) -> Option<&'a Order> {
    f.claim.order.as_ref()
}

fn debtor(f: &Facts<'_>, s: &ServiceState) -> String {
    f.claim.debtors.get(s.debtor).map(|d| french::user(&d.display_name())).unwrap_or_default()
}

fn all_lapsed(f: &Facts<'_>) -> bool {
    !f.timeline.service.is_empty() && f.timeline.without_order()
}

/// No order: nothing to hand over.
pub(super) fn missing(f: &Facts<'_>, out: &mut Sink) {
    if order(f).is_none() {
        out.raise("");
    }
}

/// An order stands: no second request for the same sum.
pub(super) fn already_obtained(f: &Facts<'_>, out: &mut Sink) {
    let Some(o) = order(f) else { return };
    if all_lapsed(f) {
        return;
    }
    out.raise("/order")
        .with("number", french::user(&o.number))
        .with("court", french::user(&o.court))
        .with("dated", french::date(o.dated_on.day()));
}

/// Rendered under the regime where the formule was asked afterwards (IP-34).
pub(super) fn regime_unsupported(f: &Facts<'_>, out: &mut Sink) {
    if let (Some(o), true) = (order(f), f.timeline.service.iter().any(|s| s.regime_unsupported)) {
        out.raise("/order/dated_on").with("dated", french::date(o.dated_on.day()));
    }
}

/// A day that contradicts another: nothing is computed from it.
pub(super) fn dates_inconsistent(f: &Facts<'_>, out: &mut Sink) {
    for s in &f.timeline.service {
        let (Some(problem), false) = (&s.problem, s.regime_unsupported) else { continue };
        let pointer = s.served.map_or("/order".to_owned(), |v| format!("/order/services/{}/on", v.index));
        out.raise(pointer).with("why", french::capitalised(&problem.to_string()));
    }
}

/// Without the copy that bears the formule, nothing can be served or enforced (IP-13b, IP-16).
pub(super) fn not_enforceable(f: &Facts<'_>, out: &mut Sink) {
    if let Some(o) = order(f).filter(|o| !o.enforceable_copy) {
        out.raise("/order/enforceable_copy").with("court", french::user(&o.court));
    }
}

/// Not served in time: non avenue against this debtor (IP-14).
pub(super) fn service_expired(f: &Facts<'_>, out: &mut Sink) {
    let Some(o) = order(f) else { return };
    for s in f.timeline.service.iter().filter(|s| s.lapsed) {
        let raised = out.raise(format!("/debtors/{}", s.debtor));
        raised.with("name", debtor(f, s)).with("dated", french::date(o.dated_on.day()));
        if let Some(d) = &s.service {
            raised.with("last", french::date_with_weekday(d.expiry));
        }
        if let Some(v) = s.served {
            raised.with("served", french::date(v.on));
        }
        raised.variant(match (s.served, all_lapsed(f)) {
            (None, true) => "unserved_all",
            (None, false) => "unserved",
            (Some(_), true) => "late_all",
            (Some(_), false) => "late",
        });
    }
}

/// Still to be served: execution must wait.
pub(super) fn not_served(f: &Facts<'_>, out: &mut Sink) {
    let ready = f.timeline.service.iter().any(|s| s.enforceable);
    let waiting = |s: &&ServiceState| s.served.is_none() && !s.lapsed && !s.regime_unsupported;
    for s in f.timeline.service.iter().filter(waiting) {
        let Some(d) = &s.service else { continue };
        let raised = out.raise(format!("/debtors/{}", s.debtor));
        raised
            .with("name", debtor(f, s))
            .with("last", french::date_with_weekday(d.expiry))
            .with("safe", french::date_with_weekday(d.safe_by));
        if ready {
            raised.variant("others_ready");
        }
    }
}

/// Every debtor was served, or can no longer be: nothing is left to serve.
pub(super) fn already_served(f: &Facts<'_>, out: &mut Sink) {
    let states = &f.timeline.service;
    let (Some(_), false, false) = (order(f), states.is_empty(), all_lapsed(f)) else { return };
    if states.iter().all(|s| s.served.is_some() || s.lapsed) {
        out.raise("/order/services");
    }
}

/// The time that suspends enforcement runs, or opposition stays possible (IP-23, IP-24, IP-31).
pub(super) fn opposition_open(f: &Facts<'_>, out: &mut Sink) {
    let states = &f.timeline.service;
    let ready = states.iter().any(|s| s.enforceable);
    for s in states.iter().filter(|s| !s.lapsed && s.opposed_on.is_none()) {
        let (Some(served), Some(e)) = (s.served, s.execution) else { continue };
        let open_ended = matches!(s.opposition, Some(OppositionEnd::OpenEnded(_)));
        let waiting = f.claim.as_of < e.not_before;
        if !waiting && !open_ended {
            continue;
        }
        let raised = out.raise(format!("/debtors/{}", s.debtor));
        raised
            .with("name", debtor(f, s))
            .with("served", french::date(served.on))
            .with("last", french::date_with_weekday(e.opposition.expiry))
            .with("from", french::date_with_weekday(e.not_before));
        match (waiting, ready) {
            (true, true) => {
                raised.variant("others_ready");
            }
            (true, false) if e.wait.is_some() => {
                raised.variant("with_wait");
            }
            (true, false) => {}
            (false, _) => {
                raised.variant("open_ended");
            }
        }
    }
}

/// The debtor formed opposition: the court decides (IP-22, IP-30).
pub(super) fn opposed(f: &Facts<'_>, out: &mut Sink) {
    let services = order(f).map(|o| o.services.as_slice()).unwrap_or_default();
    for s in &f.timeline.service {
        let Some(on) = s.opposed_on else { continue };
        let same = |v: &crate::claim::wire::Service| {
            usize::try_from(v.debtor) == Ok(s.debtor) && v.opposed_on.map(|d| d.day()) == Some(on)
        };
        let pointer = services
            .iter()
            .position(same)
            .map_or(format!("/debtors/{}", s.debtor), |i| format!("/order/services/{i}/opposed_on"));
        let raised = out.raise(pointer).with("name", debtor(f, s)).with("on", french::date(on));
        if s.opposed_late {
            raised.variant("late");
        }
    }
}

/// The order no longer says what a debtor owes: opposed in time, or non avenue. The sums are those of the claim again
/// (CPC, art. 1411, 1413 and 1420), without the costs that a title alone allows (CPCE, art. L. 111-8). When it still
/// binds another debtor, one statement cannot say both.
pub(super) fn not_the_basis(f: &Facts<'_>, out: &mut Sink) {
    let Some(o) = order(f) else { return };
    let mixed = f.timeline.order_stands();
    for s in f.timeline.service.iter().filter(|s| !s.stands()) {
        let raised = out.raise(format!("/debtors/{}", s.debtor));
        raised.with("name", debtor(f, s)).with("dated", french::date(o.dated_on.day()));
        if let Some(on) = s.opposed_on {
            raised.with("on", french::date(on));
        }
        match (mixed, s.lapsed) {
            (true, _) => {
                raised.variant("another_bound");
            }
            (false, true) => {
                raised.variant("lapsed");
            }
            (false, false) => {}
        }
    }
}

/// What shows that nobody opposed: a certificate in the older regime, the silence of the greffe in the recent one
/// (IP-31, IP-32).
pub(super) fn certificate_missing(f: &Facts<'_>, out: &mut Sink) {
    let Some(o) = order(f) else { return };
    let ready: Vec<&ServiceState> = f.timeline.service.iter().filter(|s| s.enforceable).collect();
    let ends = ready.iter().filter_map(|s| s.execution).map(|e| e.opposition.expiry);
    let last: Option<Day> = ends.max();
    let (Some(last), Some(first)) = (last, ready.first()) else { return };
    const AT: &str = "/order/certificate_of_no_opposition_on";
    match o.certificate_of_no_opposition_on.map(|d| d.day()) {
        Some(day) if day <= last => {
            out.raise(AT).variant("early").with("on", french::date(day)).with("last", french::date(last));
        }
        Some(_) => {}
        None => {
            let raised = out.raise(AT).with("last", french::date(last));
            if first.execution.is_some_and(|e| e.wait.is_some()) {
                raised.variant("silence");
            }
        }
    }
}

/// What was owed at least when the judge decided: a payment may have gone to interest and left more.
fn asked_at_least(f: &Facts<'_>, on: Day) -> Money {
    let owed: Money = f.claim.debts().filter(|d| d.due_on.day < on).map(|d| d.amount).sum();
    let credited: Money = f.claim.credit_notes().filter(|c| c.issued_on <= on).map(|c| c.amount).sum();
    let paid: Money = f.claim.payments.iter().filter(|p| p.received_on <= on).map(|p| p.amount).sum();
    (owed - credited - paid).or_zero()
}

/// The judge granted a part: to serve is to live with it (IP-13).
pub(super) fn partial(f: &Facts<'_>, out: &mut Sink) {
    let Some(o) = order(f) else { return };
    let asked = asked_at_least(f, o.dated_on.day());
    if o.amounts.principal >= asked {
        return;
    }
    let raised = out.raise("/order/amounts/principal");
    raised
        .with("granted", french::amount(o.amounts.principal))
        .with("asked", french::amount(asked))
        .with("missing", french::amount(asked - o.amounts.principal));
    if f.timeline.service.iter().any(|s| s.served.is_some()) {
        raised.variant("served");
    }
}

/// The title can no longer be enforced (HO-09, PR-22).
pub(super) fn title_expired(f: &Facts<'_>, out: &mut Sink) {
    let ended = |s: Status| s == Status::Expired;
    for d in f.timeline.deadlines.iter().filter(|d| d.code == "title_limitation" && ended(d.status)) {
        out.raise(d.subject.clone())
            .with("last", french::date(d.expires_on))
            .with("computation", &d.computation);
    }
}
