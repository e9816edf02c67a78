//! From the statement to the sums that documents print. Letters and requests show the lines that can be asked; the
//! décompte shows the settled ones as well, and the others apart, for the record. Totals are those of the statement.

use crate::claim::wire::{DayCount, Imputation, InvoiceKind};
use crate::claim::{Claim, Invoice};
use crate::documents::french::{self, typeset};
use crate::documents::sums::{
    CreditNoteLine, InvoiceLine, PaymentLine, SegmentLine, Sums, TITLE, Totals as Printed,
};
use crate::domain::{Day, Money, Rate};
use crate::rules::Rules;
use crate::statement::explain::Citation;
use crate::statement::plan::RateBasis;
use crate::statement::regime::Regime;
use crate::statement::{Line, Statement, Totals, explain};

/// Whether each rate is followed by where it comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sources {
    /// In brackets.
    Told,
    /// The ground or the décompte says it.
    Elsewhere,
}

/// The figures of one claim, sorted by what may be done with them.
pub(super) struct Figures<'a> {
    claim: &'a Claim,
    statement: &'a Statement,
    rules: &'a Rules,
    /// Whether prescribed lines are asked all the same (`relief.claim_prescribed`).
    pub prescribed_too: bool,
}

impl<'a> Figures<'a> {
    pub(super) fn new(claim: &'a Claim, statement: &'a Statement, rules: &'a Rules) -> Self {
        let prescribed_too = claim.relief.claim_prescribed == Some(true);
        Figures { claim, statement, rules, prescribed_too }
    }

