//! D19: the state of the file. What happened, what runs, what is open, at equal rank; nothing is advised.

use crate::checks::Finding;
use crate::claim::Claim;
use crate::claim::wire::EventKind;
use crate::documents::etat_du_dossier::{self as model, DeadlineLine, EventLine};
use crate::documents::french::{self, amount, fill, typeset, user};
use crate::documents::mentions;
use crate::documents::narrative;
use crate::documents::paper::Paper;
use crate::domain::{Bundle, Day, Money};
use crate::dossier::report::{DeadlineView, Report};
use crate::rules::Severity;

use super::{BuildError, Setting, events, figures};

/// The note.
pub(super) fn state(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let report = Report::new(s.dossier, s.law);
    let sums = s.figures.sums(&s.figures.asked());
    let fees: Vec<(String, Money)> = report
        .fees
        .iter()
        .map(|f| {
            let doubt = if f.certain { "" } else { " (indicatif, à vérifier)" };
            (format!("{}{doubt}", f.label), f.amount)
        })
        .collect();
    let deadlines: Vec<DeadlineLine> = report.deadlines.iter().map(|d| deadline(s, d)).collect();
    Ok(model::model(&model::Facts {
        frame: s.frame(),
        sums: &sums,
        court: &court(s),
        chronology: &chronology(s),
        deadlines: &deadlines,
        findings: report
            .findings
            .iter()
            .map(|f| {
                let rank = match f.severity {
                    Severity::Error => "Erreur",
                    Severity::Warning => "Avertissement",
                    Severity::Info => "Information",
                };
                format!("{rank}\u{a0}: {}", f.message)
            })
            .collect(),
        options: options(s, &report),
        fees: &fees,
        missing: report
            .findings
            .iter()
            .filter(|f| f.severity != Severity::Info)
            .filter_map(Finding::remedy_in_words)
            .collect(),
        ruleset: &format!("version {}", report.ruleset.version),
    }))
}

fn court(s: &Setting<'_>) -> String {
    let Some(c) = &s.dossier.forum.competence else {
        return typeset("Aucune juridiction n'est déterminée : voir les constats.");
    };
    match &c.view.court.address {
        Some(a) => format!("{}, {}, {} {}", c.view.court.name, a.lines.join(", "), a.postal_code, a.city),
        None => c.view.court.name.clone(),
    }
}

/// Invoices, payments, notices, events and the order, by date.
fn chronology(s: &Setting<'_>) -> Vec<EventLine> {
    let claim = s.claim;
    let mut out: Vec<EventLine> = Vec::new();
    let line = |on: Day, what: String, exhibit: Option<u32>| EventLine { on, what, exhibit };
    if let Some((on, ground)) =
        claim.contract.as_ref().and_then(|c| Some((c.signed_on?.day(), events::contract_ground(claim)?)))
    {
        out.push(line(on, ground, events::contract_exhibits(claim).first().copied()));
    }
    for i in &claim.invoices {
        let what = if i.is_credit_note() { "Avoir" } else { "Émission de" };
        out.push(line(
            i.issued_on,
            fill("{w} {n}, {a}", &[("w", what), ("n", &user(&i.number)), ("a", &amount(i.amount))]),
            i.exhibit.map(figures::number),
        ));
        if !i.is_credit_note() && i.due_on.day <= claim.as_of {
            out.push(line(i.due_on.day, fill("Échéance de {n}", &[("n", &user(&i.number))]), None));
        }
    }
    for p in &claim.payments {
        let label = p.label.as_deref().map(|l| format!(" ({})", user(l))).unwrap_or_default();
        out.push(line(
            p.received_on,
            fill("Paiement reçu, {a}{l}", &[("a", &amount(p.amount)), ("l", &label)]),
            None,
        ));
    }
    for n in events::notices(claim) {
        let exhibit = n.exhibits.first().copied();
        let what = if n.formal {
            // The exhibit has its own column.
            narrative::formal_notice(&narrative::NoticeFact { exhibits: Vec::new(), ..n.clone() })
        } else {
            fill("Relance par {c}", &[("c", &typeset(&n.channel))])
        };
        out.push(line(n.sent_on, what.trim_end_matches('.').to_owned(), exhibit));
    }
    for e in claim.events.iter().filter(|e| e.on.day() <= claim.as_of) {
        let exhibit = e.exhibit.as_ref().and_then(|id| claim.exhibits.iter().find(|x| x.id == *id));
        let label = e.label.as_deref().map(|l| fill(" : {l}", &[("l", &user(l))])).unwrap_or_default();
        let sum = e.amount.map(|m| format!(", {}", amount(m))).unwrap_or_default();
        out.push(line(
            e.on.day(),
            format!("{}{sum}{label}", typeset(event(e.kind))),
            exhibit.map(|x| figures::number(x.index)),
        ));
    }
    if let Some(o) = &claim.order {
        let named = super::handover::order_fact(o).named();
        let named = named.strip_prefix("l\u{2019}").unwrap_or(&named).to_owned();
        out.push(line(o.dated_on.day(), french::capitalised(&named), None));
        for x in &o.services {
            let debtor = usize::try_from(x.debtor).ok().and_then(|d| s.debtors.get(d));
            let whom = debtor.map(|d| format!(" {}", d.after_a())).unwrap_or_default();
            out.push(line(x.on.day(), format!("Signification de l\u{2019}ordonnance{whom}"), None));
            if let Some(on) = x.opposed_on {
                let who = debtor.map(|d| format!(" {}", d.after_de())).unwrap_or_default();
                out.push(line(on.day(), format!("Opposition{who}"), None));
            }
        }
    }
    out.sort_by_key(|e| e.on);
    out
}

