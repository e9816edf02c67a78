//! IBAN and BIC: what a wrong digit would send elsewhere. A wrong RIB key inside a French IBAN only warns (R-IBAN).

use std::fmt;
use std::str::FromStr;

use iban::{IbanLike, ParseBaseIbanError, ParseIbanError};

use super::identifier::{IdError, compact, grouped};

/// An account whose country, length and key are right.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Iban(String);

impl Iban {
    /// Without space.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }

    /// The country, two letters.
    #[must_use]
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The inner RIB key of France and Monaco; `None` for the other countries.
    #[must_use]
    pub fn rib_key_ok(&self) -> Option<bool> {
        if !matches!(self.country(), "FR" | "MC") {
            return None;
        }
        let digits: String = self.0.chars().skip(4).map(rib_digit).collect();
        let part = |from: usize, to: usize| digits.get(from..to).and_then(|t| t.parse::<u64>().ok());
        let key = (|| {
            let (bank, branch, account, key) = (part(0, 5)?, part(5, 10)?, part(10, 21)?, part(21, 23)?);
            Some(key == 97 - (89 * bank + 15 * branch + 3 * account) % 97)
        })();
        Some(key.unwrap_or(false))
    }
}

/// The digit a letter stands for in the key of a RIB: A and J one, B, K and S two…
fn rib_digit(c: char) -> char {
    match c {
        'A' | 'J' => '1',
        'B' | 'K' | 'S' => '2',
        'C' | 'L' | 'T' => '3',
        'D' | 'M' | 'U' => '4',
        'E' | 'N' | 'V' => '5',
        'F' | 'O' | 'W' => '6',
        'G' | 'P' | 'X' => '7',
        'H' | 'Q' | 'Y' => '8',
        'I' | 'R' | 'Z' => '9',
        other => other,
    }
}

impl FromStr for Iban {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        match text.parse::<iban::Iban>() {
            Ok(read) => Ok(Iban(read.electronic_str().to_owned())),
            Err(ParseIbanError::UnknownCountry(_)) => Err(IdError::Country),
            Err(ParseIbanError::InvalidBban(_)) => Err(IdError::CountryShape),
            Err(ParseIbanError::InvalidBaseIban { source: ParseBaseIbanError::InvalidChecksum }) => {
                Err(IdError::Key)
            }
            Err(ParseIbanError::InvalidBaseIban { .. }) => Err(IdError::Shape(
                "le code du pays, deux chiffres, puis le compte, par exemple FR76 3000 6000…",
            )),
        }
    }
}

impl fmt::Display for Iban {
    /// Groups of four.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(&self.0, &[4]))
    }
}

/// A bank: eight or eleven characters (ISO 9362); the shape only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bic(String);

impl Bic {
    /// Without space.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }
}

impl FromStr for Bic {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        let shaped = matches!(text.len(), 8 | 11)
            && text.bytes().enumerate().all(|(i, b)| match i {
                4 | 5 => b.is_ascii_uppercase(),
                _ => b.is_ascii_uppercase() || b.is_ascii_digit(),
            });
        if shaped {
            Ok(Bic(text))
        } else {
            Err(IdError::Shape("huit ou onze caractères, par exemple AGRIFRPP"))
        }
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iban_keys_of_both_levels() {
        for ok in [
            "FR7630006000011234567890189",
            "FR1420041010050500013M02606",
            "fr76 3000 6000 0112 3456 7890 189",
        ] {
            let iban: Iban = ok.parse().unwrap();
            assert_eq!(iban.rib_key_ok(), Some(true), "{ok}");
        }
        let foreign: Iban = "DE89370400440532013000".parse().unwrap();
        assert_eq!(foreign.rib_key_ok(), None);
        assert_eq!(foreign.to_string(), "DE89 3704 0044 0532 0130 00");
        for (ko, why) in [
            ("FR7630006000011234567890188", IdError::Key),
            ("ZZ7630006000011234567890189", IdError::Key),
            (
                "FR7",
                IdError::Shape("le code du pays, deux chiffres, puis le compte, par exemple FR76 3000 6000…"),
            ),
        ] {
            assert_eq!(ko.parse::<Iban>(), Err(why), "{ko}");
        }
    }

    #[test]
    fn a_wrong_rib_key_warns_and_does_not_refuse() {
        // Account 12345678902 with the RIB key of 12345678901; the two IBAN digits are computed for it.
        let text = (0..97)
            .map(|k| format!("FR{k:02}30006000011234567890289"))
            .find(|t| t.parse::<Iban>().is_ok())
            .unwrap();
        assert_eq!(text.parse::<Iban>().unwrap().rib_key_ok(), Some(false));
    }

    #[test]
    fn a_bic_has_eight_or_eleven_characters() {
        for (text, ok) in
            [("AGRIFRPP", true), ("BNPAFRPPXXX", true), ("AGRIFRP", false), ("AGRI1RPP", false), ("É", false)]
        {
            assert_eq!(text.parse::<Bic>().is_ok(), ok, "{text}");
        }
    }
}
