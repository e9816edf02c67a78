//! SIREN and SIRET (INSEE): nine digits, fourteen digits, Luhn, and La Poste's exception.

use std::fmt;
use std::str::FromStr;

use super::identifier::{IdError, compact, grouped, is_digits, luhn};

/// A legal unit: nine digits that pass Luhn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siren(String);

impl Siren {
    /// Nine digits without space.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }
}

impl FromStr for Siren {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        if !is_digits(&text, 9) {
            return Err(IdError::Shape("neuf chiffres"));
        }
        if text == "000000000" {
            return Err(IdError::Zeros);
        }
        if luhn(&text) { Ok(Siren(text)) } else { Err(IdError::Key) }
    }
}

impl fmt::Display for Siren {
    /// `732 829 320`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(&self.0, &[3]))
    }
}

/// The SIREN of La Poste, whose establishments are too many for Luhn.
const LA_POSTE: &str = "356000000";
/// The head office of La Poste, which follows Luhn.
const LA_POSTE_HEAD: &str = "35600000000048";

/// An establishment: its SIREN and five digits (NIC).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(String);

impl Siret {
    /// Fourteen digits without space.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }

    /// The legal unit it belongs to.
    #[must_use]
    pub fn siren(&self) -> Siren {
        Siren(self.0.chars().take(9).collect())
    }
}

impl FromStr for Siret {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        if !is_digits(&text, 14) {
            return Err(IdError::Shape("quatorze chiffres"));
        }
        let siren = text.get(..9).unwrap_or_default();
        if siren == "000000000" {
            return Err(IdError::Zeros);
        }
        if siren == LA_POSTE {
            let sum: u32 = text.bytes().map(|b| u32::from(b - b'0')).sum();
            return if text == LA_POSTE_HEAD || sum.is_multiple_of(5) {
                Ok(Siret(text))
            } else {
                Err(IdError::Key)
            };
        }
        match (luhn(siren), luhn(&text)) {
            (false, _) => Err(IdError::Siren),
            (true, false) => Err(IdError::Key),
            (true, true) => Ok(Siret(text)),
        }
    }
}

impl fmt::Display for Siret {
    /// `732 829 320 00074`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(&self.0, &[3, 3, 3, 5]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siren_passes_luhn_and_is_no_zero() {
        for ok in ["732829320", "404833048", "356000000", " 732 829\u{202f}320 "] {
            assert!(ok.parse::<Siren>().is_ok(), "{ok}");
        }
        for (ko, why) in [
            ("404833047", IdError::Key),
            ("000000000", IdError::Zeros),
            ("73282932", IdError::Shape("neuf chiffres")),
            ("73282932A", IdError::Shape("neuf chiffres")),
            ("٧٣٢٨٢٩٣٢٠", IdError::Shape("neuf chiffres")),
        ] {
            assert_eq!(ko.parse::<Siren>(), Err(why), "{ko}");
        }
        assert_eq!("732829320".parse::<Siren>().unwrap().to_string(), "732 829 320");
    }

    #[test]
    fn siret_passes_twice_save_la_poste() {
        for ok in ["73282932000074", "35600000000048", "35600000009075", "732 829 320 00074"] {
            assert!(ok.parse::<Siret>().is_ok(), "{ok}");
        }
        for (ko, why) in [
            ("73282932000079", IdError::Key),
            ("35600000000014", IdError::Key),
            ("40483304700000", IdError::Siren),
            ("7328293200007", IdError::Shape("quatorze chiffres")),
        ] {
            assert_eq!(ko.parse::<Siret>(), Err(why), "{ko}");
        }
        let siret: Siret = "73282932000074".parse().unwrap();
        assert_eq!(siret.to_string(), "732 829 320 00074");
        assert_eq!(siret.siren().to_string(), "732 829 320");
    }
}
