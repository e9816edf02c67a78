//! The statement as a table: `;` between columns, comma in decimals, byte order mark, as a spreadsheet set in French
//! expects. One row a segment of interest; a line that bears none has one row.

use super::AppError;
use crate::statement::view::{LineView, SegmentView, StatementView};

const COLUMNS: [&str; 16] = [
    "dossier",
    "arrete_au",
    "numero",
    "echeance",
    "jours_de_retard",
    "principal",
    "principal_du",
    "interets_dus",
    "indemnite_due",
    "prescrite",
    "du",
    "au",
    "jours",
    "base",
    "taux",
    "interets",
];

/// Writes the table.
pub(super) fn write(statement: &StatementView) -> Result<Vec<u8>, AppError> {
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(COLUMNS)?;
    for line in &statement.invoices {
        if line.segments.is_empty() {
            out.write_record(row(statement, line, None))?;
        }
        for segment in &line.segments {
            out.write_record(row(statement, line, Some(segment)))?;
        }
    }
    out.into_inner().map_err(|e| AppError::Csv(e.into_error().into()))
}

fn row(statement: &StatementView, line: &LineView, segment: Option<&SegmentView>) -> [String; 16] {
    let of = |f: fn(&SegmentView) -> String| segment.map(f).unwrap_or_default();
    [
        text(&statement.reference),
        statement.as_of.to_string(),
        text(&line.number),
        line.due_on.to_string(),
        line.days_late.to_string(),
        figure(line.principal),
        figure(line.principal_due),
        figure(line.interest_due),
        figure(line.indemnity_due),
        if line.prescribed { "oui" } else { "non" }.to_owned(),
        of(|s| s.from.to_string()),
        of(|s| s.to.to_string()),
        of(|s| s.days.to_string()),
        of(|s| figure(s.base)),
        of(|s| figure(s.rate)),
        of(|s| figure(s.interest)),
    ]
}

fn figure(value: impl ToString) -> String {
    value.to_string().replace('.', ",")
}

/// A text that a spreadsheet would run as a formula is quoted as text.
fn text(typed: &str) -> String {
    if typed.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{typed}") } else { typed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_french_and_texts_are_no_formulas() {
        assert_eq!(figure("1234.50"), "1234,50");
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("F-2026-041"), "F-2026-041");
    }
}
