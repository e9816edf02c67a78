//! The tables of the sums: invoices, recapitulation, periods of interest, payments, credit notes.

use super::{InvoiceLine, PaymentLine, Sums, TITLE, called};
use crate::documents::french::{self, figure, short_date};
use crate::documents::parts::{Kind, Table, TableBuilder};
use crate::domain::Money;

/// Where the lump sum stands in the table of invoices: a consumer owes none, and sees no such column.
const INDEMNITY_COLUMN: usize = 8;

impl Sums {
    /// One line an invoice, in the order of columns of the standard table of sums.
    #[must_use]
    pub fn invoices_table(&self, caption: &str) -> Table {
        let interest = if self.professional { "Pénalités au" } else { "Intérêts au" };
        let table = self.every_column(caption, &format!("{interest} {}", short_date(self.as_of)));
        // Without lump sum no column: but one that is in the totals is shown, whatever interest is asked.
        let owed = self.professional || self.invoices.iter().any(|l| !l.indemnity_due.is_zero());
        if owed { table } else { table.without(INDEMNITY_COLUMN) }
    }

    fn every_column(&self, caption: &str, interest: &str) -> Table {
        let title = self.is_title();
        let mut t = TableBuilder::new(
            caption,
            [
                ("N°", Kind::Mark),
                (&self.item, Kind::Text),
                ("Date", Kind::Mark),
                ("Échéance", Kind::Mark),
                (
                    if title {
                        "Montant fixé"
                    } else if self.taxed() {
                        "Montant TTC"
                    } else {
                        "Montant"
                    },
                    Kind::Amount,
                ),
                (if title { "Paiements" } else { "Paiements et avoirs" }, Kind::Amount),
                ("Solde en principal", Kind::Amount),
                (interest, Kind::Amount),
                (if title { "Autres sommes" } else { "Indemnité forfaitaire" }, Kind::Amount),
                ("Total", Kind::Amount),
            ],
        );
        for (i, l) in self.invoices.iter().enumerate() {
            t.row([
                (i + 1).to_string(),
                name(l),
                short_date(l.issued_on),
                short_date(l.due_on),
                figure(l.amount),
                figure(l.credited),
                figure(l.principal_due),
                figure(l.interest_due),
                figure(l.indemnity_due),
                figure(l.total_due),
            ]);
        }
        let s = self.lines_total();
        t.total([
            String::new(),
            "Total".into(),
            String::new(),
            String::new(),
            figure(s.amount),
            figure(s.credited),
            figure(s.principal_due),
            figure(s.interest_due),
            figure(s.indemnity_due),
            figure(s.total_due),
        ]);
        for (label, amount) in self.beside_invoices() {
            let blank = String::new;
            t.total([
                blank(),
                label,
                blank(),
                blank(),
                blank(),
                blank(),
                blank(),
                blank(),
                blank(),
                figure(amount),
            ]);
        }
        t.build()
    }

    /// The line of totals: the sums of the cells above it, so that a reader can add them up.
    fn lines_total(&self) -> LineTotals {
        let sum = |f: fn(&InvoiceLine) -> Money| self.invoices.iter().map(f).sum();
        LineTotals {
            amount: sum(|l| l.amount),
            credited: sum(|l| l.credited),
            principal_due: sum(|l| l.principal_due),
            interest_due: sum(|l| l.interest_due),
            indemnity_due: sum(|l| l.indemnity_due),
            total_due: sum(|l| l.total_due),
        }
    }

    /// What is owed on no invoice in particular, then everything; nothing when the invoices say it all.
    fn beside_invoices(&self) -> Vec<(String, Money)> {
        let t = &self.totals;
        let mut out = Vec::new();
        for (label, amount) in [("Clause pénale", t.penalty_clause_due), ("Frais", t.costs_due)] {
            if !amount.is_zero() {
                out.push((label.to_owned(), amount));
            }
        }
        if !out.is_empty() {
            out.push(("Total dû".to_owned(), t.total_due));
        }
        out
    }

