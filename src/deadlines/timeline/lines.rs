//! Limitation or foreclosure of each line, and the terms that still run (PR-01 to PR-21).

use super::acts::{Acts, Paid};
use super::{Case, ClaimDeadline, sentence};
use crate::claim::wire::InvoiceKind;
use crate::claim::{Claim, DueBasis, Invoice, Party};
use crate::deadlines::limitation::{
    self, CreditorQuality, DebtorQuality, Limitation, LimitationCase, LimitationKind, LimitationRule,
    LimitationStart, StartRule,
};
use crate::deadlines::{DeadlineProblem, status};
use crate::domain::french::{date, user};
use crate::domain::{Day, Grade, Money, Nature};
use crate::rules::NoVersion;

/// Where the start of a limitation was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitationBase {
    /// The term, agreed or of the law (C. civ., art. 2233).
    Term,
    /// Delivery, completion, end of the care or of the mandate.
    Performance,
    /// The day of issue, for want of better.
    Issue,
    /// The first default that was not made good (PR-12).
    FirstDefault,
    /// The whole fell due (PR-20).
    Acceleration,
}

/// The limitation of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineLimitation {
    /// The period with its acts.
    pub limitation: Limitation,
    /// Researched rule: `PR-02`.
    pub rule_id: String,
    /// A foreclosure, which an acknowledgment does not interrupt.
    pub forclusion: bool,
    /// `/invoices/3`.
    pub pointer: String,
    /// The day the period runs from.
    pub starts_on: Day,
    /// Where that day was read.
    pub base: LimitationBase,
    /// How well the length was checked.
    pub grade: Grade,
    /// An enforceable order took its place: see `title_limitation`.
    pub merged_in_title: bool,
    /// What is uncertain, in French.
    pub notes: Vec<String>,
}

impl LineLimitation {
    /// Whether the action is barred on a day.
    #[must_use]
    pub fn is_barred(&self, day: Day) -> bool {
        !self.merged_in_title && day > self.limitation.end.last_day
    }
}

/// « Facture n° F-2026-041 », « Loyer juin »: a line as a sentence names it, its number as it was given.
fn name(line: &Invoice) -> String {
    let number = user(&line.number);
    match line.kind {
        InvoiceKind::Invoice | InvoiceKind::CreditNote => format!("Facture n°\u{a0}{number}"),
        InvoiceKind::Rent => format!("Loyer «\u{a0}{number}\u{a0}»"),
        InvoiceKind::Instalment => format!("Échéance «\u{a0}{number}\u{a0}»"),
        InvoiceKind::ChargeCall => format!("Appel de charges «\u{a0}{number}\u{a0}»"),
        InvoiceKind::Draft => format!("Effet «\u{a0}{number}\u{a0}»"),
        InvoiceKind::Other => format!("Somme «\u{a0}{number}\u{a0}»"),
    }
}

fn is_consumer(p: &Party) -> bool {
    p.is_consumer() && p.is_natural_person()
}

/// The row of the table for a claim. Consumers among professionals: theirs, the shorter.
pub(super) fn rule<'a>(case: &Case<'a>) -> Option<&'a LimitationRule> {
    let claim = case.claim;
    let debtor = match claim.debtors.iter().any(is_consumer) {
        true => DebtorQuality::Consumer,
        false => DebtorQuality::Professional,
    };
    let creditor = match &claim.creditor {
        c if c.is_public() => CreditorQuality::Public,
        c if c.is_professional() => CreditorQuality::Professional,
        _ => CreditorQuality::Private,
    };
    case.calendars.limitation().rule_for(claim.nature, debtor, creditor)
}

/// What is told of the rule whatever the line.
fn notes_of_rule(claim: &Claim, rule: &LimitationRule) -> Vec<String> {
    let mut notes = Vec::new();
    let consumers = claim.debtors.iter().filter(|d| is_consumer(d)).count();
    if consumers > 0 && consumers < claim.debtors.len() {
        notes.push(
            "L'un des débiteurs est un consommateur\u{a0}: sa durée, la plus courte, est retenue pour tous."
                .to_owned(),
        );
    }
    if rule.grade == Grade::Unverified {
        notes.push("Durée non vérifiée\u{a0}: à confirmer.".to_owned());
    }
    notes
}

