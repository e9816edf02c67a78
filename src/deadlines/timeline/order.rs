//! An order against one debtor: its service, the opposition, the day it may be enforced (IP-14 to IP-33).

use super::{Case, ClaimDeadline, explained, sentence};
use crate::claim::wire::{EventKind, Order, ServiceMode};
use crate::deadlines::order::{self, ExecutionFrom};
use crate::deadlines::{DeadlineProblem, ProceduralDeadline, Status, status};
use crate::domain::french::date;
use crate::domain::{Day, LawRef, Territory};
use crate::rules::{NoVersion, registry};

/// A service of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// Rank in `order.services`.
    pub index: usize,
    /// The day.
    pub on: Day,
    /// How.
    pub mode: ServiceMode,
}

/// When the opposition can no longer be formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OppositionEnd {
    /// One period, from the service to the person (CPC, art. 1416 al. 1).
    FromService(ProceduralDeadline),
    /// Served otherwise: from the first act served to the person or the first measure on the property (al. 2).
    FromAct(ProceduralDeadline),
    /// Served otherwise, and no such act yet: still admissible. The period of al. 1, which suspends enforcement.
    OpenEnded(ProceduralDeadline),
}

/// Where an order stands against one debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceState {
    /// Rank of the debtor.
    pub debtor: usize,
    /// The first service to him.
    pub served: Option<Served>,
    /// The time to serve.
    pub service: Option<ProceduralDeadline>,
    /// Not served in time, or served too late: the order is non avenue against him.
    pub lapsed: bool,
    /// The order is of the regime before the formule exécutoire at issue: nothing is computed.
    pub regime_unsupported: bool,
    /// The opposition period, once served.
    pub opposition: Option<OppositionEnd>,
    /// The day he formed opposition.
    pub opposed_on: Option<Day>,
    /// He did so after the period.
    pub opposed_late: bool,
    /// When enforcement may begin, once served in time.
    pub execution: Option<ExecutionFrom>,
    /// Served in time, not opposed in time, and the waits are over.
    pub enforceable: bool,
    /// Why a day could not be computed.
    pub problem: Option<DeadlineProblem>,
}

impl ServiceState {
    /// Whether the order says what he owes: neither non avenue against him (CPC, art. 1411) nor opposed in time, which
    /// seises the court of the first claim (art. 1413 and 1420).
    #[must_use]
    pub fn stands(&self) -> bool {
        !self.lapsed && (self.opposed_on.is_none() || self.opposed_late)
    }

    /// Whether the debtor may still form opposition on a day.
    #[must_use]
    pub fn opposition_open(&self, day: Day) -> bool {
        match self.opposition {
            None => false,
            Some(OppositionEnd::OpenEnded(_)) => true,
            Some(OppositionEnd::FromService(d) | OppositionEnd::FromAct(d)) => day <= d.expiry,
        }
    }

    /// The first day of enforcement, if nothing else closes it.
    #[must_use]
    pub fn enforcement_from(&self) -> Option<Day> {
        self.execution.map(|e| e.not_before)
    }
}

impl OppositionEnd {
    /// The period, whatever opened it.
    #[must_use]
    pub fn period(&self) -> &ProceduralDeadline {
        match self {
            Self::FromService(d) | Self::FromAct(d) | Self::OpenEnded(d) => d,
        }
    }
}

/// Sets aside what cannot be computed; a missing version of the law stops everything.
fn kept<T>(
    found: Result<T, DeadlineProblem>,
    problem: &mut Option<DeadlineProblem>,
) -> Result<Option<T>, NoVersion> {
    match found {
        Ok(t) => Ok(Some(t)),
        Err(DeadlineProblem::NoVersion(e)) => Err(e),
        Err(e) => {
            problem.get_or_insert(e);
            Ok(None)
        }
    }
}

/// The state of an order against each debtor.
pub(super) fn states(
    case: &Case<'_>,
    order: &Order,
    residences: &[Territory],
) -> Result<Vec<ServiceState>, NoVersion> {
    let one = |debtor| {
        let residence = residences.get(debtor).copied().unwrap_or(case.territory);
        state(case, order, debtor, residence)
    };
    (0..case.claim.debtors.len()).map(one).collect()
}

