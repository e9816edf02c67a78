//! What the claim says of its parties, in the words of the courts: where they are, what they are.

use super::{BuildingPlace, DebtorPlace};
use crate::claim::wire::{Address, PartyKind};
use crate::claim::{Claim, Party};
use crate::court::{Courts, DataError, PlaceFault, PlaceQuery, Quality};

/// The commune of an address in France.
fn locate(courts: &Courts, address: &Address) -> Result<super::Place, PlaceFault> {
    courts.place(PlaceQuery {
        postal_code: &address.postal_code,
        city: &address.city,
        insee: address.insee.as_deref(),
    })
}

/// Where a party is.
pub(super) fn place(courts: &Courts, party: &Party) -> DebtorPlace {
    if !party.address.country.is_french() {
        return DebtorPlace { place: None, fault: None, abroad: true };
    }
    match locate(courts, &party.address) {
        Ok(place) => DebtorPlace { place: Some(place), fault: None, abroad: false },
        Err(fault) => DebtorPlace { place: None, fault: Some(fault), abroad: false },
    }
}

/// Where the building of a copropriété is: as the contract says, else where the syndicat is.
pub(super) fn building(courts: &Courts, claim: &Claim) -> BuildingPlace {
    let (pointer, address) = match claim.contract.as_ref().and_then(|c| c.place.as_ref()) {
        Some(address) => ("/contract/place", address),
        None => ("/creditor/address", &claim.creditor.address),
    };
    match locate(courts, address) {
        Ok(place) => BuildingPlace { place: Some(place), fault: None, pointer },
        Err(fault) => BuildingPlace { place: None, fault: Some(fault), pointer },
    }
}

/// What a party is before the courts; `None` when it must be asked.
///
/// `stated` is what the file says itself: a company whose form decides nothing (SEL, GIE) is asked, though the claim
/// takes it for no merchant until told. A person in business without a form is known by his register or his own word.
pub(super) fn quality(
    courts: &Courts,
    party: &Party,
    stated: Option<bool>,
) -> Result<Option<Quality>, DataError> {
    let merchant = match party.kind {
        PartyKind::Company => stated,
        _ => party.merchant,
    };
    // C. com., art. L. 721-3: artisans come before the commercial court among themselves and with merchants.
    if party.is_professional() && merchant != Some(true) && is_artisan(party) {
        return Ok(Some(Quality::Artisan));
    }
    courts.quality_of(party.kind.name(), party.legal_form.as_deref(), merchant, party.is_consumer())
}

/// A natural person who calls himself an artisan.
fn is_artisan(party: &Party) -> bool {
    let says = |text: &String| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word.to_lowercase().as_str(), "artisan" | "artisane"))
    };
    party.is_natural_person() && party.occupation.as_ref().is_some_and(says)
}
