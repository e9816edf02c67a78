//! The payment plan: what it adds up to, its days, and what a consumer may be asked (PLAN-01, PLAN-08, CIV-12).

use super::small_claims::claimable;
use super::{Facts, Sink};
use crate::claim::wire::{PlanKind, Waived};
use crate::claim::{Plan, Schedule};
use crate::domain::{Day, Money, Nature, add_years_clamped, french};
use crate::rules::registry;

/// No plan: no plan to sign.
pub(super) fn missing(f: &Facts<'_>, out: &mut Sink) {
    if f.claim.plan.is_none() {
        out.raise("");
    }
}

/// What the plan has to pay: everything that can be asked, less what the creditor gives up.
fn to_pay(f: &Facts<'_>, plan: &Plan) -> Money {
    let t = claimable(f);
    let given_up = |w: Waived, sum: Money| if plan.waive.contains(&w) { sum } else { Money::ZERO };
    t.total_due
        - given_up(Waived::Interest, t.interest_due)
        - given_up(Waived::Indemnities, t.indemnities_due)
}

/// The instalments do not add up to what is owed (PLAN-01).
pub(super) fn sum_mismatch(f: &Facts<'_>, out: &mut Sink) {
    let Some(plan) = &f.claim.plan else { return };
    let Schedule::Listed(list) = &plan.schedule else { return };
    let sum: Money = list.iter().map(|i| i.amount).sum();
    let owed = to_pay(f, plan);
    if sum == owed {
        return;
    }
    let raised = out.raise("/instalments/instalments");
    raised
        .with("sum", french::amount(sum))
        .with("owed", french::amount(owed))
        .with("gap", french::amount(if sum > owed { sum - owed } else { owed - sum }));
    raised.variant(match (plan.kind, sum > owed) {
        // Instalments already paid are no longer owed: an agreed plan is only compared.
        (PlanKind::Agreed, _) => "agreed",
        (PlanKind::Proposed, true) => "over",
        (PlanKind::Proposed, false) => "under",
    });
}

fn days(plan: &Plan) -> Vec<Day> {
    match &plan.schedule {
        Schedule::Listed(list) => list.iter().map(|i| i.due_on.day()).collect(),
        Schedule::Even(days) => days.clone(),
    }
}

fn pointer(plan: &Plan, i: usize) -> String {
    match plan.schedule {
        Schedule::Listed(_) => format!("/instalments/instalments/{i}/due_on"),
        Schedule::Even(_) => "/instalments/instalments/first_due_on".to_owned(),
    }
}

/// Days that do not follow one another, or a proposal whose first day is over (PLAN-01).
pub(super) fn dates(f: &Facts<'_>, out: &mut Sink) {
    let Some(plan) = &f.claim.plan else { return };
    let days = days(plan);
    for (i, pair) in days.windows(2).enumerate() {
        if let [before, after] = pair
            && after <= before
        {
            out.raise(pointer(plan, i + 1))
                .with("after", french::date(*after))
                .with("before", french::date(*before));
        }
    }
    if let (PlanKind::Proposed, Some(first)) = (plan.kind, days.first())
        && *first < f.claim.as_of
    {
        out.raise(pointer(plan, 0)).variant("past").with("first", french::date(*first));
    }
}

/// Longer than what a judge could grant (CIV-12): agreed plans may be.
pub(super) fn over_two_years(f: &Facts<'_>, out: &mut Sink) {
    let Some(plan) = &f.claim.plan else { return };
    let Ok(years) = f.rules.get(registry::JUDGE_PLAN_YEARS, f.claim.as_of) else { return };
    let last = days(plan).into_iter().max();
    if let (Some(last), Some(limit)) = (last, add_years_clamped(f.claim.as_of, years))
        && last > limit
    {
        out.raise("/instalments/instalments")
            .with("last", french::date(last))
            .with("years", french::count(years, "an", "ans"));
    }
}

/// A plan that carries interest or costs may be a credit for a consumer (PLAN-08).
pub(super) fn consumer_interest(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let Some(plan) = c.plan.as_ref().filter(|_| c.is_b2c()) else { return };
    let interest = claimable(f).interest_due;
    if interest.is_positive() && !plan.waive.contains(&Waived::Interest) {
        out.raise("/instalments/waive").with("interest", french::amount(interest));
    }
}

/// Consumer credit after its reform: a person must read the file (CR-06).
pub(super) fn consumer_credit_review(f: &Facts<'_>, out: &mut Sink) {
    if f.claim.nature == Nature::ConsumerCredit {
        let raised = out.raise("/nature");
        if f.claim.contract.as_ref().is_none_or(|k| k.signed_on.is_none()) {
            raised.variant("undated");
        }
    }
}
