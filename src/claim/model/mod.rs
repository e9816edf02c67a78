//! The claim with everything resolved: amounts exact, dates computed, defaults filled, references inside the file looked up.
//! A reference that points nowhere is kept as written and listed in [`Claim::dangling`]: it is a finding, not a refusal.

mod due;
mod party;

pub use due::{DueBasis, DueDate};
pub use party::{Bank, Party};

use std::collections::HashMap;

use super::wire::{
    AmountBasis, BelowFloor, ClaimFile, Contract, Credit, DayCount, Event, Every, ExhibitKind, Imputation,
    IndemnityRank, Instalment, Instalments, InvoiceKind, Notice, Order, PaymentAllocation, PlanKind,
    RateFollows, RateTerm, Relief, Representative, Waived,
};
use crate::domain::{Day, Money, Nature, add_months_clamped};
use crate::rules::{NoVersion, Rules, registry};

/// A claim, ready to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The file as judged, `as_of` filled in.
    pub file: ClaimFile,
    /// The dossier's own number.
    pub reference: String,
    /// The day it is judged and computed at.
    pub as_of: Day,
    /// Any but `EUR` is a finding.
    pub currency: String,
    /// What it is born of.
    pub nature: Nature,
    /// Who claims.
    pub creditor: Party,
    /// Who acts for the creditor.
    pub representative: Option<Representative>,
    /// Who owes; at least one.
    pub debtors: Vec<Party>,
    /// Solidarity.
    pub joint_and_several: bool,
    /// The contract.
    pub contract: Option<Contract>,
    /// The sums, credit notes among them, in the order of the file.
    pub invoices: Vec<Invoice>,
    /// The payments, in the order of the file.
    pub payments: Vec<Payment>,
    /// The notices, in the order of the file.
    pub notices: Vec<Notice>,
    /// The events, in the order of the file.
    pub events: Vec<Event>,
    /// The pieces, in the order of the bordereau.
    pub exhibits: Vec<Exhibit>,
    /// What is asked; all absent when the file asks nothing.
    pub relief: Relief,
    /// Credit.
    pub credit: Option<Credit>,
    /// The order obtained.
    pub order: Option<Order>,
    /// The plan, its instalments laid out.
    pub plan: Option<Plan>,
    /// The choices, each resolved.
    pub policy: Policy,
    /// References that point nowhere (`reference.unknown`).
    pub dangling: Vec<Dangling>,
}

/// A sum of principal, or a credit note.
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    /// Rank in the file, from 0: its pointer is `/invoices/{index}`.
    pub index: usize,
    /// Number.
    pub number: String,
    /// Resolved; an invoice when the file does not say.
    pub kind: InvoiceKind,
    /// Day of issue.
    pub issued_on: Day,
    /// Due date and its source.
    pub due_on: DueDate,
    /// Delivery or performance.
    pub delivered_on: Option<Day>,
    /// Amount, tax included; positive for a credit note too.
    pub amount: Money,
    /// Without tax.
    pub amount_excl_tax: Option<Money>,
    /// VAT.
    pub vat: Option<Money>,
    /// Object.
    pub label: String,
    /// Its own late rate, else that of the contract.
    pub late_rate: Option<RateTerm>,
    /// Resolved; agreed when the file does not say.
    pub amount_basis: AmountBasis,
    /// The line a credit note reduces.
    pub credits: Option<usize>,
    /// Disputed by the debtor.
    pub disputed: bool,
    /// The piece that proves it.
    pub exhibit: Option<usize>,
}

impl Invoice {
    /// A credit note is deducted, every other line is owed.
    #[must_use]
    pub fn is_credit_note(&self) -> bool {
        self.kind == InvoiceKind::CreditNote
    }

    /// `/invoices/3`.
    #[must_use]
    pub fn pointer(&self) -> String {
        format!("/invoices/{}", self.index)
    }
}

/// A payment received.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    /// Rank in the file, from 0.
    pub index: usize,
    /// Day of receipt.
    pub received_on: Day,
    /// Amount.
    pub amount: Money,
    /// The line the debtor said to pay.
    pub invoice: Option<usize>,
    /// The number as written, also when it points nowhere.
    pub invoice_text: Option<String>,
    /// Label.
    pub label: Option<String>,
    /// What the debtor said it goes to.
    pub allocation: Option<PaymentAllocation>,
}

/// A piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Exhibit {
    /// Rank in the file, from 0; « Pièce n° » is one more.
    pub index: usize,
    /// Its name in the file.
    pub id: String,
    /// Title.
    pub label: String,
    /// Date.
    pub date: Option<Day>,
    /// Name of the file given with the claim.
    pub file: Option<String>,
    /// What it is.
    pub kind: Option<ExhibitKind>,
}

impl Exhibit {
    /// « Pièce n° » of the bordereau, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.index + 1
    }

    /// The file name when it is a bare name: nothing that could lead out of a directory.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file.as_deref().filter(|f| !f.contains(['/', '\\', ':']) && !matches!(*f, "." | ".."))
    }
}