fn state(
    case: &Case<'_>,
    order: &Order,
    debtor: usize,
    residence: Territory,
) -> Result<ServiceState, NoVersion> {
    let (rules, calendars, court, as_of) = (case.rules, case.calendars, case.territory, case.claim.as_of);
    let dated_on = order.dated_on.day();
    let mut problem = None;
    let service = kept(order::signification(dated_on, court, rules, calendars), &mut problem)?;
    let regime_unsupported = matches!(problem, Some(DeadlineProblem::OrderRegimeUnsupported(_)));
    let to_him = || {
        let his = order.services.iter().enumerate();
        his.filter(move |(_, s)| usize::try_from(s.debtor) == Ok(debtor))
    };
    let first = to_him().min_by_key(|(_, s)| s.on);
    let served = first.map(|(index, s)| Served { index, on: s.on.day(), mode: s.mode });
    let mut state = ServiceState {
        debtor,
        served,
        service,
        lapsed: service.is_some_and(|d| served.map_or(as_of, |s| s.on) > d.expiry),
        regime_unsupported,
        opposition: None,
        opposed_on: to_him().filter_map(|(_, s)| s.opposed_on).map(|d| d.day()).min(),
        opposed_late: false,
        execution: None,
        enforceable: false,
        problem: None,
    };
    let Some(served) = served.filter(|_| !regime_unsupported) else {
        state.problem = problem;
        return Ok(state);
    };
    let period = |start| order::opposition(start, court, residence, rules, calendars);
    let first_month = kept(period(served.on), &mut problem)?;
    state.opposition = match (first_month, served.mode) {
        (None, _) => None,
        (Some(d), ServiceMode::InPerson) => Some(OppositionEnd::FromService(d)),
        (Some(d), _) => {
            // CPC, art. 1416 al. 2: the first act served to the person, else the first measure on his property.
            let in_person =
                to_him().filter(|(_, s)| s.mode == ServiceMode::InPerson).map(|(_, s)| s.on.day());
            let measures = case.claim.events.iter().filter(|e| e.kind == EventKind::EnforcementAct);
            let known = |d: &Day| *d >= served.on && *d <= as_of;
            let act = in_person.filter(known).min();
            match act.or_else(|| measures.map(|e| e.on.day()).filter(known).min()) {
                None => Some(OppositionEnd::OpenEnded(d)),
                Some(on) => kept(period(on), &mut problem)?
                    .map(|of_act| OppositionEnd::FromAct(if of_act.expiry > d.expiry { of_act } else { d })),
            }
        }
    };
    state.opposed_late = match (&state.opposition, state.opposed_on) {
        (Some(OppositionEnd::FromService(d) | OppositionEnd::FromAct(d)), Some(on)) => on > d.expiry,
        _ => false,
    };
    if !state.lapsed {
        let from = order::execution_earliest(dated_on, served.on, court, Some(residence), rules, calendars);
        state.execution = kept(from, &mut problem)?;
    }
    let unopposed = state.opposed_on.is_none() || state.opposed_late;
    state.enforceable = unopposed && state.execution.is_some_and(|e| as_of >= e.not_before);
    state.problem = problem;
    Ok(state)
}

/// What the report lists of an order.
pub(super) fn deadlines(
    case: &Case<'_>,
    order: &Order,
    states: &[ServiceState],
    out: &mut Vec<ClaimDeadline>,
) -> Result<(), NoVersion> {
    for state in states {
        out.extend(service(case, order, state)?);
        out.extend(opposition(case, state)?);
        out.extend(enforcement(case, order, state)?);
    }
    Ok(())
}

/// To be served, or not served in time; nothing once it is done.
fn service(case: &Case<'_>, order: &Order, state: &ServiceState) -> Result<Option<ClaimDeadline>, NoVersion> {
    let Some(d) = state.service.filter(|_| state.served.is_none() || state.lapsed) else {
        return Ok(None);
    };
    let dated_on = order.dated_on.day();
    let mut law: Vec<LawRef> =
        case.rules.version_on(registry::IP_SIGNIFICATION_MONTHS, dated_on)?.law.clone();
    law.extend(case.law(&["cpc-641", "cpc-642"]));
    let note = match state.served {
        Some(s) => Some(format!("Signifiée le {}, après ce jour\u{a0}: l'ordonnance est non avenue à son égard.", date(s.on))),
        None if state.lapsed => Some("Faute de signification connue, l'ordonnance est non avenue à son égard.".to_owned()),
        None if case.is_abroad(state.debtor) => Some("Pour un débiteur hors de France, le créancier est à temps si l'acte est expédié ce jour au plus tard.".to_owned()),
        None => None,
    };
    Ok(Some(ClaimDeadline {
        code: "order_service",
        subject: case.debtor_pointer(state.debtor),
        starts_on: d.start,
        expires_on: d.expiry,
        raw_expires_on: d.raw,
        safe_by: d.target(),
        computation: case.naming(
            "Signification de l'ordonnance à {debtor}. {rule} Passé le {end}, elle est non avenue à son égard.",
            state.debtor,
            &[("rule", &explained(&d, case.calendars)), ("end", &date(d.expiry))],
        ),
        law,
        status: status::status(Some(d.start), d.expiry, case.claim.as_of, case.rules)?,
        note: note.map(|n| sentence(&n)),
    }))
}

