//! What bars a way against a debtor: insolvency (INS-01 to INS-08, SUR-01), residence abroad (CPC, art. 1406; OR-05),
//! minority or protection.

use super::parties::debtors;
use super::{Facts, Sink};
use crate::claim::Party;
use crate::claim::wire::{EventKind, InsolvencyKind};
use crate::domain::{Nature, add_years_clamped, french};
use crate::rules::registry;

/// IP-12, INS-01: the opening judgment stops every action for payment of what was born before it.
pub(super) fn insolvent(f: &Facts<'_>, sink: &mut Sink) {
    let mut told = false;
    for (at, p) in debtors(f.claim) {
        let Some(open) = &p.insolvency else { continue };
        told = true;
        let day = open.opened_on.day();
        let kind = match open.kind {
            InsolvencyKind::Conciliation => "procédure de conciliation",
            InsolvencyKind::Safeguard => "procédure de sauvegarde",
            InsolvencyKind::Receivership => "procédure de redressement judiciaire",
            InsolvencyKind::Liquidation => "procédure de liquidation judiciaire",
            InsolvencyKind::PersonalOverindebtedness => "procédure de surendettement",
        };
        let declare_by =
            f.timeline.deadlines.iter().find(|d| d.code == "claim_declaration" && d.subject == at);
        let raised = sink.raise(format!("{at}/insolvency"));
        raised.with("name", p.full_name()).with("kind", kind).with("opened_on", french::date(day));
        if let Ok(months) = f.rules.get(registry::DECLARATION_MONTHS, open.published_on.map_or(day, |d| *d)) {
            raised.with("months", months);
        }
        // C. com., art. L. 622-17: what is born after the judgment is paid when due (INS-06).
        let born_after = f.claim.debts().all(|i| i.delivered_on.unwrap_or(i.issued_on) > day);
        match (open.kind, declare_by) {
            (InsolvencyKind::Conciliation, _) => raised.variant("conciliation"),
            (InsolvencyKind::PersonalOverindebtedness, _) => raised.variant("overindebtedness"),
            _ if born_after => raised.variant("born_after"),
            (_, Some(d)) => raised.variant("to_declare").with("declare_by", french::date(d.expires_on)),
            (_, None) => raised,
        };
    }
    let opened = f.claim.events.iter().enumerate().find(|(_, e)| e.kind == EventKind::InsolvencyOpened);
    if let (false, Some((i, e))) = (told, opened) {
        sink.raise(format!("/events/{i}")).variant("event").with("opened_on", french::date(*e.on));
    }
}

/// CPC, art. 1406: no debtor in France, no national order; one of them in France is enough (CT-02, CT-13).
pub(super) fn abroad(f: &Facts<'_>, sink: &mut Sink) {
    let away = |p: &Party| !p.address.country.is_french();
    let nobody_here = f.claim.debtors.iter().all(away);
    let building_decides = f.claim.nature == Nature::CoownershipCharges;
    let states = f.rules.text(registry::EUROPEAN_ORDER_STATES, f.claim.as_of).unwrap_or_default();
    for (at, p) in debtors(f.claim).filter(|(_, p)| away(p)) {
        let raised = sink.raise(format!("{at}/address/country"));
        raised.with("name", p.full_name()).with("country", p.address.country);
        let in_union = states.split(';').any(|s| s.trim() == p.address.country.code());
        match (nobody_here && !building_decides, in_union) {
            (false, _) => raised.variant("others_in_france"),
            (true, false) => raised.variant("outside_union"),
            (true, true) => raised,
        };
    }
}

/// A minor or a protected person does not answer alone.
pub(super) fn minor_or_protected(f: &Facts<'_>, sink: &mut Sink) {
    let majority = f.rules.get(registry::MAJORITY_YEARS, f.claim.as_of).ok();
    for (at, p) in debtors(f.claim).filter(|(_, p)| p.is_natural_person()) {
        let born = p.birth.as_ref().and_then(|b| b.date).map(|d| d.day());
        let of_age = born.zip(majority).and_then(|(b, years)| add_years_clamped(b, years));
        let guardian = p.legal_representative.as_ref();
        match (of_age.filter(|d| *d > f.claim.as_of), guardian) {
            (Some(of_age), guardian) => {
                let raised = sink.raise(format!("{at}/birth/date"));
                raised.with("name", p.full_name()).with("of_age", french::date(of_age));
                if let Some(g) = guardian {
                    raised.variant("represented").with("guardian", french::user(&g.name));
                }
            }
            (None, Some(g)) => {
                let raised = sink.raise(format!("{at}/legal_representative")).variant("protected");
                raised
                    .with("name", p.full_name())
                    .with("guardian", french::user(&g.name))
                    .with("capacity", french::user(&g.capacity));
            }
            (None, None) => {}
        }
    }
}
