//! D11: the request for an order for payment, from the judged dossier. Every mention of CPC, art. 54 and 57 is asked
//! for by name; the sums are the claimable ones; the exhibits carry the numbers of the bordereau.

use crate::claim::wire::{InvoiceKind, PartyKind};
use crate::claim::{Claim, Party};
use crate::court::Competence;
use crate::documents::french::{self, fill, user};
use crate::documents::narrative::{self, Story};
use crate::documents::parts::Pair;
use crate::documents::requete_injonction_de_payer::{self as model, Requete};
use crate::documents::sums::Sums;
use crate::domain::Document;

use super::{BuildError, Setting, events, people, sums_asked};

const DOCUMENT: Document = Document::RequeteInjonctionDePayer;

/// The request.
pub(super) fn requete(s: &Setting<'_>) -> Result<Requete, BuildError> {
    let claim = s.claim;
    let lines = s.figures.asked();
    if lines.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    claimant_is_identified(&claim.creditor)?;
    debtors_are_identified(claim)?;
    if claim.exhibits.is_empty() {
        return Err(Setting::missing(
            DOCUMENT,
            "/exhibits",
            "les pièces sur lesquelles la demande est fondée",
        ));
    }
    let competence = s
        .dossier
        .forum
        .competence
        .as_ref()
        .ok_or_else(|| Setting::missing(DOCUMENT, "/debtors/0/address", "la juridiction compétente"))?;
    let sums = s.figures.sums(&lines);
    let claimed = sums_asked::claimed(s, &sums);
    let representative = claim.representative.as_ref().map(people::representative_block);
    let transfer = claim.relief.if_opposed.as_ref();
    let debtors: Vec<(&_, Vec<Pair>)> =
        s.debtors.iter().zip(&claim.debtors).map(|(p, d)| (p, people::contacts(d))).collect();
    Ok(model::model(
        &model::Facts {
            reference: &claim.reference,
            day: claim.as_of,
            place: s.place(),
            court: addressed(competence),
            creditor: (&s.creditor, people::contacts(&claim.creditor)),
            representative: representative.as_ref().map(|(t, c)| (t.as_str(), c.clone())),
            debtors,
            jointly: claim.joint_and_several && claim.debtors.len() > 1,
            transfer: transfer.map(|t| (t.court.as_str(), t.reason.as_deref())),
            claimed: &claimed,
            total: s.figures.totals().total_due,
            sums: &sums,
            accruing: sums_asked::accruing(s, &sums),
            amicable: events::amicable(claim),
            story: story(s, &sums),
            article_700: claim.relief.article_700.filter(|m| m.is_positive()),
            capitalisation: claim.relief.capitalisation == Some(true),
            exhibits: &s.exhibits,
            signature: s.signature(DOCUMENT)?,
        },
        s.rules,
    )?)
}

/// « À Madame ou Monsieur le président », « du tribunal de commerce de Cusset », then where the registry is.
pub(super) fn addressed(c: &Competence) -> Vec<String> {
    let (whose, court) = match c.judge.split_once(" du ") {
        Some((title, court)) => (title.to_owned(), format!("du {court}")),
        None => (c.judge.clone(), String::new()),
    };
    let (whose, court) = match c.judge.strip_prefix("président de la ") {
        Some(rest) => ("président".to_owned(), format!("de la {rest}")),
        None => (whose, court),
    };
    // The heading holds one line.
    let greeting = if whose.starts_with("juge") { "Au" } else { "À Madame ou Monsieur le" };
    let mut out = vec![format!("{greeting} {whose}")];
    if !court.is_empty() {
        out.push(court);
    }
    if let Some(a) = &c.view.court.address {
        let street = a.lines.join(", ");
        out.push(fill(
            "Greffe : {s}, {p} {c}",
            &[("s", &user(&street)), ("p", &a.postal_code), ("c", &user(&a.city))],
        ));
    }
    out
}

