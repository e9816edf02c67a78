//! The pieces: what the nature of the claim needs as proof (EX-02, EX-08, § 9), and files that are there, readable,
//! named once (CPC, art. 1407).

use std::collections::{HashMap, HashSet};

use super::{Facts, Sink};
use crate::claim::wire::ExhibitKind as K;
use crate::domain::{Nature, french};

/// What a piece proves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// That the debtor undertook.
    Undertaking,
    /// How much.
    Amount,
    /// That the creditor performed.
    Performance,
}

impl Proof {
    fn kinds(self) -> &'static [K] {
        match self {
            Proof::Undertaking => &[K::Contract, K::Quote, K::PurchaseOrder],
            Proof::Amount => &[K::Invoice, K::Statement],
            Proof::Performance => &[K::DeliveryNote],
        }
    }

    fn words(self, nature: Nature) -> &'static str {
        match (self, nature) {
            (Proof::Undertaking, Nature::ResidentialLease | Nature::CommercialLease) => "le bail",
            (Proof::Undertaking, Nature::ConsumerCredit | Nature::ProfessionalCredit) => {
                "le contrat de crédit"
            }
            (Proof::Undertaking, Nature::Guarantee) => "l’acte de cautionnement ou de garantie",
            (Proof::Undertaking, _) => "un écrit du débiteur (contrat, devis signé ou bon de commande)",
            (Proof::Amount, Nature::ResidentialLease | Nature::CommercialLease) => {
                "le compte locatif ou les avis d’échéance"
            }
            (Proof::Amount, Nature::CoownershipCharges) => "les appels de fonds ou le relevé de compte",
            (Proof::Amount, _) => "les factures ou un relevé de compte",
            (Proof::Performance, _) => {
                "une preuve de livraison ou d’exécution (bon de livraison, procès-verbal de réception)"
            }
        }
    }
}

/// The proofs of a nature (§ 9, « proof pack »). For drafts and assigned claims the piece itself has no kind here.
fn wanted(nature: Nature) -> &'static [Proof] {
    use Proof::{Amount, Performance, Undertaking};
    match nature {
        Nature::SaleOfGoods
        | Nature::Services
        | Nature::Works
        | Nature::Transport
        | Nature::OtherContract => &[Undertaking, Amount, Performance],
        Nature::ResidentialLease
        | Nature::CommercialLease
        | Nature::ConsumerCredit
        | Nature::ProfessionalCredit
        | Nature::InsurancePremium
        | Nature::Telecom
        | Nature::Energy
        | Nature::Water
        | Nature::LegalFees => &[Undertaking, Amount],
        Nature::CoownershipCharges | Nature::HealthCare | Nature::StatutoryContributions => &[Amount],
        Nature::Guarantee => &[Undertaking],
        Nature::BillOfExchange | Nature::PromissoryNote | Nature::AssignedReceivable | Nature::Tort => &[],
    }
}

/// EX-02, EX-08: a judge who decides on pieces alone must find in them the undertaking, the amount and the performance.
pub(super) fn missing_kind(f: &Facts<'_>, sink: &mut Sink) {
    // Once an order is obtained, it is the order that is proved.
    if !f.timeline.without_order() {
        return;
    }
    let given: HashSet<K> = f.claim.exhibits.iter().filter_map(|e| e.kind).collect();
    let absent: Vec<Proof> = wanted(f.claim.nature)
        .iter()
        .copied()
        .filter(|p| !p.kinds().iter().any(|k| given.contains(k)))
        .collect();
    if absent.is_empty() {
        return;
    }
    let words: Vec<String> = absent.iter().map(|p| p.words(f.claim.nature).to_owned()).collect();
    let raised = sink.raise("/exhibits");
    raised.with("missing", french::list(&words));
    if f.claim.exhibits.iter().any(|e| e.kind.is_none()) {
        raised.variant("kinds_untold");
    } else if absent == [Proof::Performance] {
        raised.variant("performance");
    }
}

/// A piece of the list that is not among the files given.
pub(super) fn missing_file(f: &Facts<'_>, sink: &mut Sink) {
    let Some(given) = f.given else { return };
    let names: HashSet<&str> = given.iter().map(|g| g.name.as_str()).collect();
    for e in &f.claim.exhibits {
        let here = e.file_name().is_some_and(|n| names.contains(n));
        if here {
            continue;
        }
        let raised = sink.raise(format!("/exhibits/{}", e.index));
        raised.with("number", e.number()).with("label", french::user(&e.label));
        match (&e.file, e.file_name()) {
            (None, _) => raised.variant("no_name"),
            (Some(file), None) => raised.variant("bad_name").with("file", french::user(file)),
            (Some(file), Some(_)) => raised.with("file", french::user(file)),
        };
    }
}

/// A file that is not what it says it is.
pub(super) fn unreadable(f: &Facts<'_>, sink: &mut Sink) {
    let Some(given) = f.given else { return };
    let broken: HashMap<&str, &str> =
        given.iter().filter_map(|g| Some((g.name.as_str(), g.unreadable.as_deref()?))).collect();
    for e in &f.claim.exhibits {
        let Some((file, reason)) = e.file_name().and_then(|n| Some((n, *broken.get(n)?))) else { continue };
        sink.raise(format!("/exhibits/{}", e.index))
            .with("number", e.number())
            .with("file", french::user(file))
            .with("reason", reason);
    }
}

/// A file given that no piece names.
pub(super) fn unlisted(f: &Facts<'_>, sink: &mut Sink) {
    let Some(given) = f.given else { return };
    let named: HashSet<&str> = f.claim.exhibits.iter().filter_map(|e| e.file_name()).collect();
    for g in given.iter().filter(|g| !named.contains(g.name.as_str())) {
        sink.raise("/exhibits").with("file", french::user(&g.name));
    }
}

/// Two pieces under one identifier: what cites it would name either.
pub(super) fn duplicate_id(f: &Facts<'_>, sink: &mut Sink) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for e in &f.claim.exhibits {
        let number = *first.entry(e.id.as_str()).or_insert(e.number());
        if number != e.number() {
            sink.raise(format!("/exhibits/{}", e.index))
                .with("id", french::user(&e.id))
                .with("first", number)
                .with("number", e.number());
        }
    }
}

/// A line that cites no piece: the judge must be able to go from the sum to its proof (CPC, art. 57 and 1407).
pub(super) fn line_uncited(f: &Facts<'_>, sink: &mut Sink) {
    if !f.timeline.without_order() {
        return;
    }
    let bare = |i: &&crate::claim::Invoice| {
        f.claim.file.invoices.get(i.index).is_some_and(|line| line.exhibit.is_none())
    };
    let mut lines = f.claim.invoices.iter().filter(bare);
    if let Some(first) = lines.next() {
        let others = u32::try_from(lines.count()).unwrap_or(u32::MAX);
        let raised = sink.raise(first.pointer());
        raised.with("number", &first.number).with("others", french::count(others, "autre", "autres"));
        if others > 0 {
            raised.variant("several");
        }
    }
}
