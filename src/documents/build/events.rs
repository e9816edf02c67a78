//! What happened, as documents tell it: contract, delivery, notices, events, each with its exhibits.

use crate::claim::Claim;
use crate::claim::wire::{Channel, ContractKind, EventKind, ExhibitKind, Returned};
use crate::documents::bordereau_de_pieces::ExhibitLine;
use crate::documents::french::{self, amount, date, fill, user};
use crate::documents::narrative::{ContractFact, DeliveryFact, NoticeFact};
use crate::documents::roles::Roles;
use crate::domain::Day;
use crate::statement::Line;

use super::figures::number;

/// The exhibits in the order of the claim.
pub(super) fn exhibits(claim: &Claim, pages: Option<&[u32]>) -> Vec<ExhibitLine> {
    let page = |at: usize| pages.and_then(|p| p.get(at)).copied();
    claim
        .exhibits
        .iter()
        .map(|e| ExhibitLine {
            number: number(e.index),
            label: e.label.clone(),
            date: e.date,
            pages: page(e.index),
        })
        .collect()
}

/// Numbers of the exhibits of these kinds.
pub(super) fn of_kind(claim: &Claim, kinds: &[ExhibitKind]) -> Vec<u32> {
    claim
        .exhibits
        .iter()
        .filter(|e| e.kind.is_some_and(|k| kinds.contains(&k)))
        .map(|e| number(e.index))
        .collect()
}

/// Exhibits of the contract itself.
pub(super) fn contract_exhibits(claim: &Claim) -> Vec<u32> {
    of_kind(claim, &[ExhibitKind::Contract, ExhibitKind::Quote, ExhibitKind::PurchaseOrder])
}

/// « devis », « bail »: what was signed, without article.
pub(crate) fn contract_noun(kind: ContractKind) -> &'static str {
    match kind {
        ContractKind::SignedQuote => "devis",
        ContractKind::PurchaseOrder => "bon de commande",
        ContractKind::WrittenContract | ContractKind::Other => "contrat",
        ContractKind::GeneralTerms => "conditions générales",
        ContractKind::Lease => "bail",
        ContractKind::Bylaws => "règlement de copropriété",
    }
}

/// What the debt rests on. `told`: inside « ont conclu … », else after « au titre … ».
pub(super) fn contract(claim: &Claim, told: bool) -> Option<ContractFact> {
    let c = claim.contract.as_ref()?;
    let what = match (c.kind, told) {
        // The bylaws bind a co-owner; the parties did not conclude them.
        (ContractKind::Bylaws, true) => return None,
        (ContractKind::Bylaws, false) => "le règlement de copropriété",
        (ContractKind::SignedQuote, true) => "un contrat sur devis",
        (ContractKind::SignedQuote, false) => "un devis",
        (ContractKind::PurchaseOrder, true) => "un contrat sur bon de commande",
        (ContractKind::PurchaseOrder, false) => "un bon de commande",
        (ContractKind::GeneralTerms, true) => "un contrat régi par des conditions générales",
        (ContractKind::GeneralTerms, false) => "les conditions générales acceptées",
        (ContractKind::Lease, _) => "un bail",
        (ContractKind::WrittenContract, _) => "un contrat écrit",
        (ContractKind::Other, _) => "un contrat",
    };
    Some(ContractFact {
        what: what.into(),
        // « Bail du 15 janvier 2025 » says again what the sentence says.
        reference: c.reference.clone().filter(|r| !repeats(r, c)).map(|r| bare(&r, contract_noun(c.kind))),
        signed_on: c.signed_on.map(|d| d.day()),
        exhibits: contract_exhibits(claim),
    })
}

/// « D-2025-118 » of « Devis D-2025-118 »: the sentence names what it is.
fn bare(reference: &str, noun: &str) -> String {
    let head = reference.get(..noun.len()).filter(|h| h.to_lowercase() == noun);
    let rest = head.and_then(|_| reference.get(noun.len()..)).map(str::trim_start).filter(|r| !r.is_empty());
    rest.unwrap_or(reference).to_owned()
}

