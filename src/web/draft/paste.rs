//! Rows copied from a spreadsheet: cells parted by tabs, or by semicolons as a French one saves them; with a line of
//! titles or without, the columns are then known by what they hold.

use serde_json::{Map, Value};

use crate::court::folded;
use crate::web::normalise;
use crate::web::types::Kind;

/// A column that a list takes.
#[derive(Debug, Clone)]
pub struct Column {
    /// The field of an item.
    pub field: String,
    /// Its type.
    pub kind: Kind,
    /// What the titles of such a column say.
    pub titles: Vec<String>,
    /// Words that stand for a value.
    pub named: Vec<(String, String)>,
}

impl Column {
    fn read(&self, cell: &str) -> Option<Value> {
        let words = folded(cell);
        let named = self.named.iter().find(|(word, _)| !words.is_empty() && folded(word) == words);
        match named {
            Some((_, value)) => Some(Value::String(value.clone())),
            None => normalise::read(self.kind, &format!("/{}", self.field), cell),
        }
    }
}

/// What was made of a pasted text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pasted {
    /// One item a row.
    pub items: Vec<Value>,
    /// Titles of columns that no field takes: their cells are left out.
    pub unknown: Vec<String>,
}

/// Cells of a row that are looked at.
const WIDTH: usize = 64;

/// Reads rows into items. Nothing when no cell falls into a column.
#[must_use]
pub fn read(text: &str, columns: &[Column], most: usize) -> Pasted {
    let rows = rows(text, most.saturating_add(2));
    let Some(first) = rows.first() else { return Pasted::default() };
    let titled: Vec<Option<usize>> = first.iter().map(|cell| column_titled(columns, cell)).collect();
    // A line of titles names two columns or more, or is all there is to a single one.
    let named = titled.iter().flatten().count();
    if named >= 2 || (named == 1 && first.len() == 1) {
        let left = first.iter().zip(&titled).filter(|(cell, at)| at.is_none() && !cell.is_empty());
        let unknown = left.map(|(cell, _)| cell.clone()).collect();
        let items = rows.iter().skip(1).filter_map(|row| item(row, &titled, columns)).collect();
        return Pasted { items, unknown };
    }
    let guessed = guess(&rows, columns);
    let items = rows.iter().filter_map(|row| item(row, &guessed, columns)).collect();
    Pasted { items, unknown: Vec::new() }
}

fn rows(text: &str, most: usize) -> Vec<Vec<String>> {
    let delimiter = if text.contains('\t') { b'\t' } else { b';' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let cells = records.map(|r| r.iter().take(WIDTH).map(|c| c.trim().to_owned()).collect::<Vec<_>>());
    cells.filter(|row| row.iter().any(|c| !c.is_empty())).take(most).collect()
}

/// The column that a title names: as listed, else the first whose title begins it.
fn column_titled(columns: &[Column], cell: &str) -> Option<usize> {
    let cell = folded(cell);
    if cell.is_empty() {
        return None;
    }
    let by =
        |fits: &dyn Fn(&str) -> bool| columns.iter().position(|c| c.titles.iter().any(|t| fits(&folded(t))));
    by(&|title| title == cell).or_else(|| by(&|title| cell.starts_with(&format!("{title} "))))
}

/// The columns of rows without titles, by what their cells are: days, amounts, texts, each taken in the order of the
/// list. A single amount is the one to be paid; of two or three, the largest column is.
fn guess(rows: &[Vec<String>], columns: &[Column]) -> Vec<Option<usize>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let all = |at: usize, is: &dyn Fn(&str) -> bool| {
        let mut cells = rows.iter().filter_map(|r| r.get(at)).filter(|c| !c.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|c| is(c))
    };
    let mut free: Vec<usize> = (0..columns.len()).collect();
    let mut take = |kind: Kind| {
        let at = free.iter().position(|c| columns.get(*c).is_some_and(|c| c.kind == kind))?;
        Some(free.remove(at))
    };
    (0..width)
        .map(|at| {
            let kind = match () {
                () if all(at, &|c| normalise::date(c).is_some()) => Kind::Date,
                () if all(at, &|c| normalise::money(c).is_some() && (at > 0 || is_sum(c))) => Kind::Money,
                () if all(at, &|_| true) => Kind::Text,
                () => return None,
            };
            take(kind)
        })
        .collect()
}

