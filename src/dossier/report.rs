//! The report as the contract shows it (§ 3.1): `creance check`, `POST /v1/check`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Dossier, Law};
use crate::checks::Finding;
use crate::court::CourtView;
use crate::court::forum::{Representation, representation};
use crate::deadlines::Status;
use crate::deadlines::timeline::ClaimDeadline;
use crate::domain::{Bundle, Day, LawRef, Money};

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Report {
    /// The dossier's own number.
    pub reference: String,
    /// The day it is judged at.
    pub as_of: Day,
    /// The rule set used.
    pub ruleset: RuleSet,
    /// Bundle → open.
    pub admissible: BTreeMap<&'static str, bool>,
    /// The open bundles worth taking now, the best first.
    pub route: Vec<Bundle>,
    /// Ways that have no bundle here.
    pub other_routes: Vec<OtherRoute>,
    /// The competent court, if one is found.
    pub court: Option<CourtView>,
    /// Who may act, now and after an opposition.
    pub representation: Representation,
    /// What the way costs.
    pub fees: Vec<Fee>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// All deadlines.
    pub deadlines: Vec<DeadlineView>,
}

/// Names a rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RuleSet {
    /// As its maintainers name it.
    pub version: String,
    /// SHA-256 over its files.
    pub digest: String,
}

/// A way that has no bundle here.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct OtherRoute {
    /// Its French name.
    pub name: String,
    /// When and why it is worth taking, or closed.
    pub why: String,
    /// Articles.
    pub law: Vec<LawRef>,
}

/// A cost.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Fee {
    /// What it pays.
    pub label: String,
    /// Euros, taxes included where due.
    pub amount: Money,
    /// Articles.
    pub law: Vec<LawRef>,
    /// Whether the figure was read in a text in force.
    pub certain: bool,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DeadlineView {
    /// Stable code.
    pub code: &'static str,
    /// What it runs on.
    pub subject: String,
    /// The day that makes it run.
    pub starts_on: Day,
    /// Last day to act.
    pub expires_on: Day,
    /// Last day before any prorogation.
    pub raw_expires_on: Day,
    /// Last working day not after the raw expiry: the day to aim at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safe_by: Option<Day>,
    /// How it is counted.
    pub computation: String,
    /// Articles.
    pub law: Vec<LawRef>,
    /// open, due_soon, expired, not_started.
    pub status: Status,
    /// What is not certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Report {
    /// Writes the report of a dossier.
    #[must_use]
    pub fn new(d: &Dossier, law: &Law) -> Report {
        let (reference, findings) = (d.claim.reference.clone(), d.findings.clone());
        let court = d.forum.competence.as_ref().map(|c| c.view.clone());
        Report { reference, court, findings, deadlines: deadlines(d), ..Report::made(d, law) }
    }

    /// The report of a dossier that is asked for nothing else.
    #[must_use]
    pub fn of(dossier: Dossier, law: &Law) -> Report {
        let report = Report::made(&dossier, law);
        let Dossier { claim, timeline, forum, findings, .. } = dossier;
        let deadlines = timeline.deadlines.into_iter().map(DeadlineView::from).collect();
        let court = forum.competence.map(|c| c.view);
        Report { reference: claim.reference, court, findings, deadlines, ..report }
    }

    /// What is not already in the dossier as it is shown.
    fn made(d: &Dossier, law: &Law) -> Report {
        let admissible: BTreeMap<&'static str, bool> =
            Bundle::ALL.iter().map(|b| (b.name(), d.is_open(*b))).collect();
        Report {
            reference: String::new(),
            as_of: d.claim.as_of,
            ruleset: RuleSet::of(law),
            admissible,
            route: super::routes::route(d),
            other_routes: super::routes::other_routes(d, law),
            court: None,
            representation: representation(&d.claim, &d.forum, &law.rules),
            fees: super::fees::fees(d, law),
            findings: Vec::new(),
            deadlines: Vec::new(),
        }
    }

    /// JSON Schema 2020-12 of the report.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        settings.into_generator().into_root_schema_for::<Report>().to_value()
    }

    /// Whether an error was found: the exit code of `check`.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == crate::rules::Severity::Error)
    }
}

impl RuleSet {
    /// The rule set of a law.
    #[must_use]
    pub fn of(law: &Law) -> Self {
        RuleSet { version: law.rules.version().to_owned(), digest: law.rules.digest().to_owned() }
    }
}

/// The deadlines of a dossier, as shown.
#[must_use]
pub fn deadlines(d: &Dossier) -> Vec<DeadlineView> {
    d.timeline.deadlines.iter().cloned().map(DeadlineView::from).collect()
}

impl From<ClaimDeadline> for DeadlineView {
    fn from(d: ClaimDeadline) -> Self {
        DeadlineView {
            code: d.code,
            subject: d.subject,
            starts_on: d.starts_on,
            expires_on: d.expires_on,
            raw_expires_on: d.raw_expires_on,
            safe_by: d.safe_by,
            computation: d.computation,
            law: d.law,
            status: d.status,
            note: d.note,
        }
    }
}
