//! How long a text surely is at most when it stands on one line: a template that knows it gives a row its height, and
//! the layout need not measure first what it then lays out, which is half its work.
//!
//! Lengths are thousandths of an em in the upright regular faces of `templates/fonts`; bold takes at most 1.15
//! of them. A test holds them against the fonts.

use serde_json::{Map, Value, json};

/// What a character takes at most in Creance Sans, the face of tables, figures all of one width; `None` for those that
/// are not known here.
fn sans(c: char) -> Option<u32> {
    Some(match c {
        ' ' | '\u{a0}' | '\u{202f}' => 220,
        'i' | 'ì'..='ï' | 'j' | 'l' | 'I' | 'Ì'..='Ï' | '\'' | '’' | ',' | '.' | ':' | ';' => 265,
        'f' | 't' | 'r' | '!' | '(' | ')' | '-' | '/' | '°' => 350,
        's' | 'z' | 'x' | 'c' | 'ç' | '*' | '?' | '«' | '»' => 460,
        'a' | 'à'..='å' | 'e' | 'è'..='ë' | 'g' | 'k' | 'v' | 'y' | 'ý' | 'ÿ' => 505,
        'F' | 'J' | 'L' | 'Y' | 'Ý' => 505,
        '0'..='9' | '#' | '$' | '+' | '<' | '=' | '>' | '×' | '÷' | '€' | '−' | '–' | '"' => 500,
        'b' | 'd' | 'h' | 'n' | 'ñ' | 'o' | 'ò'..='ö' | 'ø' | 'p' | 'q' | 'u' | 'ù'..='ü' | 'þ' | 'ð' => {
            556
        }
        'A' | 'À'..='Å' | 'E' | 'È'..='Ë' | 'S' | 'T' | 'V' | 'X' | 'Z' => 556,
        'B' | 'C' | 'Ç' | 'K' | 'P' | 'R' | 'ß' | 'Þ' => 590,
        'D' | 'G' | 'H' | 'N' | 'Ñ' | 'O' | 'Ò'..='Ö' | 'Ø' | 'Q' | 'U' | 'Ù'..='Ü' | 'Ð' | '&' => 665,
        'M' | 'W' | 'm' | 'w' | 'æ' | 'Æ' | '%' => 830,
        'œ' | 'Œ' => 900,
        _ => return None,
    })
}

/// What a character takes at most in either family.
fn either(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => 500,
        ' ' | ',' | '.' | ';' | ':' | 'i' | 'j' | 'l' | '\u{a0}' | '\u{202f}' => 320,
        'm' | 'w' | 'æ' | '%' | '&' => 920,
        'M' | 'W' | 'Æ' | 'œ' | 'Œ' => 1_010,
        'A'..='Z' | 'À'..='Þ' => 790,
        'a'..='z' | 'ß'..='ÿ' => 610,
        ' '..='?' | '°' | '–' | '−' | '€' | '’' => 560,
        _ => return None,
    })
}

fn bound(text: &Value, of: fn(char) -> Option<u32>) -> Option<u32> {
    text.as_str()?.chars().try_fold(0, |sum, c| Some(sum + of(c)?))
}

/// Adds to each table and to each pair of a printable model what its texts take: `bounds` beside `rows`, `bound` beside
/// `label` and `value`.
pub(super) fn add(model: &mut Value) {
    match model {
        Value::Array(items) => items.iter_mut().for_each(add),
        Value::Object(fields) => {
            if let Some(bounds) = of_table(fields) {
                fields.insert("bounds".to_owned(), bounds);
            } else if let (Some(label), Some(value), 2) =
                (fields.get("label"), fields.get("value"), fields.len())
            {
                let both = [label, value].map(|text| bound(text, either));
                fields.insert("bound".to_owned(), json!(both));
            } else {
                fields.values_mut().for_each(add);
            }
        }
        _ => {}
    }
}

fn of_table(fields: &Map<String, Value>) -> Option<Value> {
    let cells = |row: &Value| -> Option<Value> {
        Some(row.as_array()?.iter().map(|cell| json!(bound(cell, sans))).collect())
    };
    let lines = |rows: &Value| -> Option<Value> { rows.as_array()?.iter().map(cells).collect() };
    let columns = fields.get("columns")?.as_array()?;
    let heads: Value = columns.iter().map(|c| json!(c.get("heading").and_then(|h| bound(h, sans)))).collect();
    let (rows, totals) = (lines(fields.get("rows")?)?, lines(fields.get("totals")?)?);
    Some(json!({ "heads": heads, "rows": rows, "totals": totals }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Engine, TemplateFiles};

    /// Each character that is known here, in each upright face: the letters of both families, the bold of tables.
    #[test]
    fn no_letter_is_longer_than_said() {
        let engine = Engine::new(&TemplateFiles::embedded()).unwrap();
        let known = |of: fn(char) -> Option<u32>| (' '..'\u{3000}').filter_map(move |c| Some((c, of(c)?)));
        let mut met = 0;
        for (c, said) in known(sans) {
            let [regular, bold] = [400, 700].map(|weight| advance(&engine, "Creance Sans", weight, c));
            assert!(regular <= said && bold * 100 <= said * 115, "{c} : {regular} et {bold}, {said} dit");
            met += 1;
        }
        for (c, said) in known(either) {
            let most = ["Creance Sans", "Creance Serif"].map(|family| advance(&engine, family, 400, c));
            assert!(most.iter().all(|a| *a <= said), "{c} : {most:?}, {said} dit");
            met += 1;
        }
        assert!(met > 300, "{met}");
    }

    fn advance(engine: &Engine, family: &str, weight: u16, c: char) -> u32 {
        engine.advance(family, weight, c).unwrap()
    }

    /// Thousands neither look joined nor stand apart like two words.
    #[test]
    fn the_narrow_space_is_seen_and_is_no_word_space() {
        let engine = Engine::new(&TemplateFiles::embedded()).unwrap();
        for (family, weight) in
            ["Creance Sans", "Creance Serif"].into_iter().flat_map(|f| [(f, 400), (f, 700)])
        {
            let [narrow, space] = ['\u{202f}', ' '].map(|c| advance(&engine, family, weight, c));
            assert!(narrow >= 160 && narrow < space, "{family} {weight}: {narrow}, {space}");
        }
    }

    #[test]
    fn a_text_with_a_letter_that_is_not_known_has_no_bound() {
        let mut model = json!({
            "pairs": [{ "label": "N°", "value": "F-12" }, { "label": "N°", "value": "Ω" }],
            "t": { "columns": [{ "heading": "Objet" }], "rows": [["Łódź"], ["12,50"]], "totals": [] },
            "no_table": { "columns": 3, "rows": [], "totals": [] },
        });
        add(&mut model);
        assert_eq!(model["pairs"][0]["bound"], json!([790 + 560, 790 + 560 + 1_000]));
        assert_eq!(model["pairs"][1]["bound"], json!([1_350, null]));
        assert_eq!(
            model["t"]["bounds"],
            json!({ "heads": [2_341], "rows": [[null], [2_265]], "totals": [] })
        );
        assert_eq!(model["no_table"].get("bounds"), None);
    }
}
