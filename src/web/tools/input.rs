//! What a person types in a calculator, by the kind of its field. French dates and figures are read as in the form of a
//! claim: [`normalise`].

use serde_json::{Value as Json, json};

use super::catalogue::Kind;
use crate::app;
use crate::domain::{Day, Money, Rate, french};
use crate::web::normalise;

/// A value that was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A day.
    Day(Day),
    /// An amount.
    Money(Money),
    /// Percent a year.
    Rate(Rate),
    /// A whole number.
    Count(i64),
    /// A name of a list, or words.
    Word(String),
    /// Ticked.
    Yes,
}

impl Value {
    /// As the library asks for it.
    #[must_use]
    pub fn json(&self) -> Json {
        match self {
            Value::Day(d) => json!(d),
            Value::Money(m) => json!(m.to_string()),
            Value::Rate(r) => json!(r.to_string()),
            Value::Count(n) => json!(n),
            Value::Word(w) => json!(w),
            Value::Yes => json!(true),
        }
    }

    /// As it stands in its field.
    #[must_use]
    pub fn in_field(&self) -> String {
        match self {
            Value::Day(d) => french::short_date(*d),
            Value::Money(m) => french::figure(*m),
            Value::Rate(r) => r.to_string().replace('.', ","),
            Value::Count(n) => n.to_string(),
            Value::Word(w) => w.clone(),
            Value::Yes => "oui".to_owned(),
        }
    }

    /// As it stands in an address: the same without spaces.
    #[must_use]
    pub fn in_address(&self) -> String {
        match self {
            Value::Money(m) => m.to_string().replace('.', ","),
            other => other.in_field(),
        }
    }

    /// As a sentence says it.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Value::Day(d) => french::date(*d),
            Value::Money(m) => french::amount(*m),
            Value::Rate(r) => french::rate(*r),
            Value::Yes => "oui".to_owned(),
            other => other.in_field(),
        }
    }
}

/// Reads what was typed; `None`: it says nothing of that kind. Names of lists are checked by who knows the list.
#[must_use]
pub fn read(kind: Kind, typed: &str) -> Option<Value> {
    let bare = typed.trim();
    match kind {
        Kind::Date => normalise::date(bare).and_then(|d| app::day(&d).ok()).map(Value::Day),
        Kind::Money => normalise::money(bare).and_then(|m| m.parse().ok()).map(Value::Money),
        Kind::Rate => normalise::rate(bare).and_then(|r| r.parse().ok()).map(Value::Rate),
        Kind::Count | Kind::NumberChoice => {
            normalise::integer(bare).filter(|n| *n <= MOST).map(|n| Value::Count(n.into()))
        }
        Kind::Choice | Kind::Text => Some(Value::Word(typed.to_owned())),
        Kind::Switch => matches!(typed, "oui" | "on" | "true" | "1").then_some(Value::Yes),
    }
}

/// What to write instead.
#[must_use]
pub fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "Écrivez une date, par exemple 31/03/2026.",
        Kind::Money => "Écrivez un montant, par exemple 1\u{a0}234,56.",
        Kind::Rate => "Écrivez un taux en pour cent par an, par exemple 12,15.",
        Kind::Count => "Écrivez un nombre entier, par exemple 30.",
        Kind::Choice | Kind::NumberChoice => "Choisissez une réponse dans la liste.",
        Kind::Text | Kind::Switch => "Remplissez ce champ.",
    }
}

/// More than any count of days or months that a calculation takes.
const MOST: u32 = 999_999;

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: Kind, typed: &str) -> Option<String> {
        read(kind, typed).map(|v| v.json().as_str().map_or_else(|| v.json().to_string(), str::to_owned))
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for typed in [
            "31/03/2026",
            "31.3.26",
            "31-03-2026",
            "2026-03-31",
            "31 mars 2026",
            "31 / 03 / 2026",
            "31\u{a0}MARS\u{a0}2026",
        ] {
            assert_eq!(said(Kind::Date, typed).as_deref(), Some("2026-03-31"), "{typed}");
        }
        assert_eq!(said(Kind::Date, "1er août 2026").as_deref(), Some("2026-08-01"));
        assert_eq!(said(Kind::Date, "1er aout 26").as_deref(), Some("2026-08-01"));
        for wrong in
            ["31/02/2026", "03/2026", "31/03/126", "demain", "", "31/13/2026", "1/2/3/2026", "-1/02/2026"]
        {
            assert_eq!(said(Kind::Date, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for typed in ["1 234,56", "1\u{202f}234,56\u{a0}€", "1234.56", "1.234,56 EUR", "1234,56"] {
            assert_eq!(said(Kind::Money, typed).as_deref(), Some("1234.56"), "{typed}");
        }
        for wrong in ["1.234", "1,2,3", "12,345", "mille", "", "--1", "1e3"] {
            assert_eq!(said(Kind::Money, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_stands_in_a_field_or_an_address_reads_back() {
        for (kind, typed) in [
            (Kind::Date, "1er avril 2026"),
            (Kind::Money, "1234567,8"),
            (Kind::Rate, "12,15 %"),
            (Kind::Count, "30"),
            (Kind::Switch, "oui"),
        ] {
            let value = read(kind, typed).unwrap();
            assert_eq!(read(kind, &value.in_field()), Some(value.clone()), "{typed}");
            assert_eq!(read(kind, &value.in_address()), Some(value), "{typed}");
        }
    }
}
