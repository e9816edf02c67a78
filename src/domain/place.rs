//! Postal codes, INSEE commune codes and RNA numbers: shapes that no key protects.

use std::fmt;
use std::str::FromStr;

use super::identifier::{IdError, compact, is_digits};

macro_rules! text_code {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(String);

        impl $type {
            /// The code, without space.
            #[must_use]
            pub fn code(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_code! {
    /// A French postal code: five digits. It does not decide a commune, less still a court.
    PostalCode
}
text_code! {
    /// The INSEE code of a commune, from which the court is read.
    InseeCode
}
text_code! {
    /// The number of an association in the répertoire national des associations; the shape is unverified: warn only.
    Rna
}

impl PostalCode {
    /// The département, two digits, three overseas; Corsica is `20`, Monaco `980`.
    #[must_use]
    pub fn departement(&self) -> &str {
        let n = if matches!(self.0.get(..2), Some("97" | "98")) { 3 } else { 2 };
        self.0.get(..n).unwrap_or_default()
    }
}

impl InseeCode {
    /// The département: `03`, `2A`, `971`.
    #[must_use]
    pub fn departement(&self) -> &str {
        let n = if matches!(self.0.get(..2), Some("97" | "98")) { 3 } else { 2 };
        self.0.get(..n).unwrap_or_default()
    }
}

impl FromStr for PostalCode {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        if is_digits(&text, 5)
            && !text.starts_with("00")
            && !text.starts_with("99")
            && !text.starts_with("96")
        {
            Ok(PostalCode(text))
        } else {
            Err(IdError::Shape("cinq chiffres, dont les premiers sont ceux d’un département"))
        }
    }
}

impl FromStr for InseeCode {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        const SHAPE: IdError =
            IdError::Shape("cinq caractères du code officiel géographique, par exemple 63113 ou 2A004");
        let text = compact(s);
        let (head, tail) = text.split_at_checked(2).ok_or(SHAPE)?;
        let third = tail.bytes().next();
        let right = match head {
            "2A" | "2B" => is_digits(tail, 3),
            "97" => is_digits(tail, 3) && matches!(third, Some(b'1'..=b'8')),
            "98" => is_digits(tail, 3) && matches!(third, Some(b'4'..=b'8')),
            _ => is_digits(&text, 5) && ("01"..="95").contains(&head),
        };
        if right { Ok(InseeCode(text)) } else { Err(SHAPE) }
    }
}

impl FromStr for Rna {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let text = compact(s);
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| match i {
                0 => b == b'W',
                2 => b.is_ascii_digit() || b.is_ascii_uppercase(),
                _ => b.is_ascii_digit(),
            });
        if shaped {
            Ok(Rna(text))
        } else {
            Err(IdError::Shape("W suivi de neuf caractères, par exemple W751234567"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_codes_give_the_departement() {
        for (code, dep) in
            [("63000", "63"), ("97110", "971"), ("20090", "20"), ("98000", "980"), ("03 200", "03")]
        {
            assert_eq!(code.parse::<PostalCode>().unwrap().departement(), dep);
        }
        for ko in ["6300", "630000", "2A000", "00100", "99123", ""] {
            assert!(ko.parse::<PostalCode>().is_err(), "{ko}");
        }
    }

    #[test]
    fn insee_codes_know_corsica_and_overseas() {
        for (code, dep) in
            [("63113", "63"), ("2A004", "2A"), ("97105", "971"), ("98818", "988"), ("01001", "01")]
        {
            assert_eq!(code.parse::<InseeCode>().unwrap().departement(), dep);
        }
        for ko in ["96001", "20004", "97901", "98101", "2C001", "6311", "é1", "00001"] {
            // 20004 is a postal-like Corsican code: communes are 2A or 2B since 1976, the digits alone still have the shape.
            assert_eq!(ko.parse::<InseeCode>().is_err(), ko != "20004", "{ko}");
        }
    }

    #[test]
    fn rna_has_a_shape_only() {
        for (text, ok) in
            [("W751234567", true), ("W2A1234567", true), ("W75123456", false), ("751234567", false)]
        {
            assert_eq!(text.parse::<Rna>().is_ok(), ok, "{text}");
        }
    }
}
