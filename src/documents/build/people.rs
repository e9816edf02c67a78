//! The parties of a claim as documents name them: identification, contacts, window of the envelope, signature.

use crate::claim::Party;
use crate::claim::wire::{Address, PartyKind, Representative, RepresentativeKind};
use crate::documents::french::{self, user};
use crate::documents::parties::{
    LegalKind, LegalPerson, NaturalPerson, Organ, Person, Registration, form_label,
};
use crate::documents::parts::{Pair, Signature};
use crate::documents::postal::{AddressError, Addressee, one_line};

use super::countries;

/// The country as it is printed, for an address outside the French Republic only.
fn country(address: &Address) -> Option<&'static str> {
    (!address.country.is_french()).then(|| countries::french_name(address.country))
}

/// « 24 avenue de la Libération, 63000 Clermont-Ferrand ».
pub(super) fn address_line(address: &Address) -> String {
    one_line(&address.lines, &address.postal_code, &address.city, country(address))
}

fn registration(party: &Party) -> Registration {
    Registration {
        siren: party.valid_siren().map(|s| s.compact().to_owned()),
        rcs_city: party.rcs_city.clone(),
        rna: party.rna.as_ref().map(ToString::to_string),
        foreign: party.foreign_id.as_ref().map(|f| (f.register.clone(), f.number.clone())),
    }
}

/// A party as an act identifies it.
pub(super) fn person(party: &Party) -> Person {
    let seat = address_line(&party.address);
    let kind = match party.kind {
        PartyKind::Individual | PartyKind::SoleTrader => return natural(party, seat),
        PartyKind::Company => LegalKind::Company,
        PartyKind::Association => LegalKind::Association,
        PartyKind::Coownership => LegalKind::Coownership,
        PartyKind::PublicBody => LegalKind::PublicBody,
    };
    Person::Legal(LegalPerson {
        kind,
        name: party.display_name(),
        form: party.legal_form.clone(),
        capital: party.share_capital,
        seat,
        registration: registration(party),
        organ: party
            .legal_representative
            .as_ref()
            .map(|r| Organ { capacity: r.capacity.clone(), name: r.name.clone() }),
    })
}

fn natural(party: &Party, domicile: String) -> Person {
    let business =
        (party.kind == PartyKind::SoleTrader).then(|| (party.trade_name.clone(), registration(party)));
    let birth = party.birth.as_ref();
    let last_name = party.last_name.clone().or_else(|| party.name.clone());
    Person::Natural(NaturalPerson {
        civility: party.civility.as_deref().map(abbreviated),
        first_names: party.first_names.clone().unwrap_or_default(),
        last_name: last_name.unwrap_or_default(),
        occupation: party.occupation.clone(),
        nationality: party.nationality.clone(),
        born_on: birth.and_then(|b| b.date).map(|d| d.day()),
        born_in: birth.and_then(|b| b.place.clone()),
        domicile,
        business,
    })
}

fn abbreviated(civility: &str) -> String {
    match full_civility(civility) {
        "Madame" => "Mme".to_owned(),
        "Monsieur" => "M.".to_owned(),
        _ => civility.to_owned(),
    }
}

/// « Madame », « Monsieur », or nothing when the file does not say.
fn full_civility(civility: &str) -> &'static str {
    match civility.trim().trim_end_matches('.').to_lowercase().as_str() {
        "mme" | "madame" => "Madame",
        "m" | "mr" | "monsieur" => "Monsieur",
        _ => "",
    }
}

/// How a letter greets a party; nothing for a legal person.
pub(super) fn greeting(party: &Party) -> &'static str {
    if !party.is_natural_person() {
        return "";
    }
    party.civility.as_deref().map_or("", full_civility)
}

/// Ways to reach a party, as an act lists them.
pub(super) fn contacts(party: &Party) -> Vec<Pair> {
    let mut out = Vec::new();
    if let (Some(trade), false) = (&party.trade_name, party.is_natural_person()) {
        out.push(Pair::new("Enseigne", user(trade)));
    }
    reach(&mut out, party.phone.as_deref(), party.email.as_deref());
    out
}

fn reach(out: &mut Vec<Pair>, phone: Option<&str>, email: Option<&str>) {
    out.extend(phone.map(|p| Pair::new("Téléphone", french::phone(p))));
    out.extend(email.map(|e| Pair::new("Adresse électronique", user(e))));
}

/// The window of the envelope.
pub(super) fn window(party: &Party) -> Result<Vec<String>, AddressError> {
    let name = match &party.last_name {
        Some(last) if party.is_natural_person() => {
            let parts = [party.civility.as_deref().map(abbreviated), party.first_names.clone()];
            let mut words: Vec<String> = parts.into_iter().flatten().collect();
            words.push(last.to_uppercase());
            words.join(" ")
        }
        _ => party.full_name(),
    };
    Addressee {
        name: &name,
        lines: &party.address.lines,
        postal_code: &party.address.postal_code,
        city: &party.address.city,
        country: country(&party.address),
    }
    .window()
}

fn address_lines(address: &Address) -> Vec<String> {
    let mut out: Vec<String> = address.lines.iter().map(|l| user(l)).collect();
    out.push(format!("{} {}", address.postal_code, user(&address.city)));
    out.extend(country(address).map(str::to_owned));
    out
}

