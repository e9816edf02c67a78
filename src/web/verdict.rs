//! The verdict on a draft as a page shows it: what is open, every finding with its field, the court, the deadlines, the
//! sums. Nothing is decided here: the report, the décompte and their words come from the dossier.

use serde::Serialize;

use crate::checks::Finding;
use crate::court::{Confidence, CourtAddress, CourtOption, CourtView};
use crate::domain::{Bundle, LawRef, french};
use crate::dossier::report::{OtherRoute, Report};
use crate::dossier::{Dossier, Law};
use crate::problem::Fault;
use crate::rules::Severity;

use super::account::{Account, account};
use super::fields::Form;
use super::judged::Judged;
use super::place::Place;
use super::timeline::{Moment, timeline};

/// The page of a judged draft.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// The dossier's own number.
    pub reference: String,
    /// The day it is judged at.
    pub as_of: String,
    /// The version of the rules.
    pub ruleset: String,
    /// What was chosen.
    pub goal: Option<Way>,
    /// Every bundle, those worth taking now first.
    pub ways: Vec<Way>,
    /// Ways that have no bundle here.
    pub other_routes: Vec<OtherRoute>,
    /// All findings, by severity.
    pub groups: Vec<Group>,
    /// The competent court.
    pub court: Option<CourtShown>,
    /// Who may act.
    pub representation: Representation,
    /// What the way costs.
    pub fees: Vec<FeeShown>,
    /// All deadlines, by date.
    pub timeline: Vec<Moment>,
    /// The décompte.
    pub account: Account,
}

/// A bundle, open or closed.
#[derive(Debug, Clone, Serialize)]
pub struct Way {
    /// Name of the contract.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Whether nothing closes it.
    pub open: bool,
    /// Whether it is worth taking now.
    pub advised: bool,
    /// Whether it was chosen.
    pub chosen: bool,
    /// The findings that close it.
    pub closed_by: Vec<Anchor>,
}

