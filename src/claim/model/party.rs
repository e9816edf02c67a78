//! A party as the law sees it: its quality resolved, its identifiers checked, the ways it is named.

use crate::claim::wire::{
    self, ActingAs, Address, Birth, ForeignId, Insolvency, LegalRepresentative, Mediator, PartyKind,
};
use crate::domain::{Bic, Checked, Iban, Money, Rna, Siren, Siret, VatNumber};

/// A creditor or a debtor.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// What it is.
    pub kind: PartyKind,
    /// Denomination of a legal person.
    pub name: Option<String>,
    /// « M. » or « Mme », as written.
    pub civility: Option<String>,
    /// First names of a natural person.
    pub first_names: Option<String>,
    /// Last name of a natural person.
    pub last_name: Option<String>,
    /// As written: `SAS`, `SCI`…
    pub legal_form: Option<String>,
    /// Checked; a bad key is a finding.
    pub siren: Option<Checked<Siren>>,
    /// Checked; a bad key is a finding.
    pub siret: Option<Checked<Siret>>,
    /// Town of the register.
    pub rcs_city: Option<String>,
    /// Shape checked.
    pub rna: Option<Checked<Rna>>,
    /// Capital.
    pub share_capital: Option<Money>,
    /// Checked; a bad key is a finding.
    pub vat_number: Option<Checked<VatNumber>>,
    /// Organ of a legal person.
    pub legal_representative: Option<LegalRepresentative>,
    /// Enseigne.
    pub trade_name: Option<String>,
    /// Birth of a natural person.
    pub birth: Option<Birth>,
    /// Nationality.
    pub nationality: Option<String>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Resolved: required of an individual or an association, professional for the others.
    pub acting_as: ActingAs,
    /// Resolved as far as the file says: `None` when it is not told and nothing implies it.
    pub merchant: Option<bool>,
    /// Seat or domicile.
    pub address: Address,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Account to pay on.
    pub bank: Option<Bank>,
    /// Open procedure.
    pub insolvency: Option<Insolvency>,
    /// Employer.
    pub employer: Option<String>,
    /// Assets known.
    pub known_assets: Vec<String>,
    /// Foreign register.
    pub foreign_id: Option<ForeignId>,
    /// Consumer mediator.
    pub mediator: Option<Mediator>,
    /// Headcount.
    pub employees: Option<u32>,
    /// Turnover.
    pub turnover: Option<Money>,
}

/// An account.
#[derive(Debug, Clone, PartialEq)]
pub struct Bank {
    /// Checked; a bad key is a finding, a wrong RIB key a warning.
    pub iban: Checked<Iban>,
    /// Shape checked.
    pub bic: Option<Checked<Bic>>,
    /// Holder.
    pub holder: Option<String>,
}

impl Party {
    /// Resolves a party. `commercial_forms` are the company forms that are commercial whatever they do.
    pub(super) fn resolve(file: &wire::Party, commercial_forms: &[&str]) -> Party {
        let merchant = file.merchant.or_else(|| implied_merchant(file, commercial_forms));
        Party {
            kind: file.kind,
            name: file.name.clone(),
            civility: file.civility.clone(),
            first_names: file.first_names.clone(),
            last_name: file.last_name.clone(),
            legal_form: file.legal_form.clone(),
            siren: file.siren.as_deref().map(Checked::read),
            siret: file.siret.as_deref().map(Checked::read),
            rcs_city: file.rcs_city.clone(),
            rna: file.rna.as_deref().map(Checked::read),
            share_capital: file.share_capital,
            vat_number: file.vat_number.as_deref().map(Checked::read),
            legal_representative: file.legal_representative.clone(),
            trade_name: file.trade_name.clone(),
            birth: file.birth.clone(),
            nationality: file.nationality.clone(),
            occupation: file.occupation.clone(),
            acting_as: file.acting_as.unwrap_or(ActingAs::Professional),
            merchant,
            address: file.address.clone(),
            email: file.email.clone(),
            phone: file.phone.clone(),
            bank: file.bank.as_ref().map(|b| Bank {
                iban: Checked::read(&b.iban),
                bic: b.bic.as_deref().map(Checked::read),
                holder: b.holder.clone(),
            }),
            insolvency: file.insolvency.clone(),
            employer: file.employer.clone(),
            known_assets: file.known_assets.clone(),
            foreign_id: file.foreign_id.clone(),
            mediator: file.mediator.clone(),
            employees: file.employees,
            turnover: file.turnover,
        }
    }

    /// « Menuiserie Aubépine », « M. Bastien Lorieux ».
    #[must_use]
    pub fn display_name(&self) -> String {
        let person = [&self.civility, &self.first_names, &self.last_name];
        match &self.name {
            Some(name) if self.last_name.is_none() => name.clone(),
            Some(name) if !self.is_natural_person() => name.clone(),
            _ => person.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "),
        }
    }

