//! Who acts for the creditor, and with what power (CPCE, art. L. 124-1 and R. 124-1 to R. 124-7; CPC, art. 1407).

use super::{Facts, Sink};
use crate::claim::wire::RepresentativeKind as Kind;
use crate::domain::french;

/// A third party without a dated mandate, an employee without a power (TP-02, RP-02).
pub(super) fn mandate_missing(f: &Facts<'_>, out: &mut Sink) {
    let Some(r) = f.claim.representative.as_ref().filter(|r| r.mandate_date.is_none()) else { return };
    let variant = match r.kind {
        Kind::Avocat | Kind::CommissaireDeJustice => return,
        Kind::CollectionAgent => None,
        Kind::Other => Some("other"),
        Kind::Employee => Some("employee"),
    };
    let raised = out.raise("/representative/mandate_date").with("name", french::user(&r.name));
    if let Some(v) = variant {
        raised.variant(v);
    }
}

/// A mandate dated after the notices sent under it (TP-02).
pub(super) fn mandate_late(f: &Facts<'_>, out: &mut Sink) {
    let Some(r) = &f.claim.representative else { return };
    let third = matches!(r.kind, Kind::CollectionAgent | Kind::Other);
    let (Some(dated), true) = (r.mandate_date, third) else { return };
    if dated.day() > f.claim.as_of {
        out.raise("/representative/mandate_date")
            .with("name", french::user(&r.name))
            .with("dated", french::date(dated.day()));
    }
}

/// What a collector's letter must say of him, or what he must hold (TP-01, TP-03, TP-06).
pub(super) fn mentions_missing(f: &Facts<'_>, out: &mut Sink) {
    let Some(r) = &f.claim.representative else { return };
    let raised = match r.kind {
        Kind::CollectionAgent if r.insurance.is_none() => out.raise("/representative/insurance"),
        Kind::Other if r.insurance.is_none() => out.raise("/representative/insurance").variant("other"),
        Kind::Avocat if r.bar.is_none() => out.raise("/representative/bar").variant("bar"),
        _ => return,
    };
    raised.with("name", french::user(&r.name));
}

/// Whoever collects for others writes one letter, the one with the mentions of the law (TP-03): no reminder.
pub(super) fn reminders_closed(f: &Facts<'_>, out: &mut Sink) {
    let agent = f.claim.representative.as_ref().filter(|r| r.kind == Kind::CollectionAgent);
    if let Some(r) = agent {
        out.raise("/representative/kind").with("name", french::user(&r.name));
    }
}

/// A lawyer and an officer write under the rules of their profession (A.1): they are handed the file. Once an order is
/// obtained there is no letter left to write.
pub(super) fn own_letters(f: &Facts<'_>, out: &mut Sink) {
    let Some(r) = f.claim.representative.as_ref().filter(|_| f.claim.order.is_none()) else { return };
    let raised = match r.kind {
        Kind::Avocat => out.raise("/representative/kind"),
        Kind::CommissaireDeJustice => out.raise("/representative/kind").variant("officer"),
        _ => return,
    };
    raised.with("name", french::user(&r.name));
}
