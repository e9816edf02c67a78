//! Which court, and why there is none or more than one (CPC, art. 1406; CT-01 to CT-14).

use super::{Facts, Sink};
use crate::court::forum::ForumFault;
use crate::court::{CompetenceError, Confidence, CourtOption};
use crate::domain::french;

/// Courts still matter: no order was obtained yet.
fn before_order(f: &Facts<'_>) -> bool {
    f.claim.order.is_none()
}

/// A clause that names a court is deemed unwritten for an order (CT-03).
pub(super) fn clause_void(f: &Facts<'_>, out: &mut Sink) {
    if !f.forum.clause_void || !before_order(f) {
        return;
    }
    let raised = out.raise("/contract/court_clause");
    match &f.forum.competence {
        Some(c) => {
            raised.with("court", &c.view.court.name);
        }
        None => {
            raised.variant("court_unknown");
        }
    }
}

/// The subject-matter differs from one debtor to another (CT-13).
pub(super) fn several(f: &Facts<'_>, out: &mut Sink) {
    let (Some(ForumFault::Split(groups)), true) = (&f.forum.fault, before_order(f)) else { return };
    let name = |i: &usize| f.claim.debtors.get(*i).map(|d| french::user(&d.display_name()));
    let told: Vec<String> = groups
        .iter()
        .map(|(ranks, c)| {
            let names: Vec<String> = ranks.iter().filter_map(name).collect();
            format!("{} ({})", c.view.court.name, french::list(&names))
        })
        .collect();
    out.raise("/debtors").with("groups", french::list(&told));
}

/// No court can be given.
pub(super) fn unknown(f: &Facts<'_>, out: &mut Sink) {
    if !before_order(f) {
        return;
    }
    match &f.forum.fault {
        Some(ForumFault::Place { pointer, fault }) => {
            out.raise(pointer.clone()).with("why", french::capitalised(&fault.to_string()));
        }
        Some(ForumFault::NoDebtorInFrance) => {
            out.raise("/debtors").variant("abroad");
        }
        Some(ForumFault::NoCourt { debtor, error }) => {
            let pointer = format!("/debtors/{debtor}/address");
            let raised = out.raise(pointer).with("why", french::capitalised(&error.to_string()));
            raised.variant(match error {
                CompetenceError::OutOfScope { .. } => "out_of_scope",
                _ => "no_court",
            });
        }
        Some(ForumFault::Data(error)) => {
            out.raise("").variant("no_court").with("why", error);
        }
        Some(ForumFault::DebtorQuality { .. } | ForumFault::Split(_)) | None => {}
    }
}

/// A professional debtor who may be a merchant or not: the file must say (note (b), CT-09).
pub(super) fn quality_unknown(f: &Facts<'_>, out: &mut Sink) {
    let (Some(ForumFault::DebtorQuality { debtor, options, liberal }), true) =
        (&f.forum.fault, before_order(f))
    else {
        return;
    };
    let name = f.claim.debtors.get(*debtor).map(|d| french::user(&d.display_name())).unwrap_or_default();
    let raised = out.raise(format!("/debtors/{debtor}/merchant"));
    raised.with("name", name).with("courts", or_list(&names(options)));
    if *liberal {
        raised.variant("liberal");
    }
}

fn names(options: &[CourtOption]) -> Vec<String> {
    options.iter().map(|o| o.name.clone()).collect()
}

/// « a, b ou c ».
fn or_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} ou {last}", head.join(", ")),
    }
}

/// A public body under a public contract is sued before the administrative judge.
pub(super) fn administrative(f: &Facts<'_>, out: &mut Sink) {
    if !f.forum.administrative || !before_order(f) {
        return;
    }
    for (i, d) in f.claim.debtors.iter().enumerate().filter(|(_, d)| d.is_public()) {
        out.raise(format!("/debtors/{i}")).with("name", french::user(&d.display_name()));
    }
}

/// The creditor may choose, or another court is possible (CT-09, CT-13).
pub(super) fn choice(f: &Facts<'_>, out: &mut Sink) {
    let (Some(c), true) = (&f.forum.competence, before_order(f)) else { return };
    if !c.view.alternatives.is_empty() {
        out.raise("").with("court", &c.view.court.name).with("others", or_list(&names(&c.view.alternatives)));
    }
}

/// The court follows from a rule or its address rests on one source: to be checked before filing.
pub(super) fn address_unverified(f: &Facts<'_>, out: &mut Sink) {
    let (Some(c), true) = (&f.forum.competence, before_order(f)) else { return };
    if c.confidence() != Confidence::Verified {
        out.raise("").with("court", &c.view.court.name);
    }
}
