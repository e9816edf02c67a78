//! How amounts, dates, rates, identifiers and sentences are written for people. Nothing is formatted elsewhere.
//!
//! French usage: thousands parted by U+202F, decimal comma, U+00A0 before « € », « % » and « : », U+202F before
//! « ; ! ? », curly apostrophe. Our own sentences go through [`typeset`] or [`fill`]; what a person typed goes through
//! [`user`], which never adds nor removes a visible character: an invoice number is printed as it was given.

mod sentences;

use chrono::Datelike;
use rust_decimal::{Decimal, RoundingStrategy};

pub use sentences::{
    Typeset, after_de, capitalised, elides, fill, foldable, list, of_town, shortened, typeset, user,
};

use super::{Day, Money, Rate};

/// No-break space.
pub const NBSP: char = '\u{a0}';
/// Narrow no-break space.
pub const NNBSP: char = '\u{202f}';
const MINUS: char = '\u{2212}';

pub(crate) const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// « 1 234,56 € ».
#[must_use]
pub fn amount(m: Money) -> String {
    format!("{}{NBSP}€", figure(m))
}

/// « 1 234,56 »: a cell of a table whose heading names the euro.
#[must_use]
pub fn figure(m: Money) -> String {
    decimal(m.decimal(), 2)
}

/// « 3,0255 € »: the interest of one day, to the hundredth of a cent.
#[must_use]
pub fn daily(exact: Decimal) -> String {
    format!("{}{NBSP}€", decimal(exact, 4))
}

/// « 12,15 % »; up to four decimals, at least two.
#[must_use]
pub fn rate(r: Rate) -> String {
    let d = r.percent().normalize();
    format!("{}{NBSP}%", decimal(d, d.scale().clamp(2, 4)))
}

/// « 1 234 ».
#[must_use]
pub fn integer(n: u32) -> String {
    decimal(Decimal::from(n), 0)
}

/// « 3 pièces », « 1 jour »: a number and its noun, kept together.
#[must_use]
pub fn count(n: u32, singular: &str, plural: &str) -> String {
    let noun = if n < 2 { singular } else { plural };
    format!("{}{NBSP}{noun}", integer(n))
}

fn decimal(d: Decimal, decimals: u32) -> String {
    let rounded = d.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    let places = usize::try_from(decimals).unwrap_or(2);
    let text = format!("{:.places$}", rounded.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        out.push(MINUS);
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(NNBSP);
        }
        out.push(c);
    }
    if !cents.is_empty() {
        out.push(',');
        out.push_str(cents);
    }
    out
}

/// « 22 novembre 2026 », « 1er mars 2026 »; its words never part at the end of a line.
#[must_use]
pub fn date(d: Day) -> String {
    format!("{}{NBSP}{}", day_and_month(d), d.year())
}

/// « 22 novembre », for a day of the year already named.
#[must_use]
pub fn day_and_month(d: Day) -> String {
    let ordinal = if d.day() == 1 { "er" } else { "" };
    let month = MONTHS.get(d.month0() as usize).copied().unwrap_or_default();
    format!("{}{ordinal}{NBSP}{month}", d.day())
}

/// « lundi 23 novembre 2026 ».
#[must_use]
pub fn date_with_weekday(d: Day) -> String {
    let name = WEEKDAYS.get(d.weekday().num_days_from_monday() as usize).copied();
    format!("{}{NBSP}{}", name.unwrap_or_default(), date(d))
}

/// « 22/11/2026 », for tables.
#[must_use]
pub fn short_date(d: Day) -> String {
    format!("{:02}/{:02}/{:04}", d.day(), d.month(), d.year())
}

/// « le 3 mars, le 4 avril et le 5 mai 2026 » without its first article.
#[must_use]
pub fn dates(days: &[Day]) -> String {
    let texts: Vec<String> = days.iter().map(|d| date(*d)).collect();
    list(&texts.iter().enumerate().map(|(i, t)| prefixed(i, "le ", t)).collect::<Vec<_>>())
}

fn prefixed(i: usize, article: &str, text: &str) -> String {
    if i == 0 { text.to_owned() } else { format!("{article}{text}") }
}

/// « n° 7 », « n° 7 et 8 », « n° 4 à 15 » : numbers of exhibits, runs of three or more shortened.
#[must_use]
pub fn numbers(sorted: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for n in sorted {
        match runs.last_mut() {
            Some((_, last)) if *last == *n => {}
            Some((_, last)) if last.checked_add(1) == Some(*n) => *last = *n,
            _ => runs.push((*n, *n)),
        }
    }
    let mut items = Vec::new();
    for (a, b) in runs {
        match b - a {
            0 => items.push(a.to_string()),
            1 => items.extend([a.to_string(), b.to_string()]),
            _ => items.push(format!("{a}{NBSP}à{NBSP}{b}")),
        }
    }
    format!("n°{NBSP}{}", list(&items))
}

/// « pièce n° 3 », « pièces n° 4 à 15 ».
#[must_use]
pub fn exhibits(sorted: &[u32]) -> String {
    let noun = if sorted.len() > 1 { "pièces" } else { "pièce" };
    format!("{noun}{NBSP}{}", numbers(sorted))
}

/// « 732 829 320 »: a SIREN in threes. What is not nine digits is printed as given.
#[must_use]
pub fn siren(s: &str) -> String {
    if s.len() == 9 && s.is_ascii() { grouped(s, &[3, 3, 3]) } else { user(s) }
}

