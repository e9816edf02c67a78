//! Which interest a sum bears and from which day (B2B-01 to B2B-10, CIV-01, B2B-21, INS-04, SUR-02).

use super::account::Terms;
use super::credit;
use super::plan::{PlanKind, RatePlan};
use crate::claim::notices::Default;
use crate::claim::wire::{EventKind, InsolvencyKind, InterestAsked, InvoiceKind, RateFollows, RateTerm};
use crate::claim::{Claim, Invoice, Party};
use crate::domain::{Day, Money, Nature, Period, RateSeries};
use crate::rules::{NoVersion, Rules, registry};

/// The ground on which a sum bears interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// Penalties between professionals, due of right from the day after the due date (B2B-02).
    Penalties,
    /// Interest due by a public buyer, of right as well (B2B-21).
    PublicBuyer,
    /// Legal interest from a mise en demeure (CIV-01).
    Legal,
    /// Stipulated interest from a mise en demeure, outside the relations between professionals.
    Stipulated,
    /// Interest at the rate of a consumer credit, from its acceleration (CR-01).
    Loan,
    /// As a decision awards it (INT-13).
    Title,
}

impl Regime {
    /// Whether it runs from the due date, without any notice.
    #[must_use]
    pub fn of_right(self) -> bool {
        matches!(self, Regime::Penalties | Regime::PublicBuyer)
    }
}

/// Natures whose late payment between professionals falls under C. com., art. L. 441-10 (B2B-01): a price for goods
/// or services. Leases, credits, bills, contributions and damages follow their own law or the ordinary one.
#[must_use]
pub fn is_a_price(nature: Nature) -> bool {
    use Nature as N;
    matches!(
        nature,
        N::SaleOfGoods
            | N::Services
            | N::Works
            | N::Telecom
            | N::Energy
            | N::Water
            | N::Transport
            | N::HealthCare
            | N::LegalFees
            | N::AssignedReceivable
            | N::OtherContract
    )
}

/// The regime of a claim: by the quality of both sides, its nature, and what is asked.
#[must_use]
pub fn regime(claim: &Claim, late_rate: Option<RateTerm>) -> Regime {
    let asked = claim.relief.interest;
    let stipulated = || {
        if late_rate.is_some() { Regime::Stipulated } else { Regime::Legal }
    };
    if !claim.is_b2b() || !is_a_price(claim.nature) {
        if asked != Some(InterestAsked::Legal) && credit::loan_rate(claim).is_some() {
            return Regime::Loan;
        }
        return match asked {
            Some(InterestAsked::Contractual) => stipulated(),
            _ => Regime::Legal,
        };
    }
    match asked {
        Some(InterestAsked::Legal) => Regime::Legal,
        _ if claim.debtors.iter().all(Party::is_public) => Regime::PublicBuyer,
        _ => Regime::Penalties,
    }
}

/// The legal-rate column: that of the creditor, never of the debtor (RATE-01).
#[must_use]
pub fn legal_series(claim: &Claim) -> RateSeries {
    if claim.creditor.is_natural_person() && claim.creditor.is_consumer() {
        RateSeries::LegalParticuliers
    } else {
        RateSeries::LegalAutres
    }
}

/// The terms under which one sum bears interest.
#[must_use]
pub fn terms(claim: &Claim, line: &Invoice, defaults: &[Default]) -> (Regime, Terms, Option<Default>) {
    let regime = regime(claim, line.late_rate);
    let due = line.due_on.day;
    let notice = defaults.iter().copied().find(|d| d.effective_on > due);
    let after = match regime {
        Regime::Loan => credit::accelerated_on(claim).map(|d| d.max(due)),
        _ if regime.of_right() => Some(due),
        _ => notice.map(|d| d.effective_on),
    };
    let kind = match (regime, line.late_rate) {
        (Regime::Penalties, None) => PlanKind::Series(RateSeries::B2bDefault),
        // B2B-07: a clause that copies the law, or three times the legal rate, is no lower stipulation.
        (Regime::Penalties, Some(RateTerm::Series(s @ (RateSeries::B2bDefault | RateSeries::B2bFloor)))) => {
            PlanKind::Series(s)
        }
        (Regime::Penalties, Some(clause)) => PlanKind::Clause(clause, claim.policy.below_floor),
        (Regime::PublicBuyer, _) => PlanKind::Series(RateSeries::PublicBuyer),
        (Regime::Stipulated, Some(RateTerm::Fixed(rate))) => PlanKind::Fixed(rate),
        (Regime::Stipulated, Some(RateTerm::Series(s))) => PlanKind::Series(s),
        (Regime::Loan, _) => match credit::loan_rate(claim) {
            Some(RateTerm::Fixed(rate)) => PlanKind::Fixed(rate),
            Some(RateTerm::Series(s)) => PlanKind::Series(s),
            None => PlanKind::Series(legal_series(claim)),
        },
        (Regime::Stipulated | Regime::Legal | Regime::Title, _) => PlanKind::Series(legal_series(claim)),
    };
    let frozen = regime == Regime::PublicBuyer
        || (regime == Regime::Penalties && claim.policy.rate_follows == RateFollows::FirstHalfYear);
    let mut plan = RatePlan::new(kind);
    plan.frozen_on = if frozen { after.and_then(|d| d.succ_opt()) } else { None };
    let terms = Terms {
        after,
        plan,
        count: claim.policy.day_count,
        stop: stop(claim, line),
        pauses: if regime == Regime::Legal { Vec::new() } else { pauses(claim) },
    };
    let by_notice = matches!(regime, Regime::Legal | Regime::Stipulated);
    (regime, terms, notice.filter(|_| by_notice))
}

