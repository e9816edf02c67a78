//! Addresses: complete, of a commune that exists, short enough for an envelope (CPC, art. 57; C.2, D.6).

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Facts, Sink};
use crate::claim::wire::{Address, PartyKind};
use crate::claim::{Claim, Party};
use crate::court::{PlaceError, PlaceFault, PlaceNote, PlaceQuery};
use crate::domain::{Nature, PostalCode, french};
use crate::rules::registry;

/// An address of the file, and whether it decides the court.
struct Place<'a> {
    pointer: Cow<'static, str>,
    of: Of<'a>,
    address: &'a Address,
    decides: bool,
    /// Rank of the debtor: his commune was looked up with the court.
    debtor: Option<usize>,
    /// Rank among the addresses of the file.
    rank: usize,
}

/// Whose address it is; put into words when there is something to say of it.
#[derive(Clone, Copy)]
enum Of<'a> {
    Party(&'a Party),
    Representative(&'a str),
    Contract,
}

impl Of<'_> {
    fn words(self) -> String {
        match self {
            Of::Party(party) => party.full_name(),
            Of::Representative(name) => french::user(name),
            Of::Contract => "le lieu du contrat".to_owned(),
        }
    }
}

fn places(claim: &Claim) -> Vec<Place<'_>> {
    let building = claim.nature == Nature::CoownershipCharges;
    let named = claim.contract.as_ref().and_then(|c| c.place.as_ref());
    let mut out = vec![Place {
        pointer: "/creditor/address".into(),
        of: Of::Party(&claim.creditor),
        address: &claim.creditor.address,
        // For a copropriété the building decides, and it is at the creditor's address unless told otherwise (CT-04).
        decides: building && named.is_none(),
        debtor: None,
        rank: 0,
    }];
    for (i, p) in claim.debtors.iter().enumerate() {
        let (pointer, of) = (format!("/debtors/{i}/address").into(), Of::Party(p));
        out.push(Place { pointer, of, address: &p.address, decides: !building, debtor: Some(i), rank: 0 });
    }
    if let Some(r) = &claim.representative {
        let pointer = "/representative/address".into();
        out.push(Place {
            pointer,
            of: Of::Representative(&r.name),
            address: &r.address,
            decides: false,
            debtor: None,
            rank: 0,
        });
    }
    if let Some(address) = named {
        let pointer = "/contract/place".into();
        out.push(Place { pointer, of: Of::Contract, address, decides: building, debtor: None, rank: 0 });
    }
    out.retain(|p| p.address.country.is_french());
    out.iter_mut().zip(0..).for_each(|(place, rank)| place.rank = rank);
    out
}

fn sound_code(a: &Address) -> bool {
    a.postal_code.parse::<PostalCode>().is_ok()
}

/// A line that names a box or a service of the post, not a place where somebody lives or sits.
fn is_box(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default().to_uppercase();
    let word = first.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(word, "BP" | "B.P" | "CS" | "TSA" | "CIDEX") || line.to_lowercase().starts_with("boîte postale")
}

/// CPC, art. 57: a domicile or a seat, not a box; and a code that a letter can be sorted by.
pub(super) fn incomplete(f: &Facts<'_>, sink: &mut Sink) {
    for p in places(f.claim) {
        let blank = |t: &str| !t.chars().any(char::is_alphanumeric);
        if p.address.lines.iter().all(|l| blank(l)) || blank(&p.address.city) {
            sink.raise(p.pointer).with("of", p.of.words());
        } else if !sound_code(p.address) {
            let raised = sink.raise(format!("{}/postal_code", p.pointer)).variant("postal_code");
            raised.with("of", p.of.words()).with("code", french::user(&p.address.postal_code));
        }
    }
    for (at, p) in super::parties::debtors(f.claim) {
        if p.address.lines.iter().all(|l| is_box(l)) {
            let raised = sink.raise(format!("{at}/address/lines"));
            raised.with("of", p.full_name()).with("line", french::user(&p.address.lines.join(", ")));
            let natural = matches!(p.kind, PartyKind::Individual | PartyKind::SoleTrader);
            raised.variant(if natural { "domicile" } else { "seat" });
        }
    }
}

/// The communes of the addresses that decide no court, each looked up once: several checks ask for them.
#[derive(Default)]
pub struct Elsewhere(OnceCell<Vec<OnceCell<Result<crate::court::Place, PlaceFault>>>>);

