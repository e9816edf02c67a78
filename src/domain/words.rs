//! Amounts and days in letters, for receipts, acknowledgments, settlements and acts (C. civ., art. 1376).
//!
//! « vingt » and « cent » agree when multiplied and final, « mille » never does, « million » and « milliard » are nouns.
//! Spelling of 1990 by default (hyphens everywhere); the traditional one keeps them below one hundred.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::french::MONTHS;
use super::{Day, Money, MoneyError};

/// How numbers are hyphenated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// Rectifications of 1990: « mille-deux-cent-trente-quatre ».
    #[default]
    Rectified,
    /// « mille deux cent trente-quatre ».
    Traditional,
}

const UNITS: [&str; 17] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize",
];

/// « mille-deux-cent-trente-quatre euros et cinquante-six centimes ». A debt has no sign: that of a negative amount is lost.
#[must_use]
pub fn amount(m: Money, spelling: Spelling) -> String {
    let cents = m.cents().unsigned_abs();
    let (euros, rest) = (cents / 100, cents % 100);
    let noun = match euros {
        0 | 1 => " euro",
        _ if euros % 1_000_000 == 0 => " d\u{2019}euros",
        _ => " euros",
    };
    let mut out = format!("{}{noun}", number(euros, spelling));
    if rest > 0 {
        let noun = if rest == 1 { "centime" } else { "centimes" };
        out.push_str(&format!(" et {} {noun}", number(rest, spelling)));
    }
    out
}

/// The answer of `creance words` (contract, § 4): ASCII apostrophes, as programs compare them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsAnswer {
    /// The amount, two decimals.
    pub amount: Money,
    /// The amount in letters.
    pub words: String,
}

/// Reads an amount and writes it in letters.
///
/// # Errors
/// When the text is not of the contract's grammar of amounts.
pub fn answer(text: &str, spelling: Spelling) -> Result<WordsAnswer, MoneyError> {
    let read: Money = text.parse()?;
    Ok(WordsAnswer { amount: read, words: amount(read, spelling).replace('\u{2019}', "'") })
}

/// « 1er », « 2e »: the ordinal of a rank, masculine.
#[must_use]
pub fn ordinal(n: u32) -> String {
    if n == 1 { "1er".to_owned() } else { format!("{n}e") }
}

/// « l’an deux-mille-vingt-six, le vingt-deux novembre »: the date of an act.
#[must_use]
pub fn day(d: Day, spelling: Spelling) -> String {
    let year = number(u128::from(d.year().unsigned_abs()), spelling);
    let month = MONTHS.get(d.month0() as usize).copied().unwrap_or_default();
    let first = if d.day() == 1 { "premier".to_owned() } else { number(u128::from(d.day()), spelling) };
    format!("l\u{2019}an {year}, le {first} {month}")
}

/// A whole number in letters.
#[must_use]
pub fn number(n: u128, spelling: Spelling) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = n;
    for (scale, noun) in [(1_000_000_000_000, "billion"), (1_000_000_000, "milliard"), (1_000_000, "million")]
    {
        let many = rest / scale;
        if many > 0 {
            let plural = if many > 1 { "s" } else { "" };
            parts.push(thousands(many, true, spelling));
            parts.push(format!("{noun}{plural}"));
            rest %= scale;
        }
    }
    if rest > 0 || parts.is_empty() {
        parts.push(thousands(rest, true, spelling));
    }
    parts.join(joint(spelling))
}

fn joint(spelling: Spelling) -> &'static str {
    match spelling {
        Spelling::Rectified => "-",
        Spelling::Traditional => " ",
    }
}

/// Below one million; `last`: nothing but a noun follows, so that « vingts » and « cents » agree.
fn thousands(n: u128, last: bool, spelling: Spelling) -> String {
    let (thousand, rest) = (n / 1000, n % 1000);
    let mut parts = Vec::new();
    if thousand > 1 {
        parts.push(hundreds(thousand, false, spelling));
    }
    if thousand > 0 {
        parts.push("mille".to_owned());
    }
    if rest > 0 || parts.is_empty() {
        parts.push(hundreds(rest, last, spelling));
    }
    parts.join(joint(spelling))
}

/// Below one thousand.
fn hundreds(n: u128, last: bool, spelling: Spelling) -> String {
    let (hundred, rest) = (n / 100, n % 100);
    let mut parts = Vec::new();
    if hundred > 1 {
        parts.push(unit(hundred).to_owned());
    }
    if hundred > 0 {
        let agrees = hundred > 1 && rest == 0 && last;
        parts.push(if agrees { "cents" } else { "cent" }.to_owned());
    }
    if rest > 0 || parts.is_empty() {
        parts.push(tens(rest, last, spelling));
    }
    parts.join(joint(spelling))
}