/// The points of one sentence: each ends in a semicolon, the last in a full stop.
#[must_use]
pub fn enumerated(items: &[String]) -> Vec<String> {
    let bare = |item: &String| item.trim_end_matches([' ', NBSP, NNBSP, ';', '.', ',']).to_owned();
    let mut out: Vec<String> = items.iter().map(|i| format!("{}{NNBSP};", bare(i))).collect();
    if let (Some(last), Some(item)) = (out.last_mut(), items.last()) {
        *last = format!("{}.", bare(item));
    }
    out
}

/// « 732 829 320 00074 ».
#[must_use]
pub fn siret(s: &str) -> String {
    if s.len() == 14 && s.is_ascii() { grouped(s, &[3, 3, 3, 5]) } else { user(s) }
}

/// An IBAN in groups of four.
#[must_use]
pub fn iban(s: &str) -> String {
    let compact: Vec<char> = s.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = compact.chunks(4).map(|g| g.iter().collect()).collect();
    groups.join(&NBSP.to_string())
}

/// « 01 23 45 67 89 » for ten digits; else as given.
#[must_use]
pub fn phone(s: &str) -> String {
    let compact: String = s.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    if compact.len() == 10 && compact.bytes().all(|b| b.is_ascii_digit()) {
        grouped(&compact, &[2, 2, 2, 2, 2])
    } else {
        user(s)
    }
}

fn grouped(ascii: &str, sizes: &[usize]) -> String {
    let mut rest = ascii;
    let mut parts = Vec::with_capacity(sizes.len());
    for size in sizes {
        let (head, tail) = rest.split_at(rest.len().min(*size));
        parts.push(head);
        rest = tail;
    }
    parts.join(&NBSP.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn m(s: &str) -> Money {
        s.parse().unwrap()
    }

    #[test]
    fn amounts_follow_french_usage() {
        let cases = [
            ("0", "0,00\u{a0}€"),
            ("12.5", "12,50\u{a0}€"),
            ("1234.56", "1\u{202f}234,56\u{a0}€"),
            ("100000", "100\u{202f}000,00\u{a0}€"),
            ("1234567.89", "1\u{202f}234\u{202f}567,89\u{a0}€"),
        ];
        for (given, shown) in cases {
            assert_eq!(amount(m(given)), shown);
        }
        assert_eq!(amount(-m("1012")), "\u{2212}1\u{202f}012,00\u{a0}€");
        assert_eq!(daily("3.02554".parse().unwrap()), "3,0255\u{a0}€");
        assert_eq!(integer(12_000), "12\u{202f}000");
    }

    #[test]
    fn rates_keep_every_decimal_they_have() {
        for (given, shown) in [
            ("12.15", "12,15\u{a0}%"),
            ("10", "10,00\u{a0}%"),
            ("2.1275", "2,1275\u{a0}%"),
            ("8.2", "8,20\u{a0}%"),
        ] {
            assert_eq!(rate(given.parse().unwrap()), shown);
        }
    }

    #[test]
    fn points_of_a_sentence_are_punctuated_once() {
        let given = ["attendre ;".to_owned(), "payer.".to_owned(), "renoncer".to_owned()];
        assert_eq!(enumerated(&given), ["attendre\u{202f};", "payer\u{202f};", "renoncer."]);
        assert!(enumerated(&[]).is_empty());
    }

    #[test]
    fn dates_in_words_and_in_tables() {
        assert_eq!(date(d("2026-11-22")), "22\u{a0}novembre\u{a0}2026");
        assert_eq!(date(d("2026-03-01")), "1er\u{a0}mars\u{a0}2026");
        assert_eq!(date_with_weekday(d("2026-11-23")), "lundi\u{a0}23\u{a0}novembre\u{a0}2026");
        assert_eq!(short_date(d("2026-03-01")), "01/03/2026");
        let three = dates(&[d("2026-04-20"), d("2026-05-01"), d("2026-06-03")]);
        assert_eq!(three.replace('\u{a0}', " "), "20 avril 2026, le 1er mai 2026 et le 3 juin 2026");
    }

    #[test]
    fn lists_and_runs_of_exhibits() {
        assert_eq!(exhibits(&[3]).replace('\u{a0}', " "), "pièce n° 3");
        assert_eq!(exhibits(&[7, 8]).replace('\u{a0}', " "), "pièces n° 7 et 8");
        assert_eq!(exhibits(&[1, 4, 5, 6, 9]).replace('\u{a0}', " "), "pièces n° 1, 4 à 6 et 9");
        assert_eq!(numbers(&[2, 2]).replace('\u{a0}', " "), "n° 2");
        assert_eq!(list(&[]), "");
    }

    #[test]
    fn identifiers_are_grouped_never_altered() {
        assert_eq!(siren("732829320"), "732\u{a0}829\u{a0}320");
        assert_eq!(siret("73282932000074"), "732\u{a0}829\u{a0}320\u{a0}00074");
        assert_eq!(siren("ABC"), "ABC");
        assert_eq!(
            iban("FR7630006000011234567890189"),
            "FR76\u{a0}3000\u{a0}6000\u{a0}0112\u{a0}3456\u{a0}7890\u{a0}189"
        );
        assert_eq!(phone("0123456789"), "01\u{a0}23\u{a0}45\u{a0}67\u{a0}89");
        assert_eq!(phone("+33 1 23"), "+33 1 23");
    }

    proptest! {
        #[test]
        fn an_amount_reads_back(cents in 0i64..100_000_000_000) {
            let shown = figure(Money::from_cents(cents));
            let back: String = shown.chars().filter(|c| c.is_ascii_digit()).collect();
            prop_assert_eq!(back.parse::<i64>().unwrap(), cents);
        }
    }
}
