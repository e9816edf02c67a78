//! The text message: one message and no more, in the letters that every telephone has (GSM 03.38), else in UCS-2. It
//! names no sum, no debt and no link, since anybody may read it on a locked screen (D05).

/// The basic alphabet of GSM 03.38: one unit each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension: two units each.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// Units of one message in the GSM alphabet.
const GSM_UNITS: usize = 160;

/// Units of one message in UCS-2.
const UCS2_UNITS: usize = 70;

/// Letters that French and its neighbours write and that the alphabet lacks, with what stands for them.
const FOLDED: [(&str, &str); 26] = [
    ("\u{2019}\u{2018}\u{2bc}\u{b4}`", "'"),
    ("\u{201c}\u{201d}\u{ab}\u{bb}", "\""),
    ("\u{a0}\u{202f}\u{2009}\t", " "),
    ("\u{2013}\u{2014}\u{2010}\u{2011}\u{2212}", "-"),
    ("\u{2026}", "..."),
    ("°", "o"),
    ("âáãă", "a"),
    ("ÀÂÁÃ", "A"),
    ("ç", "c"),
    ("êëě", "e"),
    ("ÈÊË", "E"),
    ("îïí", "i"),
    ("ÎÏÌÍ", "I"),
    ("ôóõ", "o"),
    ("ÔÒÓÕ", "O"),
    ("ûú", "u"),
    ("ÛÙÚ", "U"),
    ("ÿý", "y"),
    ("ŸÝ", "Y"),
    ("œ", "oe"),
    ("Œ", "Oe"),
    ("łĺ", "l"),
    ("šśş", "s"),
    ("žźż", "z"),
    ("ćč", "c"),
    ("ńň", "n"),
];

/// Words that would tell a third party what the message is about (D05), without accents.
const TOLD: [&str; 3] = ["dette", "impaye", "contentieux"];

/// What makes a link or a sum.
const LINK_OR_SUM: [&str; 4] = ["http", "www.", "://", "€"];

/// Why there is no text message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// It does not fit.
    #[error("le SMS dépasse un message ({units} unités pour {most}) : abrégez le nom ou la référence")]
    TooLong {
        /// Units it takes.
        units: usize,
        /// Units of one message.
        most: usize,
    },
    /// It says what a third party must not read.
    #[error(
        "le SMS contiendrait « {0} », qui révélerait à un tiers l'objet du message : changez le nom ou la référence"
    )]
    Tells(&'static str),
}

/// Units a character takes in the GSM alphabet; `None` outside it.
fn gsm_units(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENDED.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Typographic signs and accents outside the alphabet become their plain neighbours; the rest is left as it is.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control() || matches!(c, '\t')) {
        match FOLDED.iter().find(|(from, _)| from.contains(c)) {
            Some((_, to)) if gsm_units(c).is_none() => out.push_str(to),
            _ => out.push(c),
        }
    }
    out
}

/// How many units a text takes, and how many one message has: UCS-2 as soon as one character is outside the alphabet.
#[must_use]
pub fn units(text: &str) -> (usize, usize) {
    match text.chars().map(gsm_units).sum::<Option<usize>>() {
        Some(units) => (units, GSM_UNITS),
        None => (text.encode_utf16().count(), UCS2_UNITS),
    }
}

/// The text message. `write` makes it around the name of the sender, which is cut by whole words when it must be.
///
/// # Errors
/// [`SmsError`]: too long whatever the name, or words that tell too much.
pub fn sms<E: From<SmsError>>(name: &str, write: impl Fn(&str) -> Result<String, E>) -> Result<String, E> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut refused = None;
    for kept in (1..=words.len().max(1)).rev() {
        let shorter = words.get(..kept).unwrap_or_default().join(" ");
        // A name cut after « et » or « de » is no name.
        if kept < words.len() && words.get(kept - 1).is_some_and(|w| w.chars().count() < 3) {
            continue;
        }
        let text = folded(write(&shorter)?.trim());
        let (units, most) = units(&text);
        if units <= most {
            tells_nothing(&text)?;
            return Ok(text);
        }
        refused = Some(SmsError::TooLong { units, most });
    }
    Err(refused.unwrap_or(SmsError::TooLong { units: 0, most: GSM_UNITS }).into())
}

fn tells_nothing(text: &str) -> Result<(), SmsError> {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' | 'è' => 'e',
            'à' => 'a',
            c => c,
        })
        .collect();
    let found = TOLD.iter().chain(&LINK_OR_SUM).find(|w| plain.contains(**w));
    found.map_or(Ok(()), |w| Err(SmsError::Tells(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str) -> Result<String, SmsError> {
        sms(name, |n| {
            Ok(format!(
                "{n}\u{a0}: merci de nous rappeler au 01\u{a0}23\u{a0}45\u{a0}67\u{a0}89 au sujet de la facture F-2026-118. Service comptabilité."
            ))
        })
    }

    #[test]
    fn the_alphabet_has_its_127_and_10_characters() {
        // 128 positions, of which one is the escape to the extension.
        assert_eq!((BASIC.chars().count(), EXTENDED.chars().count()), (127, 10));
        assert!(BASIC.chars().all(|c| !EXTENDED.contains(c)));
        for (from, to) in FOLDED {
            assert!(from.chars().all(|c| gsm_units(c).is_none()), "{from}");
            assert!(to.chars().all(|c| gsm_units(c) == Some(1)), "{to}");
        }
    }

    #[test]
    fn the_example_of_the_sheet() {
        assert_eq!(
            written("DUPONT SAS").unwrap(),
            "DUPONT SAS : merci de nous rappeler au 01 23 45 67 89 au sujet de la facture F-2026-118. Service comptabilité."
        );
    }

    #[test]
    fn the_extension_counts_double_and_the_rest_of_the_world_is_ucs2() {
        assert_eq!(units("a€"), (3, GSM_UNITS));
        assert_eq!(units("Ω"), (1, GSM_UNITS));
        assert_eq!(units("ж"), (1, UCS2_UNITS));
        assert_eq!(units("\u{1f600}"), (2, UCS2_UNITS));
    }

    #[test]
    fn a_limit_is_a_limit() {
        let of = |n: usize| sms::<SmsError>("A", |_| Ok("x".repeat(n)));
        assert_eq!(of(160).map(|t| t.len()), Ok(160));
        assert_eq!(of(161), Err(SmsError::TooLong { units: 161, most: 160 }));
        let wide = |n: usize| sms::<SmsError>("A", |_| Ok("ж".repeat(n)));
        assert!(wide(70).is_ok());
        assert_eq!(wide(71), Err(SmsError::TooLong { units: 71, most: 70 }));
    }

    #[test]
    fn a_long_name_is_cut_by_whole_words() {
        let text =
            written("Hôtel restaurant de la Tête noire et des Œuvres sociales du Bourbonnais").unwrap();
        assert!(
            text.starts_with("Hotel restaurant de la Tete noire et des Oeuvres sociales : merci"),
            "{text}"
        );
        assert!(units(&text).0 <= GSM_UNITS);
        assert!(matches!(written(&"x".repeat(120)), Err(SmsError::TooLong { .. })));
    }

    #[test]
    fn it_tells_nothing_to_a_third_party() {
        for bad in ["Cabinet Contentieux", "SOS Impayés", "Dettes SARL", "www.payer.example", "Prix 40 €"]
        {
            assert!(matches!(written(bad), Err(SmsError::Tells(_))), "{bad}");
        }
    }

    #[test]
    fn control_characters_never_pass() {
        assert_eq!(folded("a\r\nb\u{7}c\u{1b}"), "abc");
    }
}
