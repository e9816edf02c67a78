//! What people type, in French, to the values of the claim file, and back. The type that the claim's own schema gives a
//! field decides; what cannot be read as that type is left as it was typed, for the reader to say so.

use serde_json::{Number, Value};

use super::types::Kind;
use crate::claim::wire::Date;
use crate::court::folded;
use crate::domain::{Country, Money, Rate, RateSeries, french};

/// Fields whose value has no space, whatever one types.
const COMPACT: [&str; 6] = ["siren", "siret", "vat_number", "iban", "bic", "rna"];

/// Reads what was typed in a field; nothing for a blank.
#[must_use]
pub fn read(kind: Kind, pointer: &str, typed: &str) -> Option<Value> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let read = match kind {
        Kind::Date => date(typed).map(Value::String),
        Kind::Money => money(typed).map(Value::String),
        Kind::Rate => rate(typed).map(Value::String),
        Kind::RateTerm => series(typed).or_else(|| rate(typed)).map(Value::String),
        Kind::Country => country(typed).map(Value::String),
        Kind::Integer => integer(typed).map(|n| Value::Number(Number::from(n))),
        Kind::Truth => truth(typed).map(Value::Bool),
        Kind::Text | Kind::Choice => Some(Value::String(text(pointer, typed))),
        Kind::Lines => {
            let lines = typed.lines().map(one_line).filter(|l| !l.is_empty());
            Some(Value::Array(lines.map(Value::String).collect()))
        }
        Kind::Choices | Kind::List | Kind::Group => None,
    };
    Some(read.unwrap_or_else(|| Value::String(one_line(typed))))
}

/// A value as the field shows it.
#[must_use]
pub fn show(kind: Kind, pointer: &str, value: &Value) -> String {
    match (kind, value) {
        (Kind::Date, Value::String(s)) => {
            Date::parse(s).map_or_else(|| s.clone(), |d| french::short_date(d.day()))
        }
        (Kind::Money, Value::String(s)) => s.parse().map_or_else(|_| s.clone(), french::figure),
        (Kind::Rate | Kind::RateTerm, Value::String(s)) => {
            s.parse::<Rate>().map_or_else(|_| s.clone(), |r| r.to_string().replace('.', ","))
        }
        (Kind::Text, Value::String(s)) => match last(pointer) {
            "siren" if digits(s, 9) => french::siren(s),
            "siret" if digits(s, 14) => french::siret(s),
            "iban" if s.is_ascii() && s.len() >= 15 => french::iban(s),
            _ => s.clone(),
        },
        (_, Value::String(s)) => s.clone(),
        (Kind::Lines, Value::Array(items)) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        (_, Value::Null) => String::new(),
        (_, other) => other.to_string(),
    }
}

fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

fn digits(s: &str, n: usize) -> bool {
    s.len() == n && s.bytes().all(|b| b.is_ascii_digit())
}

