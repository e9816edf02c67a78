//! Sentences: the typographic pass over ours, the light touch on what a person typed, and small words.

use super::{MONTHS, NBSP, NNBSP};

const APOSTROPHE: char = '\u{2019}';
const ELLIPSIS: char = '\u{2026}';
const ZERO_WIDTH_SPACE: char = '\u{200b}';

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
    let mut out = String::with_capacity(ours.len() + 16);
    // Most of what a report takes to write passes here: what stands between spaces is copied whole.
    let mut done = 0;
    for (at, byte) in ours.bytes().enumerate() {
        if !matches!(byte, b' ' | b'\'' | b'.') || at < done {
            continue;
        }
        let (before, after) =
            (ours.get(done..at).unwrap_or_default(), ours.get(at + 1..).unwrap_or_default());
        if byte == b'.' && !after.starts_with("..") {
            continue;
        }
        out.push_str(before);
        out.push(match byte {
            b'.' => ELLIPSIS,
            b'\'' => APOSTROPHE,
            _ => match after.chars().next() {
                Some(';' | '!' | '?') => NNBSP,
                Some(':' | '»' | '%' | '€') => NBSP,
                _ if out.ends_with(['«', '–']) || glues_next(&out, curly(after)) => NBSP,
                _ => ' ',
            },
        });
        done = if byte == b'.' { at + 3 } else { at + 1 };
    }
    out.push_str(ours.get(done..).unwrap_or_default());
    out
}

/// The characters of one of our texts as they will be written, spaces aside.
fn curly(mut ours: &str) -> impl Iterator<Item = char> {
    std::iter::from_fn(move || {
        let mut chars = ours.chars();
        let next = chars.next()?;
        let (shown, rest) = match ours.strip_prefix("...") {
            Some(rest) => (ELLIPSIS, rest),
            None => (if next == '\'' { APOSTROPHE } else { next }, chars.as_str()),
        };
        ours = rest;
        Some(shown)
    })
}

/// Whether the word just written holds on to what follows: « n° 12 », « art. 1344 », « C. com. », « M. Dupont »,
/// « 8 jours », « 1er mars 2026 », « pièce n° 3 ».
fn glues_next(written: &str, rest: impl IntoIterator<Item = char>) -> bool {
    let mut rest = rest.into_iter();
    let (Some(last), Some(next)) = (written.bytes().last(), rest.next()) else { return false };
    let digit = next.is_ascii_digit();
    // Few words hold on to anything, and their last byte tells most of the others apart: those of « n° », « § », « × »,
    // « M. », « c/ », « RCS », « article », « pièces », « h », « 1er », a number; of a month, before a year.
    let may =
        matches!(last, 0xb0 | 0xa7 | 0x97 | b'.' | b'/' | b'S' | b'e' | b's' | b'h' | b'r' | b'0'..=b'9');
    if !(may || digit && matches!(last, b'l' | b'i' | b'n' | b't')) {
        return false;
    }
    let second = rest.next();
    let ends = |c| matches!(c, ' ' | NBSP | NNBSP | '(' | APOSTROPHE);
    let word = written.rsplit(ends).next().unwrap_or_default();
    match word {
        "n°" | "N°" | "art." | "al." | "p." | "M." | "MM." | "Mme" | "Mmes" | "Me" | "Maître" | "§"
        | "L." | "R." | "D." | "A." | "C." | "P." | "J." | "c/" | "Cass." | "RCS" => {
            // « l’article L. 441-10 » and « M. Dupont », not the end of a sentence that a capital letter closes.
            return next.is_alphanumeric() || matches!(next, '{' | '§');
        }
        "article" | "articles" => return digit || next == '{' || second == Some('.'),
        "pièce" | "pièces" => return next == 'n' && second == Some('°'),
        // « 14 h 30 »
        "h" | "×" => return digit,
        "1er" | "1re" => return next.is_alphabetic(),
        _ if digit && MONTHS.contains(&word) => return true,
        _ => {}
    }
    // A year ends a date: it does not count what follows.
    let year = word.len() == 4 && matches!(word.get(..2), Some("19" | "20"));
    let number = !year && !word.is_empty() && word.bytes().all(|c| c.is_ascii_digit());
    let joined =
        matches!((next, second, rest.next()), ('e', Some('t'), Some(' ')) | ('o', Some('u'), Some(' ')));
    number && !joined && (next.is_alphabetic() || next == '×')
}

/// One of our sentences with its blanks filled: the pattern is typeset, the values are put in as they are.
///
/// `fill("La facture n° {number}", &[("number", "F'1")])` keeps `F'1` untouched.
#[must_use]
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    Typeset::of(pattern).fill(values)
}

/// One of our sentences, typeset once to be said many times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset(Box<str>);