/// The opening of an insolvency procedure of a debtor, as its sheet or the events say.
#[must_use]
pub fn insolvency_opened(claim: &Claim, debtor: &Party) -> Option<Day> {
    let own = debtor
        .insolvency
        .as_ref()
        .filter(|i| i.kind != InsolvencyKind::Conciliation)
        .map(|i| i.opened_on.day());
    own.or_else(|| {
        let alone = claim.debtors.len() == 1;
        let event = claim.events.iter().find(|e| alone && e.kind == EventKind::InsolvencyOpened);
        event.map(|e| e.on.day())
    })
}

/// The last day on which a title bears interest: the eve of the latest opening judgment, when every debtor has one.
#[must_use]
pub fn title_stop(claim: &Claim) -> Option<Day> {
    let opened: Option<Vec<Day>> = claim.debtors.iter().map(|d| insolvency_opened(claim, d)).collect();
    opened?.into_iter().max()?.pred_opt()
}

/// The last day that may bear interest: the eve of the opening judgment when every debtor is insolvent
/// (C. com., art. L. 622-28; C. conso., art. L. 722-14; INS-04 and SUR-02, POLICY on the day itself).
fn stop(claim: &Claim, line: &Invoice) -> Option<Day> {
    let credit = matches!(claim.nature, Nature::ConsumerCredit | Nature::ProfessionalCredit);
    let mut latest: Option<Day> = None;
    for debtor in &claim.debtors {
        let opened = insolvency_opened(claim, debtor)?;
        let personal =
            debtor.insolvency.as_ref().is_some_and(|i| i.kind == InsolvencyKind::PersonalOverindebtedness);
        // INS-04: loans of a year or more go on bearing interest; INS-06: so do debts born afterwards.
        let born = line.delivered_on.unwrap_or(line.issued_on);
        if (credit && !personal) || born >= opened {
            return None;
        }
        latest = latest.max(Some(opened));
    }
    latest.and_then(|d| d.pred_opt())
}

/// Days during which penalties do not run: time granted by a judge (C. civ., art. 1343-5; INT-18).
fn pauses(claim: &Claim) -> Vec<Period> {
    claim
        .events
        .iter()
        .filter(|e| e.kind == EventKind::GracePeriod)
        .filter_map(|e| Period::new(e.on.day(), e.until.map_or(claim.as_of, |d| d.day())))
        .collect()
}

/// The lump sum for recovery costs that a sum bears once late: between professionals only, per invoice, and never
/// when the due date falls on or after the opening of an insolvency (B2B-13 to B2B-16).
///
/// # Errors
/// A day that no version covers.
pub fn indemnity(claim: &Claim, line: &Invoice, rules: &Rules) -> Result<Money, NoVersion> {
    let billed = matches!(line.kind, InvoiceKind::Invoice | InvoiceKind::Other);
    if !claim.is_b2b() || !is_a_price(claim.nature) || !billed {
        return Ok(Money::ZERO);
    }
    if !line.amount.is_positive() {
        return Ok(Money::ZERO);
    }
    let due = line.due_on.day;
    // C. com., art. L. 622-17: what was born after the judgment is paid when due (INS-06).
    let born = line.delivered_on.unwrap_or(line.issued_on);
    let forbids = |opened: Day| opened <= due && born < opened;
    let forbidden = claim.debtors.iter().all(|d| insolvency_opened(claim, d).is_some_and(forbids));
    if forbidden {
        return Ok(Money::ZERO);
    }
    // Loi n° 2012-387, art. 121: the debts whose term to pay began in force, not those that fall due then.
    rules.get(registry::INDEMNITY, term_begun_on(line))
}

/// The day the term to pay began: that of delivery when the term runs from it, else that of issue.
fn term_begun_on(line: &Invoice) -> Day {
    if line.due_on.follows_delivery() { line.delivered_on.unwrap_or(line.issued_on) } else { line.issued_on }
}
