//! D01 to D04: the reminders, one letter a debtor. Which one is next follows from what was already sent and from the
//! days late (R-CYCLE, usage only). They are always the creditor's own: whoever collects for others writes D06 alone.

use crate::claim::wire::RepresentativeKind;
use crate::documents::french::{self, fill, typeset, user};
use crate::documents::parts::Signature;
use crate::documents::relance::{Facts, Step};
use crate::domain::Document;
use crate::rules::registry;
use crate::statement::Line;

use super::{BuildError, Setting, events, letter, people};

/// The document of a step.
#[must_use]
pub const fn document(step: Step) -> Document {
    match step {
        Step::Preventive => Document::RelancePreventive,
        Step::First => Document::Relance1,
        Step::Second => Document::Relance2,
        Step::Last => Document::Relance3,
    }
}

/// What the letter, the message and the script of one step say to one debtor.
pub(super) fn with_facts<T>(
    s: &Setting<'_>,
    debtor: usize,
    step: Step,
    write: impl FnOnce(&Facts<'_>) -> T,
) -> Result<T, BuildError> {
    let claim = s.claim;
    let document = document(step);
    let (Some(party), Some(person)) = (claim.debtors.get(debtor), s.debtors.get(debtor)) else {
        return Err(BuildError::NothingClaimable);
    };
    let lines = lines(s, step)?;
    let mut sums = s.figures.sums(&lines);
    if step == Step::Preventive {
        // What is not due yet is in no total of the statement.
        sums.totals.principal_due = lines.iter().map(|l| l.principal_due).sum();
        sums.totals.total_due = sums.totals.principal_due;
    }
    let window = people::window(party)
        .map_err(|source| BuildError::Address { pointer: format!("/debtors/{debtor}/address"), source })?;
    let payment = people::payment(&claim.creditor, &claim.reference)
        .ok_or_else(|| Setting::missing(document, "/creditor/bank/iban", "un IBAN exact pour payer"))?;
    let days = s.rules.get(registry::REMINDER_REPLY_DAYS, claim.as_of)?;
    let expected_by = claim.as_of.checked_add_days(chrono::Days::new(u64::from(days)));
    let notices = events::notices(claim);
    Ok(write(&Facts {
        step,
        reference: &claim.reference,
        day: claim.as_of,
        place: s.place(),
        creditor: &s.creditor,
        sender_lines: people::sender_lines(&claim.creditor),
        debtor: person,
        civility: people::greeting(party),
        window,
        notices: &notices,
        sums: &sums,
        expected_by: expected_by.unwrap_or(claim.as_of),
        payment,
        signature: signature(s, document)?,
        enclosures: enclosures(s, step, &lines),
    }))
}

/// The lines a step speaks of: not yet due for the preventive one, late for the others.
fn lines<'a>(s: &Setting<'a>, step: Step) -> Result<Vec<&'a Line>, BuildError> {
    if step != Step::Preventive {
        let late = s.figures.asked();
        return if late.is_empty() { Err(BuildError::NothingClaimable) } else { Ok(late) };
    }
    let as_of = s.claim.as_of;
    let coming: Vec<&Line> = s
        .figures
        .memo()
        .into_iter()
        .filter(|l| !l.prescribed && l.due_on >= as_of && l.principal_due.is_positive())
        .collect();
    if coming.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    Ok(coming)
}

/// An employee signs for the creditor; nobody else writes a reminder in its place.
fn signature(s: &Setting<'_>, document: Document) -> Result<Signature, BuildError> {
    match &s.claim.representative {
        Some(r) if r.kind == RepresentativeKind::Employee => {
            Ok(people::representative_signature(&s.claim.creditor, r))
        }
        _ => Ok(letter::unprefixed(s.own_signature(document)?)),
    }
}

/// Copies of the invoices spoken of; the statement as well once penalties are shown.
fn enclosures(s: &Setting<'_>, step: Step, lines: &[&Line]) -> Vec<String> {
    let mut out = Vec::new();
    if step != Step::Preventive {
        out.push(fill("Décompte de créance arrêté au {d}", &[("d", &french::date(s.claim.as_of))]));
    }
    let named: Vec<&crate::claim::Exhibit> = s
        .claim
        .exhibits
        .iter()
        .filter(|e| {
            let proves = |l: &&Line| s.figures.invoice(l).is_some_and(|i| i.exhibit == Some(e.index));
            lines.iter().any(proves)
        })
        .collect();
    if named.is_empty() {
        out.push(typeset(if lines.len() > 1 { "Copie des factures" } else { "Copie de la facture" }));
    }
    out.extend(
        named
            .iter()
            .map(|e| fill("Pièce n° {n} : {l}", &[("n", &e.number().to_string()), ("l", &user(&e.label))])),
    );
    out
}