/// French name of what happened.
pub(crate) fn event(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Acknowledgment => "Reconnaissance de la dette",
        EventKind::PartialPayment => "Paiement partiel",
        EventKind::CourtClaim => "Demande en justice",
        EventKind::OrderServed => "Signification d'une ordonnance",
        EventKind::EnforcementAct => "Acte d'exécution",
        EventKind::Mediation => "Médiation ou conciliation",
        EventKind::ForceMajeure => "Impossibilité d'agir",
        EventKind::Dispute => "Contestation de la dette",
        EventKind::PromiseToPay => "Promesse de paiement",
        EventKind::InsolvencyOpened => "Ouverture d'une procédure collective",
        EventKind::ClaimDeclared => "Déclaration de la créance",
        EventKind::GracePeriod => "Délai accordé",
    }
}

fn deadline(s: &Setting<'_>, d: &DeadlineView) -> DeadlineLine {
    DeadlineLine {
        what: fill(
            "{n}, {w}",
            &[("n", &typeset(deadline_name(d.code))), ("w", &subject(s.claim, &d.subject))],
        ),
        raw: d.raw_expires_on,
        last_day: d.expires_on,
        safe_by: d.safe_by,
        status: d.status.label().to_owned(),
        law: mentions::articles(&d.law),
    }
}

/// « facture F-2026-041 », « Boulangerie Saint-Loup »: what a pointer shows.
#[must_use]
pub(crate) fn subject(claim: &Claim, pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches('/').split('/');
    let (list, rank) = (parts.next().unwrap_or(""), parts.next().and_then(|r| r.parse::<usize>().ok()));
    let Some(rank) = rank else { return "ce dossier".to_owned() };
    match list {
        "invoices" => claim.invoices.get(rank).map(|i| user(&i.number)),
        "debtors" => claim.debtors.get(rank).map(|d| user(&d.display_name())),
        "notices" => claim.notices.get(rank).map(|n| format!("envoi du {}", french::date(n.sent_on.day()))),
        _ => None,
    }
    .unwrap_or_else(|| user(pointer))
}

/// The ways that nothing closes, and those that have no bundle here; at equal rank.
fn options(s: &Setting<'_>, report: &Report) -> Vec<String> {
    let mut out = vec!["attendre, sans perdre de vue les délais ci-dessus".to_owned()];
    for b in Bundle::ALL.iter().filter(|b| s.dossier.is_open(**b)) {
        out.push(undertaking(*b).to_owned());
    }
    out.extend(report.other_routes.iter().map(|r| format!("{}\u{a0}: {}", r.name, r.why)));
    out.push("consulter un avocat".to_owned());
    out.push("abandonner le recouvrement".to_owned());
    french::enumerated(&out)
}

/// Whether a deadline is the first day on which something may be done, not the last.
#[must_use]
pub(crate) fn opens(code: &str) -> bool {
    matches!(code, "enforcement_from" | "plus_five_from")
}

/// What one does with a bundle: « adresser une relance ».
pub(crate) fn undertaking(bundle: Bundle) -> &'static str {
    match bundle {
        Bundle::Relance => "adresser une relance",
        Bundle::MiseEnDemeure => "adresser une mise en demeure",
        Bundle::Echeancier => "convenir d'un plan de règlement",
        Bundle::InjonctionDePayer => "demander une injonction de payer",
        Bundle::PetitesCreances => {
            "demander à un commissaire de justice le recouvrement simplifié d'une petite créance"
        }
        Bundle::CommissaireDeJusticeSignification => "faire signifier l'ordonnance",
        Bundle::CommissaireDeJusticeExecution => "faire exécuter l'ordonnance",
    }
}

/// French name of a deadline's code.
#[must_use]
pub(crate) fn deadline_name(code: &str) -> &str {
    match code {
        "prescription" => "Prescription",
        "forclusion" => "Forclusion",
        "order_service" => "Signification de l'ordonnance",
        "opposition" => "Opposition",
        "enforcement_from" => "Exécution possible (premier jour)",
        "plus_five_from" => "Taux légal majoré (premier jour)",
        "title_limitation" => "Exécution du titre",
        "claim_declaration" => "Déclaration de créance",
        "relief_from_forclusion" => "Relevé de forclusion",
        "payment_term" => "Échéance à venir",
        "notice_period" => "Délai de la mise en demeure",
        "conciliation" => "Conciliation",
        other => other,
    }
}
