//! Intra-Community VAT numbers: the French key is computed, the other countries are read by shape only.

use std::fmt;
use std::str::FromStr;

use super::identifier::{IdError, compact, is_digits, luhn};

/// Letters and digits of a French key, I and O left out.
const KEY_LETTERS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Shapes by country: `d` a digit, `a` a letter, `x` either, anything else itself.
const SHAPES: &[(&str, &[&str])] = &[
    ("AT", &["Udddddddd"]),
    ("BE", &["0ddddddddd", "1ddddddddd"]),
    ("BG", &["ddddddddd", "dddddddddd"]),
    ("CY", &["dddddddda"]),
    ("CZ", &["dddddddd", "ddddddddd", "dddddddddd"]),
    ("DE", &["ddddddddd"]),
    ("DK", &["dddddddd"]),
    ("EE", &["ddddddddd"]),
    ("EL", &["ddddddddd"]),
    ("ES", &["xdddddddx"]),
    ("FI", &["dddddddd"]),
    ("HR", &["ddddddddddd"]),
    ("HU", &["dddddddd"]),
    ("IE", &["ddddddda", "dddddddaa", "dxddddda"]),
    ("IT", &["ddddddddddd"]),
    ("LT", &["ddddddddd", "dddddddddddd"]),
    ("LU", &["dddddddd"]),
    ("LV", &["ddddddddddd"]),
    ("MT", &["dddddddd"]),
    ("NL", &["dddddddddBdd"]),
    ("PL", &["dddddddddd"]),
    ("PT", &["ddddddddd"]),
    ("RO", &["dd", "ddd", "dddd", "ddddd", "dddddd", "ddddddd", "dddddddd", "ddddddddd", "dddddddddd"]),
    ("SE", &["dddddddddddd"]),
    ("SI", &["dddddddd"]),
    ("SK", &["dddddddddd"]),
    ("XI", &["ddddddddd", "dddddddddddd", "GDddd", "HAddd"]),
];

/// A VAT number; the key is right when the country is France.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatNumber(String);

impl VatNumber {
    /// Without space.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }

    /// The SIREN inside a French number; none for Monaco and other countries.
    #[must_use]
    pub fn siren(&self) -> Option<&str> {
        self.0.strip_prefix("FR").and_then(|rest| rest.get(2..)).filter(|siren| !siren.starts_with("000"))
    }

    /// Whether more than the shape was checked.
    #[must_use]
    pub fn key_checked(&self) -> bool {
        self.0.starts_with("FR")
    }
}

impl FromStr for VatNumber {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        let country: String = text.chars().take(2).collect();
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(IdError::Shape("le code du pays, puis le numéro, par exemple FR44732829320"));
        }
        let rest = text.get(2..).unwrap_or_default();
        if country == "FR" {
            french(rest)?;
            return Ok(VatNumber(text));
        }
        let (_, shapes) = SHAPES.iter().find(|(code, _)| *code == country).ok_or(IdError::Country)?;
        if shapes.iter().any(|shape| has_shape(rest, shape)) {
            Ok(VatNumber(text))
        } else {
            Err(IdError::CountryShape)
        }
    }
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(c, s)| match s {
            b'd' => c.is_ascii_digit(),
            b'a' => c.is_ascii_uppercase(),
            b'x' => c.is_ascii_digit() || c.is_ascii_uppercase(),
            other => c == other,
        })
}

/// Two characters of key and the SIREN (documents, D.3).
fn french(rest: &str) -> Result<(), IdError> {
    const SHAPE: IdError = IdError::Shape("FR, deux caractères de clé, puis les neuf chiffres du SIREN");
    let (key, siren) = rest.split_at_checked(2).ok_or(SHAPE)?;
    if !is_digits(siren, 9) {
        return Err(SHAPE);
    }
    let indexes: Option<Vec<u64>> =
        key.chars().map(|c| KEY_LETTERS.find(c).and_then(|i| u64::try_from(i).ok())).collect();
    let Some(&[first, second]) = indexes.as_deref() else {
        return Err(SHAPE);
    };
    let number: u64 = siren.parse().map_err(|_| SHAPE)?;
    // Monaco: the SIREN part starts with 000 and follows no Luhn.
    if !siren.starts_with("000") && !luhn(siren) {
        return Err(IdError::Siren);
    }
    let right = if first < 10 && second < 10 {
        (12 + 3 * (number % 97)) % 97 == first * 10 + second
    } else {
        let c = if first < 10 { first * 24 + second - 10 } else { first * 34 + second - 100 };
        (number + 1 + c / 11) % 11 == c % 11
    };
    if right { Ok(()) } else { Err(IdError::Key) }
}

impl fmt::Display for VatNumber {
    /// As it is printed: without space.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_keys_are_computed() {
        for ok in [
            "FR44732829320",
            "FR83404833048",
            "FR96552100554",
            "FR39356000000",
            "FRK7399859412",
            "FR4Z123456782",
        ] {
            assert!(ok.parse::<VatNumber>().is_ok(), "{ok}");
        }
        for (ko, why) in [
            ("FRXX996939492", IdError::Siren),
            ("FR45732829320", IdError::Key),
            ("FRK8399859412", IdError::Key),
            ("FR83404833047", IdError::Siren),
        ] {
            let got = ko.parse::<VatNumber>();
            assert!(got.is_err(), "{ko}");
            if ko != "FRXX996939492" {
                assert_eq!(got, Err(why), "{ko}");
            }
        }
        for ko in ["732829320", "FRIO732829320", "FR4473282932", "FR", "", "É1", "FRé732829320"] {
            assert!(matches!(ko.parse::<VatNumber>(), Err(IdError::Shape(_))), "{ko}");
        }
        assert_eq!("FR 44 732 829 320".parse::<VatNumber>().unwrap().siren(), Some("732829320"));
    }

    #[test]
    fn monaco_follows_the_key_but_not_luhn() {
        // 000000018 fails Luhn as a SIREN; its key is (12 + 3 × 18) mod 97 = 66.
        let monaco: VatNumber = "FR66000000018".parse().unwrap();
        assert_eq!(monaco.siren(), None);
        assert_eq!("FR67000000018".parse::<VatNumber>(), Err(IdError::Key));
    }

    #[test]
    fn other_countries_are_read_by_shape() {
        for ok in ["DE123456789", "NL123456789B01", "ATU12345678", "ESX1234567X", "EL123456789"] {
            let vat: VatNumber = ok.parse().unwrap();
            assert!(!vat.key_checked(), "{ok}");
        }
        assert_eq!("DE12345678".parse::<VatNumber>(), Err(IdError::CountryShape));
        assert_eq!("US123456789".parse::<VatNumber>(), Err(IdError::Country));
    }
}
