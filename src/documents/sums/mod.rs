//! The sums of a file as documents show them: invoice by invoice, segment by segment, payment by payment.
//!
//! Every figure comes from the statement (décompte). Only the foot of a column is added up here, from its own cells.

mod tables;

use rust_decimal::Decimal;

use crate::domain::{Day, Money, Rate};

use super::french;
use super::parts::Pair;

/// What the one line of an order obtained is called.
pub const TITLE: &str = "Titre";

/// One invoice, rent term or instalment.
#[derive(Debug, Clone, PartialEq)]
pub struct InvoiceLine {
    /// Its number, as the creditor gave it.
    pub number: String,
    /// What it is for.
    pub label: String,
    /// Day of issue.
    pub issued_on: Day,
    /// Due date.
    pub due_on: Day,
    /// Amount, VAT included.
    pub amount: Money,
    /// Payments that reached its principal, and credit notes.
    pub credited: Money,
    /// Principal still due.
    pub principal_due: Money,
    /// Interest still due.
    pub interest_due: Money,
    /// Lump sum still due.
    pub indemnity_due: Money,
    /// Principal, interest and lump sum still due.
    pub total_due: Money,
    /// Number of its exhibit.
    pub exhibit: Option<u32>,
    /// Whether time has barred it.
    pub prescribed: bool,
}

/// A run of days at one rate on one base.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentLine {
    /// The invoice that bears it.
    pub invoice: String,
    /// First counted day.
    pub from: Day,
    /// Last counted day.
    pub to: Day,
    /// Days, both counted.
    pub days: u32,
    /// Sum that bears interest.
    pub base: Money,
    /// Rate.
    pub rate: Rate,
    /// Where the rate comes from.
    pub source: String,
    /// Interest.
    pub interest: Money,
}

/// A payment and what it extinguished.
#[derive(Debug, Clone, PartialEq)]
pub struct PaymentLine {
    /// Day received.
    pub received_on: Day,
    /// Amount.
    pub amount: Money,
    /// What it was called.
    pub label: String,
    /// Invoices it reached.
    pub invoices: Vec<String>,
    /// Part that went to interest.
    pub to_interest: Money,
    /// Part that went to principal.
    pub to_principal: Money,
    /// Part that went to lump sums.
    pub to_indemnity: Money,
}

/// A credit note.
#[derive(Debug, Clone, PartialEq)]
pub struct CreditNoteLine {
    /// Its number.
    pub number: String,
    /// Day of issue.
    pub issued_on: Day,
    /// The invoice it reduces.
    pub invoice: String,
    /// Amount.
    pub amount: Money,
}

/// What the totals are called, on paper and on screen.
pub(crate) mod called {
    pub(crate) const INVOICED: &str = "Montant facturé, toutes taxes comprises";
    pub(crate) const CREDIT_NOTES: &str = "Avoirs à déduire";
    pub(crate) const PAYMENTS: &str = "Paiements reçus";
    pub(crate) const PRINCIPAL_DUE: &str = "Principal restant dû";
    pub(crate) const INDEMNITIES: &str = "Indemnités forfaitaires pour frais de recouvrement";
    pub(crate) const PENALTY: &str = "Clause pénale";
    pub(crate) const COSTS: &str = "Frais";
    /// « Total dû au », before a day.
    pub(crate) const TOTAL: &str = "Total dû au";
    /// Interest of any kind.
    pub(crate) const INTEREST: &str = "Intérêts et pénalités de retard";
    pub(crate) const DAILY: &str = "Intérêts par jour de retard supplémentaire";
}

/// The totals of the statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// All invoices.
    pub invoiced: Money,
    /// All credit notes.
    pub credit_notes: Money,
    /// All payments.
    pub payments: Money,
    /// Principal still due.
    pub principal_due: Money,
    /// Interest still due.
    pub interest_due: Money,
    /// Lump sums still due.
    pub indemnities_due: Money,
    /// Penalty clause.
    pub penalty_clause_due: Money,
    /// Costs of the contract or of the title.
    pub costs_due: Money,
    /// Everything.
    pub total_due: Money,
    /// Interest of one more day, exact.
    pub daily_interest: Decimal,
}

/// The statement, as documents show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// Last counted day.
    pub as_of: Day,
    /// Whether the debtor is a professional: penalties and lump sum; else interest alone.
    pub professional: bool,
    /// What principal is called: « Facture », « Terme », « Échéance ».
    pub item: String,
    /// Invoices.
    pub invoices: Vec<InvoiceLine>,
    /// Credit notes.
    pub credit_notes: Vec<CreditNoteLine>,
    /// Interest.
    pub segments: Vec<SegmentLine>,
    /// Payments.
    pub payments: Vec<PaymentLine>,
    /// Totals.
    pub totals: Totals,
    /// What each rate is: « 12,15 % l’an du 1er janvier au 30 juin 2026 ».
    pub rates: Vec<String>,
    /// How the statement was computed, sentence by sentence.
    pub method: Vec<String>,
}

impl Sums {
    /// « pénalités de retard » between professionals, else « intérêts de retard ».
    #[must_use]
    pub fn interest_name(&self) -> &'static str {
        if self.professional { "pénalités de retard" } else { "intérêts de retard" }
    }

    /// Whether the one line is an order obtained, not an invoice.
    #[must_use]
    pub fn is_title(&self) -> bool {
        self.item == TITLE
    }

    /// Whether sums are said with their tax: rents, charges and instalments bear none of their own.
    fn taxed(&self) -> bool {
        matches!(self.item.as_str(), "Facture" | "Pièce")
    }

    /// In what the sums of a table are.
    #[must_use]
    pub fn in_euros(&self) -> &'static str {
        if self.taxed() { "Montants en euros, toutes taxes comprises." } else { "Montants en euros." }
    }

    /// What stands under the table of a letter: rates, day, reservation.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut out = vec![french::typeset(self.in_euros())];
        if !self.rates.is_empty() {
            let label = french::capitalised(self.interest_name());
            out.push(french::fill(
                "{l} : {r}.",
                &[("l", &label), ("r", &self.rates.join(" ; ").replace(" ;", "\u{202f};"))],
            ));
        }
        if self.invoices.iter().any(|l| l.prescribed) {
            out.push(french::typeset("(p) : ligne atteinte par la prescription, rappelée pour mémoire."));
        }
        out.push(self.reservation());
        out
    }

    /// The same sums as a letter shows them: nothing there speaks of prescription. What is barred is asked only if the
    /// creditor wants it so, and the mark « (p) » with its note is the statement's own.
    #[must_use]
    pub fn to_debtor(&self) -> Sums {
        let mut out = self.clone();
        out.invoices.iter_mut().for_each(|l| l.prescribed = false);
        out
    }

    /// « Sauf erreur ou omission… ».
    #[must_use]
    pub fn reservation(&self) -> String {
        french::fill(
            "Sauf erreur ou omission, et sous réserve de tous paiements intervenus depuis le {d}.",
            &[("d", &french::date(self.as_of))],
        )
    }

    /// « Intérêts journaliers : 3,0255 € », or nothing when no interest runs.
    #[must_use]
    pub fn daily(&self) -> Option<Pair> {
        let runs = !self.totals.daily_interest.is_zero();
        runs.then(|| Pair::new(called::DAILY, french::daily(self.totals.daily_interest)))
    }
}
