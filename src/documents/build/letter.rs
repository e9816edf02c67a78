//! D06: the formal notice, one letter a debtor. Sent in the creditor's own name, unless someone who collects for others
//! (CPCEx, art. R. 124-4) writes for it; a lawyer and a commissaire de justice write their own.

use crate::claim::wire::{ExhibitKind, RepresentativeKind};
use crate::claim::{Claim, Exhibit};
use crate::documents::french::{self, fill, typeset, user};
use crate::documents::mise_en_demeure::{self as model, MiseEnDemeure, OrderInHand, Sender, Stage};
use crate::documents::parts::Signature;
use crate::domain::Document;
use crate::rules::registry;

use super::{BuildError, Setting, events, people};

const DOCUMENT: Document = Document::MiseEnDemeure;

/// Why no letter is written in the place of a lawyer or an officer (A.1).
pub(super) const OWN_RULES: &str = "l'avocat et le commissaire de justice écrivent leurs propres lettres : remettez-leur le dossier, ou retirez-les du dossier pour écrire en votre nom";

/// Whether an exhibit goes with the letter: what is owed and why, not the notices already sent.
#[must_use]
pub(crate) fn is_enclosed(claim: &Claim, e: &Exhibit) -> bool {
    use ExhibitKind as K;
    let proves_a_sum = claim.invoices.iter().any(|i| i.exhibit == Some(e.index));
    proves_a_sum
        || matches!(
            e.kind,
            Some(K::Contract | K::Quote | K::PurchaseOrder | K::Invoice | K::DeliveryNote | K::Statement)
        )
}

/// The letter to one debtor.
pub(super) fn mise_en_demeure(s: &Setting<'_>, debtor: usize) -> Result<MiseEnDemeure, BuildError> {
    let claim = s.claim;
    let (Some(party), Some(person)) = (claim.debtors.get(debtor), s.debtors.get(debtor)) else {
        return Err(BuildError::NothingClaimable);
    };
    one_basis(s, debtor, DOCUMENT)?;
    let lines = s.figures.asked();
    if lines.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    let mut sums = s.figures.sums(&lines);
    if let (Some(last), Some(start)) = (sums.rates.last_mut(), s.figures.interest_start()) {
        last.push_str(&format!(", à compter {start}"));
    }
    let days = match claim.relief.payment_deadline_days {
        Some(days) => days,
        None => s.rules.get(registry::NOTICE_DEFAULT_DAYS, claim.as_of)?,
    };
    let window = people::window(party)
        .map_err(|source| BuildError::Address { pointer: format!("/debtors/{debtor}/address"), source })?;
    let payment = people::payment(&claim.creditor, &claim.reference)
        .ok_or_else(|| Setting::missing(DOCUMENT, "/creditor/bank/iban", "un IBAN exact pour payer"))?;
    let writer = Writer::of(s)?;
    let contract = events::contract(claim, false);
    let mediator = party.is_consumer().then(|| people::mediator(&claim.creditor)).flatten();
    let order = order_in_hand(s, debtor);
    let notices = events::notices(claim);
    let sending = typeset("Lettre recommandée avec demande d'avis de réception");
    Ok(model::model(
        &model::Facts {
            reference: &claim.reference,
            day: claim.as_of,
            place: writer.place,
            sender: &writer.sender,
            sender_lines: writer.lines,
            footer: writer.footer,
            creditor: &s.creditor,
            debtor: person,
            civility: people::greeting(party),
            window,
            sending: &sending,
            contract: contract.as_ref(),
            order: order.as_ref(),
            notices: &notices,
            sums: &sums,
            days,
            payment,
            mediator: mediator.as_deref(),
            signature: writer.signature,
            enclosures: enclosures(claim),
        },
        s.rules,
    )?)
}

