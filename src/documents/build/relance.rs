//! D01 to D04: the reminders, one letter a debtor. Which one is next follows from what was already sent and from the
//! days late (R-CYCLE, usage only). They are always the creditor's own: whoever collects for others writes D06 alone.

use crate::claim::wire::{ExhibitKind, NoticeKind, RepresentativeKind};
use crate::claim::{Claim, Exhibit};
use crate::documents::french::{self, fill, user};
use crate::documents::message::Noun;
use crate::documents::parts::Signature;
use crate::documents::relance::{self as model, Facts, Relance, Step};
use crate::domain::{Day, Document};
use crate::rules::{NoVersion, Rules, registry};
use crate::statement::{Line, Statement};

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

/// The next reminder: before any delay the preventive one, then the one that follows those already sent: a letter that
/// says « deuxième » or « dernière » needs the former ones. The last is repeated, never followed by another.
#[must_use]
pub fn next_step(claim: &Claim, statement: &Statement) -> Step {
    let with_prescribed = claim.relief.claim_prescribed == Some(true);
    if statement.claimable(with_prescribed).next().is_none() {
        return Step::Preventive;
    }
    match reminders_sent(claim) {
        _ if formal_notice_sent(claim).is_some() => Step::Last,
        0 => Step::First,
        1 => Step::Second,
        _ => Step::Last,
    }
}

/// The day usage sends a step on, from the oldest due date; nothing for the preventive one.
///
/// # Errors
/// A usage that the rule set does not know on the day.
pub(crate) fn usual_day(
    step: Step,
    claim: &Claim,
    statement: &Statement,
    rules: &Rules,
) -> Result<Option<Day>, NoVersion> {
    let handle = match step {
        Step::Preventive => return Ok(None),
        Step::First => registry::REMINDER_FIRST_DAYS,
        Step::Second => registry::REMINDER_SECOND_DAYS,
        Step::Last => registry::REMINDER_LAST_DAYS,
    };
    let days = rules.get(handle, claim.as_of)?;
    let oldest = statement.claimable(claim.relief.claim_prescribed == Some(true)).map(|l| l.due_on).min();
    Ok(oldest.and_then(|d| d.checked_add_days(chrono::Days::new(u64::from(days)))))
}

/// Reminders after the due date already sent.
pub(crate) fn reminders_sent(claim: &Claim) -> usize {
    let sent = claim.notices.iter().filter(|n| n.sent_on.day() <= claim.as_of);
    sent.filter(|n| n.kind == NoticeKind::Reminder).count()
}

/// The day of the last formal notice sent, if any.
pub(crate) fn formal_notice_sent(claim: &Claim) -> Option<Day> {
    claim
        .notices
        .iter()
        .filter(|n| n.is_formal())
        .map(|n| n.sent_on.day())
        .filter(|d| *d <= claim.as_of)
        .max()
}

/// The letter to one debtor.
pub(super) fn relance(s: &Setting<'_>, debtor: usize, step: Step) -> Result<Relance, BuildError> {
    with_facts(s, debtor, step, model::model)
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
    letter::one_basis(s, debtor, document)?;
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
    let notices = events::written(claim);
    let order = letter::order_in_hand(s, debtor);
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
        order: order.as_ref(),
        sums: &sums,
        expected_by: expected_by.unwrap_or(claim.as_of),
        payment,
        signature: signature(s, document)?,
        enclosures: enclosures(s, step, &lines, &sums.item),
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
        return Err(BuildError::Unsuitable {
            document: document(step),
            reason: "aucune somme n'est à échoir : demandez la relance qui suit l'échéance",
        });
    }
    Ok(coming)
}

/// An employee signs for the creditor; nobody else writes a reminder in its place.
fn signature(s: &Setting<'_>, document: Document) -> Result<Signature, BuildError> {
    use RepresentativeKind as Kind;
    let refused = |reason| Err(BuildError::Unsuitable { document, reason });
    match &s.claim.representative {
        Some(r) if r.kind == Kind::Employee => Ok(people::representative_signature(&s.claim.creditor, r)),
        // CPCEx, art. R. 124-4: a letter without its mentions is an offence.
        Some(r) if r.kind == Kind::CollectionAgent => {
            refused("qui recouvre pour autrui n'adresse que la mise en demeure, avec les mentions de la loi")
        }
        Some(r) if matches!(r.kind, Kind::Avocat | Kind::CommissaireDeJustice) => refused(letter::OWN_RULES),
        _ => Ok(letter::unprefixed(s.own_signature(document)?)),
    }
}

/// Whether an exhibit goes with a reminder: the invoices, and neither the contract nor what was sent before.
#[must_use]
pub(crate) fn is_enclosed(claim: &Claim, e: &Exhibit) -> bool {
    if claim.invoices.iter().any(|i| i.exhibit.is_some()) {
        return claim.invoices.iter().any(|i| i.exhibit == Some(e.index));
    }
    e.kind == Some(ExhibitKind::Invoice)
}

/// Copies of the invoices, and the statement once something is late.
fn enclosures(s: &Setting<'_>, step: Step, lines: &[&Line], item: &str) -> Vec<String> {
    let mut out = Vec::new();
    if step != Step::Preventive {
        out.push(fill("Décompte de créance arrêté au {d}", &[("d", &french::date(s.claim.as_of))]));
    }
    let enclosed: Vec<&Exhibit> = s.claim.exhibits.iter().filter(|e| is_enclosed(s.claim, e)).collect();
    if enclosed.is_empty() {
        let noun = Noun::of(item);
        let what = if lines.len() > 1 { format!("des {}", noun.many) } else { french::after_de(noun.the) };
        out.push(fill("Copie {w}", &[("w", &what)]));
    }
    out.extend(
        enclosed
            .iter()
            .map(|e| fill("Pièce n° {n} : {l}", &[("n", &e.number().to_string()), ("l", &user(&e.label))])),
    );
    out
}
