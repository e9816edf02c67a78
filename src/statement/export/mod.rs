//! The statement as a table: one row a sum of principal, a line of interest, a lump sum, a payment; then the totals.
//! The column of amounts adds up to the total due. [`csv`] and [`xlsx`] write the same rows; [`json`] writes the whole.

mod sheet;

use super::view::StatementView;
use crate::domain::french::{self, short_date};
use crate::domain::{Day, Money, Rate};

pub use sheet::xlsx;

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Rows.
    #[error("writing the rows of the statement")]
    Rows(#[from] csv::Error),
    /// Spreadsheet.
    #[error("writing the spreadsheet of the statement")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
}

/// The headings, in the order of [`Row::cells`].
const HEADINGS: [&str; 14] = [
    "Dossier",
    "Arrêté au",
    "Ligne",
    "Facture",
    "Du",
    "Au",
    "Jours",
    "Base (€)",
    "Taux (%)",
    "Montant (€)",
    "dont intérêts (€)",
    "dont principal (€)",
    "dont indemnité (€)",
    "Précision",
];

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Empty,
    /// Ours or the user's: never a formula.
    Text(String),
    Day(Day),
    Count(u32),
    Amount(Money),
    Rate(Rate),
}

impl From<Option<Money>> for Cell {
    fn from(m: Option<Money>) -> Self {
        m.map_or(Cell::Empty, Cell::Amount)
    }
}

impl From<Option<Day>> for Cell {
    fn from(d: Option<Day>) -> Self {
        d.map_or(Cell::Empty, Cell::Day)
    }
}

/// A row, the two columns of the file left out.
#[derive(Debug, Clone, Default)]
struct Row {
    kind: &'static str,
    invoice: String,
    from: Option<Day>,
    to: Option<Day>,
    days: Option<u32>,
    base: Option<Money>,
    rate: Option<Rate>,
    amount: Option<Money>,
    taken: Option<[Money; 3]>,
    note: String,
    total: bool,
}

impl Row {
    fn cells(&self, s: &StatementView) -> [Cell; 14] {
        let text = |t: &str| if t.is_empty() { Cell::Empty } else { Cell::Text(t.to_owned()) };
        let taken = |i: usize| self.taken.and_then(|t| t.get(i).copied()).into();
        [
            text(&s.reference),
            Cell::Day(s.as_of),
            text(self.kind),
            text(&self.invoice),
            self.from.into(),
            self.to.into(),
            self.days.map_or(Cell::Empty, Cell::Count),
            self.base.into(),
            self.rate.map_or(Cell::Empty, Cell::Rate),
            self.amount.into(),
            taken(0),
            taken(1),
            taken(2),
            text(&self.note),
        ]
    }
}

/// The rows: invoice by invoice, then the payments, then the totals.
fn rows(s: &StatementView) -> Vec<Row> {
    let mut out = Vec::with_capacity(4 * s.invoices.len() + s.allocations.len() + 8);
    for l in &s.invoices {
        let row =
            |kind, amount| Row { kind, invoice: l.number.clone(), amount: Some(amount), ..Row::default() };
        let barred = if l.prescribed { " ; action prescrite" } else { "" };
        out.push(Row {
            to: Some(l.due_on),
            note: french::typeset(&format!("échéance{barred}")),
            ..row("Principal", l.principal)
        });
        out.extend(l.liquidated_interest.map(|m| row("Intérêts liquidés", m)));
        out.extend(l.segments.iter().map(|g| Row {
            from: Some(g.from),
            to: Some(g.to),
            days: Some(g.days),
            base: Some(g.base),
            rate: Some(g.rate),
            note: g.rate_source.clone(),
            ..row("Intérêts", g.interest)
        }));
        if l.indemnity.is_positive() {
            out.push(row("Indemnité de recouvrement", l.indemnity));
        }
    }
    for a in &s.allocations {
        let mut left = a.amount;
        for p in &a.by_invoice {
            let took = p.to_indemnity + p.to_interest + p.to_principal;
            left -= took;
            out.push(Row {
                kind: "Paiement",
                invoice: p.number.clone(),
                to: Some(a.received_on),
                amount: Some(-took),
                taken: Some([p.to_interest, p.to_principal, p.to_indemnity]),
                ..Row::default()
            });
        }
        if left.is_positive() {
            let note =
                format!("{} au-delà du principal, des intérêts et des indemnités", french::amount(left));
            out.push(Row {
                kind: "Paiement",
                to: Some(a.received_on),
                note: french::typeset(&note),
                ..Row::default()
            });
        }
    }
    let t = &s.totals;
    for (kind, sum) in [("Clause pénale", t.penalty_clause_due), ("Frais", t.costs_due)] {
        if sum.is_positive() {
            out.push(Row { kind, amount: Some(sum), note: "reste dû".to_owned(), ..Row::default() });
        }
    }
    let totals = [
        ("Total principal dû", t.principal_due),
        ("Total intérêts dus", t.interest_due),
        ("Total indemnités dues", t.indemnities_due),
        ("Total clause pénale", t.penalty_clause_due),
        ("Total frais", t.costs_due),
        ("TOTAL DÛ", t.total_due),
    ];
    out.extend(totals.map(|(kind, sum)| Row { kind, amount: Some(sum), total: true, ..Row::default() }));
    out
}

/// The table for a spreadsheet set in French: `;` between columns, comma in decimals, byte order mark, CRLF.
///
/// # Errors
/// Never in practice: the rows are written to memory.
pub fn csv(s: &StatementView) -> Result<Vec<u8>, ExportError> {
    let mut out = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(HEADINGS)?;
    for row in rows(s) {
        out.write_record(row.cells(s).iter().map(plain))?;
    }
    out.into_inner().map_err(|e| ExportError::Rows(e.into_error().into()))
}

/// The answer itself, for another program: the `statement.json` of a bundle and the one that the décompte carries.
///
/// # Errors
/// Never in practice: the keys are texts.
pub fn json(s: &StatementView) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = serde_json::to_vec_pretty(s)?;
    out.push(b'\n');
    Ok(out)
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(t) => inert(t),
        Cell::Day(d) => short_date(*d),
        Cell::Count(n) => n.to_string(),
        Cell::Amount(m) => m.to_string().replace('.', ","),
        Cell::Rate(r) => r.to_string().replace('.', ","),
    }
}

/// A text that a spreadsheet would run as a formula is kept as text by an apostrophe.
fn inert(typed: &str) -> String {
    // The wide forms of East Asian keyboards are operators too, in the spreadsheets of those languages.
    const OPERATORS: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let formula = typed.trim_start().starts_with(OPERATORS) || typed.starts_with(['\t', '\r']);
    if formula { format!("'{typed}") } else { typed.to_owned() }
}

#[cfg(test)]
mod tests;