    /// The lines that are asked.
    pub(super) fn asked(&self) -> Vec<&'a Line> {
        if self.statement.by_title {
            return self.statement.lines.iter().filter(|l| l.left().is_positive()).collect();
        }
        self.statement.claimable(self.prescribed_too).collect()
    }

    /// Every line, asked or not.
    pub(super) fn all(&self) -> Vec<&'a Line> {
        self.statement.lines.iter().collect()
    }

    /// The lines of the décompte: asked, or settled by credit notes and payments.
    pub(super) fn told(&self) -> Vec<&'a Line> {
        let asked = self.asked();
        let is_asked = |l: &Line| asked.iter().any(|a| std::ptr::eq(*a, l));
        self.statement.lines.iter().filter(|l| is_asked(l) || l.left().is_zero()).collect()
    }

    /// The lines that are not asked: barred by time, or not yet due.
    pub(super) fn memo(&self) -> Vec<&'a Line> {
        let told = self.told();
        self.statement.lines.iter().filter(|l| !told.iter().any(|t| std::ptr::eq(*t, *l))).collect()
    }

    /// What is asked, in all.
    pub(super) fn totals(&self) -> Totals {
        asked_totals(self.claim, self.statement)
    }

    /// The invoice behind a line; an order obtained has none.
    pub(super) fn invoice(&self, line: &Line) -> Option<&'a Invoice> {
        (line.regime != Regime::Title).then(|| self.claim.invoices.get(line.invoice)).flatten()
    }

    /// Between professionals, for a price: penalties of the code de commerce, which a public buyer does not owe.
    pub(super) fn professional(&self) -> bool {
        self.statement.lines.iter().any(|l| l.regime == Regime::Penalties)
    }

    /// The sums of these lines.
    pub(super) fn sums(&self, lines: &[&'a Line]) -> Sums {
        let printed: Vec<InvoiceLine> = lines.iter().map(|l| self.line(l)).collect();
        let t = self.totals();
        let positions = self.positions(lines);
        let reached = |p: &(usize, PaymentLine)| p.1.clone();
        let payments: Vec<(usize, PaymentLine)> = self.payments(&positions);
        let gross: Money = printed.iter().map(|l| l.amount).sum();
        let net: Money = lines.iter().map(|l| l.principal).sum();
        Sums {
            as_of: self.statement.as_of,
            professional: self.professional(),
            item: self.item().into(),
            credit_notes: self.credit_notes(lines),
            segments: lines.iter().flat_map(|l| self.segments(l)).collect(),
            rates: self.rates(lines, Sources::Told),
            method: self.method(),
            totals: Printed {
                invoiced: gross,
                credit_notes: gross - net,
                payments: payments.iter().map(|(_, p)| p.amount).sum(),
                principal_due: t.principal_due,
                interest_due: t.interest_due,
                indemnities_due: t.indemnities_due,
                penalty_clause_due: t.penalty_clause_due,
                costs_due: t.costs_due,
                total_due: t.total_due,
                daily_interest: t.daily_interest,
            },
            payments: payments.iter().map(reached).collect(),
            invoices: printed,
        }
    }

    /// What a line of principal is called at the head of its column.
    fn item(&self) -> &'static str {
        let mut kinds = self.claim.debts().map(|i| i.kind);
        let first = kinds.next().unwrap_or(InvoiceKind::Invoice);
        if self.statement.by_title {
            return TITLE;
        }
        if kinds.any(|k| k != first) {
            return "Pièce";
        }
        match first {
            InvoiceKind::Invoice => "Facture",
            InvoiceKind::Rent => "Terme",
            InvoiceKind::Instalment => "Échéance",
            InvoiceKind::ChargeCall => "Appel",
            InvoiceKind::Draft => "Effet",
            InvoiceKind::CreditNote | InvoiceKind::Other => "Pièce",
        }
    }

    pub(super) fn line(&self, l: &Line) -> InvoiceLine {
        let invoice = self.invoice(l);
        let amount = invoice.map_or(l.principal, |i| i.amount);
        InvoiceLine {
            number: l.number.clone(),
            label: invoice.map_or_else(String::new, |i| i.label.clone()),
            issued_on: invoice.map_or(l.due_on, |i| i.issued_on),
            due_on: l.due_on,
            amount,
            credited: amount - l.principal_due,
            principal_due: l.principal_due,
            interest_due: l.interest_due,
            indemnity_due: l.indemnity_due,
            total_due: l.left(),
            exhibit: invoice.and_then(|i| i.exhibit).map(number),
            prescribed: l.prescribed && !self.prescribed_too,
        }
    }

    fn segments(&self, l: &Line) -> Vec<SegmentLine> {
        let of = |s: &crate::statement::accrue::Segment| SegmentLine {
            invoice: l.number.clone(),
            from: s.period.first(),
            to: s.period.last(),
            days: s.period.days(),
            base: s.base,
            rate: s.run.rate,
            source: explain::rate_source(s, self.rules, Citation::Order),
            interest: s.interest,
        };
        l.segments.iter().map(of).collect()
    }

    pub(super) fn positions(&self, lines: &[&Line]) -> Vec<usize> {
        let position = |l: &&Line| self.statement.lines.iter().position(|x| std::ptr::eq(x, *l));
        lines.iter().filter_map(position).collect()
    }

    /// The payments that reached these lines, each with all it paid; one that reached nothing is shown too, since it
    /// was received.
    pub(super) fn payments(&self, positions: &[usize]) -> Vec<(usize, PaymentLine)> {
        let mut out = Vec::new();
        for a in &self.statement.allocations {
            let Some(p) = self.claim.payments.get(a.payment) else { continue };
            let shares: Vec<_> = a.shares.iter().filter(|s| positions.contains(&s.debt)).collect();
            if shares.is_empty() && !a.shares.is_empty() {
                continue;
            }
            let number = |debt: usize| self.statement.lines.get(debt).map(|l| l.number.clone());
            let line = PaymentLine {
                received_on: p.received_on,
                amount: p.amount,
                label: p.label.clone().unwrap_or_else(|| "Paiement".to_owned()),
                invoices: shares.iter().filter_map(|s| number(s.debt)).collect(),
                to_interest: shares.iter().map(|s| s.interest).sum(),
                to_principal: shares.iter().map(|s| s.principal).sum(),
                to_indemnity: shares.iter().map(|s| s.indemnity).sum(),
            };
            out.push((a.payment, line));
        }
        out
    }

    fn credit_notes(&self, lines: &[&Line]) -> Vec<CreditNoteLine> {
        if self.statement.by_title {
            return Vec::new();
        }
        let whole = lines.len() == self.statement.lines.len();
        let issued = self.claim.credit_notes().filter(|c| c.issued_on <= self.statement.as_of);
        issued
            .filter(|c| whole || c.credits.is_none_or(|i| lines.iter().any(|l| l.invoice == i)))
            .map(|c| CreditNoteLine {
                number: c.number.clone(),
                issued_on: c.issued_on,
                invoice: c
                    .credits
                    .and_then(|i| self.claim.invoices.get(i))
                    .map_or_else(|| "la plus ancienne".to_owned(), |i| i.number.clone()),
                amount: c.amount,
            })
            .collect()
    }

    /// « 12,15 % l’an du 13 mars 2026 au 30 juin 2026 (BCE…) ».
    pub(super) fn rates(&self, lines: &[&Line], sources: Sources) -> Vec<String> {
        let mut runs: Vec<(Rate, String, Day, Day)> = Vec::new();
        for s in lines.iter().flat_map(|l| &l.segments) {
            let source = match sources {
                Sources::Told => {
                    format!(" ({})", typeset(&explain::rate_source(s, self.rules, Citation::Article)))
                }
                Sources::Elsewhere => String::new(),
            };
            let (first, last) = (s.period.first(), s.period.last());
            match runs.iter_mut().find(|r| r.0 == s.run.rate && r.1 == source) {
                Some(r) => {
                    r.2 = r.2.min(first);
                    r.3 = r.3.max(last);
                }
                None => runs.push((s.run.rate, source, first, last)),
            }
        }
        runs.sort_by_key(|r| (r.2, r.3));
        runs.into_iter()
            .map(|(rate, source, first, last)| {
                french::fill(
                    "{r} l'an du {f} au {l}{s}",
                    &[
                        ("r", &french::rate(rate)),
                        ("f", &french::date(first)),
                        ("l", &french::date(last)),
                        ("s", &source),
                    ],
                )
            })
            .collect()
    }

    /// From when interest runs, in words that follow « à compter … ».
    pub(super) fn interest_start(&self) -> Option<String> {
        let asked = self.asked();
        let bearing: Vec<&&Line> = asked.iter().filter(|l| l.interest_after.is_some()).collect();
        let first = bearing.first()?;
        if first.regime == Regime::Title {
            let after = first.interest_after?;
            return Some(french::fill("du lendemain du {d}", &[("d", &french::date(after))]));
        }
        if bearing.iter().all(|l| l.regime.of_right()) {
            let each = if asked.len() > 1 { "de chaque échéance" } else { "de l\u{2019}échéance" };
            return Some(format!("du lendemain {each}"));
        }
        let mut days: Vec<Day> = bearing.iter().filter_map(|l| l.interest_after).collect();
        days.sort_unstable();
        days.dedup();
        Some(match days.as_slice() {
            [day] => french::fill(
                "de la mise en demeure, reçue ou présentée le {d}",
                &[("d", &french::date(*day))],
            ),
            _ => "de la mise en demeure qui a suivi chaque échéance".to_owned(),
        })
    }

    /// How the figures were found: general rules only, the tables hold the rest.
    fn method(&self) -> Vec<String> {
        let policy = self.statement.policy;
        let mut out = vec![match policy.day_count {
            DayCount::Fixed365 => {
                "Intérêts simples, jour par jour : base × nombre de jours × taux annuel ÷ 365. Le jour qui fait courir les intérêts ne compte pas, le jour d'arrêté compte."
            }
            DayCount::Actual => {
                "Intérêts simples, jour par jour, sur une année de 365 ou 366 jours selon l'année civile. Le jour qui fait courir les intérêts ne compte pas, le jour d'arrêté compte."
            }
        }
        .to_owned()];
        out.push("Chaque période à taux et base constants est arrondie au centime le plus proche, puis les périodes sont additionnées.".to_owned());
        // A rate that the contract fixes follows no half-year.
        let asked = self.asked();
        let mut segments = asked.iter().flat_map(|l| &l.segments);
        if self.professional() && segments.any(|s| s.run.basis != RateBasis::Stipulated) {
            out.push(match policy.rate_follows {
                crate::claim::wire::RateFollows::EachHalfYear => {
                    "Le taux est celui de chaque semestre civil traversé.".to_owned()
                }
                crate::claim::wire::RateFollows::FirstHalfYear => {
                    "Le taux est celui du semestre où le retard a commencé.".to_owned()
                }
            });
        }
        if !self.statement.allocations.is_empty() {
            out.push(match policy.imputation {
                Imputation::InterestFirst => {
                    "Un paiement est imputé selon l'indication du débiteur ; à défaut, sur la dette échue la plus ancienne, ses intérêts d'abord, puis son principal.".to_owned()
                }
                Imputation::PrincipalFirst => {
                    "Les paiements sont imputés d'abord sur le principal, comme convenu.".to_owned()
                }
            });
        }
        if self.statement.totals.indemnities_due.is_positive() && !self.statement.by_title {
            out.push("L'indemnité forfaitaire ne produit pas d'intérêts.".to_owned());
        }
        out.iter().map(|s| typeset(s)).collect()
    }
}

/// What is asked on the day of the claim: a title is asked whole, be it of that very day.
#[must_use]
pub(crate) fn asked_totals(claim: &Claim, statement: &Statement) -> Totals {
    if statement.by_title {
        return statement.totals;
    }
    statement.claimable_totals(claim.relief.claim_prescribed == Some(true))
}

/// « Pièce n° » of an exhibit by its rank.
pub(super) fn number(rank: usize) -> u32 {
    u32::try_from(rank + 1).unwrap_or(u32::MAX)
}