/// CPC, art. 54, 3°.
fn claimant_is_identified(p: &Party) -> Result<(), BuildError> {
    let missing = |field: &str, what| Err(Setting::missing(DOCUMENT, &format!("/creditor/{field}"), what));
    if p.is_natural_person() {
        let birth = p.birth.as_ref();
        if p.last_name.is_none() {
            return missing("last_name", "le nom du créancier");
        }
        if p.first_names.is_none() {
            return missing("first_names", "les prénoms du créancier");
        }
        if p.occupation.is_none() {
            return missing("occupation", "la profession du créancier");
        }
        if p.nationality.is_none() {
            return missing("nationality", "la nationalité du créancier");
        }
        if birth.is_none_or(|b| b.date.is_none()) {
            return missing("birth/date", "la date de naissance du créancier");
        }
        if birth.is_none_or(|b| b.place.is_none()) {
            return missing("birth/place", "le lieu de naissance du créancier");
        }
        return Ok(());
    }
    if p.kind == PartyKind::Company && p.legal_form.is_none() {
        return missing("legal_form", "la forme de la société créancière");
    }
    if p.legal_representative.is_none() {
        return missing("legal_representative", "l\u{2019}organe qui représente légalement le créancier");
    }
    Ok(())
}

/// CPC, art. 57.
fn debtors_are_identified(claim: &Claim) -> Result<(), BuildError> {
    for (i, d) in claim.debtors.iter().enumerate() {
        if d.is_natural_person() && d.first_names.is_none() {
            let pointer = format!("/debtors/{i}/first_names");
            return Err(Setting::missing(DOCUMENT, &pointer, "les prénoms du débiteur"));
        }
    }
    Ok(())
}

/// The facts, in the order they happened.
pub(super) fn story(s: &Setting<'_>, sums: &Sums) -> Vec<String> {
    let claim = s.claim;
    let lines = s.figures.asked();
    let contract = events::contract(claim, true);
    let notices = events::notices(claim);
    let mut out = narrative::tell(&Story {
        creditor: &s.creditor,
        debtors: &s.debtors,
        item: item(s),
        contract: contract.as_ref(),
        deliveries: &events::deliveries(claim, &lines),
        invoices: &sums.invoices,
        credit_notes: &sums.credit_notes,
        payments: &sums.payments,
        notices: &notices,
        events: events::told(claim, s.frame().roles()),
        principal_due: (sums.totals.principal_due, sums.as_of),
    });
    if contract.is_none()
        && let Some(ground) = events::contract_ground(claim)
    {
        let pieces = events::contract_exhibits(claim);
        let bracket =
            if pieces.is_empty() { String::new() } else { format!(" ({})", french::exhibits(&pieces)) };
        out.insert(
            0,
            fill(
                "La créance est fondée sur : {g}{p}.",
                &[("g", &within_a_sentence(&ground)), ("p", &bracket)],
            ),
        );
    }
    out
}

/// Where the debt comes from, without what was sent nor what is left.
pub(super) fn origin(s: &Setting<'_>, sums: &Sums) -> Vec<String> {
    let claim = s.claim;
    if let Some(order) = claim.order.as_ref().filter(|_| s.dossier.statement.by_title) {
        let named = super::handover::order_fact(order).named();
        return vec![fill("La dette résulte de {o}.", &[("o", &named)])];
    }
    let lines = s.figures.asked();
    let contract = events::contract(claim, true);
    let mut out = narrative::tell(&Story {
        creditor: &s.creditor,
        debtors: &s.debtors,
        item: item(s),
        contract: contract.as_ref(),
        deliveries: &events::deliveries(claim, &lines),
        invoices: &sums.invoices,
        credit_notes: &sums.credit_notes,
        payments: &sums.payments,
        notices: &[],
        events: Vec::new(),
        principal_due: (sums.totals.principal_due, sums.as_of),
    });
    out.pop();
    out
}

/// First letter in lower case: « Tribunal de commerce » inside a sentence.
pub(super) fn within_a_sentence(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

fn item(s: &Setting<'_>) -> (&'static str, &'static str) {
    let mut kinds = s.figures.asked().into_iter().filter_map(|l| s.figures.invoice(l)).map(|i| i.kind);
    let first = kinds.next();
    if kinds.any(|k| Some(k) != first) {
        return ("la somme", "sommes");
    }
    match first {
        Some(InvoiceKind::Rent) => ("le terme", "termes de loyer"),
        Some(InvoiceKind::Instalment) => ("l\u{2019}échéance", "échéances"),
        Some(InvoiceKind::ChargeCall) => ("l\u{2019}appel de charges", "appels de charges"),
        Some(InvoiceKind::Draft) => ("l\u{2019}effet", "effets"),
        Some(InvoiceKind::Invoice) | None => ("la facture", "factures"),
        Some(InvoiceKind::CreditNote | InvoiceKind::Other) => ("la somme", "sommes"),
    }
}