/// What stands under the sender's name: form and capital, address, ways to answer.
pub(super) fn sender_lines(party: &Party) -> Vec<String> {
    let mut out = Vec::new();
    match person(party) {
        Person::Legal(p) => {
            if let Some(form) = &p.form {
                out.push(match p.capital {
                    Some(capital) => french::fill(
                        "{f} au capital de {c}",
                        &[("f", &user(form)), ("c", &french::amount(capital))],
                    ),
                    None => french::capitalised(&form_label(form)),
                });
            }
        }
        Person::Natural(p) if p.business.is_some() => {
            let trade = party.trade_name.as_deref().map(|t| format!("{} \u{2013} ", user(t)));
            out.push(format!("{}entrepreneur individuel", trade.unwrap_or_default()));
        }
        Person::Natural(_) => {}
    }
    out.extend(address_lines(&party.address));
    out.extend(party.phone.as_deref().map(french::phone));
    out.extend(party.email.as_deref().map(user));
    out
}

/// The same for whoever acts for the creditor.
pub(super) fn representative_lines(r: &Representative) -> Vec<String> {
    let mut out: Vec<String> = bar(r).map(|b| french::capitalised(&b)).into_iter().collect();
    out.extend(address_lines(&r.address));
    out.extend(r.phone.as_deref().map(french::phone));
    out.extend(r.email.as_deref().map(user));
    out
}

/// « avocat au barreau de Lyon »; nothing for anyone else.
pub(super) fn bar(r: &Representative) -> Option<String> {
    if r.kind != RepresentativeKind::Avocat {
        return None;
    }
    Some(match r.bar.as_deref().map(str::trim) {
        None => calling(r.kind).to_owned(),
        Some(b) if b.to_lowercase().starts_with("barreau") => {
            format!("avocat au {}", user(&lower(b)))
        }
        Some(b) => format!("avocat au barreau {}", french::of_town(&user(b))),
    })
}

fn lower(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// What a representative is, in an act.
pub(super) fn capacity(r: &Representative) -> String {
    bar(r).unwrap_or_else(|| calling(r.kind).to_owned())
}

/// « avocat », « mandataire »: who acts for the creditor, without its particulars.
pub(crate) fn calling(kind: RepresentativeKind) -> &'static str {
    match kind {
        RepresentativeKind::Avocat => "avocat",
        RepresentativeKind::CommissaireDeJustice => "commissaire de justice",
        RepresentativeKind::CollectionAgent => "chargé du recouvrement",
        RepresentativeKind::Employee => "préposé du créancier",
        RepresentativeKind::Other => "mandataire",
    }
}

/// The identification of a representative in an act: name, capacity, address; and how to reach him.
pub(super) fn representative_block(r: &Representative) -> (String, Vec<Pair>) {
    let text = format!("{}, {}, {}", user(&r.name), capacity(r), address_line(&r.address));
    let mut contacts = Vec::new();
    reach(&mut contacts, r.phone.as_deref(), r.email.as_deref());
    if let Some(day) = r.mandate_date {
        contacts.push(Pair::new("Pouvoir du", french::date(day.day())));
    }
    (text, contacts)
}

/// The creditor's own signature: its organ, or the person. `None`: a legal person whose organ is not told.
pub(super) fn own_signature(party: &Party) -> Option<Signature> {
    let (name, capacity) = match &party.legal_representative {
        Some(r) => (user(&r.name), user(&r.capacity)),
        None if party.is_natural_person() => {
            let capacity = if party.kind == PartyKind::SoleTrader { "entrepreneur individuel" } else { "" };
            (person(party).bare_name(), capacity.to_owned())
        }
        None => return None,
    };
    let on_behalf =
        if party.is_natural_person() { String::new() } else { on_behalf_of(&person(party).named()) };
    Some(Signature { on_behalf, name, capacity, prompt: String::new() })
}

/// The signature of whoever acts for the creditor.
pub(super) fn representative_signature(party: &Party, r: &Representative) -> Signature {
    Signature {
        on_behalf: on_behalf_of(&person(party).named()),
        name: user(&r.name),
        capacity: capacity(r),
        prompt: String::new(),
    }
}

fn on_behalf_of(named: &str) -> String {
    format!("Pour {named},")
}

/// How to pay the creditor; `None`: an IBAN is given that cannot be one.
pub(super) fn payment(party: &Party, reference: &str) -> Option<Vec<Pair>> {
    let Some(bank) = &party.bank else {
        // No account in the file: a cheque needs none.
        let order = person(party).bare_name();
        return Some(vec![
            Pair::new("Par chèque à l'ordre de", order),
            Pair::new("Adressé à", address_line(&party.address)),
            Pair::new("Référence à rappeler", user(reference)),
        ]);
    };
    let iban = bank.iban.valid()?;
    let holder = bank.holder.as_deref().map_or_else(|| person(party).bare_name(), user);
    let mut out = vec![
        Pair::new("Par virement au bénéfice de", holder),
        Pair::new("IBAN", french::iban(iban.compact())),
    ];
    out.extend(bank.bic.as_ref().and_then(|b| b.valid()).map(|b| Pair::new("BIC", b.to_string())));
    out.push(Pair::new("Référence à rappeler", user(reference)));
    Some(out)
}

/// « Médiation des artisans, 12 place de la Bourse, 75002 Paris, mediation.example ».
pub(super) fn mediator(party: &Party) -> Option<String> {
    let m = party.mediator.as_ref()?;
    Some(format!("{}, {}, {}", m.name, address_line(&m.address), m.website))
}