/// Whether a reference holds the day of signature already.
fn repeats(reference: &str, c: &crate::claim::wire::Contract) -> bool {
    c.signed_on.is_some_and(|d| reference.contains(&date(d.day()).replace('\u{a0}', " ")))
}

/// « Devis D-2025-118 signé le 18 décembre 2025 »: the contract as the ground of a sum.
pub(super) fn contract_ground(claim: &Claim) -> Option<String> {
    let c = claim.contract.as_ref()?;
    let noun = french::capitalised(contract_noun(c.kind));
    let name = match c.reference.as_deref().map(user) {
        // « Devis D-2025-118 » already says what it is.
        Some(r) if r.to_lowercase().starts_with(&noun.to_lowercase()) => r,
        Some(r) => format!("{noun} {r}"),
        None => noun,
    };
    let plural = c.kind == ContractKind::GeneralTerms;
    let told = c.reference.as_deref().is_some_and(|r| repeats(r, c));
    Some(match c.signed_on.filter(|_| !told) {
        Some(d) if plural => format!("{name}, signées le {}", date(d.day())),
        Some(d) => format!("{name}, signé le {}", date(d.day())),
        None => name,
    })
}

/// The deliveries or performances of the lines asked, by date; a proof of the same day is that delivery's, else the
/// last one's.
pub(super) fn deliveries(claim: &Claim, lines: &[&Line]) -> Vec<DeliveryFact> {
    let mut out: Vec<DeliveryFact> = Vec::new();
    for l in lines {
        let Some(on) = claim.invoices.get(l.invoice).and_then(|i| i.delivered_on) else { continue };
        match out.iter_mut().find(|d| d.on == on) {
            Some(d) => d.invoices.push(l.number.clone()),
            None => out.push(DeliveryFact { on, invoices: vec![l.number.clone()], exhibits: Vec::new() }),
        }
    }
    out.sort_by_key(|d| d.on);
    let proofs = claim.exhibits.iter().filter(|e| e.kind == Some(ExhibitKind::DeliveryNote));
    for e in proofs {
        let same = out.iter().position(|d| Some(d.on) == e.date);
        let at = same.unwrap_or(out.len().saturating_sub(1));
        if let Some(d) = out.get_mut(at) {
            d.exhibits.push(number(e.index));
        }
    }
    out
}

/// How something was sent.
pub(crate) fn channel(c: Channel) -> &'static str {
    match c {
        Channel::Email => "courriel",
        Channel::Letter => "lettre simple",
        Channel::RegisteredLetter => "lettre recommandée avec demande d'avis de réception",
        Channel::ElectronicRegisteredLetter => "lettre recommandée électronique",
        Channel::BailiffService => "acte de commissaire de justice",
        Channel::Phone => "téléphone",
        Channel::Sms => "message écrit (SMS)",
        Channel::Hand => "remise en main propre",
    }
}

/// Why a letter came back.
pub(crate) fn returned(r: Returned) -> &'static str {
    match r {
        Returned::Unclaimed => "non réclamée",
        Returned::UnknownAddress => "destinataire inconnu à l'adresse",
        Returned::Refused => "refusée",
    }
}

/// The notices sent up to a day, by date.
pub(super) fn notices(claim: &Claim) -> Vec<NoticeFact> {
    let mut sent: Vec<_> = claim.notices.iter().filter(|n| n.sent_on.day() <= claim.as_of).collect();
    sent.sort_by_key(|n| n.sent_on.day());
    let single = sent.iter().filter(|n| n.is_formal()).count() == 1;
    sent.into_iter()
        .map(|n| {
            let rank = n.exhibit.as_ref().and_then(|id| claim.exhibits.iter().position(|e| e.id == *id));
            let mut exhibits: Vec<u32> = rank.map(number).into_iter().collect();
            exhibits.extend(proofs(claim, rank, n.is_formal() && single));
            exhibits.sort_unstable();
            exhibits.dedup();
            NoticeFact {
                formal: n.is_formal(),
                channel: channel(n.channel).into(),
                sent_on: n.sent_on.day(),
                presented_on: n.presented_on.map(|d| d.day()),
                received_on: n.received_on.map(|d| d.day()),
                returned: n.returned.map(|r| returned(r).to_owned()),
                exhibits,
            }
        })
        .collect()
}

