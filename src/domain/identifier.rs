//! What every identifier shares: how it is cleaned, why it is refused, and the answer of `creance id`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::names::names;
use super::{Iban, Siren, Siret, VatNumber};

/// Why a text is not the identifier it claims to be. The message is French and says what to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdError {
    /// Wrong number or kind of characters.
    #[error("la forme attendue est : {0}")]
    Shape(&'static str),
    /// The check digits contradict the rest.
    #[error("la clé de contrôle est fausse : un chiffre est sans doute mal recopié")]
    Key,
    /// Nothing but zeros.
    #[error("le numéro ne peut pas être composé de zéros")]
    Zeros,
    /// The SIREN inside is wrong.
    #[error("les neuf chiffres du SIREN qu’il contient ne passent pas le contrôle")]
    Siren,
    /// A country that the register does not know.
    #[error("le code du pays est inconnu")]
    Country,
    /// The length or the letters are not those of the country.
    #[error("la longueur ou les caractères ne sont pas ceux de ce pays")]
    CountryShape,
}

/// An identifier as read: a bad key is a finding about the claim, not a reason to refuse the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked<T> {
    /// Shape and key are right.
    Valid(T),
    /// The text as written, and what is wrong with it.
    Invalid {
        /// As written.
        text: String,
        /// What is wrong.
        reason: IdError,
    },
}

impl<T: FromStr<Err = IdError>> Checked<T> {
    /// Reads a text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.parse() {
            Ok(value) => Checked::Valid(value),
            Err(reason) => Checked::Invalid { text: text.to_owned(), reason },
        }
    }
}

impl<T> Checked<T> {
    /// The identifier when it is right.
    #[must_use]
    pub fn valid(&self) -> Option<&T> {
        match self {
            Checked::Valid(value) => Some(value),
            Checked::Invalid { .. } => None,
        }
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn problem(&self) -> Option<IdError> {
        match self {
            Checked::Valid(_) => None,
            Checked::Invalid { reason, .. } => Some(*reason),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Checked<T> {
    /// The printed form when it is right, else the text as written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Checked::Valid(value) => value.fmt(f),
            Checked::Invalid { text, .. } => f.write_str(text),
        }
    }
}

/// Without the separators that people write: spaces of all widths, dots, hyphens; letters in capitals.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '\u{2010}' | '\u{2011}'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Exactly `n` ASCII digits.
pub(super) fn is_digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|b| b.is_ascii_digit())
}

/// Luhn: weights 1, 2 from the right, digits of the products added, total a multiple of ten.
pub(super) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b - b'0');
            let d = if i % 2 == 1 { d * 2 } else { d };
            d / 10 + d % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Cuts a text in groups of the sizes given, the last size repeated, with a plain space between.
pub(super) fn grouped(text: &str, sizes: &[usize]) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut sizes = sizes.iter().copied();
    let mut size = sizes.next().unwrap_or(usize::MAX);
    let mut left = size;
    for c in text.chars() {
        if left == 0 {
            out.push(' ');
            size = sizes.next().unwrap_or(size);
            left = size;
        }
        out.push(c);
        left -= 1;
    }
    out
}

names! {
    /// What `creance id` checks.
    IdKind {
        /// SIREN.
        Siren = "siren",
        /// SIRET.
        Siret = "siret",
        /// Intra-Community VAT number.
        Vat = "vat",
        /// IBAN.
        Iban = "iban",
    }
}

/// The answer of `creance id` (contract, § 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdAnswer {
    /// What was checked.
    pub kind: IdKind,
    /// As given.
    pub value: String,
    /// Whether it passes.
    pub valid: bool,
    /// Without separators, when it passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalised: Option<String>,
    /// French sentence: why it is refused, or what to look at all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Checks one identifier.
#[must_use]
pub fn identify(kind: IdKind, value: &str) -> IdAnswer {
    let read: Result<(String, Option<String>), IdError> = match kind {
        IdKind::Siren => value.parse::<Siren>().map(|x| (x.compact().to_owned(), None)),
        IdKind::Siret => value.parse::<Siret>().map(|x| (x.compact().to_owned(), None)),
        IdKind::Vat => value.parse::<VatNumber>().map(|x| {
            let note = (!x.key_checked()).then(|| "seule la forme est vérifiée pour ce pays".to_owned());
            (x.compact().to_owned(), note)
        }),
        IdKind::Iban => value.parse::<Iban>().map(|x| {
            let note =
                (x.rib_key_ok() == Some(false)).then(|| "clé RIB incohérente : relisez le RIB".to_owned());
            (x.compact().to_owned(), note)
        }),
    };
    let (valid, normalised, reason) = match read {
        Ok((normalised, note)) => (true, Some(normalised), note),
        Err(e) => (false, None, Some(e.to_string())),
    };
    IdAnswer { kind, value: value.to_owned(), valid, normalised, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_names_the_normal_form_or_the_reason() {
        let ok = identify(IdKind::Siren, "732 829 320");
        assert_eq!((ok.valid, ok.normalised.as_deref(), ok.reason), (true, Some("732829320"), None));
        let ko = identify(IdKind::Siren, "404833047");
        assert!(!ko.valid && ko.normalised.is_none() && ko.reason.unwrap().contains("clé"));
        let json = serde_json::to_value(identify(IdKind::Iban, "FR76 3000 6000 0112 3456 7890 189")).unwrap();
        assert_eq!(json["normalised"], "FR7630006000011234567890189");
        assert!(json.get("reason").is_none());
    }

    #[test]
    fn groups_are_cut_without_a_trailing_space() {
        assert_eq!(grouped("732829320", &[3]), "732 829 320");
        assert_eq!(grouped("12345", &[4]), "1234 5");
        assert_eq!(grouped("", &[4]), "");
    }
}
