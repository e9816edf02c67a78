//! Rates in percent a year.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

/// A rate in percent a year (`12.15`), zero or more, at most four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

/// Why a text is not a rate of the contract's grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal rate in percent a year, with at most four decimals and below 1000")]
pub struct RateError;

impl Rate {
    /// The rate as a decimal, in percent a year.
    #[must_use]
    pub fn percent(self) -> Decimal {
        self.0
    }

    /// A rate raised by whole points (BCE + 10, legal rate + 5), or multiplied: the caller brings the exact result.
    ///
    /// # Errors
    /// When the result is negative or has more than four decimals.
    pub fn new(percent: Decimal) -> Result<Self, RateError> {
        let d = percent.normalize();
        if d.is_sign_negative() && !d.is_zero() || d.scale() > 4 || d >= Decimal::from(1000) {
            return Err(RateError);
        }
        Ok(Rate(d))
    }
}

impl FromStr for Rate {
    type Err = RateError;
    fn from_str(s: &str) -> Result<Self, RateError> {
        let (whole, frac) = s.split_once('.').unwrap_or((s, "0"));
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(frac) || frac.len() > 4 || whole.len() > 6 {
            return Err(RateError);
        }
        Rate::new(Decimal::from_str(s).map_err(|_| RateError)?)
    }
}

impl fmt::Display for Rate {
    /// At least two decimals: `12.15`, `10.00`, `2.1275`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::try_from(self.0.scale().max(2)).unwrap_or(2);
        write!(f, "{:.decimals$}", self.0)
    }
}

impl serde::Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Rate {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        super::text::read(d, str::parse)
    }
}

impl schemars::JsonSchema for Rate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]{1,3}(\\.[0-9]{1,4})?$",
            "description": "Taux en pour cent l’an, entre guillemets.",
            "examples": ["12.15"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_at_least_two_decimals() {
        for (text, shown) in [("12.15", "12.15"), ("10", "10.00"), ("2.1275", "2.1275"), ("8.2", "8.20")] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), shown);
        }
        for ko in ["-1", "1,2", "1e2", "1.23456", "1000", ""] {
            assert!(ko.parse::<Rate>().is_err(), "{ko}");
        }
    }
}
