//! Interest on one sum, without a claim file: `creance interest` and `POST /v1/interest`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account::{Account, Terms};
use super::plan::{PlanKind, RatePlan};
use super::view::SegmentView;
use crate::claim::wire::{DayCount, Imputation, PolicyChoices, RateFollows, RateTerm};
use crate::domain::{Day, Money, add_years_clamped, days_between};
use crate::rules::{NoVersion, Rules};

/// The question.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InterestRequest {
    /// Somme qui porte intérêts.
    pub principal: Money,
    /// Taux en pour cent l'an, ou nom d'une série.
    pub rate: RateTerm,
    /// Jour qui fait courir les intérêts ; non compté.
    pub after: Day,
    /// Dernier jour compté.
    pub until: Day,
    /// Dernier jour au taux simple : cinq points de plus ensuite.
    #[serde(default)]
    pub plus_five_after: Option<Day>,
    /// Paiements reçus.
    #[serde(default)]
    pub payments: Vec<InterestPayment>,
    /// Jour de la demande de capitalisation.
    #[serde(default)]
    pub capitalise_from: Option<Day>,
    /// Choix laissés par la loi.
    #[serde(default)]
    pub policy: Option<PolicyChoices>,
}

/// A payment in the question.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InterestPayment {
    /// Jour de réception.
    pub received_on: Day,
    /// Montant.
    pub amount: Money,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InterestAnswer {
    /// Days counted, from the day after `after` to `until`.
    pub days: i64,
    /// Interest accrued, capitalised interest included.
    pub interest: Money,
    /// Interest less what payments took.
    pub interest_due: Money,
    /// The sum lent, less what payments took of it.
    pub principal_due: Money,
    /// The lines.
    pub segments: Vec<SegmentView>,
    /// What each payment took.
    pub allocations: Vec<InterestAllocation>,
}

/// What a payment took.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InterestAllocation {
    /// Its day.
    pub received_on: Day,
    /// Its amount.
    pub amount: Money,
    /// Taken by interest.
    pub to_interest: Money,
    /// Taken by principal.
    pub to_principal: Money,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InterestError {
    /// `until` is before `after`.
    #[error(
        "le dernier jour compté (until : {until}) est antérieur au point de départ (after : {after}) : corrigez l'une des deux dates"
    )]
    Backwards {
        /// The trigger.
        after: Day,
        /// The last day.
        until: Day,
    },
    /// A half-year that the rule set does not know.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
}

/// What happens on a day, in the order of its day; a payment comes before an anniversary.
enum Step<'a> {
    Pay(&'a InterestPayment),
    Capitalise,
}

/// Answers the question.
///
/// # Errors
/// Dates in the wrong order; a half-year not published.
pub fn interest(request: &InterestRequest, rules: &Rules) -> Result<InterestAnswer, InterestError> {
    let InterestRequest { after, until, .. } = *request;
    if until < after {
        return Err(InterestError::Backwards { after, until });
    }
    let policy = request.policy.clone().unwrap_or_default();
    let kind = match request.rate {
        RateTerm::Fixed(r) => PlanKind::Fixed(r),
        RateTerm::Series(s) => PlanKind::Series(s),
    };
    let mut plan = RatePlan::new(kind);
    plan.plus_five_after = request.plus_five_after;
    if policy.rate_follows == Some(RateFollows::FirstHalfYear) {
        plan.frozen_on = after.succ_opt();
    }
    let count = policy.day_count.unwrap_or(DayCount::Fixed365);
    let principal_first = policy.imputation == Some(Imputation::PrincipalFirst);
    let terms = Terms { after: Some(after), plan, count, stop: None, pauses: Vec::new() };
    let mut account = Account::open(request.principal, terms);

    let mut steps: Vec<(Day, bool, Step<'_>)> = request
        .payments
        .iter()
        .filter(|p| p.received_on <= until)
        .map(|p| (p.received_on, false, Step::Pay(p)))
        .collect();
    if let Some(demand) = request.capitalise_from {
        // C. civ., art. 1343-2; INT-08: at each anniversary of the demand, a broken last year being left out.
        let anniversaries = (1..).map_while(|n| add_years_clamped(demand, n)).take_while(|d| *d <= until);
        steps.extend(anniversaries.map(|d| (d, true, Step::Capitalise)));
    }
    steps.sort_by_key(|(day, last, _)| (*day, *last));

    let mut allocations = Vec::new();
    for (day, _, step) in steps {
        match step {
            Step::Capitalise => account.capitalise(day, rules)?,
            Step::Pay(p) => {
                let got = account.pay(day, p.amount, principal_first, rules)?;
                allocations.push(InterestAllocation {
                    received_on: p.received_on,
                    amount: p.amount,
                    to_interest: got.interest,
                    to_principal: got.principal,
                });
            }
        }
    }
    let segments = account.segments(until, rules)?;
    Ok(InterestAnswer {
        days: days_between(after, until),
        interest: segments.iter().map(|s| s.interest).sum(),
        interest_due: account.interest_due(until, rules)?,
        principal_due: account.principal(),
        segments: segments.iter().map(|s| SegmentView::new(s, rules)).collect(),
        allocations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn ask(json: &str) -> InterestAnswer {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        interest(&serde_json::from_str(json).unwrap(), &rules).unwrap()
    }

    /// Worked examples P1 (day of judgment left out here), D6, D8, D9 of the research on amounts.
    #[test]
    fn worked_examples() {
        let d6 =
            ask(r#"{"principal":"1800","rate":"legal_autres","after":"2025-11-10","until":"2026-08-20"}"#);
        assert_eq!((d6.interest.to_string().as_str(), d6.days), ("37.25", 283));
        let d8 = ask(
            r#"{"principal":"20000","rate":"legal_autres","after":"2024-03-01","until":"2026-06-30","capitalise_from":"2024-03-01"}"#,
        );
        assert_eq!(d8.interest.to_string(), "1781.21");
        assert_eq!(d8.principal_due.to_string(), "20000.00");
        let d9 = ask(
            r#"{"principal":"5000","rate":"legal_autres","after":"2026-01-20","until":"2026-09-15","plus_five_after":"2026-04-10"}"#,
        );
        assert_eq!(d9.interest.to_string(), "195.01");
        let simple =
            ask(r#"{"principal":"20000","rate":"legal_autres","after":"2024-03-01","until":"2026-06-30"}"#);
        assert_eq!(simple.interest.to_string(), "1738.26");
    }

    #[test]
    fn dates_in_the_wrong_order_are_refused() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let q: InterestRequest = serde_json::from_str(
            r#"{"principal":"1","rate":"10","after":"2026-01-02","until":"2026-01-01"}"#,
        )
        .unwrap();
        assert!(matches!(interest(&q, &rules), Err(InterestError::Backwards { .. })));
    }
}