/// A finding, from elsewhere on the page.
#[derive(Debug, Clone, Serialize)]
pub struct Anchor {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Findings of one severity.
#[derive(Debug, Serialize)]
pub struct Group {
    /// « À corriger ».
    pub title: &'static str,
    /// `error`, `warning`, `info`: the end of a class.
    pub kind: &'static str,
    /// Whether it is of no use to most readers.
    pub folded: bool,
    /// Those that close what was chosen first.
    pub findings: Vec<FindingShown>,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingShown {
    /// Its id in the page.
    pub id: String,
    /// Stable code.
    pub code: String,
    /// Short title.
    pub title: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: Option<String>,
    /// Articles.
    pub law: Vec<LawRef>,
    /// The bundles it closes, as people call them.
    pub blocks: Vec<&'static str>,
    /// Whether it closes what was chosen.
    pub blocks_goal: bool,
    /// Where it is to be mended.
    pub place: Option<Place>,
}

/// A fault of shape: the draft cannot be judged yet.
#[derive(Debug, Serialize)]
pub struct FaultShown {
    /// Stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
}

impl FaultShown {
    /// A sentence about the draft as a whole.
    #[must_use]
    pub fn told(message: String) -> FaultShown {
        FaultShown { code: String::new(), message, place: None }
    }
}

/// A court with its reasons.
#[derive(Debug, Serialize)]
pub struct CourtShown {
    /// Its name.
    pub name: String,
    /// Its address, if known.
    pub address: Option<CourtAddress>,
    /// How sure this is.
    pub confidence: &'static str,
    /// Whether it is as sure as can be.
    pub certain: bool,
    /// Why this one.
    pub reasons: Vec<String>,
    /// The other courts that the claim leaves possible.
    pub alternatives: Vec<CourtShown>,
}

/// Who may act.
#[derive(Debug, Serialize)]
pub struct Representation {
    /// At the filing.
    pub at_filing: String,
    /// « Avocat obligatoire », and why; nothing while the court is unknown.
    pub if_opposed: Option<(String, String)>,
    /// Articles.
    pub law: Vec<LawRef>,
}

/// A cost.
#[derive(Debug, Serialize)]
pub struct FeeShown {
    /// What it pays.
    pub label: String,
    /// « 34,27 € ».
    pub amount: String,
    /// Articles.
    pub law: Vec<LawRef>,
    /// Whether the figure was read in a text in force.
    pub certain: bool,
}

impl Verdict {
    /// Shows a judged dossier to someone who wants this bundle, or has not chosen yet.
    #[must_use]
    pub fn of(d: &Dossier, report: &Report, law: &Law, goal: Bundle, form: &Form) -> Verdict {
        let findings = shown(&report.findings, Some(goal), form);
        let ways = ways(report, goal, &findings);
        Verdict {
            reference: french::user(&report.reference),
            as_of: french::date(report.as_of),
            ruleset: report.ruleset.version.clone(),
            goal: ways.iter().find(|w| w.chosen).cloned(),
            groups: groups(report, findings),
            ways,
            court: report.court.as_ref().map(court),
            representation: Representation {
                at_filing: report.representation.at_filing.clone(),
                if_opposed: report
                    .representation
                    .if_opposed
                    .as_ref()
                    .map(|o| (french::capitalised(o.lawyer.label()), o.reason.clone())),
                law: report.representation.law.clone(),
            },
            fees: report
                .fees
                .iter()
                .map(|f| FeeShown {
                    label: french::typeset(&f.label),
                    amount: french::amount(f.amount),
                    law: f.law.clone(),
                    certain: f.certain,
                })
                .collect(),
            timeline: timeline(report, &d.claim),
            account: account(d, law),
            other_routes: report.other_routes.clone(),
        }
    }
}

/// Findings as a page shows them, in their order.
#[must_use]
pub fn shown(findings: &[Finding], goal: Option<Bundle>, form: &Form) -> Vec<FindingShown> {
    let shown = findings.iter().enumerate().map(|(n, f)| FindingShown {
        id: format!("constat-{}", n + 1),
        code: f.code.clone(),
        title: f.title.clone(),
        message: f.message.clone(),
        remedy: f.remedy_in_words(),
        law: f.law.clone(),
        blocks: f.blocks.iter().map(|b| b.title()).collect(),
        blocks_goal: goal.is_some_and(|g| f.blocks.contains(&g)),
        place: Place::of_finding(&f.code, &f.pointer, form),
    });
    shown.collect()
}

/// By severity; inside each, what closes the chosen bundle first. What only tells that another way is closed stands apart.
fn groups(report: &Report, findings: Vec<FindingShown>) -> Vec<Group> {
    let group = |title, kind, folded| Group { title, kind, folded, findings: Vec::new() };
    let mut errors = group("À corriger", "error", false);
    let mut warnings = group("À vérifier", "warning", false);
    let mut notes = group("À savoir", "info", false);
    let mut elsewhere = group("Ce qui ferme d’autres voies", "info", true);
    for (shown, finding) in findings.into_iter().zip(&report.findings) {
        let place = match finding.severity {
            Severity::Error => &mut errors,
            Severity::Warning => &mut warnings,
            Severity::Info if shown.blocks.is_empty() || shown.blocks_goal => &mut notes,
            Severity::Info => &mut elsewhere,
        };
        place.findings.push(shown);
    }
    let mut out = vec![errors, warnings, notes, elsewhere];
    out.retain(|g| !g.findings.is_empty());
    out.iter_mut().for_each(|g| g.findings.sort_by_key(|f| !f.blocks_goal));
    out
}

fn ways(report: &Report, goal: Bundle, findings: &[FindingShown]) -> Vec<Way> {
    let rest = Bundle::ALL.iter().filter(|b| !report.route.contains(b));
    let all = report.route.iter().chain(rest);
    all.map(|b| Way {
        name: b.name(),
        title: b.title(),
        open: report.admissible.get(b.name()) == Some(&true),
        advised: report.route.contains(b),
        chosen: goal == *b,
        closed_by: closing(report, *b, findings),
    })
    .collect()
}

fn closing(report: &Report, bundle: Bundle, findings: &[FindingShown]) -> Vec<Anchor> {
    let both = report.findings.iter().zip(findings).filter(|(f, _)| f.blocks.contains(&bundle));
    both.map(|(_, shown)| Anchor { id: shown.id.clone(), title: shown.title.clone() }).collect()
}

fn court(view: &CourtView) -> CourtShown {
    let mut shown = option(&view.court);
    shown.alternatives = view.alternatives.iter().map(option).collect();
    shown
}

fn option(court: &CourtOption) -> CourtShown {
    CourtShown {
        name: court.name.clone(),
        address: court.address.clone(),
        confidence: court.confidence.label(),
        certain: court.confidence == Confidence::Verified,
        reasons: court.reasons.iter().map(|r| french::typeset(r)).collect(),
        alternatives: Vec::new(),
    }
}

/// The faults of what cannot be used, each with its field.
#[must_use]
pub fn faults(faults: &[Fault], form: &Form) -> Vec<FaultShown> {
    faults.iter().map(|f| fault(&f.code, &f.pointer, &f.message, form)).collect()
}

/// Why a draft could not be judged.
#[must_use]
pub fn unjudged(judged: &Judged, form: &Form) -> Vec<FaultShown> {
    let errors = judged.errors.iter().map(|e| fault(e.code.name(), &e.pointer, &e.message, form));
    let refused = judged.refused.iter().map(|message| fault("", "", message, form));
    errors.chain(refused).collect()
}

fn fault(code: &str, pointer: &str, message: &str, form: &Form) -> FaultShown {
    let place = Place::of(pointer, form);
    // Words that name no field are those of a page that shows it.
    let said = if place.is_some() { form.message(code, message) } else { message };
    FaultShown { code: code.to_owned(), message: french::typeset(said), place }
}