/// The oldest instalment that payments and credit notes, taken on the oldest first, leave unpaid (PR-12).
fn first_default(claim: &Claim) -> Option<Day> {
    if let Some(told) = claim.credit.as_ref().and_then(|c| c.first_default_on) {
        return Some(told.day());
    }
    let paid = claim.payments.iter().filter(|p| p.received_on <= claim.as_of).map(|p| p.amount);
    let credited = claim.credit_notes().map(|n| n.amount);
    let mut left: Money = paid.chain(credited).sum();
    let mut debts: Vec<(Day, Money)> = claim.debts().map(|l| (l.due_on.day, l.amount)).collect();
    debts.sort_by_key(|(due, _)| *due);
    for (due, amount) in debts {
        if left < amount {
            return Some(due);
        }
        left -= amount;
    }
    None
}

/// The day a line's period runs from, where it was read, and what is uncertain in it.
fn start(
    claim: &Claim,
    line: &Invoice,
    rule: &LimitationRule,
    default: Option<Day>,
) -> (Day, LimitationBase, Option<String>) {
    use LimitationBase::{Acceleration, FirstDefault, Issue, Performance};
    let due = line.due_on.day;
    let accelerated = claim.credit.as_ref().and_then(|c| c.accelerated_on).map(|d| d.day());
    match (rule.start, line.delivered_on) {
        (StartRule::FirstDefault, _) => (default.unwrap_or(due), FirstDefault, None),
        (StartRule::Delivery, Some(day)) => (day, Performance, None),
        (StartRule::Delivery, None) => {
            let note =
                "Le jour de la livraison manque\u{a0}: la prescription en part et peut être plus proche.";
            (due.min(line.issued_on), Issue, Some(note.to_owned()))
        }
        (StartRule::EndOfMandate, Some(day)) => {
            let note = "La date d'exécution est prise pour la fin du mandat, d'où part la prescription\u{a0}: à vérifier.";
            (day, Performance, Some(note.to_owned()))
        }
        (StartRule::EndOfCare, Some(day)) => (day, Performance, None),
        (StartRule::EndOfMandate, None) => {
            let note = "La fin du mandat, d'où part la prescription, n'est pas indiquée\u{a0}: la facture est prise à sa place.";
            (due.min(line.issued_on), Issue, Some(note.to_owned()))
        }
        (StartRule::EndOfCare, None) => {
            let note = "La fin des soins, d'où part la prescription, n'est pas indiquée\u{a0}: la facture est prise à sa place.";
            (due.min(line.issued_on), Issue, Some(note.to_owned()))
        }
        _ => match accelerated.filter(|a| *a < due && claim.nature == Nature::ProfessionalCredit) {
            Some(day) => (day, Acceleration, None),
            None => from_term(line, rule),
        },
    }
}

/// C. civ., art. 2233 3°: the term when there is one; else performance, else what the invoice says.
fn from_term(line: &Invoice, rule: &LimitationRule) -> (Day, LimitationBase, Option<String>) {
    let due = line.due_on.day;
    match line.due_on.basis {
        DueBasis::OnDelivery => (due, LimitationBase::Performance, None),
        DueBasis::OnIssue if rule.start == StartRule::Completion => {
            let note = "Ni échéance ni date d'exécution\u{a0}: l'émission est prise, mais la prescription a pu partir plus tôt, de l'exécution.";
            (due, LimitationBase::Issue, Some(note.to_owned()))
        }
        DueBasis::OnIssue => (due, LimitationBase::Issue, None),
        DueBasis::FromLaw { start_unknown, .. } => {
            let since = line.delivered_on.unwrap_or(line.issued_on);
            let known = if start_unknown { "émission" } else { "exécution" };
            let note = format!(
                "Sans échéance convenue, le délai légal de paiement est pris pour terme\u{a0}; par prudence, comptez dès l'{known}, le {}.",
                date(since)
            );
            (due, LimitationBase::Term, Some(note))
        }
        DueBasis::FromTerms { ambiguous: true, .. } => {
            let note = "La clause «\u{a0}fin de mois\u{a0}» ne dit pas sa méthode\u{a0}: la prescription peut partir un peu plus tôt.";
            (due, LimitationBase::Term, Some(note.to_owned()))
        }
        _ => (due, LimitationBase::Term, None),
    }
}