    /// The totals, element by element.
    #[must_use]
    pub fn recapitulation(&self) -> Table {
        let t = &self.totals;
        let mut table = TableBuilder::new(
            "Récapitulatif des sommes dues",
            [("Élément", Kind::Text), ("Montant (en €)", Kind::Amount)],
        );
        let interest = french::capitalised(self.interest_name());
        let due = format!("{interest} au {}", french::date(self.as_of));
        let mut row = |label: &str, amount: Money, always: bool| {
            if always || !amount.is_zero() {
                table.row([french::typeset(label), figure(amount)]);
            }
        };
        let title = self.is_title();
        let invoiced = match self.item.as_str() {
            TITLE => "Principal fixé par le titre",
            "Facture" => called::INVOICED,
            _ => "Montant d'origine",
        };
        row(invoiced, t.invoiced, true);
        row(called::CREDIT_NOTES, -t.credit_notes, false);
        row(called::PAYMENTS, -t.payments, false);
        // What does not reduce the principal, so that the column adds up to it.
        row(
            "Part des paiements imputée aux intérêts",
            self.payments.iter().map(|p| p.to_interest).sum(),
            false,
        );
        row(
            "Part des paiements imputée aux indemnités",
            self.payments.iter().map(|p| p.to_indemnity).sum(),
            false,
        );
        row(called::PRINCIPAL_DUE, t.principal_due, true);
        row(&due, t.interest_due, true);
        let lump_sums = if title { "Autres sommes fixées par le titre" } else { called::INDEMNITIES };
        row(lump_sums, t.indemnities_due, false);
        row(called::PENALTY, t.penalty_clause_due, false);
        row(if title { "Dépens et frais" } else { called::COSTS }, t.costs_due, false);
        table.total([format!("{} {}", called::TOTAL, french::date(self.as_of)), figure(t.total_due)]);
        table.build()
    }

    /// Interest, segment by segment.
    #[must_use]
    pub fn segments_table(&self) -> Table {
        let mut t = TableBuilder::new(
            "Calcul des intérêts, période par période",
            [
                (&self.item, Kind::Text),
                ("Du", Kind::Mark),
                ("Au", Kind::Mark),
                ("Jours", Kind::Amount),
                ("Base (en €)", Kind::Amount),
                ("Taux l'an", Kind::Amount),
                ("Source du taux", Kind::Text),
                ("Intérêts (en €)", Kind::Amount),
            ],
        );
        for s in &self.segments {
            t.row([
                french::user(&s.invoice),
                short_date(s.from),
                short_date(s.to),
                french::integer(s.days),
                figure(s.base),
                french::rate(s.rate),
                french::typeset(&s.source),
                figure(s.interest),
            ]);
        }
        let blank = String::new;
        let total: Money = self.segments.iter().map(|s| s.interest).sum();
        t.total(["Total".into(), blank(), blank(), blank(), blank(), blank(), blank(), figure(total)]);
        t.build()
    }

    /// Payments and what they went to.
    #[must_use]
    pub fn payments_table(&self) -> Table {
        let mut t = TableBuilder::new(
            "Paiements reçus et leur imputation",
            [
                ("Reçu le", Kind::Mark),
                ("Paiement", Kind::Text),
                ("Imputé sur", Kind::Text),
                ("Montant (en €)", Kind::Amount),
                ("Intérêts (en €)", Kind::Amount),
                ("Principal (en €)", Kind::Amount),
                ("Indemnité (en €)", Kind::Amount),
            ],
        );
        for p in &self.payments {
            t.row([
                short_date(p.received_on),
                french::user(&p.label),
                p.invoices.iter().map(|i| french::user(i)).collect::<Vec<_>>().join(", "),
                figure(p.amount),
                figure(p.to_interest),
                figure(p.to_principal),
                figure(p.to_indemnity),
            ]);
        }
        let sum = |f: fn(&PaymentLine) -> Money| figure(self.payments.iter().map(f).sum());
        t.total([
            String::new(),
            "Total".into(),
            String::new(),
            sum(|p| p.amount),
            sum(|p| p.to_interest),
            sum(|p| p.to_principal),
            sum(|p| p.to_indemnity),
        ]);
        t.build()
    }

    /// Credit notes and the invoices they reduce.
    #[must_use]
    pub fn credit_notes_table(&self) -> Table {
        let mut t = TableBuilder::new(
            "Avoirs",
            [
                ("Avoir", Kind::Text),
                ("Date", Kind::Mark),
                ("Déduit de", Kind::Text),
                ("Montant (en €)", Kind::Amount),
            ],
        );
        for c in &self.credit_notes {
            t.row([
                french::user(&c.number),
                short_date(c.issued_on),
                french::user(&c.invoice),
                figure(c.amount),
            ]);
        }
        t.total([
            "Total".into(),
            String::new(),
            String::new(),
            figure(self.credit_notes.iter().map(|c| c.amount).sum()),
        ]);
        t.build()
    }
}

struct LineTotals {
    amount: Money,
    credited: Money,
    principal_due: Money,
    interest_due: Money,
    indemnity_due: Money,
    total_due: Money,
}

/// The number, marked when time has barred the line.
fn name(l: &InvoiceLine) -> String {
    let mark = if l.prescribed { "\u{a0}(p)" } else { "" };
    format!("{}{mark}", french::user(&l.number))
}
