//! Who the parties are: what acts and letters must say of them (CPC, art. 54 and 57; C. com., art. R. 123-237 and
//! R. 123-238; IP-07, IP-08, IP-10, A.2), and the keys of their identifiers (D.1 to D.5).

use super::sink::Raised;
use super::{Facts, Sink};
use crate::claim::wire::PartyKind;
use crate::claim::{Claim, Party};
use crate::domain::{Bundle, Checked, french};
use crate::rules::registry;

/// The creditor, then the debtors, each with its pointer.
pub(super) fn all(claim: &Claim) -> impl Iterator<Item = (String, &Party)> {
    std::iter::once(("/creditor".to_owned(), &claim.creditor)).chain(debtors(claim))
}

/// The debtors, each with its pointer.
pub(super) fn debtors(claim: &Claim) -> impl Iterator<Item = (String, &Party)> {
    claim.debtors.iter().enumerate().map(|(i, d)| (format!("/debtors/{i}"), d))
}

/// Letters and spaces as a person would compare them.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn same(a: &Party, b: &Party) -> bool {
    if let (Some(x), Some(y)) = (a.valid_siren(), b.valid_siren()) {
        return x == y;
    }
    let place = |p: &Party| (folded(&p.address.lines.join(" ")), folded(&p.address.postal_code));
    let born = |p: &Party| p.birth.as_ref().and_then(|b| b.date);
    let homonyms = matches!((born(a), born(b)), (Some(x), Some(y)) if x != y);
    !homonyms && folded(&a.display_name()) == folded(&b.display_name()) && place(a) == place(b)
}

/// Nobody owes himself; nobody owes twice.
pub(super) fn same_party(f: &Facts<'_>, sink: &mut Sink) {
    for (i, (at, debtor)) in debtors(f.claim).enumerate() {
        if same(&f.claim.creditor, debtor) {
            sink.raise(at).with("name", debtor.full_name());
        } else if f.claim.debtors.iter().take(i).any(|other| same(other, debtor)) {
            sink.raise(at).variant("twice").with("name", debtor.full_name());
        }
    }
}

/// The bundles whose letters the creditor signs.
const LETTERS: [Bundle; 3] = [Bundle::Relance, Bundle::MiseEnDemeure, Bundle::Echeancier];

/// What the request must say of each party, and what the creditor's letters must say of him.
pub(super) fn identity_incomplete(f: &Facts<'_>, sink: &mut Sink) {
    let creditor = &f.claim.creditor;
    let mut request = of_claimant(creditor);
    if !f.timeline.without_order() {
        // The request was already granted; the acts that follow identify whoever asks for them (IP-20, HO-04).
        let missing: Vec<String> = request.drain(..).map(str::to_owned).collect();
        if !missing.is_empty() {
            let raised = sink.raise("/creditor").variant("act");
            raised.with("name", creditor.full_name()).with("missing", french::list(&missing));
        }
        if creditor.phone.is_none() && creditor.email.is_none() {
            sink.raise("/creditor").variant("client_useful").with("name", creditor.full_name());
        }
    }
    let letters = of_letters(creditor, f);
    let shown: Vec<String> = request
        .iter()
        .chain(letters.iter().filter(|l| !request.contains(l)))
        .map(|s| (*s).to_owned())
        .collect();
    if !shown.is_empty() {
        let raised = sink.raise("/creditor");
        raised.with("name", creditor.full_name()).with("missing", french::list(&shown));
        match (request.is_empty(), letters.is_empty()) {
            (true, false) => raised.variant("letters"),
            (false, false) => raised
                .variant("request_and_letters")
                .blocking(LETTERS.into_iter().chain([Bundle::InjonctionDePayer]).collect()),
            _ => raised,
        };
    }
    for (at, debtor) in debtors(f.claim) {
        debtor_identity(f, &at, debtor, sink);
    }
}

/// CPC, art. 54, 3°.
fn of_claimant(p: &Party) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let mut need = |has: bool, what: &'static str| {
        if !has {
            missing.push(what);
        }
    };
    if p.is_natural_person() {
        need(p.first_names.is_some(), "prénoms");
        need(p.last_name.is_some(), "nom");
        need(p.occupation.is_some(), "profession");
        need(p.nationality.is_some(), "nationalité");
        let birth = p.birth.as_ref();
        need(birth.is_some_and(|b| b.date.is_some()), "date de naissance");
        need(birth.is_some_and(|b| b.place.is_some()), "lieu de naissance");
    } else {
        need(p.name.is_some(), "dénomination");
        need(p.kind != PartyKind::Company || p.legal_form.is_some(), "forme juridique");
        need(p.legal_representative.is_some(), "organe qui la représente (nom et qualité)");
    }
    missing
}

