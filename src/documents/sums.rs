//! The sums of a file as documents show them: invoice by invoice, segment by segment, payment by payment.
//!
//! Every figure comes from the statement (décompte). Only the foot of a column is added up here, from its own cells.

use rust_decimal::Decimal;

use crate::domain::{Day, Money, Rate};

use super::french::{self, figure, short_date};
use super::parts::{Kind, Pair, Table, TableBuilder};

/// What the one line of an order obtained is called.
pub const TITLE: &str = "Titre";

/// Where the lump sum stands in the table of invoices: a consumer owes none, and sees no such column.
const INDEMNITY_COLUMN: usize = 8;

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
