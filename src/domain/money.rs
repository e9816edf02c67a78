//! Money in euros, exact to the cent.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

/// An amount in euros with exactly two decimals; may be negative in intermediate results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(Decimal);

/// Why a text is not an amount of the contract's grammar (`"1234.50"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with at most one dot and two decimals.
    #[error("not a decimal amount with at most two decimals")]
    Grammar,
    /// More than twelve digits before the dot.
    #[error("amount too large")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(Decimal::ZERO);

    /// Rounds half away from zero to the cent (INT-06: half-up, per segment).
    #[must_use]
    pub fn round(exact: Decimal) -> Self {
        let mut d = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        d.rescale(2);
        if d.is_zero() {
            d.set_sign_positive(true);
        }
        Money(d)
    }

    /// The exact decimal, two decimals.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// Whole cents.
    #[must_use]
    pub fn cents(self) -> i128 {
        let mut d = self.0;
        d.rescale(2);
        d.mantissa()
    }

    /// From whole cents.
    #[must_use]
    pub fn from_cents(cents: i64) -> Self {
        Money(Decimal::new(cents, 2))
    }

    /// Whether the amount is exactly nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether the amount is above nothing.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0 > Decimal::ZERO
    }

    /// The smaller of two amounts.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The amount, or nothing when it is negative.
    #[must_use]
    pub fn or_zero(self) -> Self {
        if self.0 < Decimal::ZERO { Self::ZERO } else { self }
    }

    /// The amount taken `n` times.
    #[must_use]
    pub fn times(self, n: u32) -> Self {
        Money::round(self.0 * Decimal::from(n))
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// The contract's grammar: digits, optionally a dot and one or two digits. No sign, no space, no exponent.
    fn from_str(s: &str) -> Result<Self, MoneyError> {
        let (whole, cents) = s.split_once('.').unwrap_or((s, "0"));
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(cents) || cents.len() > 2 {
            return Err(MoneyError::Grammar);
        }
        if whole.len() > 12 {
            return Err(MoneyError::TooLarge);
        }
        Decimal::from_str(s).map(Money::round).map_err(|_| MoneyError::Grammar)
    }
}

impl fmt::Display for Money {
    /// `1234.50`, as in the contract.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.0)
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        super::text::read(d, str::parse)
    }
}

impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(to: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // What is computed from amounts that are admitted may be longer than they.
        let (pattern, decimals) = if to.contract().is_serialize() {
            ("^-?[0-9]{1,26}\\.[0-9]{2}$", "deux décimales")
        } else {
            ("^[0-9]{1,12}(\\.[0-9]{1,2})?$", "deux décimales au plus")
        };
        schemars::json_schema!({
            "type": "string",
            "pattern": pattern,
            "description": format!("Montant en euros, entre guillemets : un point, {decimals}."),
            "examples": ["1234.50"],
        })
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, o: Money) -> Money {
        Money(self.0 + o.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, o: Money) {
        self.0 += o.0;
    }
}
impl Sub for Money {
    type Output = Money;
    fn sub(self, o: Money) -> Money {
        Money(self.0 - o.0)
    }
}
impl SubAssign for Money {
    fn sub_assign(&mut self, o: Money) {
        self.0 -= o.0;
    }
}
impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money::round(-self.0)
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(it: I) -> Money {
        it.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_contract_grammar_only() {
        for ok in ["0", "12", "12.5", "12.50", "999999999999.99"] {
            assert!(ok.parse::<Money>().is_ok(), "{ok}");
        }
        for ko in ["", "-1", "+1", "1,5", "1.", ".5", "1.234", "1e3", " 1", "1 000", "NaN", "1000000000000"] {
            assert!(ko.parse::<Money>().is_err(), "{ko}");
        }
        assert_eq!("12.5".parse::<Money>().unwrap().to_string(), "12.50");
    }

    #[test]
    fn rounds_half_up_to_the_cent() {
        for (exact, cents) in [("2.1452", 215), ("6.8493", 685), ("0.005", 1), ("0.0049", 0), ("-0.005", -1)]
        {
            assert_eq!(Money::round(exact.parse().unwrap()).cents(), cents, "{exact}");
        }
    }
}