    /// The name with its legal form when there is one: « SAS Menuiserie Aubépine ».
    #[must_use]
    pub fn full_name(&self) -> String {
        let name = self.display_name();
        match &self.legal_form {
            Some(form) if !self.is_natural_person() && !starts_with_word(&name, form) => {
                format!("{form} {name}")
            }
            _ => name,
        }
    }

    /// Individual or sole trader.
    #[must_use]
    pub fn is_natural_person(&self) -> bool {
        matches!(self.kind, PartyKind::Individual | PartyKind::SoleTrader)
    }

    /// Outside any business.
    #[must_use]
    pub fn is_consumer(&self) -> bool {
        self.acting_as == ActingAs::Consumer
    }

    /// Within a business or a public service.
    #[must_use]
    pub fn is_professional(&self) -> bool {
        self.acting_as == ActingAs::Professional
    }

    /// Known to be a merchant (commerçant).
    #[must_use]
    pub fn is_merchant(&self) -> bool {
        self.merchant == Some(true)
    }

    /// Public body.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.kind == PartyKind::PublicBody
    }

    /// The SIREN when its key is right: its own, else that of its SIRET.
    #[must_use]
    pub fn valid_siren(&self) -> Option<Siren> {
        let own = self.siren.as_ref().and_then(Checked::valid).cloned();
        own.or_else(|| self.siret.as_ref().and_then(Checked::valid).map(Siret::siren))
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// What the form implies: companies commercial by form (C. com., art. L. 210-1); the others are civil by default, and a
/// person in business says it himself unless registered as a merchant (C. com., art. L. 123-7).
fn implied_merchant(file: &wire::Party, commercial_forms: &[&str]) -> Option<bool> {
    match file.kind {
        PartyKind::Company => {
            let form = fold(file.legal_form.as_deref()?);
            Some(commercial_forms.iter().any(|known| fold(known) == form))
        }
        PartyKind::SoleTrader => file.rcs_city.is_some().then_some(true),
        PartyKind::Individual | PartyKind::Association | PartyKind::Coownership | PartyKind::PublicBody => {
            Some(false)
        }
    }
}

/// Letters only, without accents or case: « S.A.R.L. » and « Société à responsabilité limitée » compare as written by anyone.
fn fold(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'à' | 'â' | 'ä' => Some('a'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'î' | 'ï' => Some('i'),
            'ô' | 'ö' => Some('o'),
            'ù' | 'û' | 'ü' => Some('u'),
            'ç' => Some('c'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(json: &str) -> Party {
        let forms = ["SARL", "société par actions simplifiée"];
        Party::resolve(&serde_json::from_str(json).unwrap(), &forms)
    }

    const AT: &str = r#""address":{"lines":["1 rue A"],"postal_code":"63000","city":"X"}"#;

    #[test]
    fn names_are_those_of_persons_or_companies() {
        let company =
            party(&format!(r#"{{"kind":"company","name":"Menuiserie Aubépine","legal_form":"SAS",{AT}}}"#));
        assert_eq!(company.display_name(), "Menuiserie Aubépine");
        assert_eq!(company.full_name(), "SAS Menuiserie Aubépine");
        let person = party(&format!(
            r#"{{"kind":"sole_trader","civility":"M.","first_names":"Bastien","last_name":"Lorieux","name":"Lorieux Couverture",{AT}}}"#
        ));
        assert_eq!(person.display_name(), "M. Bastien Lorieux");
        assert_eq!(person.full_name(), "M. Bastien Lorieux");
    }

    #[test]
    fn the_form_implies_the_merchant_and_the_file_overrules_it() {
        for (json, want) in [
            (r#""kind":"company","legal_form":"S.A.R.L.""#, Some(true)),
            (r#""kind":"company","legal_form":"Société par Actions Simplifiée""#, Some(true)),
            (r#""kind":"company","legal_form":"SCI""#, Some(false)),
            (r#""kind":"company""#, None),
            (r#""kind":"sole_trader""#, None),
            (r#""kind":"sole_trader","rcs_city":"Tarbes""#, Some(true)),
            (r#""kind":"sole_trader","rcs_city":"Tarbes","merchant":false"#, Some(false)),
            (r#""kind":"association","acting_as":"professional""#, Some(false)),
        ] {
            assert_eq!(party(&format!(r#"{{{json},"name":"X",{AT}}}"#)).merchant, want, "{json}");
        }
    }

    #[test]
    fn a_bad_key_stays_as_written() {
        let p = party(&format!(
            r#"{{"kind":"company","name":"X","siren":"100 021 105","siret":"73282932000074",{AT}}}"#
        ));
        assert_eq!(p.siren.as_ref().unwrap().to_string(), "100 021 105");
        assert!(p.siren.as_ref().unwrap().problem().is_some());
        assert_eq!(p.valid_siren().unwrap().compact(), "732829320");
    }
}