/// Below one hundred.
fn tens(n: u128, last: bool, spelling: Spelling) -> String {
    let and = match spelling {
        Spelling::Rectified => "-et-",
        Spelling::Traditional => " et ",
    };
    let (base, rest) = match n {
        0..=16 => return unit(n).to_owned(),
        17..=19 => ("dix", n - 10),
        20..=29 => ("vingt", n - 20),
        30..=39 => ("trente", n - 30),
        40..=49 => ("quarante", n - 40),
        50..=59 => ("cinquante", n - 50),
        60..=79 => ("soixante", n - 60),
        80 => {
            return if last { "quatre-vingts" } else { "quatre-vingt" }.to_owned();
        }
        _ => ("quatre-vingt", n - 80),
    };
    match rest {
        0 => base.to_owned(),
        // « et » in 21, 31, 41, 51, 61 and 71, not in 81 and 91.
        1 | 11 if n < 80 => format!("{base}{and}{}", unit(rest)),
        _ => format!("{base}-{}", tens(rest, last, spelling)),
    }
}

fn unit(n: u128) -> &'static str {
    usize::try_from(n).ok().and_then(|i| UNITS.get(i)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_both_spellings() {
        let table = [
            ("0", "zéro euro", "zéro euro"),
            ("0.01", "zéro euro et un centime", "zéro euro et un centime"),
            ("1", "un euro", "un euro"),
            (
                "1.99",
                "un euro et quatre-vingt-dix-neuf centimes",
                "un euro et quatre-vingt-dix-neuf centimes",
            ),
            ("2", "deux euros", "deux euros"),
            ("17", "dix-sept euros", "dix-sept euros"),
            ("21", "vingt-et-un euros", "vingt et un euros"),
            ("71", "soixante-et-onze euros", "soixante et onze euros"),
            ("77", "soixante-dix-sept euros", "soixante-dix-sept euros"),
            ("80", "quatre-vingts euros", "quatre-vingts euros"),
            ("81", "quatre-vingt-un euros", "quatre-vingt-un euros"),
            ("91", "quatre-vingt-onze euros", "quatre-vingt-onze euros"),
            ("100", "cent euros", "cent euros"),
            ("200", "deux-cents euros", "deux cents euros"),
            ("201", "deux-cent-un euros", "deux cent un euros"),
            ("280", "deux-cent-quatre-vingts euros", "deux cent quatre-vingts euros"),
            ("1000", "mille euros", "mille euros"),
            ("1080", "mille-quatre-vingts euros", "mille quatre-vingts euros"),
            (
                "1234.56",
                "mille-deux-cent-trente-quatre euros et cinquante-six centimes",
                "mille deux cent trente-quatre euros et cinquante-six centimes",
            ),
            ("2000", "deux-mille euros", "deux mille euros"),
            ("80000", "quatre-vingt-mille euros", "quatre-vingt mille euros"),
            ("200000", "deux-cent-mille euros", "deux cent mille euros"),
            ("1000000", "un-million d’euros", "un million d’euros"),
            ("2000000", "deux-millions d’euros", "deux millions d’euros"),
            ("80000000", "quatre-vingts-millions d’euros", "quatre-vingts millions d’euros"),
            (
                "1234567.89",
                "un-million-deux-cent-trente-quatre-mille-cinq-cent-soixante-sept euros et quatre-vingt-neuf centimes",
                "un million deux cent trente-quatre mille cinq cent soixante-sept euros et quatre-vingt-neuf centimes",
            ),
        ];
        for (given, rectified, traditional) in table {
            let m: Money = given.parse().unwrap();
            assert_eq!(amount(m, Spelling::Rectified), rectified);
            assert_eq!(amount(m, Spelling::Traditional), traditional);
        }
        let largest: Money = "999999999999.99".parse().unwrap();
        assert!(
            amount(largest, Spelling::Traditional).starts_with("neuf cent quatre-vingt-dix-neuf milliards")
        );
    }

    #[test]
    fn the_answer_has_ascii_apostrophes_and_two_decimals() {
        let json = serde_json::to_value(answer("2000000", Spelling::default()).unwrap()).unwrap();
        assert_eq!(json, serde_json::json!({"amount": "2000000.00", "words": "deux-millions d'euros"}));
        assert_eq!(answer("1,5", Spelling::default()), Err(MoneyError::Grammar));
        let round = answer("1200000000.50", Spelling::Traditional).unwrap().words;
        assert_eq!(round, "un milliard deux cents millions d'euros et cinquante centimes");
    }

    #[test]
    fn days_of_acts() {
        let on = |d: &str, s| day(d.parse().unwrap(), s);
        assert_eq!(
            on("2026-11-22", Spelling::Traditional),
            "l’an deux mille vingt-six, le vingt-deux novembre"
        );
        assert_eq!(on("2027-08-01", Spelling::Rectified), "l’an deux-mille-vingt-sept, le premier août");
        assert_eq!([ordinal(1), ordinal(2), ordinal(21)], ["1er", "2e", "21e"]);
    }
}