impl Typeset {
    /// Typesets it, blanks included.
    #[must_use]
    pub fn of(ours: &str) -> Typeset {
        Typeset(typeset(ours).into())
    }

    /// As [`fill`].
    #[must_use]
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        filled(&self.0, values)
    }
}

fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
    let room: usize = values.iter().map(|(_, value)| value.len()).sum();
    let mut out = String::with_capacity(pattern.len() + room);
    let mut rest = pattern;
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

/// What a person typed: runs of spaces become one, an apostrophe between letters is curled, a space that may not end a
/// line no longer does, and one that holds already still holds. No visible character is added or lost.
#[must_use]
pub fn user(typed: &str) -> String {
    let chars = single_spaces(typed);
    let mut out = String::with_capacity(typed.len() + 16);
    let mut before = None;
    for (i, c) in chars.iter().enumerate() {
        let rest = chars.get(i + 1..).unwrap_or_default();
        let after = rest.first().copied();
        out.push(match c {
            '\'' if before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic) => {
                APOSTROPHE
            }
            ' ' if matches!(after, Some(':' | '»' | '%' | '€')) || before == Some('«') => NBSP,
            ' ' if matches!(after, Some(';' | '!' | '?')) => NNBSP,
            ' ' if glues_next(&out, rest.iter().copied()) => NBSP,
            other => *other,
        });
        before = Some(*c);
    }
    out
}

/// The text with one space between words, the firmest of each run, and none at its ends.
fn single_spaces(text: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut run = None;
    for c in text.chars() {
        if c.is_whitespace() {
            run = Some(match (run, c) {
                (Some(NNBSP), _) | (_, NNBSP) => NNBSP,
                (Some(NBSP), _) | (_, NBSP) => NBSP,
                _ => ' ',
            });
        } else {
            if let Some(space) = run.take().filter(|_| !out.is_empty()) {
                out.push(space);
            }
            out.push(c);
        }
    }
    out
}

/// A text whose words all fit on a line: one that has no place to break is given some, invisible, every so many
/// characters. A hyphen would be read as part of a number.
#[must_use]
pub fn foldable(text: &str, longest: usize) -> String {
    let breaks =
        |c: char| (c.is_whitespace() && c != NBSP && c != NNBSP) || matches!(c, '-' | ZERO_WIDTH_SPACE);
    if text.split(breaks).all(|w| w.chars().count() <= longest) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut run = 0;
    for c in text.chars() {
        run = if breaks(c) { 0 } else { run + 1 };
        if run > longest {
            out.push(ZERO_WIDTH_SPACE);
            run = 1;
        }
        out.push(c);
    }
    out
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
    fn what_must_not_part_does_not() {
        for (given, shown) in [
            ("C. com., art. L. 441-10", "C.~com., art.~L.~441-10"),
            ("C. civ., art. 1231-6", "C.~civ., art.~1231-6"),
            (
                "article L. 111-8 et articles 1405 et suivants",
                "article~L.~111-8 et articles~1405 et suivants",
            ),
            ("cet article est abrogé", "cet article est abrogé"),
            ("le 1er mars 2026 et le 3 avril", "le 1er~mars~2026 et le 3~avril"),
            ("dans les 3 jours de la pièce n° 4", "dans les 3~jours de la pièce~n°~4"),
            ("en mars dernier, M. Petit", "en mars dernier, M.~Petit"),
            ("Cass. com., 18 mai 2022, n° 20-23.204", "Cass.~com., 18~mai~2022, n°~20-23.204"),
            ("2026 factures", "2026 factures"),
            ("de 9 h à 14 h 30", "de 9~h à 14~h~30"),
        ] {
            assert_eq!(typeset(given).replace(NBSP, "~"), shown);
            assert_eq!(user(given).replace(NBSP, "~"), shown);
        }
    }

    #[test]
    fn a_space_that_holds_is_kept_and_runs_are_one() {
        assert_eq!(user(" 1\u{202f}234,56\u{a0}€   net \n"), "1\u{202f}234,56\u{a0}€ net");
        assert_eq!(user("a \u{a0} b\u{a0}\u{202f}c"), "a\u{a0}b\u{202f}c");
        assert_eq!(user("\u{a0} \t"), "");
    }

    #[test]
    fn a_word_without_end_may_break_and_no_other_does() {
        let long = "X".repeat(95);
        let folded = foldable(&long, 40);
        assert_eq!(folded.split(ZERO_WIDTH_SPACE).map(str::len).collect::<Vec<_>>(), [40, 40, 15]);
        assert_eq!(foldable(&folded, 40), folded, "twice changes nothing");
        let plain = "Réception des travaux du lot n°\u{a0}3, F-2026-041-bis-du-second-semestre-de-la-tranche";
        assert_eq!(foldable(plain, 40), plain);
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
