//! A draft before the law: what the reader and the checks say of it, and its figures as soon as there are some. All of it
//! is asked of the application, as the API does.

use serde_json::Value;

use super::draft::{Draft, parent};
use crate::app::{App, AppError};
use crate::claim::{ReadCode, ReadError};
use crate::dossier::Dossier;
use crate::dossier::report::Report;
use crate::statement::view::StatementView;

/// What is known of a draft.
#[derive(Default)]
pub struct Judged {
    /// The dossier; of the part that can be read, when there are errors.
    pub dossier: Option<Dossier>,
    /// Why it is not a claim yet.
    pub errors: Vec<ReadError>,
    /// What is found; of the part that can be read, when there are errors.
    pub report: Option<Report>,
    /// Its figures; of that part too.
    pub statement: Option<StatementView>,
    /// Why there is no judgment of a draft that can be read.
    pub refused: Option<String>,
}

/// Rounds of taking out what cannot be read: a field, then the item that needs it, then the list that is left empty.
const ROUNDS: usize = 4;

impl Judged {
    /// Judges a draft.
    #[must_use]
    pub fn of(app: &App, draft: &Draft) -> Self {
        let mut out = Judged::default();
        let mut part = draft.clone();
        for round in 0..=ROUNDS {
            let bytes = part.json().into_bytes();
            match app.judge(&bytes, None) {
                Ok(dossier) => {
                    let law = app.law();
                    out.report = Some(Report::new(&dossier, law));
                    out.statement = Some(StatementView::new(&dossier.statement, &dossier.claim, &law.rules));
                    out.dossier = Some(dossier);
                    break;
                }
                Err(AppError::Claim(e)) => {
                    let less = readable_part(&part, &e.errors);
                    if round == 0 {
                        out.errors = e.errors;
                    }
                    match less {
                        Some(less) => part = less,
                        None => break,
                    }
                }
                Err(e) => {
                    out.refused = Some(e.problem().detail);
                    break;
                }
            }
        }
        out
    }

    /// The dossier and its report, when the whole draft could be judged.
    #[must_use]
    pub fn whole(&self) -> Option<(&Dossier, &Report)> {
        self.dossier.as_ref().zip(self.report.as_ref()).filter(|_| !self.is_partial())
    }

    /// Whether the figures are those of a part only.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// The draft without what its errors point at; nothing when that would not help.
fn readable_part(draft: &Draft, errors: &[ReadError]) -> Option<Draft> {
    let mut less = draft.clone();
    // From the last to the first: the ranks of what is before stay right.
    for error in errors.iter().rev() {
        let at = error.pointer.as_str();
        match error.code {
            ReadCode::FieldMissing if at == "/reference" => {
                less.set(at, Value::String("brouillon".to_owned()));
            }
            // What lacks a field goes whole, unless it is a party: nothing can be said without them.
            ReadCode::FieldMissing => {
                let (holder, _) = parent(at).filter(|(up, _)| !up.is_empty())?;
                if holder == "/creditor" || holder == "/creditor/address" {
                    return None;
                }
                less.remove(holder);
            }
            _ if at.is_empty() => return None,
            _ => less.remove(at),
        }
    }
    less.prune();
    (less != *draft).then_some(less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Limits;

    fn app() -> App {
        App::load(None, None, Limits::default(), || "2026-11-22".parse().unwrap()).unwrap()
    }

    fn example() -> Draft {
        let text = include_str!("../../examples/claims/01_b2b_three_invoices.json");
        Draft::read(text, &Limits::default()).unwrap()
    }

    #[test]
    fn a_whole_draft_is_judged_as_the_api_judges_it() {
        let app = app();
        let judged = Judged::of(&app, &example());
        assert!(!judged.is_partial());
        let bytes = example().json();
        assert_eq!(judged.report, app.check(bytes.as_bytes(), None, None).ok());
        assert_eq!(judged.statement, app.statement(bytes.as_bytes(), None).ok());
    }

    #[test]
    fn a_row_not_finished_leaves_the_figures_of_the_others() {
        let app = app();
        let mut draft = example();
        draft.set("/invoices/3/number", Value::String("F-9".to_owned()));
        draft.remove("/reference");
        draft.set("/payments/0/received_on", Value::String("demain".to_owned()));
        let judged = Judged::of(&app, &draft);
        assert!(judged.is_partial());
        let mut without = example();
        without.remove("/payments");
        let whole = Judged::of(&app, &without);
        assert_eq!(judged.statement.unwrap().totals, whole.statement.unwrap().totals);
        assert!(judged.report.unwrap().court.is_some());
    }

    #[test]
    fn without_parties_nothing_is_said() {
        let app = app();
        let mut draft = example();
        draft.remove("/creditor/address/city");
        let judged = Judged::of(&app, &draft);
        assert!(judged.report.is_none() && judged.errors.len() == 1);
        let nothing = Judged::of(&app, &Draft::default());
        assert!(nothing.report.is_none() && nothing.errors.len() >= 5, "{:?}", nothing.errors);
    }
}