/// Whether a cell of the first column is an amount rather than the number of a document: it has cents or a unit.
fn is_sum(cell: &str) -> bool {
    cell.contains([',', '.', '€'])
}

fn item(row: &[String], fields: &[Option<usize>], columns: &[Column]) -> Option<Value> {
    let mut out = Map::new();
    for (cell, at) in row.iter().zip(fields) {
        let Some(column) = at.and_then(|at| columns.get(at)) else { continue };
        if let Some(value) = column.read(cell) {
            out.insert(column.field.clone(), value);
        }
    }
    (!out.is_empty()).then_some(Value::Object(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn columns() -> Vec<Column> {
        let column = |field: &str, kind, titles: &[&str]| Column {
            field: field.to_owned(),
            kind,
            titles: titles.iter().map(|t| (*t).to_owned()).collect(),
            named: if field == "kind" {
                vec![("Avoir".to_owned(), "credit_note".to_owned())]
            } else {
                Vec::new()
            },
        };
        vec![
            column("number", Kind::Text, &["numéro", "n°", "facture"]),
            column("issued_on", Kind::Date, &["date", "date d’émission"]),
            column("due_on", Kind::Date, &["échéance"]),
            column("amount_incl_tax", Kind::Money, &["montant", "ttc", "montant ttc"]),
            column("label", Kind::Text, &["libellé", "objet"]),
            column("amount_excl_tax", Kind::Money, &["ht", "montant ht"]),
            column("kind", Kind::Choice, &["type"]),
        ]
    }

    #[test]
    fn rows_with_titles_fall_into_their_columns() {
        let text = "Facture\tDate d'émission\tÉchéance\tMontant TTC\tClient\tObjet\r\n\
                    F-1\t10/02/2026\t12/03/2026\t6 300,00 €\tX\tFenêtres\r\n\
                    \r\nF-2\t05/03/2026\t\t2745,6\tX\t\"Portes\n101 à 108\"\r\n";
        let pasted = read(text, &columns(), 10);
        assert_eq!(pasted.unknown, ["Client"]);
        assert_eq!(
            pasted.items,
            [
                json!({"number": "F-1", "issued_on": "2026-02-10", "due_on": "2026-03-12", "amount_incl_tax": "6300.00",
                    "label": "Fenêtres"}),
                json!({"number": "F-2", "issued_on": "2026-03-05", "amount_incl_tax": "2745.60",
                    "label": "Portes 101 à 108"}),
            ]
        );
    }

    #[test]
    fn rows_without_titles_are_known_by_what_they_hold() {
        let pasted =
            read("F-1;10/02/2026;12/03/2026;6300,00;Fenêtres\nF-2;1/3/26;;12;Portes\n", &columns(), 10);
        assert_eq!(
            pasted.items[1],
            json!({"number": "F-2", "issued_on": "2026-03-01", "amount_incl_tax": "12.00", "label": "Portes"})
        );
        assert_eq!(pasted.items[0]["due_on"], "2026-03-12");
    }

    #[test]
    fn what_cannot_be_read_stays_as_typed_and_nothing_gives_nothing() {
        let pasted = read("numéro\tmontant\ttype\nF-1\tdouze\tAVOIR\nF-2\t1\tautre\n", &columns(), 10);
        let first = json!({"number": "F-1", "amount_incl_tax": "douze", "kind": "credit_note"});
        let second = json!({"number": "F-2", "amount_incl_tax": "1.00", "kind": "autre"});
        assert_eq!(pasted.items, [first, second]);
        assert_eq!(read("", &columns(), 10), Pasted::default());
        assert_eq!(read(" \n\t\n", &columns(), 10), Pasted::default());
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[\\PC\\t\\n\";]{0,200}") {
            let pasted = read(&text, &columns(), 5);
            prop_assert!(pasted.items.len() <= 7);
            prop_assert!(pasted.items.iter().all(Value::is_object));
        }
    }
}