/// One statement cannot say both what an order fixed for one debtor and what another owes without it.
pub(super) fn one_basis(s: &Setting<'_>, debtor: usize, document: Document) -> Result<(), BuildError> {
    let state = s.dossier.timeline.service.iter().find(|x| x.debtor == debtor);
    if s.dossier.statement.by_title && state.is_some_and(|x| !x.stands()) {
        let reason = "l'ordonnance ne fixe plus ce que doit ce débiteur, mais tient contre un autre : écrivez-lui d'un dossier à son seul nom, sans ordonnance";
        return Err(BuildError::Unsuitable { document, reason });
    }
    Ok(())
}

/// The order obtained, unless it is non avenue towards the debtor.
pub(super) fn order_in_hand(s: &Setting<'_>, debtor: usize) -> Option<OrderInHand> {
    let order = s.claim.order.as_ref()?;
    let state = s.dossier.timeline.service.iter().find(|x| x.debtor == debtor && !x.lapsed)?;
    let stage = match state {
        x if x.opposed_late => Stage::OpposedLate,
        x if x.opposed_on.is_some() => Stage::Opposed,
        x if x.enforceable => Stage::Enforceable,
        x if x.served.is_none() => Stage::ToServe,
        _ => Stage::Waiting,
    };
    Some(OrderInHand { named: super::handover::order_fact(order).named(), stage })
}

fn enclosures(claim: &Claim) -> Vec<String> {
    let day = french::date(claim.as_of);
    let mut out = vec![fill("Décompte de créance arrêté au {d}", &[("d", &day)])];
    let enclosed = claim.exhibits.iter().filter(|e| is_enclosed(claim, e));
    out.extend(
        enclosed
            .map(|e| fill("Pièce n° {n} : {l}", &[("n", &e.number().to_string()), ("l", &user(&e.label))])),
    );
    out
}

/// Who writes the letter.
struct Writer<'a> {
    sender: Sender,
    place: &'a str,
    lines: Vec<String>,
    footer: Vec<String>,
    signature: Signature,
}

impl<'a> Writer<'a> {
    fn of(s: &Setting<'a>) -> Result<Self, BuildError> {
        let claim = s.claim;
        let own = |signature| Writer {
            sender: Sender::Creditor,
            place: s.place(),
            lines: people::sender_lines(&claim.creditor),
            footer: s.creditor.legal_mentions(),
            signature,
        };
        let Some(r) = &claim.representative else {
            return Ok(own(unprefixed(s.own_signature(DOCUMENT)?)));
        };
        let signed = |capacity: String| Signature {
            on_behalf: String::new(),
            name: user(&r.name),
            capacity,
            prompt: String::new(),
        };
        Ok(match r.kind {
            RepresentativeKind::CollectionAgent => {
                let mandated_on = r.mandate_date.map(|d| d.day()).ok_or_else(|| {
                    Setting::missing(
                        DOCUMENT,
                        "/representative/mandate_date",
                        "la date de la convention écrite avec le créancier",
                    )
                })?;
                let mut footer =
                    vec![format!("{} \u{2013} {}", user(&r.name), people::address_line(&r.address))];
                footer.extend(r.insurance.as_deref().map(user));
                Writer {
                    sender: Sender::CollectionAgent { name: r.name.clone(), mandated_on },
                    place: &r.address.city,
                    lines: people::representative_lines(r),
                    footer,
                    signature: signed(people::capacity(r)),
                }
            }
            // An employee signs for the creditor, on its own letterhead.
            RepresentativeKind::Employee => own(people::representative_signature(&claim.creditor, r)),
            // He does not write under the rules of recovery for others: the creditor does.
            RepresentativeKind::Other => own(unprefixed(s.own_signature(DOCUMENT)?)),
            RepresentativeKind::Avocat | RepresentativeKind::CommissaireDeJustice => {
                return Err(BuildError::Unsuitable { document: DOCUMENT, reason: OWN_RULES });
            }
        })
    }
}

/// On its own letterhead nobody needs « Pour la société … ».
pub(super) fn unprefixed(signature: Signature) -> Signature {
    Signature { on_behalf: String::new(), ..signature }
}