/// The limitation of each debt line, with what the report lists of it.
pub(super) fn limitations(
    case: &Case<'_>,
    acts: &Acts,
    paid: &[Vec<Day>],
    merged: bool,
    out: &mut Vec<ClaimDeadline>,
) -> Result<Vec<Option<LineLimitation>>, NoVersion> {
    let claim = case.claim;
    let Some(rule) = rule(case) else {
        return Ok(claim.debts().map(|_| None).collect());
    };
    let shared = notes_of_rule(claim, rule);
    let default = match rule.start {
        StartRule::FirstDefault => first_default(claim),
        _ => None,
    };
    let mut all = Vec::with_capacity(claim.invoices.len());
    for (rank, line) in claim.debts().enumerate() {
        let (starts_on, base, uncertain) = start(claim, line, rule, default);
        let own = paid.get(rank).map(Vec::as_slice).unwrap_or_default();
        let acts = acts.for_period(starts_on, rule.length, Paid(own));
        let limitation = limitation::run(
            &LimitationCase {
                rule,
                start: LimitationStart::DuringDay(starts_on),
                born_on: line.delivered_on.filter(|d| *d < starts_on),
                acts: &acts,
                as_of: claim.as_of,
            },
            case.rules,
        );
        let limitation = match limitation {
            Ok(l) => l,
            Err(DeadlineProblem::NoVersion(e)) => return Err(e),
            Err(_) => {
                all.push(None);
                continue;
            }
        };
        let mut notes: Vec<String> = uncertain.into_iter().collect();
        notes.extend(limitation.cautions.iter().cloned());
        notes.extend(shared.iter().cloned());
        let found = LineLimitation {
            rule_id: rule.id.clone(),
            forclusion: rule.kind == LimitationKind::Forclusion,
            pointer: line.pointer(),
            starts_on,
            base,
            grade: rule.grade,
            merged_in_title: merged,
            notes: notes.iter().map(|n| sentence(n)).collect(),
            limitation,
        };
        if line.due_on.day >= claim.as_of {
            out.push(payment_term(case, line)?);
        }
        // What the title put in its place is told by `title_limitation`.
        if !merged {
            out.push(listed(case, line, &found)?);
        }
        all.push(Some(found));
    }
    Ok(all)
}

fn listed(case: &Case<'_>, line: &Invoice, found: &LineLimitation) -> Result<ClaimDeadline, NoVersion> {
    let end = &found.limitation.end;
    let mut law: Vec<&str> = found.limitation.law.iter().map(String::as_str).collect();
    if found.base == LimitationBase::Term && !law.contains(&"cciv-2233") {
        law.push("cciv-2233");
    }
    Ok(ClaimDeadline {
        code: if found.forclusion { "forclusion" } else { "prescription" },
        subject: found.pointer.clone(),
        starts_on: found.starts_on,
        expires_on: end.last_day,
        raw_expires_on: end.last_day,
        safe_by: Some(end.safety_day),
        computation: format!("{}. {}", name(line), sentence(&found.limitation.computation)),
        law: case.law(&law),
        status: status::status(Some(found.starts_on), end.last_day, case.claim.as_of, case.rules)?,
        note: (!found.notes.is_empty()).then(|| found.notes.join(" ")),
    })
}

/// A line that is not late yet: it cannot be claimed in court (IP-03).
fn payment_term(case: &Case<'_>, line: &Invoice) -> Result<ClaimDeadline, NoVersion> {
    let due = line.due_on.day;
    let since = match line.due_on.basis {
        DueBasis::FromLaw { start_unknown: false, .. } => line.delivered_on.unwrap_or(line.issued_on),
        _ => line.issued_on,
    };
    let starts_on = since.min(due);
    let source = match line.due_on.basis {
        DueBasis::FromLaw { .. } => "faute d'échéance convenue, délai de la loi",
        DueBasis::FromTerms { .. } => "délai convenu",
        _ => "échéance",
    };
    let law: &[&str] = if case.claim.is_b2b() { &["ccom-l441-10", "cciv-2233"] } else { &["cciv-2233"] };
    let late = due.succ_opt().unwrap_or(due);
    Ok(ClaimDeadline {
        code: "payment_term",
        subject: line.pointer(),
        starts_on,
        expires_on: due,
        raw_expires_on: due,
        safe_by: None,
        computation: format!(
            "{}. {}",
            name(line),
            sentence(&format!(
                "Payable jusqu'au {} ({source})\u{a0}; en retard à partir du {}.",
                date(due),
                date(late)
            ))
        ),
        law: case.law(law),
        status: status::status(Some(starts_on), due, case.claim.as_of, case.rules)?,
        note: None,
    })
}