fn opposition(case: &Case<'_>, state: &ServiceState) -> Result<Option<ClaimDeadline>, NoVersion> {
    let (Some(end), Some(served)) = (state.opposition, state.served) else { return Ok(None) };
    let d = end.period();
    let mut law = vec!["cpc-1416", "cpc-641", "cpc-642"];
    if d.distance_months > 0 {
        law.extend(["cpc-643", "cpc-644", "cpc-645"]);
    }
    let mut notes = Vec::new();
    match end {
        OppositionEnd::OpenEnded(_) => notes.push(
            "L'ordonnance n'a pas été signifiée à personne\u{a0}: l'opposition reste recevable après ce jour, jusqu'à l'expiration du \
             mois qui suit le premier acte signifié à personne ou, à défaut, la première mesure rendant ses biens indisponibles."
                .to_owned(),
        ),
        OppositionEnd::FromAct(_) => notes.push(
            "Le délai est compté du premier acte signifié à personne ou de la mesure d'exécution indiquée, à supposer qu'elle ait \
             rendu ses biens indisponibles."
                .to_owned(),
        ),
        OppositionEnd::FromService(_) => {}
    }
    if served.mode == ServiceMode::Electronic {
        notes.push(
            "Une signification électronique est comptée, par prudence, comme non faite à personne."
                .to_owned(),
        );
    }
    if let Some(on) = state.opposed_on {
        let late = if state.opposed_late { ", après ce délai" } else { "" };
        notes.push(format!("Opposition formée le {}{late}.", date(on)));
    }
    let status = match end {
        OppositionEnd::OpenEnded(_) => Status::Open,
        _ => status::status(Some(d.start), d.expiry, case.claim.as_of, case.rules)?,
    };
    Ok(Some(ClaimDeadline {
        code: "opposition",
        subject: case.debtor_pointer(state.debtor),
        starts_on: d.start,
        expires_on: d.expiry,
        raw_expires_on: d.raw,
        safe_by: None,
        computation: case.naming(
            "Opposition de {debtor}, ordonnance signifiée le {served}. {rule}",
            state.debtor,
            &[("served", &date(served.on)), ("rule", &explained(d, case.calendars))],
        ),
        law: case.law(&law),
        status,
        note: (!notes.is_empty()).then(|| sentence(&notes.join(" "))),
    }))
}

/// `expires_on` and `starts_on` are the first day of enforcement; the status stays open from that day on.
fn enforcement(
    case: &Case<'_>,
    order: &Order,
    state: &ServiceState,
) -> Result<Option<ClaimDeadline>, NoVersion> {
    let (Some(from), Some(served)) = (state.execution, state.served) else { return Ok(None) };
    let raw = from.wait.map_or(from.opposition.raw, |w| w.raw.max(from.opposition.raw));
    let mut notes = Vec::new();
    match state.opposed_on {
        Some(on) if !state.opposed_late => notes.push(format!(
            "L'opposition formée le {} suspend l'exécution\u{a0}: attendre le jugement.",
            date(on)
        )),
        _ if from.wait.is_some() => notes.push(
            "À condition de n'avoir reçu du greffe ni avis d'opposition ni invitation à consigner les frais de l'opposition."
                .to_owned(),
        ),
        _ => notes.push(match order.certificate_of_no_opposition_on {
            Some(day) => format!("Certificat de non-opposition du {}.", date(day.day())),
            None => "Un certificat de non-opposition est demandé en pratique au greffe.".to_owned(),
        }),
    }
    if matches!(state.opposition, Some(OppositionEnd::OpenEnded(_))) {
        notes.push(
            "Signifiée autrement qu'à personne, l'ordonnance reste exposée à l'opposition pendant l'exécution.".to_owned(),
        );
    }
    if !order.enforceable_copy {
        notes.push("La copie revêtue de la formule exécutoire manque.".to_owned());
    }
    let wait =
        from.wait.map(|w| format!("Attente après signification\u{a0}: {} ", explained(&w, case.calendars)));
    let law = if from.wait.is_some() {
        vec!["cpc-1422", "cpc-1416", "decret-2026-96"]
    } else {
        vec!["cpc-1422", "cpc-1416"]
    };
    Ok(Some(ClaimDeadline {
        code: "enforcement_from",
        subject: case.debtor_pointer(state.debtor),
        starts_on: from.not_before,
        expires_on: from.not_before,
        raw_expires_on: raw.succ_opt().unwrap_or(raw),
        safe_by: None,
        computation: case.naming(
            "Exécution contre {debtor}, ordonnance signifiée le {served}. Le délai d'opposition finit le {end}. {wait}Exécution \
             possible à partir du {from}.",
            state.debtor,
            &[
                ("served", &date(served.on)),
                ("end", &date(from.opposition.expiry)),
                ("wait", wait.as_deref().unwrap_or_default()),
                ("from", &date(from.not_before)),
            ],
        ),
        law: case.law(&law),
        status: if state.enforceable { Status::Open } else { Status::NotStarted },
        note: Some(sentence(&notes.join(" "))),
    }))
}
