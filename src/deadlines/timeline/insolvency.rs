//! Declaration of the claim in the procedure of a debtor, and relief from the foreclosure (INS-02, INS-03).
//!
//! Both run from the publication; without it nothing is computed. A declaration made in time ends both.

use super::{Case, ClaimDeadline, explained, sentence};
use crate::claim::wire::{EventKind, InsolvencyKind};
use crate::deadlines::{DeadlineProblem, insolvency, status};
use crate::domain::french::date;
use crate::domain::{Day, PostalCode, Territory};
use crate::rules::{NoVersion, registry};

/// What the report lists of the procedures of the debtors.
pub(super) fn deadlines(
    case: &Case<'_>,
    residences: &[Territory],
    out: &mut Vec<ClaimDeadline>,
) -> Result<(), NoVersion> {
    let claim = case.claim;
    let declared =
        claim.events.iter().filter(|e| e.kind == EventKind::ClaimDeclared).map(|e| e.on.day()).min();
    for (debtor, party) in claim.debtors.iter().enumerate() {
        let Some(open) = party.insolvency.as_ref().filter(|i| {
            use InsolvencyKind::{Liquidation, Receivership, Safeguard};
            matches!(i.kind, Safeguard | Receivership | Liquidation)
        }) else {
            continue;
        };
        let Some(published) = open.published_on.map(|d| d.day()) else { continue };
        // The procedure is that of the debtor's seat.
        let seat = residences.get(debtor).copied().filter(|r| *r != Territory::Etranger);
        one(case, debtor, published, seat.unwrap_or(case.territory), declared, out)?;
    }
    Ok(())
}

fn one(
    case: &Case<'_>,
    debtor: usize,
    published: Day,
    seat: Territory,
    declared: Option<Day>,
    out: &mut Vec<ClaimDeadline>,
) -> Result<(), NoVersion> {
    let (rules, as_of) = (case.rules, case.claim.as_of);
    let end = insolvency::claim_declaration(published, seat, creditor(case), rules, case.calendars);
    let d = match end {
        Ok(d) => d,
        Err(DeadlineProblem::NoVersion(e)) => return Err(e),
        Err(_) => return Ok(()),
    };
    if declared.is_some_and(|on| on >= published && on <= d.expiry) {
        return Ok(());
    }
    let late = declared.filter(|on| *on > d.expiry);
    out.push(ClaimDeadline {
        code: "claim_declaration",
        subject: case.debtor_pointer(debtor),
        starts_on: published,
        expires_on: d.expiry,
        raw_expires_on: d.raw,
        safe_by: d.target(),
        computation: case.naming(
            "Déclaration de la créance dans la procédure de {debtor}, publiée le {published}. {rule}",
            debtor,
            &[("published", &date(published)), ("rule", &explained(&d, case.calendars))],
        ),
        law: rules.version_on(registry::DECLARATION_MONTHS, published)?.law.clone(),
        status: status::status(Some(published), d.expiry, as_of, rules)?,
        note: late.map(|on| sentence(&format!("Déclarée le {}, après ce jour.", date(on)))),
    });
    let last = match insolvency::relief_from_forclusion(published, rules) {
        Ok(day) => day,
        Err(DeadlineProblem::NoVersion(e)) => return Err(e),
        Err(_) => return Ok(()),
    };
    let months = rules.get(registry::RELIEF_MONTHS, published)?;
    out.push(ClaimDeadline {
        code: "relief_from_forclusion",
        subject: case.debtor_pointer(debtor),
        starts_on: published,
        expires_on: last,
        raw_expires_on: last,
        safe_by: case.calendars.last_working(last, seat).ok(),
        computation: case.naming(
            "Relevé de forclusion dans la procédure de {debtor}\u{a0}: {months}\u{a0}mois à compter de la publication du {published}, \
             jusqu'au {last}.",
            debtor,
            &[("months", &months.to_string()), ("published", &date(published)), ("last", &date(last))],
        ),
        law: rules.version_on(registry::RELIEF_MONTHS, published)?.law.clone(),
        status: status::status(Some(published), last, as_of, rules)?,
        note: Some(sentence(
            "Utile si la créance n'a pas été déclarée à temps. Compté sans report au jour ouvrable, par prudence.",
        )),
    });
    Ok(())
}

/// Where the creditor is, as far as his address tells: what matters is to be in the collectivity of the court or not.
fn creditor(case: &Case<'_>) -> Territory {
    let address = &case.claim.creditor.address;
    if !address.country.is_french() {
        return Territory::Etranger;
    }
    let code = address.postal_code.parse::<PostalCode>();
    let by_code = match code.as_ref().map(PostalCode::code) {
        Ok("97133") => Some(Territory::SaintBarthelemy),
        Ok("97150") => Some(Territory::SaintMartin),
        _ => None,
    };
    by_code.unwrap_or_else(|| match code.as_ref().map(PostalCode::departement) {
        Ok("971") => Territory::Guadeloupe,
        Ok("972") => Territory::Martinique,
        Ok("973") => Territory::Guyane,
        Ok("974") => Territory::LaReunion,
        Ok("975") => Territory::SaintPierreEtMiquelon,
        Ok("976") => Territory::Mayotte,
        Ok("986") => Territory::WallisEtFutuna,
        Ok("987") => Territory::PolynesieFrancaise,
        Ok("988") => Territory::NouvelleCaledonie,
        Ok("984") => Territory::Taaf,
        _ => Territory::Metropole,
    })
}