/// The commune of an address; those of the debtors were already looked up.
fn located<'f>(f: &'f Facts<'_>, p: &Place<'_>) -> Option<Result<&'f crate::court::Place, &'f PlaceFault>> {
    let known = p.debtor.and_then(|i| f.forum.debtors.get(i));
    if let Some(place) = known.and_then(|d| d.place.as_ref()) {
        return Some(Ok(place));
    }
    if let Some(fault) = known.and_then(|d| d.fault.as_ref()) {
        return Some(Err(fault));
    }
    let all = f.elsewhere.0.get_or_init(|| places(f.claim).iter().map(|_| OnceCell::new()).collect());
    let a = p.address;
    let query = PlaceQuery { postal_code: &a.postal_code, city: &a.city, insee: a.insee.as_deref() };
    Some(all.get(p.rank)?.get_or_init(|| f.courts.place(query)).as_ref())
}

fn not_found(f: &Facts<'_>, sink: &mut Sink, wanted: impl Fn(&PlaceError) -> bool) {
    for p in places(f.claim).into_iter().filter(|p| sound_code(p.address) || p.address.insee.is_some()) {
        let Some(Err(PlaceFault::Place(error))) = located(f, &p) else { continue };
        if wanted(error) {
            let raised = sink.raise(p.pointer);
            raised
                .with("of", p.of.words())
                .with("code", french::user(&p.address.postal_code))
                .with("city", french::user(&p.address.city))
                .with("communes", communes(error));
            if !p.decides {
                raised.variant("elsewhere");
            } else if error.candidates().is_empty() {
                raised.variant("nothing_near");
            }
        }
    }
}

/// The first communes that may be meant.
fn communes(error: &PlaceError) -> String {
    const SHOWN: usize = 5;
    let named: Vec<String> =
        error.candidates().iter().take(SHOWN).map(|c| format!("{} ({})", c.name, c.insee)).collect();
    if named.is_empty() { "aucune".into() } else { named.join(", ") }
}

/// No commune answers: no court can be found.
pub(super) fn unknown_commune(f: &Facts<'_>, sink: &mut Sink) {
    not_found(f, sink, |e| matches!(e, PlaceError::Unknown { .. }));
}

/// Several communes answer: the court is not guessed.
pub(super) fn ambiguous_commune(f: &Facts<'_>, sink: &mut Sink) {
    not_found(f, sink, |e| matches!(e, PlaceError::Ambiguous { .. }));
}

/// The commune was found, but not quite as the address says.
pub(super) fn note(f: &Facts<'_>, sink: &mut Sink) {
    for p in places(f.claim) {
        let Some(Ok(place)) = located(f, &p) else { continue };
        for note in &place.notes {
            let raised = sink.raise(&*p.pointer);
            raised.with("of", p.of.words()).with("note", note.message(&place.name));
            if matches!(note, PlaceNote::PostalCodeDiffers { .. } | PlaceNote::CityDiffers { .. }) {
                raised.variant("mismatch");
            }
        }
    }
}

/// A line too long for the window of an envelope.
pub(super) fn line_too_long(f: &Facts<'_>, sink: &mut Sink) {
    let Ok(most) = f.rules.get(registry::ADDRESS_LINE_LENGTH, f.claim.as_of) else { return };
    let long = |text: &str| u32::try_from(text.chars().count()).map_or(true, |n| n > most);
    let mut raise = |pointer: &dyn Fn() -> String, text: &str| {
        if long(text) {
            sink.raise(pointer()).with("line", text).with("length", text.chars().count()).with("most", most);
        }
    };
    for p in places(f.claim) {
        for (i, line) in p.address.lines.iter().enumerate() {
            raise(&|| format!("{}/lines/{i}", p.pointer), &french::user(line));
        }
        let last = format!("{} {}", p.address.postal_code, p.address.city);
        raise(&|| format!("{}/city", p.pointer), &french::user(&last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_told_from_a_street() {
        for yes in ["BP 12", "bp12", "B.P. 40", "CS 40012", "TSA 70011", "Boîte postale 3"] {
            assert!(is_box(yes), "{yes}");
        }
        for no in ["12 rue du CS", "Bpost 3", "Cité TSA", "3 quai Lamartine", ""] {
            assert!(!is_box(no), "{no}");
        }
    }
}
