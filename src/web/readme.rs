//! `LISEZMOI.txt` as a page shows it: its sections, its squares to tick, its lists. The words are those of the file.

use serde::Serialize;

use crate::domain::french;

/// A numbered part.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// « À relire et à signer ».
    pub heading: String,
    /// What it says.
    pub lines: Vec<Line>,
}

/// A paragraph, or one of a list.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `check`, `bullet`, `text`.
    pub kind: &'static str,
    /// Its words, on one line.
    pub text: String,
}

/// The sections of a text; what stands above the first is its title, and left out.
#[must_use]
pub fn sections(text: &str) -> Vec<Section> {
    let mut out: Vec<Section> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let underlined = lines.peek().is_some_and(|next| next.starts_with("---"));
        if underlined {
            lines.next();
            out.push(Section { heading: heading(line), lines: Vec::new() });
        } else if let Some(section) = out.last_mut()
            && !line.trim().is_empty()
        {
            add(&mut section.lines, line);
        }
    }
    out
}

/// Capitals and numbers are those of a file without other means.
fn heading(line: &str) -> String {
    let words = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    french::capitalised(&french::typeset(&words.to_lowercase()))
}

fn add(lines: &mut Vec<Line>, line: &str) {
    let starts = [("[ ] ", "check"), (" -  ", "bullet")];
    let start = starts.iter().find_map(|(mark, kind)| Some((line.strip_prefix(mark)?, *kind)));
    if let Some((text, kind)) = start {
        lines.push(Line { kind, text: text.to_owned() });
        return;
    }
    let text = line.trim_start();
    match lines.last_mut() {
        // A line that was cut at the width of the sheet goes on; one that ended is followed by another.
        Some(last) if !last.text.ends_with('.') && line.starts_with("    ") => {
            last.text.push(' ');
            last.text.push_str(text);
        }
        _ => lines.push(Line { kind: "text", text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_file_in_their_order() {
        let text = "=====\nMISE EN DEMEURE\n=====\n\n1. À SIGNER\n-----------\n[ ] Relire chaque document : les faits,\n    les montants.\n    Rien d'autre.\n\n2. OÙ L'ENVOYER\n---------------\n   Tribunal de Vichy\n -  Au greffe\n    de ce tribunal\n";
        let found = sections(text);
        let shown: Vec<(&str, &str)> =
            found.iter().flat_map(|s| s.lines.iter().map(|l| (l.kind, l.text.as_str()))).collect();
        assert_eq!(found[1].heading, "Où l\u{2019}envoyer");
        assert_eq!(
            shown,
            [
                ("check", "Relire chaque document : les faits, les montants."),
                ("text", "Rien d'autre."),
                ("text", "Tribunal de Vichy"),
                ("bullet", "Au greffe de ce tribunal"),
            ]
        );
    }
}
