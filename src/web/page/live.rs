//! What is told at once while one types: the figures and the court.

use serde::Serialize;

use crate::documents::sums::called;
use crate::domain::{Money, french};
use crate::statement::view::StatementView;
use crate::web::judged::Judged;

/// A figure and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its name.
    pub label: String,
    /// The figure, with its unit.
    pub value: String,
}

/// The court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CourtLine {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: Vec<String>,
    /// Why it.
    pub reasons: Vec<String>,
}

/// What the page tells at once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Live {
    /// The totals of the statement; none yet.
    pub totals: Vec<Line>,
    /// The court.
    pub court: Option<CourtLine>,
    /// Whether lines that cannot be read yet are left out.
    pub partial: bool,
    /// Why nothing can be said of a draft that can be read.
    pub refused: Option<String>,
}

impl Live {
    /// That of a judged draft.
    #[must_use]
    pub fn of(judged: &Judged) -> Self {
        let court = judged.report.as_ref().and_then(|r| r.court.as_ref()).map(|c| {
            let mut address = c.court.address.as_ref().map(|a| a.lines.clone()).unwrap_or_default();
            address.extend(c.court.address.as_ref().map(|a| format!("{} {}", a.postal_code, a.city)));
            CourtLine { name: french::capitalised(&c.court.name), address, reasons: c.court.reasons.clone() }
        });
        Live {
            totals: judged.statement.as_ref().map(totals).unwrap_or_default(),
            court,
            partial: judged.is_partial(),
            refused: judged.refused.clone(),
        }
    }
}

/// The totals that are not nothing, and the whole.
fn totals(statement: &StatementView) -> Vec<Line> {
    let t = &statement.totals;
    let line =
        |label: &str, amount: Money| Line { label: french::typeset(label), value: french::amount(amount) };
    let parts = [
        (called::INVOICED, t.invoiced, true),
        (called::CREDIT_NOTES, -t.credit_notes, false),
        (called::PAYMENTS, -t.payments, false),
        (called::PRINCIPAL_DUE, t.principal_due, true),
        (called::INTEREST, t.interest_due, true),
        (called::INDEMNITIES, t.indemnities_due, false),
        (called::PENALTY, t.penalty_clause_due, false),
        (called::COSTS, t.costs_due, false),
    ];
    let shown = parts.into_iter().filter(|(_, amount, always)| *always || !amount.is_zero());
    let mut out: Vec<Line> = shown.map(|(label, amount, _)| line(label, amount)).collect();
    let day = french::date(statement.as_of);
    out.push(Line { label: format!("{} {day}", called::TOTAL), value: french::amount(t.total_due) });
    out
}