/// A payment plan with its instalments laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Proposed or agreed.
    pub kind: PlanKind,
    /// As the file lays them out; amounts absent when only their number is given.
    pub schedule: Schedule,
    /// Given up if the plan is kept.
    pub waive: Vec<Waived>,
    /// The whole falls due at the first default.
    pub acceleration: bool,
}

/// The instalments.
#[derive(Debug, Clone, PartialEq)]
pub enum Schedule {
    /// Dates and amounts.
    Listed(Vec<Instalment>),
    /// Dates only: the total is divided evenly.
    Even(Vec<Day>),
}

/// The choices that the law leaves, each resolved (POLICY rows).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Divisor of a year.
    pub day_count: DayCount,
    /// Which half-year gives the rate.
    pub rate_follows: RateFollows,
    /// What replaces a clause below the floor.
    pub below_floor: BelowFloor,
    /// What a payment takes first.
    pub imputation: Imputation,
    /// Rank of the recovery indemnity.
    pub indemnity_rank: IndemnityRank,
}

/// A reference that points nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// Where it stands.
    pub pointer: String,
    /// What it says.
    pub text: String,
}

/// Names of the file and the rank of the first thing that bears each: thousands of references look them up.
struct Names<'a>(HashMap<&'a str, usize>);

impl<'a> Names<'a> {
    fn of(names: impl Iterator<Item = &'a str>) -> Names<'a> {
        let mut ranks = HashMap::new();
        for (rank, name) in names.enumerate() {
            ranks.entry(name).or_insert(rank);
        }
        Names(ranks)
    }

    fn invoices(file: &'a ClaimFile) -> Names<'a> {
        Names::of(file.invoices.iter().map(|i| i.number.as_str()))
    }

    fn exhibits(file: &'a ClaimFile) -> Names<'a> {
        Names::of(file.exhibits.iter().map(|e| e.id.as_str()))
    }
}

/// The first line, piece or party that answers a name; the miss is recorded.
fn find(
    text: Option<&String>,
    pointer: impl FnOnce() -> String,
    names: &Names<'_>,
    dangling: &mut Vec<Dangling>,
) -> Option<usize> {
    let text = text?;
    let found = names.0.get(text.as_str()).copied();
    if found.is_none() {
        dangling.push(Dangling { pointer: pointer(), text: text.clone() });
    }
    found
}

impl Claim {
    /// Resolves a file. `as_of` is what the caller asks for, else the file's own day, else today.
    ///
    /// # Errors
    /// When a rule has no version for a day it is needed on: never the nearest one.
    pub fn normalise(mut file: ClaimFile, as_of: Day, rules: &Rules) -> Result<Claim, NoVersion> {
        file.as_of = Some(as_of.into());
        let forms: Vec<&str> =
            rules.text(registry::COMMERCIAL_FORMS, as_of)?.split(';').map(str::trim).collect();
        let creditor = Party::resolve(&file.creditor, &forms);
        let debtors: Vec<Party> = file.debtors.iter().map(|d| Party::resolve(d, &forms)).collect();
        let b2b =
            creditor.is_professional() && debtors.iter().all(Party::is_professional) && sells(file.nature);
        let mut dangling = Vec::new();
        let invoices = invoices(&file, b2b, rules, &mut dangling)?;
        let payments = payments(&file, &mut dangling);
        other_references(&file, &mut dangling);
        let exhibits = file.exhibits.iter().enumerate().map(exhibit).collect();
        let plan = file.instalments.as_ref().map(|p| Plan {
            kind: p.kind,
            schedule: schedule(&p.instalments),
            waive: p.waive.clone(),
            acceleration: p.acceleration.unwrap_or(false),
        });
        Ok(Claim {
            reference: file.reference.clone(),
            as_of,
            currency: file.currency.clone(),
            nature: file.nature,
            creditor,
            representative: file.representative.clone(),
            debtors,
            joint_and_several: file.joint_and_several,
            contract: file.contract.clone(),
            invoices,
            payments,
            notices: file.notices.clone(),
            events: file.events.clone(),
            exhibits,
            relief: file.relief.clone().unwrap_or_default(),
            credit: file.credit.clone(),
            order: file.order.clone(),
            plan,
            policy: policy(&file),
            dangling,
            file,
        })
    }

    /// Both sides act professionally.
    #[must_use]
    pub fn is_b2b(&self) -> bool {
        self.creditor.is_professional() && self.debtors.iter().all(Party::is_professional)
    }

    /// A professional claims from a consumer.
    #[must_use]
    pub fn is_b2c(&self) -> bool {
        self.creditor.is_professional() && self.debtors.iter().any(Party::is_consumer)
    }

    /// The lines that are owed, credit notes left out.
    pub fn debts(&self) -> impl Iterator<Item = &Invoice> {
        self.invoices.iter().filter(|i| !i.is_credit_note())
    }

    /// The credit notes.
    pub fn credit_notes(&self) -> impl Iterator<Item = &Invoice> {
        self.invoices.iter().filter(|i| i.is_credit_note())
    }
}

/// Natures where a delivery or a performance makes the price due, so that the term of TERM-01 can run from it.
fn sells(nature: Nature) -> bool {
    !matches!(
        nature,
        Nature::ResidentialLease
            | Nature::CommercialLease
            | Nature::ConsumerCredit
            | Nature::ProfessionalCredit
            | Nature::CoownershipCharges
            | Nature::InsurancePremium
            | Nature::StatutoryContributions
            | Nature::BillOfExchange
            | Nature::PromissoryNote
            | Nature::Guarantee
            | Nature::Tort
    )
}

fn invoices(
    file: &ClaimFile,
    b2b: bool,
    rules: &Rules,
    dangling: &mut Vec<Dangling>,
) -> Result<Vec<Invoice>, NoVersion> {
    let contract = file.contract.as_ref();
    let terms = contract.and_then(|c| c.payment_terms.as_ref());
    let (owed, pieces) = (Names::invoices(file), Names::exhibits(file));
    let mut out = Vec::with_capacity(file.invoices.len());
    for (index, line) in file.invoices.iter().enumerate() {
        let at = |field: &str| format!("/invoices/{index}/{field}");
        let accepted = (line.accepted == Some(true)).then_some(AmountBasis::Accepted);
        let credits = find(line.credits.as_ref(), || at("credits"), &owed, dangling);
        out.push(Invoice {
            index,
            number: line.number.clone(),
            kind: line.kind.unwrap_or(InvoiceKind::Invoice),
            issued_on: line.issued_on.day(),
            due_on: DueDate::of(line, terms, b2b, rules)?,
            delivered_on: line.delivered_on.map(|d| d.day()),
            amount: line.amount_incl_tax,
            amount_excl_tax: line.amount_excl_tax,
            vat: line.vat,
            label: line.label.clone(),
            late_rate: line.late_rate.or_else(|| contract.and_then(|c| c.late_rate)),
            amount_basis: line.amount_basis.or(accepted).unwrap_or(AmountBasis::Agreed),
            credits,
            disputed: line.disputed.unwrap_or(false),
            exhibit: find(line.exhibit.as_ref(), || at("exhibit"), &pieces, dangling),
        });
    }
    Ok(out)
}

fn payments(file: &ClaimFile, dangling: &mut Vec<Dangling>) -> Vec<Payment> {
    let numbers = Names::invoices(file);
    let mut out = Vec::with_capacity(file.payments.len());
    for (index, p) in file.payments.iter().enumerate() {
        out.push(Payment {
            index,
            received_on: p.received_on.day(),
            amount: p.amount,
            invoice: find(p.invoice.as_ref(), || format!("/payments/{index}/invoice"), &numbers, dangling),
            invoice_text: p.invoice.clone(),
            label: p.label.clone(),
            allocation: p.allocation,
        });
    }
    out
}

/// References of the notices, events and services: nothing is resolved from them, but a miss must be told.
fn other_references(file: &ClaimFile, dangling: &mut Vec<Dangling>) {
    let pieces = Names::exhibits(file);
    for (i, n) in file.notices.iter().enumerate() {
        find(n.exhibit.as_ref(), || format!("/notices/{i}/exhibit"), &pieces, dangling);
    }
    for (i, e) in file.events.iter().enumerate() {
        find(e.exhibit.as_ref(), || format!("/events/{i}/exhibit"), &pieces, dangling);
    }
    for (i, s) in file.order.iter().flat_map(|o| &o.services).enumerate() {
        if usize::try_from(s.debtor).map_or(true, |d| d >= file.debtors.len()) {
            dangling.push(Dangling {
                pointer: format!("/order/services/{i}/debtor"),
                text: s.debtor.to_string(),
            });
        }
    }
}

fn exhibit((index, e): (usize, &super::wire::Exhibit)) -> Exhibit {
    Exhibit {
        index,
        id: e.id.clone(),
        label: e.label.clone(),
        date: e.date.map(|d| d.day()),
        file: e.file.clone(),
        kind: e.kind,
    }
}

/// Dates of even instalments: months keep the day of the first one, else take the last day of the month.
fn schedule(instalments: &Instalments) -> Schedule {
    match instalments {
        Instalments::Listed(list) => Schedule::Listed(list.clone()),
        Instalments::Even(even) => {
            let first = even.first_due_on.day();
            let step = |n: u32| match even.every {
                Every::Month => add_months_clamped(first, n),
                Every::Fortnight => first.checked_add_days(chrono::Days::new(14 * u64::from(n))),
                Every::Week => first.checked_add_days(chrono::Days::new(7 * u64::from(n))),
            };
            Schedule::Even((0..even.count).filter_map(step).collect())
        }
    }
}

fn policy(file: &ClaimFile) -> Policy {
    let asked = file.policy.clone().unwrap_or_default();
    Policy {
        day_count: asked.day_count.unwrap_or(DayCount::Fixed365),
        rate_follows: asked.rate_follows.unwrap_or(RateFollows::EachHalfYear),
        below_floor: asked.below_floor.unwrap_or(BelowFloor::DefaultRate),
        imputation: asked.imputation.unwrap_or(Imputation::InterestFirst),
        indemnity_rank: asked.indemnity_rank.unwrap_or(IndemnityRank::AfterPrincipal),
    }
}

#[cfg(test)]
mod tests;