/// On one line: the claim file admits no line break in a text.
fn one_line(s: &str) -> String {
    s.split(['\r', '\n', '\t']).map(str::trim).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

fn without_spaces(s: &str) -> String {
    s.chars().filter(|c| !c.is_whitespace()).collect()
}

fn text(pointer: &str, typed: &str) -> String {
    let bare = without_spaces(typed);
    match last(pointer) {
        name if COMPACT.contains(&name) => {
            let plain: String = bare.chars().filter(|c| !matches!(c, '.' | '-')).collect();
            if plain.is_ascii() && !plain.is_empty() { plain.to_ascii_uppercase() } else { one_line(typed) }
        }
        "postal_code" if digits(&bare, 5) => bare,
        _ => one_line(typed),
    }
}

/// « 31/03/2026 », « 31.3.26 », « 31 mars 2026 », « 1er mars 2026 », « 31032026 », `2026-03-31`.
#[must_use]
pub fn date(typed: &str) -> Option<String> {
    let day = |y: u32, m: u32, d: u32| Date::parse(&format!("{y:04}-{m:02}-{d:02}")).map(|d| d.to_string());
    let number = |s: &str| (s.len() <= 4 && !s.is_empty()).then(|| s.parse::<u32>().ok()).flatten();
    let year = |s: &str| match (s.len(), number(s)?) {
        // Two digits: this century, unless it would be far ahead, as a year of birth never is.
        (2, y) => Some(if y < 50 { 2000 + y } else { 1900 + y }),
        (4, y) => Some(y),
        _ => None,
    };
    let ends = typed.bytes().next().zip(typed.bytes().next_back());
    if !ends.is_some_and(|(a, z)| a.is_ascii_digit() && z.is_ascii_digit()) {
        return None;
    }
    if digits(typed, 8) {
        let (d, rest) = typed.split_at_checked(2)?;
        let (m, y) = rest.split_at_checked(2)?;
        return day(number(y)?, number(m)?, number(d)?);
    }
    let parts: Vec<&str> =
        typed.split(|c: char| c.is_whitespace() || "/.-,".contains(c)).filter(|p| !p.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    if a.len() == 4 && c.len() <= 2 {
        return day(number(a)?, number(b)?, number(c)?);
    }
    let first = a.strip_suffix("er").unwrap_or(a);
    let month = match number(b) {
        Some(m) => m,
        None => month(b)?,
    };
    day(year(c)?, month, number(first)?)
}

/// A month by its name, or by so much of it that it can be no other.
fn month(name: &str) -> Option<u32> {
    let name = folded(name);
    let named = |m: &&&str| name.len() >= 3 && folded(m).starts_with(&name);
    let mut found = french::MONTHS.iter().filter(named);
    let (one, more) = (found.next()?, found.next());
    if more.is_some() {
        return None;
    }
    let at = french::MONTHS.iter().position(|m| m == one)?;
    u32::try_from(at + 1).ok()
}

/// « 1 234,56 € », « 1.234,56 », `1234.56`. What could be read in two ways (« 1.234 ») is not read at all.
#[must_use]
pub fn money(typed: &str) -> Option<String> {
    let bare = without_spaces(typed);
    let unit = bare.to_lowercase();
    let units = ["€", "euros", "euro", "eur"];
    let cut = units.iter().find_map(|u| unit.strip_suffix(u)).map_or(bare.len(), str::len);
    let figure = decimal(bare.get(..cut)?)?;
    figure.parse::<Money>().ok().map(|m| m.to_string())
}

/// A number with its marks, as `digits[.digits]`.
fn decimal(bare: &str) -> Option<String> {
    let marks: Vec<char> = bare.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let last = bare.rfind(['.', ',']);
    let (whole, cents) = match last {
        None => (bare, ""),
        Some(at) => (bare.get(..at)?, bare.get(at + 1..)?),
    };
    let thousands = |s: &str| {
        let mut groups = s.split(['.', ',']);
        let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
        first && groups.all(|g| g.len() == 3)
    };
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let joined = |s: &str| s.replace(['.', ','], "");
    match marks.as_slice() {
        [] => all_digits(bare).then(|| bare.to_owned()),
        [_] => {
            (all_digits(whole) && all_digits(cents) && cents.len() <= 2).then(|| format!("{whole}.{cents}"))
        }
        // The same mark twice parts thousands; another one at the end is the decimal one.
        [first, rest @ ..] if rest.iter().all(|m| m == first) => {
            (thousands(bare) && all_digits(&joined(bare))).then(|| joined(bare))
        }
        [first, middle @ .., end] if first != end && middle.iter().all(|m| m == first) => {
            let sound =
                thousands(whole) && all_digits(&joined(whole)) && all_digits(cents) && cents.len() <= 2;
            sound.then(|| format!("{}.{cents}", joined(whole)))
        }
        _ => None,
    }
}

/// « 12,15 », « 12,15 % ».
#[must_use]
pub fn rate(typed: &str) -> Option<String> {
    let bare = without_spaces(typed).replace(',', ".");
    bare.trim_end_matches('%').parse::<Rate>().ok().map(|r| r.to_string())
}

/// A series by the name of the contract.
fn series(typed: &str) -> Option<String> {
    typed.parse::<RateSeries>().ok().map(|s| s.name().to_owned())
}

/// A country by its code; its French name is read with the options of the field.
fn country(typed: &str) -> Option<String> {
    typed.to_ascii_uppercase().parse::<Country>().ok().map(|c| c.code().to_owned())
}

/// « 30 », « 30 jours », « 1 200 ».
#[must_use]
pub fn integer(typed: &str) -> Option<u32> {
    let bare = without_spaces(typed).to_lowercase();
    let bare = bare.strip_suffix("jours").or_else(|| bare.strip_suffix("jour")).unwrap_or(&bare);
    let plain = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| bare.parse().ok()).flatten()
}

fn truth(typed: &str) -> Option<bool> {
    match folded(typed).as_str() {
        "true" | "oui" | "vrai" => Some(true),
        "false" | "non" | "faux" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn dates_as_people_write_them() {
        for typed in [
            "31/03/2026",
            "31.3.26",
            "31-03-2026",
            "31 03 2026",
            "31 mars 2026",
            "31032026",
            "2026-03-31",
            "31 MARS 26",
            " 31/3/2026 ",
        ] {
            assert_eq!(read(Kind::Date, "/as_of", typed), Some(json!("2026-03-31")), "{typed}");
        }
        let table = [("1er févr. 2026", "2026-02-01"), ("9 juil 84", "1984-07-09"), ("1/8/49", "2049-08-01")];
        for (typed, iso) in table {
            assert_eq!(date(typed).as_deref(), Some(iso), "{typed}");
        }
        for typed in [
            "31/02/2026",
            "3 jui 2026",
            "03/2026",
            "31/13/2026",
            "demain",
            "1/2/3",
            "12345678901",
            "-1/02/2026",
            "1/02/2026/",
        ] {
            assert_eq!(read(Kind::Date, "/as_of", typed), Some(json!(typed)), "{typed}");
        }
    }

    #[test]
    fn amounts_as_people_write_them() {
        let table = [
            ("1 234,56 €", "1234.56"),
            ("1\u{202f}234,56\u{a0}€", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1234.5", "1234.50"),
            ("1234", "1234.00"),
            ("12 euros", "12.00"),
            ("1.234.567", "1234567.00"),
            ("0,5", "0.50"),
        ];
        for (typed, value) in table {
            assert_eq!(money(typed).as_deref(), Some(value), "{typed}");
        }
        for typed in ["1.234", "1,234", "-5", "12,345", "1.23.456", "12€50", "1,2,3", "abc", "1.234,567", ","]
        {
            assert_eq!(money(typed), None, "{typed}");
            assert_eq!(read(Kind::Money, "/x", typed), Some(json!(typed)));
        }
    }

    #[test]
    fn the_rest_as_people_write_it() {
        assert_eq!(read(Kind::RateTerm, "/x", "12,15 %"), Some(json!("12.15")));
        assert_eq!(read(Kind::RateTerm, "/x", "b2b_floor"), Some(json!("b2b_floor")));
        assert_eq!(read(Kind::Integer, "/x", "30 jours"), Some(json!(30)));
        assert_eq!(read(Kind::Integer, "/x", "trente"), Some(json!("trente")));
        assert_eq!(read(Kind::Truth, "/x", "Oui"), Some(json!(true)));
        assert_eq!(read(Kind::Text, "/creditor/siren", "732 829.320"), Some(json!("732829320")));
        assert_eq!(read(Kind::Text, "/creditor/bank/iban", "fr76 3000"), Some(json!("FR763000")));
        assert_eq!(read(Kind::Text, "/creditor/address/postal_code", "63 000"), Some(json!("63000")));
        assert_eq!(read(Kind::Text, "/creditor/address/postal_code", "SW1A 1AA"), Some(json!("SW1A 1AA")));
        assert_eq!(read(Kind::Text, "/creditor/name", " A\r\n\tB "), Some(json!("A B")));
        assert_eq!(read(Kind::Lines, "/x", "a\r\n\r\n b \n"), Some(json!(["a", "b"])));
        assert_eq!(read(Kind::Text, "/creditor/name", " \u{a0} "), None);
    }

    #[test]
    fn values_are_shown_in_french() {
        assert_eq!(show(Kind::Date, "/as_of", &json!("2026-03-31")), "31/03/2026");
        assert_eq!(show(Kind::Money, "/x", &json!("1234.5")), "1\u{202f}234,50");
        assert_eq!(show(Kind::Money, "/x", &json!(12)), "12");
        assert_eq!(show(Kind::RateTerm, "/x", &json!("12.15")), "12,15");
        assert_eq!(show(Kind::Text, "/creditor/siren", &json!("732829320")), "732\u{a0}829\u{a0}320");
        assert_eq!(show(Kind::Lines, "/x", &json!(["a", "b"])), "a\nb");
        assert_eq!(show(Kind::Lines, "/x", &json!(["a", 1])), "[\"a\",1]");
    }

    proptest! {
        #[test]
        fn nothing_typed_is_lost_and_reading_again_changes_nothing(typed in "\\PC{0,40}") {
            for kind in [
                Kind::Text, Kind::Date, Kind::Money, Kind::Rate, Kind::RateTerm, Kind::Country, Kind::Integer,
                Kind::Truth, Kind::Choice, Kind::Lines,
            ] {
                let value = read(kind, "/x", &typed);
                prop_assert_eq!(value.is_none(), typed.trim().is_empty());
                if let Some(value) = value {
                    let again = read(kind, "/x", &show(kind, "/x", &value));
                    prop_assert_eq!(again, Some(value));
                }
            }
        }

        #[test]
        fn a_day_and_an_amount_come_back(days in 0i64..40_000, cents in 0i64..100_000_000_000) {
            let day = crate::domain::Day::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Duration::days(days);
            prop_assert_eq!(date(&french::short_date(day)), Some(day.to_string()));
            let sum = Money::from_cents(cents);
            prop_assert_eq!(money(&french::amount(sum)), Some(sum.to_string()));
        }
    }
}
