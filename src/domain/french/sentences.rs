//! Sentences: the typographic pass over ours, the light touch on what a person typed, and small words.

use super::{NBSP, NNBSP};

const APOSTROPHE: char = '\u{2019}';

/// « a, b et c ».
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} et {last}", head.join(", ")),
    }
}

/// A name for the head of a page: cut after forty characters. For running heads only.
#[must_use]
pub fn shortened(name: &str) -> String {
    const ROOM: usize = 40;
    if name.chars().count() <= ROOM {
        return name.to_owned();
    }
    let head: String = name.chars().take(ROOM).collect();
    format!("{}\u{2026}", head.trim_end())
}

/// First letter in capital: a sentence made from a fragment.
#[must_use]
pub fn capitalised(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// « de Vichy », « d’Angers », « du Mans », « des Sables »: a town after « de ».
#[must_use]
pub fn of_town(town: &str) -> String {
    match town.split_once(' ') {
        Some(("Le", rest)) => format!("du {rest}"),
        Some(("Les", rest)) => format!("des {rest}"),
        _ if elides(town) => format!("d{APOSTROPHE}{town}"),
        _ => format!("de {town}"),
    }
}

/// A group of words after « de »: « du syndicat », « des conditions », « d’un devis », « de la société ».
#[must_use]
pub fn after_de(words: &str) -> String {
    if let Some(rest) = words.strip_prefix("le ") {
        format!("du {rest}")
    } else if let Some(rest) = words.strip_prefix("les ") {
        format!("des {rest}")
    } else if elides(words) {
        format!("d{APOSTROPHE}{words}")
    } else {
        format!("de {words}")
    }
}

/// Whether « de », « la » or « le » lose their vowel before this word.
#[must_use]
pub fn elides(word: &str) -> bool {
    let first = word.chars().next().map(|c| c.to_lowercase().to_string());
    matches!(
        first.as_deref(),
        Some("a" | "à" | "â" | "e" | "é" | "è" | "ê" | "i" | "î" | "o" | "ô" | "u" | "h" | "œ" | "y")
    )
}

/// The typographic pass over OUR sentences, never over what a person typed.
///
/// It changes kinds of spaces, apostrophes and points of suspension; it adds nothing.
#[must_use]
pub fn typeset(ours: &str) -> String {
    let curly: String = ours.replace("...", "\u{2026}").replace('\'', "\u{2019}");
    let chars: Vec<char> = curly.chars().collect();
    let mut out = String::with_capacity(curly.len() + 16);
    for (i, c) in chars.iter().enumerate() {
        if *c != ' ' {
            out.push(*c);
            continue;
        }
        let next = chars.get(i + 1).copied();
        out.push(match next {
            Some(';' | '!' | '?') => NNBSP,
            Some(':' | '»' | '%' | '€') => NBSP,
            _ if glues_next(&out, next) => NBSP,
            _ => ' ',
        });
    }
    out
}

/// Whether the word just written holds on to what follows: « n° 12 », « art. 1344 », « M. Dupont », « 8 jours ».
fn glues_next(written: &str, next: Option<char>) -> bool {
    let word = written.rsplit([' ', NBSP, NNBSP, '(', APOSTROPHE]).next().unwrap_or_default();
    if matches!(
        word,
        "«" | "n°"
            | "art."
            | "al."
            | "p."
            | "M."
            | "MM."
            | "Mme"
            | "Mmes"
            | "Me"
            | "§"
            | "L."
            | "R."
            | "D."
            | "c/"
            | "–"
    ) {
        return true;
    }
    // A year ends a date: it does not count what follows.
    let year = word.len() == 4 && matches!(word.get(..2), Some("19" | "20"));
    let number = !year && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    number && next.is_some_and(char::is_alphabetic)
}

/// One of our sentences with its blanks filled: the pattern is typeset, the values are put in as they are.
///
/// `fill("La facture n° {number}", &[("number", "F'1")])` keeps `F'1` untouched.
#[must_use]
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 64);
    let typeset = typeset(pattern);
    let mut rest = typeset.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(n, _)| *n == name) {
            Some((_, value)) => out.push_str(value),
            // A blank nobody filled stays visible, and the tests over all samples look for it.
            None => {
                out.push('{');
                out.push_str(name);
                out.push('}');
            }
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// What a person typed: runs of spaces become one, an apostrophe between letters is curled, a space that stands before
/// high punctuation no longer breaks. No visible character is added or lost.
#[must_use]
pub fn user(typed: &str) -> String {
    let single = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = single.chars().collect();
    let at = |i: Option<usize>| i.and_then(|i| chars.get(i)).copied();
    chars
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let (before, after) = (at(i.checked_sub(1)), at(i.checked_add(1)));
            match c {
                '\'' if before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic) => {
                    APOSTROPHE
                }
                ' ' if matches!(after, Some(':' | '»' | '%' | '€')) || before == Some('«') => NBSP,
                ' ' if matches!(after, Some(';' | '!' | '?')) => NNBSP,
                other => *other,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn towns_after_de() {
        for (town, shown) in [
            ("Vichy", "de Vichy"),
            ("Angers", "d\u{2019}Angers"),
            ("Le Mans", "du Mans"),
            ("Les Sables-d'Olonne", "des Sables-d'Olonne"),
            ("La Rochelle", "de La Rochelle"),
            ("Évry", "d\u{2019}Évry"),
        ] {
            assert_eq!(of_town(town), shown);
        }
    }

    #[test]
    fn names_are_cut_for_running_heads_only() {
        assert_eq!(shortened("Vichy"), "Vichy");
        assert_eq!(shortened(&"a".repeat(41)), format!("{}\u{2026}", "a".repeat(40)));
    }

    #[test]
    fn words_after_de() {
        for (given, shown) in [
            ("un devis", "d\u{2019}un devis"),
            ("le bail", "du bail"),
            ("les statuts", "des statuts"),
            ("la vente", "de la vente"),
        ] {
            assert_eq!(after_de(given), shown);
        }
    }

    #[test]
    fn our_sentences_are_typeset() {
        let shown = typeset("L'objet : payer 12 factures (n° 3) ; M. X l'a-t-il lu ? « Oui » 10 % de 5 €...");
        assert_eq!(
            shown,
            "L\u{2019}objet\u{a0}: payer 12\u{a0}factures (n°\u{a0}3)\u{202f}; M.\u{a0}X l\u{2019}a-t-il lu\u{202f}? «\u{a0}Oui\u{a0}» 10\u{a0}% de 5\u{a0}€\u{2026}"
        );
        assert_eq!(typeset("art. L. 441-10"), "art.\u{a0}L.\u{a0}441-10");
    }

    #[test]
    fn filled_values_are_left_alone() {
        let text = fill("La facture n° {number} : {what}", &[("number", "F'1 : {what}"), ("what", "x")]);
        assert_eq!(text, "La facture n°\u{a0}F'1 : {what}\u{a0}: x");
        assert_eq!(fill("{nobody}", &[]), "{nobody}");
        assert_eq!(fill("{open", &[]), "{open");
    }

    proptest! {
        #[test]
        fn user_text_keeps_its_visible_characters(s in "\\PC{0,60}") {
            let bare = |t: &str| t.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '\u{2019}' { '\'' } else { c }).collect::<String>();
            prop_assert_eq!(bare(&user(&s)), bare(&s));
        }

        #[test]
        fn typesetting_twice_changes_nothing(s in "[a-z0-9°«»:;!?%€.' ]{0,60}") {
            let once = typeset(&s);
            prop_assert_eq!(typeset(&once), once);
        }
    }
}
