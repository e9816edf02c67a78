//! Characters that cannot be put on paper: which they are, and in which text, from what the exporter says of them.

use serde_json::Value;

/// How much of a text is shown around a character.
const SHOWN: usize = 80;

/// « le caractère « 株 » (U+682A) de « Société 株 » ne peut pas être imprimé : … ».
#[must_use]
pub fn unprintable(characters: &[char], text: &str) -> String {
    let shown: Vec<String> = characters.iter().copied().map(named).collect();
    let (the, cannot) = match shown.len() {
        0 => ("le texte", "ne peut pas être imprimé"),
        1 => ("le caractère", "ne peut pas être imprimé"),
        _ => ("les caractères", "ne peuvent pas être imprimés"),
    };
    let of = if shown.is_empty() { String::new() } else { format!(" {} de", shown.join(", ")) };
    let text = around(text, characters.first().copied());
    format!("{the}{of} « {text} » {cannot} : écrivez ce texte en lettres latines, grecques ou cyrilliques")
}

/// A sign that would not show, or would join its neighbour, is named by its code alone.
fn named(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    let shows = c.is_alphanumeric() || c.is_ascii_graphic() || is_pictograph(c);
    if shows { format!("« {c} » ({code})") } else { code }
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// A text, or what stands around a character of a long one.
fn around(text: &str, c: Option<char>) -> String {
    let all: Vec<char> = text.chars().filter(|c| !c.is_control()).collect();
    if all.len() <= SHOWN {
        return all.into_iter().collect();
    }
    let at = c.and_then(|c| all.iter().position(|x| *x == c)).unwrap_or(0);
    let from = at.saturating_sub(SHOWN / 2);
    let part: String = all.iter().skip(from).take(SHOWN).collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if from + SHOWN < all.len() { "…" } else { "" });
    format!("{before}{part}{after}")
}

/// Whether a text holds one of these characters, as it is or as capitals make it.
#[must_use]
pub fn holds(text: &str, characters: &[char]) -> bool {
    let among = |c: char| characters.contains(&c);
    text.contains(among) || text.chars().flat_map(char::to_uppercase).any(among)
}

/// The characters that stopped an export, and a text of the data that holds one; `None`: it stopped for another reason.
pub(super) fn undrawable(
    messages: &[&str],
    data: &[u8],
    covered: impl Fn(char) -> bool,
) -> Option<(Vec<char>, String)> {
    let stopped: Vec<String> = messages.iter().filter_map(|m| culprit(m)).collect();
    let run = stopped.first()?.clone();
    let texts = texts(data);
    let missing = |c: &char| !covered(*c) && !c.is_whitespace() && !is_ignorable(*c);
    // A character the exporter names alone is at fault even if some face draws it; of a run, only what none draws.
    let alone = stopped.iter().filter(|t| t.chars().count() == 1).flat_map(|t| t.chars());
    let in_runs = stopped.iter().chain(&texts).flat_map(|t| t.chars()).filter(missing);
    let mut characters: Vec<char> = alone.chain(in_runs).collect();
    if characters.is_empty() {
        // Some face has them, the one in use has not (an italic is often poorer): the whole run.
        characters = run.chars().collect();
    }
    characters.sort_unstable();
    characters.dedup();
    let text = texts.iter().find(|t| holds(t, &characters)).cloned().unwrap_or(run);
    Some((characters, text))
}

/// What is never drawn, and needs no glyph: joiners, marks of direction, selectors of variants.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The texts of the data, in their order.
fn texts(data: &[u8]) -> Vec<String> {
    fn walk(value: Value, out: &mut Vec<String>) {
        match value {
            Value::String(s) => out.push(s),
            Value::Array(a) => a.into_iter().for_each(|v| walk(v, out)),
            Value::Object(o) => o.into_iter().for_each(|(_, v)| walk(v, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(serde_json::from_slice(data).unwrap_or_default(), &mut out);
    out
}

/// The text or character that the exporter says it cannot write; empty when it does not say which.
fn culprit(message: &str) -> Option<String> {
    if message.contains("not mapped to a code point") || message.contains("text with missing codepoints") {
        return Some(String::new());
    }
    let quoted = |before: &str| Some(message.split_once(before)?.1.split_once("\"`")?.0);
    let run = quoted("the text `\"").filter(|_| message.contains("could not be displayed"));
    let repr = run.or_else(|| quoted("the disallowed codepoint `\"")).or_else(|| quoted("the codepoint `\""));
    repr.map(unescape)
}

/// Undoes `\u{1f600}` and the like, which Typst prints for what it thinks cannot be shown.
fn unescape(repr: &str) -> String {
    let mut out = String::new();
    let mut rest = repr;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let code = after.strip_prefix("u{").and_then(|a| a.split_once('}'));
        let read = code.and_then(|(hex, tail)| {
            let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
            Some((c, tail))
        });
        match read {
            Some((c, tail)) => {
                out.push(c);
                rest = tail;
            }
            None => {
                let mut tail = after.chars();
                out.extend(tail.next());
                rest = tail.as_str();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_without_glyph_is_read_from_the_exporters_words() {
        let m = "PDF/A-2a error: the text `\"\\u{1f600}\"` could not be displayed with Creance Serif";
        assert_eq!(culprit(m).as_deref(), Some("\u{1f600}"));
        let m = "PDF/A-2a error: the text contains the disallowed codepoint `\"\\u{feff}\"`";
        assert_eq!(culprit(m).as_deref(), Some("\u{feff}"));
        assert_eq!(
            culprit("PDF/A-2a error: the PDF contains the codepoint `\"\\u{e000}\"`").as_deref(),
            Some("\u{e000}")
        );
        assert_eq!(culprit("unknown variable: x"), None);
        assert_eq!(unescape(r#"a\"b\\c"#), r#"a"b\c"#);
    }

    #[test]
    fn every_missing_character_of_the_data_is_told_at_once() {
        let data = r#"{"a": "Société 株", "b": ["Lefèvre", "会社"]}"#.as_bytes();
        let m = "PDF/A-2a error: the text `\"株\"` could not be displayed with Creance Serif";
        let (characters, text) = undrawable(&[m], data, |c| u32::from(c) < 0x500).unwrap();
        assert_eq!((characters.as_slice(), text.as_str()), (['会', '株', '社'].as_slice(), "Société 株"));
        assert_eq!(
            unprintable(&['株'], "Société 株"),
            "le caractère « 株 » (U+682A) de « Société 株 » ne peut pas être imprimé : écrivez ce texte en lettres latines, grecques ou cyrilliques"
        );
    }

    #[test]
    fn a_sign_that_does_not_show_is_named_by_its_code() {
        assert!(unprintable(&['\u{e000}'], "A\u{e000}B").contains("le caractère U+E000 de"));
        assert!(unprintable(&[], "A").starts_with("le texte « A » ne peut pas"));
    }

    #[test]
    fn a_long_text_is_shown_around_the_character() {
        let text = format!("{}株{}", "a".repeat(500), "b".repeat(500));
        let told = unprintable(&['株'], &text);
        assert!(told.contains("…aaa") && told.contains("a株b") && told.contains("bbb…"), "{told}");
        assert!(told.chars().count() < 250, "{told}");
    }

    #[test]
    fn capitals_are_looked_up_in_small_letters() {
        assert!(holds("caffè ŉ", &['ʼ']));
        assert!(!holds("Lefèvre", &['株']));
    }
}
