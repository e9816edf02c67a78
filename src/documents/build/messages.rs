//! D01 to D05 as messages: the facts of the letter of the same step, less what cannot be sent, and how to call.

use crate::claim::Claim;
use crate::claim::wire::{Channel, Event, EventKind};
use crate::documents::confirmation::{Confirmation, Said};
use crate::documents::french;
use crate::documents::message::{self, Callback, Message, Script};
use crate::documents::relance::Step;
use crate::domain::{Day, Document};
use crate::dossier::Admitted;
use crate::rules::registry;

use super::{BuildContext, BuildError, Setting, relance};

/// A message to one debtor.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageDraft {
    /// Its facts.
    pub message: Message,
    /// The exhibits that go with it, by rank.
    pub exhibits: Vec<usize>,
    /// Whether the statement goes with it.
    pub with_statement: bool,
}

/// The message of a reminder. `given` tells which exhibits have a file; without it, what the letter encloses is named.
///
/// # Errors
/// See [`BuildError`].
pub fn message(
    document: Document,
    debtor: usize,
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
    given: Option<&dyn Fn(usize) -> bool>,
) -> Result<MessageDraft, BuildError> {
    let s = Setting::new(admitted, ctx);
    let step = step(document)?;
    let with_statement = step != Step::Preventive;
    relance::with_facts(&s, debtor, step, |facts| {
        let numbers = facts.sums.invoices.iter().filter_map(|i| i.exhibit);
        let mut exhibits: Vec<usize> =
            numbers.filter_map(|n| usize::try_from(n).ok()?.checked_sub(1)).collect();
        exhibits.sort_unstable();
        exhibits.dedup();
        let attached = given.map(|given| {
            exhibits.retain(|e| given(*e));
            attached(s.claim, with_statement, &exhibits)
        });
        MessageDraft { message: message::model(facts, attached), exhibits, with_statement }
    })
}

/// What goes with an e-mail, as its list of attachments names it.
fn attached(claim: &Claim, with_statement: bool, exhibits: &[usize]) -> Vec<String> {
    let day = french::date(claim.as_of);
    let statement = with_statement.then(|| french::fill("Décompte de créance arrêté au {d}", &[("d", &day)]));
    let labels = exhibits.iter().filter_map(|e| claim.exhibits.get(*e)).map(|e| french::user(&e.label));
    statement.into_iter().chain(labels).collect()
}

/// The facts of the text message: the creditor must have a number to call back.
///
/// # Errors
/// [`BuildError::Missing`].
pub fn callback(document: Document, draft: &MessageDraft, claim: &Claim) -> Result<Callback, BuildError> {
    let phone =
        claim.creditor.phone.as_deref().ok_or_else(|| {
            Setting::missing(document, "/creditor/phone", "le numéro où rappeler le créancier")
        })?;
    Ok(message::callback(&draft.message, phone))
}

/// The facts of the telephone script.
///
/// # Errors
/// See [`BuildError`].
pub fn script(
    draft: MessageDraft,
    debtor: usize,
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
) -> Result<Script, BuildError> {
    let claim = &admitted.dossier().claim;
    let rules = &ctx.law.rules;
    Ok(Script {
        phone: claim.debtors.get(debtor).and_then(|d| d.phone.as_deref()).map(french::phone),
        callback: claim.creditor.phone.as_deref().map(french::phone),
        hours: french::typeset(rules.text(registry::REMINDER_CALL_HOURS, claim.as_of)?),
        attempts: french::integer(rules.get(registry::REMINDER_CALL_ATTEMPTS, claim.as_of)?),
        message: draft.message,
    })
}

/// The facts of the e-mail that confirms the last call (D05b): what the file records of that very day, and no more.
///
/// # Errors
/// [`BuildError::Missing`] when the file records no call, or nothing said in it.
pub fn confirmation(
    document: Document,
    draft: MessageDraft,
    claim: &Claim,
) -> Result<Confirmation, BuildError> {
    let (called_on, said) = answered(document, claim)?;
    // The statement and the invoices went with the reminder; here nothing is asked.
    let message = Message { attachments: Vec::new(), payment: Vec::new(), ..draft.message };
    Ok(Confirmation { message, called_on: french::date(called_on), said })
}

/// The last call, and what the debtor answered that day.
///
/// # Errors
/// [`BuildError::Missing`]: there is nothing to confirm.
pub fn answered(document: Document, claim: &Claim) -> Result<(Day, Vec<Said>), BuildError> {
    let calls = claim.notices.iter().filter(|n| n.channel == Channel::Phone).map(|n| n.sent_on.day());
    let called_on = calls.filter(|d| *d <= claim.as_of).max().ok_or_else(|| {
        Setting::missing(document, "/notices", "l'appel à confirmer (« channel » : « phone »)")
    })?;
    let said: Vec<Said> = claim.events.iter().filter(|e| e.on.day() == called_on).filter_map(said).collect();
    if said.is_empty() {
        let mention = "ce que le débiteur a répondu le jour de l'appel (« promise_to_pay », « dispute » ou « partial_payment »)";
        return Err(Setting::missing(document, "/events", mention));
    }
    Ok((called_on, said))
}

fn said(e: &Event) -> Option<Said> {
    let amount = e.amount.map(french::amount);
    let label = e.label.as_deref().map(french::user);
    Some(match e.kind {
        EventKind::PromiseToPay => {
            Said { amount, by: e.until.map(|d| french::date(d.day())), ..Said::of("promise") }
        }
        EventKind::Dispute => Said { reason: label, ..Said::of("dispute") },
        EventKind::PartialPayment => Said { amount, ..Said::of("payment") },
        _ => return None,
    })
}

/// The addresses of an e-mail: both must be there.
///
/// # Errors
/// [`BuildError::Missing`].
pub fn addresses<'a>(
    document: Document,
    debtor: usize,
    claim: &'a Claim,
    usable: fn(&str) -> bool,
) -> Result<(&'a str, &'a str), BuildError> {
    let missing = |pointer: &str, mention| Setting::missing(document, pointer, mention);
    let usable = |address: &'a Option<String>| address.as_deref().filter(|a| usable(a));
    let from = usable(&claim.creditor.email)
        .ok_or_else(|| missing("/creditor/email", "une adresse électronique simple du créancier"))?;
    let to = claim.debtors.get(debtor).and_then(|d| usable(&d.email)).ok_or_else(|| {
        missing(&format!("/debtors/{debtor}/email"), "une adresse électronique simple du débiteur")
    })?;
    Ok((from, to))
}

fn step(document: Document) -> Result<Step, BuildError> {
    Step::of(document).ok_or(BuildError::Unsuitable {
        document,
        reason: "seules les relances existent en message : demandez le PDF",
    })
}