/// C. com., art. R. 123-237 and R. 123-238: those who are registered, and in France.
fn of_letters(p: &Party, f: &Facts<'_>) -> Vec<&'static str> {
    let registered =
        p.kind == PartyKind::Company || (p.kind == PartyKind::SoleTrader && p.rcs_city.is_some());
    if !registered || !p.address.country.is_french() {
        return Vec::new();
    }
    let mut missing = Vec::new();
    if p.siren.is_none() && p.siret.is_none() {
        missing.push("numéro SIREN");
    }
    if p.rcs_city.is_none() {
        missing.push("ville du greffe d’immatriculation (RCS)");
    }
    if p.kind == PartyKind::Company {
        match &p.legal_form {
            None => missing.push("forme juridique"),
            Some(form) if p.share_capital.is_none() && gives_capital(form, f) => {
                missing.push("capital social")
            }
            Some(_) => {}
        }
    }
    missing
}

fn gives_capital(form: &str, f: &Facts<'_>) -> bool {
    let bare = |t: &str| folded(t).replace(['.', '’', '\''], "");
    let form = bare(form);
    f.rules
        .text(registry::CAPITAL_FORMS, f.claim.as_of)
        .is_ok_and(|forms| forms.split(';').any(|known| bare(known) == form))
}

/// CPC, art. 57: names and domicile; then what the officer will ask for (HO-04), when a title is handed over.
fn debtor_identity(f: &Facts<'_>, at: &str, p: &Party, sink: &mut Sink) {
    let mut missing: Vec<String> = Vec::new();
    let mut need = |has: bool, what: &str| {
        if !has {
            missing.push(what.to_owned());
        }
    };
    if p.is_natural_person() {
        need(p.first_names.is_some(), "prénoms");
        need(p.last_name.is_some(), "nom");
    } else {
        need(p.name.is_some(), "dénomination");
    }
    if !missing.is_empty() {
        let raised = sink.raise(at).variant("debtor");
        raised.with("name", p.display_name()).with("missing", french::list(&missing));
        return;
    }
    let mut useful: Vec<String> = Vec::new();
    let mut wish = |has: bool, what: &str| {
        if !has {
            useful.push(what.to_owned());
        }
    };
    if p.is_natural_person() && !f.timeline.without_order() {
        let birth = p.birth.as_ref();
        wish(birth.is_some_and(|b| b.date.is_some() && b.place.is_some()), "date et lieu de naissance");
    }
    if !f.timeline.without_order() {
        wish(p.phone.is_some() || p.email.is_some(), "téléphone ou adresse électronique");
    }
    let registered = matches!(p.kind, PartyKind::Company | PartyKind::SoleTrader) && p.foreign_id.is_none();
    wish(!registered || p.siren.is_some() || p.siret.is_some(), "numéro SIREN");
    wish(p.kind != PartyKind::Company || p.legal_form.is_some(), "forme juridique");
    if !useful.is_empty() {
        let raised = sink.raise(at).variant("debtor_useful");
        raised.with("name", p.full_name()).with("missing", french::list(&useful));
    }
}

fn invalid<T: std::fmt::Display>(
    f: &Facts<'_>,
    sink: &mut Sink,
    field: &str,
    of: impl Fn(&Party) -> Option<&Checked<T>>,
) {
    for (at, p) in all(f.claim) {
        if let Some(Checked::Invalid { text, reason }) = of(p) {
            written(sink.raise(format!("{at}/{field}")), p, text, &reason.to_string());
        }
    }
}

fn written<'r>(raised: &'r mut Raised, p: &Party, text: &str, reason: &str) -> &'r mut Raised {
    raised.with("name", p.full_name()).with("text", french::user(text)).with("reason", reason)
}

/// D.1.
pub(super) fn siren_invalid(f: &Facts<'_>, sink: &mut Sink) {
    invalid(f, sink, "siren", |p| p.siren.as_ref());
}

/// D.2.
pub(super) fn siret_invalid(f: &Facts<'_>, sink: &mut Sink) {
    invalid(f, sink, "siret", |p| p.siret.as_ref());
}

/// D.2: the establishment must belong to the legal unit.
pub(super) fn siret_mismatch(f: &Facts<'_>, sink: &mut Sink) {
    for (at, p) in all(f.claim) {
        let siren = p.siren.as_ref().and_then(Checked::valid);
        let siret = p.siret.as_ref().and_then(Checked::valid);
        if let (Some(siren), Some(siret)) = (siren, siret)
            && siret.siren() != *siren
        {
            let raised = sink.raise(format!("{at}/siret"));
            raised.with("name", p.full_name()).with("siren", siren).with("siret", siret);
        }
    }
}

/// D.3: the key, then the SIREN inside.
pub(super) fn vat_invalid(f: &Facts<'_>, sink: &mut Sink) {
    invalid(f, sink, "vat_number", |p| p.vat_number.as_ref());
    for (at, p) in all(f.claim) {
        let inner = p.vat_number.as_ref().and_then(Checked::valid).and_then(|v| v.siren());
        if let (Some(inner), Some(siren)) = (inner, p.valid_siren())
            && inner != siren.compact()
        {
            let raised = sink.raise(format!("{at}/vat_number")).variant("other_siren");
            raised.with("name", p.full_name()).with("siren", &siren).with("inner", french::siren(inner));
        }
    }
}

/// D.4: where the debtor pays; the debtor's own account only helps an officer.
pub(super) fn iban_invalid(f: &Facts<'_>, sink: &mut Sink) {
    for (i, (at, p)) in all(f.claim).enumerate() {
        let Some(bank) = &p.bank else { continue };
        let pointer = format!("{at}/bank/iban");
        match &bank.iban {
            Checked::Invalid { text, reason } => {
                let raised = written(sink.raise(pointer), p, text, &reason.to_string());
                if i > 0 {
                    raised.variant("debtor");
                }
            }
            Checked::Valid(iban) if iban.rib_key_ok() == Some(false) => {
                sink.raise(pointer).variant("rib_key").with("name", p.full_name()).with("text", iban);
            }
            Checked::Valid(_) => {}
        }
    }
}

/// D.4.
pub(super) fn bic_invalid(f: &Facts<'_>, sink: &mut Sink) {
    invalid(f, sink, "bank/bic", |p| p.bank.as_ref().and_then(|b| b.bic.as_ref()));
}

/// D.5: the shape is not confirmed by an official description, so it only warns.
pub(super) fn rna_invalid(f: &Facts<'_>, sink: &mut Sink) {
    invalid(f, sink, "rna", |p| p.rna.as_ref());
}
