//! When a sum falls due: as written, from the agreed term, else from the law (C. com., art. L. 441-10; TERM-01, TERM-03).

use chrono::Days;

use crate::claim::wire::{EndOfMonthMethod, Invoice, InvoiceKind, PaymentTerms, TermFrom};
use crate::domain::{Day, end_of_month};
use crate::rules::{NoVersion, Rules, registry};

/// The due date and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDate {
    /// The last day to pay in time.
    pub day: Day,
    /// Where it comes from.
    pub basis: DueBasis,
}

/// Where a due date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueBasis {
    /// Written in the file.
    Stated,
    /// From the agreed term.
    FromTerms {
        /// Days of the term.
        days: u32,
        /// Where it starts.
        from: TermFrom,
        /// « Fin de mois » without a method: the later date was taken, to be told.
        ambiguous: bool,
        /// Delivery was the start and is not told: the invoice date was taken, to be told.
        start_unknown: bool,
    },
    /// No agreed term between professionals: the days of the law after delivery or performance (TERM-01, B2B-03).
    FromLaw {
        /// Days of the law.
        days: u32,
        /// Delivery is not told: the invoice date was taken, to be told.
        start_unknown: bool,
    },
    /// No term and no law that gives one: payable on delivery or performance (C. civ., art. 1305 a contrario, 1651).
    OnDelivery,
    /// Nothing better is known: the day it was issued.
    OnIssue,
}

impl DueDate {
    /// Resolves the due date of a line. `b2b`: both creditor and debtors act professionally, for goods, services or works.
    pub(super) fn of(
        line: &Invoice,
        terms: Option<&PaymentTerms>,
        b2b: bool,
        rules: &Rules,
    ) -> Result<DueDate, NoVersion> {
        let issued = line.issued_on.day();
        let delivered = line.delivered_on.map(|d| d.day());
        if let Some(due) = line.due_on {
            return Ok(DueDate { day: due.day(), basis: DueBasis::Stated });
        }
        let billed =
            matches!(line.kind.unwrap_or(InvoiceKind::Invoice), InvoiceKind::Invoice | InvoiceKind::Other);
        if let (Some(terms), true) = (terms, billed) {
            return Ok(from_terms(terms, issued, delivered));
        }
        if billed && b2b {
            let days = rules.get(registry::DEFAULT_TERM_DAYS, issued)?;
            let basis = DueBasis::FromLaw { days, start_unknown: delivered.is_none() };
            return Ok(DueDate { day: plus(delivered.unwrap_or(issued), days), basis });
        }
        Ok(match delivered {
            Some(day) if billed => DueDate { day, basis: DueBasis::OnDelivery },
            _ => DueDate { day: issued, basis: DueBasis::OnIssue },
        })
    }

    /// Whether it follows from delivery: it may then stand before the invoice.
    #[must_use]
    pub fn follows_delivery(&self) -> bool {
        matches!(
            self.basis,
            DueBasis::OnDelivery
                | DueBasis::FromLaw { start_unknown: false, .. }
                | DueBasis::FromTerms { from: TermFrom::Delivery, start_unknown: false, .. }
        )
    }
}

fn plus(day: Day, days: u32) -> Day {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

fn from_terms(terms: &PaymentTerms, issued: Day, delivered: Option<Day>) -> DueDate {
    let days_first = end_of_month(plus(issued, terms.days));
    let month_first = plus(end_of_month(issued), terms.days);
    let (mut ambiguous, mut start_unknown) = (false, false);
    let day = match (terms.from, terms.end_of_month_method) {
        (TermFrom::InvoiceDate, _) => plus(issued, terms.days),
        (TermFrom::Delivery, _) => {
            start_unknown = delivered.is_none();
            plus(delivered.unwrap_or(issued), terms.days)
        }
        (TermFrom::EndOfMonth, Some(EndOfMonthMethod::DaysThenMonthEnd)) => days_first,
        (TermFrom::EndOfMonth, Some(EndOfMonthMethod::MonthEndThenDays)) => month_first,
        // Both methods are lawful when agreed: without agreement the later date harms no debtor.
        (TermFrom::EndOfMonth, None) => {
            ambiguous = true;
            days_first.max(month_first)
        }
    };
    DueDate {
        day,
        basis: DueBasis::FromTerms { days: terms.days, from: terms.from, ambiguous, start_unknown },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn due(line: &str, terms: Option<&str>, b2b: bool) -> Result<(String, DueBasis), NoVersion> {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let line =
            serde_json::from_str(&format!(r#"{{"number":"1","label":"x","amount_incl_tax":"1.00",{line}}}"#))
                .unwrap();
        let terms = terms.map(|t| serde_json::from_str::<PaymentTerms>(t).unwrap());
        DueDate::of(&line, terms.as_ref(), b2b, &rules).map(|d| (d.day.to_string(), d.basis))
    }

    #[test]
    fn agreed_terms_count_calendar_days() {
        for (issued, terms, want) in [
            ("2026-01-31", r#"{"days":30,"from":"invoice_date"}"#, "2026-03-02"),
            ("2026-01-01", r#"{"days":60,"from":"invoice_date"}"#, "2026-03-02"),
            (
                "2026-01-15",
                r#"{"days":45,"from":"end_of_month","end_of_month_method":"days_then_month_end"}"#,
                "2026-03-31",
            ),
            (
                "2026-01-15",
                r#"{"days":45,"from":"end_of_month","end_of_month_method":"month_end_then_days"}"#,
                "2026-03-17",
            ),
            (
                "2024-02-10",
                r#"{"days":45,"from":"end_of_month","end_of_month_method":"month_end_then_days"}"#,
                "2024-04-14",
            ),
            ("2026-11-25", r#"{"days":30,"from":"invoice_date"}"#, "2026-12-25"),
        ] {
            let (day, _) = due(&format!(r#""issued_on":"{issued}""#), Some(terms), true).unwrap();
            assert_eq!(day, want, "{issued} {terms}");
        }
    }

    #[test]
    fn end_of_month_without_a_method_takes_the_later_day_and_says_so() {
        let (day, basis) =
            due(r#""issued_on":"2026-04-02""#, Some(r#"{"days":45,"from":"end_of_month"}"#), true).unwrap();
        assert_eq!(day, "2026-06-14");
        assert!(matches!(basis, DueBasis::FromTerms { ambiguous: true, .. }));
    }

    #[test]
    fn without_a_term_the_law_or_the_delivery_decides() {
        let delivered = r#""issued_on":"2026-02-05","delivered_on":"2026-01-31""#;
        assert_eq!(
            due(delivered, None, true),
            Ok(("2026-03-02".into(), DueBasis::FromLaw { days: 30, start_unknown: false }))
        );
        assert_eq!(due(delivered, None, false), Ok(("2026-01-31".into(), DueBasis::OnDelivery)));
        let bare = r#""issued_on":"2026-02-05""#;
        assert_eq!(due(bare, None, true).unwrap().1, DueBasis::FromLaw { days: 30, start_unknown: true });
        assert_eq!(due(bare, None, false), Ok(("2026-02-05".into(), DueBasis::OnIssue)));
        let rent = r#""issued_on":"2026-02-01","kind":"rent""#;
        assert_eq!(
            due(rent, Some(r#"{"days":30,"from":"invoice_date"}"#), true),
            Ok(("2026-02-01".into(), DueBasis::OnIssue))
        );
        // Before the oldest known version the file is refused, not guessed.
        assert!(due(r#""issued_on":"2005-02-01""#, None, true).is_err());
    }
}
