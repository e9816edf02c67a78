//! Which way to take now: the open bundles in order of use, and the ways that have no bundle here.

use super::report::OtherRoute;
use super::{Dossier, Law};
use crate::domain::Bundle;

/// The open bundles worth taking now, the best first.
#[must_use]
pub fn route(d: &Dossier) -> Vec<Bundle> {
    use Bundle as B;
    let order: &[Bundle] = if d.claim.order.is_some() {
        &[B::CommissaireDeJusticeExecution, B::CommissaireDeJusticeSignification]
    } else if crate::claim::notices::defaults(&d.claim.notices).is_empty() {
        &[B::Relance, B::MiseEnDemeure, B::Echeancier]
    } else {
        &[B::InjonctionDePayer, B::PetitesCreances, B::Echeancier]
    };
    order.iter().copied().filter(|b| d.is_open(*b)).collect()
}

/// The ways that have no bundle here.
#[must_use]
pub fn other_routes(_: &Dossier, _: &Law) -> Vec<OtherRoute> {
    Vec::new()
}
