//! D14, D15 and D18: what goes to a court or an officer beside the request.

use crate::documents::french::{amount, date, fill, user};
use crate::documents::paper::{Frame, Paper};
use crate::documents::petites_creances::Margin;
use crate::documents::{petites_creances, pouvoir, projet_ordonnance};
use crate::domain::{Day, Document};

use super::{BuildError, Setting, agreement, handover, people, requete, sums_asked};

/// D15: the special power of whoever signs the request for the creditor.
pub(super) fn power(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let document = Document::Pouvoir;
    let agent = s.claim.representative.as_ref().ok_or_else(|| {
        Setting::missing(document, "/representative", "le mandataire qui reçoit le pouvoir")
    })?;
    let court = s
        .dossier
        .forum
        .competence
        .as_ref()
        .ok_or_else(|| Setting::missing(document, "/debtors/0/address", "la juridiction compétente"))?;
    let (identified, _) = people::representative_block(agent);
    let name = &court.view.court.name;
    Ok(pouvoir::model(
        &pouvoir::Facts {
            frame: s.frame(),
            signatory: &s.own_signature(document)?,
            agent: &identified,
            agent_name: &agent.name,
            court: &the_court(name),
            total: s.figures.totals().total_due,
            may_settle: false,
        },
        s.rules,
    )?)
}

/// « le tribunal de commerce de Cusset », « la chambre commerciale du tribunal judiciaire de Strasbourg ».
fn the_court(name: &str) -> String {
    let name = requete::within_a_sentence(name);
    let article = if name.starts_with("chambre") { "la" } else { "le" };
    format!("{article} {name}")
}

/// D14: the sums of the request, as proposed; the rest is the judge's.
pub(super) fn draft_order(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let document = Document::ProjetOrdonnance;
    let lines = s.figures.asked();
    if lines.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    let competence = s
        .dossier
        .forum
        .competence
        .as_ref()
        .ok_or_else(|| Setting::missing(document, "/debtors/0/address", "la juridiction compétente"))?;
    let sums = s.figures.sums(&lines);
    let accruing = sums_asked::accruing(s, &sums).map(|a| {
        fill(
            "outre {w} sur la somme de {b}, à compter du {d}",
            &[("w", a.what.trim_end_matches(',')), ("b", &amount(a.base)), ("d", &date(a.from))],
        )
    });
    Ok(projet_ordonnance::model(
        &projet_ordonnance::Facts {
            frame: s.frame(),
            court: std::slice::from_ref(&competence.view.court.name),
            claimed: &sums_asked::claimed(s, &sums),
            jointly: s.claim.joint_and_several && s.claim.debtors.len() > 1,
            accruing: accruing.as_deref(),
        },
        s.rules,
    )?)
}

/// D18, one request a debtor: each invitation is his own.
pub(super) fn small_claim(s: &Setting<'_>, debtor: usize) -> Result<Paper, BuildError> {
    let document = Document::PetitesCreances;
    let lines = s.figures.asked();
    let (Some(party), Some(person), false) =
        (s.claim.debtors.get(debtor), s.debtors.get(debtor), lines.is_empty())
    else {
        return Err(BuildError::NothingClaimable);
    };
    let sums = s.figures.sums(&lines);
    let mut documents = vec![fill("Décompte arrêté au {d}", &[("d", &date(s.claim.as_of))])];
    documents.extend(
        s.exhibits
            .iter()
            .map(|e| fill("Pièce n° {n} : {l}", &[("n", &e.number.to_string()), ("l", &user(&e.label))])),
    );
    Ok(petites_creances::model(
        &petites_creances::Facts {
            frame: Frame { debtors: std::slice::from_ref(person), ..s.frame() },
            office: &handover::office(s),
            debtor: (person, people::contacts(party)),
            story: requete::story(s, &sums),
            sums: &sums,
            margin: margin(s)?,
            documents,
            bank: agreement::bank(s, document)?,
            signature: s.signature_of_client(document)?,
        },
        s.rules,
    )?)
}

/// How far the plan of the file goes; without a plan the officer may grant nothing by himself.
fn margin(s: &Setting<'_>) -> Result<Margin, BuildError> {
    if s.claim.plan.is_none() {
        return Ok(Margin::default());
    }
    let view = agreement::reckoned(s, Document::PetitesCreances)?;
    let discount = view.waived_interest + view.waived_indemnities;
    let last = view.rows.iter().map(|r| r.due_on).max();
    Ok(Margin {
        discount: Some(discount).filter(|m| m.is_positive()),
        months: last.map(|d| months_until(s.claim.as_of, d)).filter(|m| *m > 0),
        instalment: view.rows.iter().map(|r| r.amount).min(),
    })
}

/// Months from one day to another, a begun month counted whole.
fn months_until(from: Day, to: Day) -> u32 {
    (0..=600).find(|n| crate::domain::add_months_clamped(from, *n).is_some_and(|d| d >= to)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_court_has_its_article() {
        assert_eq!(the_court("Tribunal de commerce de Cusset"), "le tribunal de commerce de Cusset");
        let local = "Chambre commerciale du tribunal judiciaire de Strasbourg";
        assert_eq!(the_court(local), "la chambre commerciale du tribunal judiciaire de Strasbourg");
    }

    #[test]
    fn a_begun_month_counts_whole() {
        let d = |s: &str| -> Day { s.parse().unwrap() };
        assert_eq!(months_until(d("2026-11-22"), d("2027-02-15")), 3);
        assert_eq!(months_until(d("2026-11-22"), d("2027-02-22")), 3);
        assert_eq!(months_until(d("2026-11-22"), d("2026-11-22")), 0);
    }
}