/// What was written to the debtor: a call is no letter, and no letter says it was one.
pub(super) fn written(claim: &Claim) -> Vec<NoticeFact> {
    let call = channel(Channel::Phone);
    notices(claim).into_iter().filter(|n| n.channel != call).collect()
}

/// The proofs of receipt of a notice: all of them when it is the only formal one, else those filed right after it.
fn proofs(claim: &Claim, rank: Option<usize>, only: bool) -> Vec<u32> {
    let proves = |e: &crate::claim::Exhibit| e.kind == Some(ExhibitKind::ProofOfReceipt);
    if only {
        return claim.exhibits.iter().filter(|e| proves(e)).map(|e| number(e.index)).collect();
    }
    let Some(rank) = rank else { return Vec::new() };
    claim.exhibits.iter().skip(rank + 1).take_while(|e| proves(e)).map(|e| number(e.index)).collect()
}

/// Events a judge must know of, one sentence each, by date.
pub(super) fn told(claim: &Claim, roles: Roles) -> Vec<(Day, String)> {
    let mut events: Vec<_> = claim.events.iter().filter(|e| e.on.day() <= claim.as_of).collect();
    events.sort_by_key(|e| e.on.day());
    events
        .into_iter()
        .filter_map(|e| {
            let several = roles.several_debtors();
            let pattern = match e.kind {
                // The file does not say which of them did.
                EventKind::Acknowledgment if several => "Le {d}, la dette a été reconnue{a}{p}.",
                EventKind::PromiseToPay if several => "Le {d}, un engagement de payer a été pris{a}{p}.",
                EventKind::Dispute if several => "Le {d}, une contestation a été formulée{p}.",
                EventKind::Acknowledgment => "Le {d}, {le débiteur} a reconnu la dette{a}{p}.",
                EventKind::PromiseToPay => "Le {d}, {le débiteur} a promis de payer{a}{p}.",
                EventKind::Dispute => "Le {d}, {le débiteur} a fait connaître une contestation{p}.",
                EventKind::GracePeriod => "Le {d}, un délai a été accordé{a}{p}.",
                EventKind::EnforcementAct => "Un acte d'exécution a été accompli le {d}{p}.",
                EventKind::CourtClaim => "Une demande en justice a été formée le {d}{p}.",
                EventKind::OrderServed => "Une ordonnance a été signifiée le {d}{p}.",
                EventKind::ClaimDeclared => "La créance a été déclarée le {d}{p}.",
                // Payments are told as payments; the rest is told by the deadlines or the amicable steps.
                EventKind::PartialPayment
                | EventKind::Mediation
                | EventKind::ForceMajeure
                | EventKind::InsolvencyOpened => return None,
            };
            Some((e.on.day(), sentence(claim, e, &roles.agree(pattern))))
        })
        .collect()
}

/// Amicable steps: mediations and plans.
pub(super) fn amicable(claim: &Claim) -> Vec<String> {
    let mediations = claim.events.iter().filter(|e| e.kind == EventKind::Mediation);
    mediations
        .filter(|e| e.on.day() <= claim.as_of)
        .map(|e| sentence(claim, e, "Une conciliation ou une médiation a été engagée le {d}{p}."))
        .collect()
}

fn sentence(claim: &Claim, e: &crate::claim::wire::Event, pattern: &str) -> String {
    let rank = e.exhibit.as_ref().and_then(|id| claim.exhibits.iter().position(|x| x.id == *id));
    let piece = rank.map(|r| format!(" ({})", french::exhibits(&[number(r)]))).unwrap_or_default();
    let sum = e.amount.map(|m| fill(", à hauteur de {a}", &[("a", &amount(m))])).unwrap_or_default();
    fill(pattern, &[("d", &date(e.on.day())), ("a", &sum), ("p", &piece)])
}
