//! Findings over the facts of a claim: one function a code, one registry; the words, articles, severity and effects
//! stand in `legal-rules/findings/`. A check only says where, and with which figures.

mod address;
mod court;
mod debtor;
mod demands;
mod exhibits;
mod file;
mod interest;
mod invoices;
mod limitation;
mod notices;
mod order;
mod parties;
mod payments;
mod plan;
mod registry;
mod representative;
mod sink;
mod small_claims;
mod terms;
mod words;

use serde::Serialize;

pub use address::Elsewhere;
pub use registry::REGISTRY;
pub use sink::{Raised, Sink};
pub use small_claims::invoiced_between_merchants;

use crate::claim::Claim;
use crate::court::Courts;
use crate::court::forum::Forum;
use crate::deadlines::timeline::Timeline;
use crate::domain::{Bundle, LawRef};
use crate::rules::{Rules, Severity};
use crate::statement::Statement;

/// Everything a check may look at.
pub struct Facts<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Its statement, prescribed lines marked.
    pub statement: &'a Statement,
    /// Its deadlines.
    pub timeline: &'a Timeline,
    /// Its court.
    pub forum: &'a Forum,
    /// The communes, for the addresses that decide no court too.
    pub courts: &'a Courts,
    /// The rules.
    pub rules: &'a Rules,
    /// The communes of the other addresses.
    pub elsewhere: Elsewhere,
    /// The files given with the claim; `None` when none were expected (a bare `check`).
    pub given: Option<&'a [GivenFile]>,
}

/// A file given with the claim, by the name the exhibit gives, and why it cannot be used, if so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFile {
    /// Name of the file.
    pub name: String,
    /// Reason in French, when it is not usable as an exhibit.
    pub unreadable: Option<String>,
}

/// Something a careful lawyer would say of the file.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Finding {
    /// Stable code.
    pub code: String,
    /// Which of its wordings was used; not shown.
    #[serde(skip)]
    pub variant: Option<&'static str>,
    /// How grave.
    pub severity: Severity,
    /// RFC 6901; empty for the whole file.
    pub pointer: String,
    /// Short title.
    pub title: String,
    /// What is wrong, with its figures.
    pub message: String,
    /// Articles.
    pub law: Vec<LawRef>,
    /// Bundles it closes.
    pub blocks: Vec<Bundle>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// A check: looks at the facts, raises what it sees.
pub type Check = fn(&Facts<'_>, &mut Sink);

/// Runs every check in force on the day of the claim. Errors first, then warnings, then information; the order of the
/// registry inside each.
#[must_use]
pub fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (code, check) in REGISTRY {
        let mut sink = Sink::default();
        check(facts, &mut sink);
        // Most have nothing to say: their words are looked up when they have.
        if sink.is_empty() {
            continue;
        }
        let Some(def) = facts.rules.finding(code) else { continue };
        let day = facts.claim.as_of;
        let begun = def.from.is_none_or(|d| d <= day);
        if begun && def.until.is_none_or(|d| day <= d) {
            out.extend(sink.into_raised().into_iter().map(|r| r.word(def)));
        }
    }
    out.sort_by_key(|f| f.severity);
    out
}

/// The codes whose function or whose text is missing: both lists must name the same findings.
#[must_use]
pub fn unmatched(rules: &Rules) -> Vec<String> {
    let code_only = REGISTRY.iter().map(|(c, _)| *c).filter(|c| rules.finding(c).is_none());
    let data_only =
        rules.findings().map(|d| d.code.as_str()).filter(|c| !REGISTRY.iter().any(|(r, _)| r == c));
    code_only
        .map(|c| format!("{c} : sans fichier dans findings/"))
        .chain(data_only.map(|c| format!("{c} : sans contrôle dans le code")))
        .collect()
}
