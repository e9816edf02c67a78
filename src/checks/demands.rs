//! What is asked beyond principal and interest: indemnity, penalty clause, costs, capitalisation, damages,
//! art. 700 (C. com., art. L. 441-10; C. civ., art. 1231-5 and 1343-2; CPCE, art. L. 111-8).

use rust_decimal::Decimal;

use super::{Facts, Sink};
use crate::claim::Party;
use crate::claim::notices;
use crate::claim::wire::{Cost, EventKind};
use crate::domain::{Money, Nature, Rate, add_years_clamped, french};
use crate::rules::registry;
use crate::statement::regime::is_a_price;

/// The lump sum of the relations between professionals, written among the costs (B2B-13 to B2B-15, CIV-10).
pub(super) fn indemnity(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    if f.statement.by_title {
        return;
    }
    for (i, cost) in c.relief.costs.iter().enumerate() {
        if !names_indemnity(f, cost) {
            continue;
        }
        let raised = out.raise(format!("/relief/costs/{i}")).with("amount", french::amount(cost.amount));
        if c.is_b2b() && is_a_price(c.nature) {
            raised.variant("duplicate").with("counted", french::amount(f.statement.totals.indemnities_due));
        } else if c.is_b2b() {
            raised.variant("nature");
        }
    }
}

/// Whether a cost is the lump sum under another name: words of the rule set, compared without case, space or dot.
fn names_indemnity(f: &Facts<'_>, cost: &Cost) -> bool {
    let Ok(words) = f.rules.text(registry::INDEMNITY_WORDS, f.claim.as_of) else { return false };
    let said = fold(&format!("{} {}", cost.label, cost.basis.as_deref().unwrap_or_default()));
    words.split(';').map(fold).any(|w| !w.is_empty() && said.contains(&w))
}

fn fold(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '.').collect()
}

/// Costs of recovery without a title stay with the creditor (CIV-09, RENT-01, COP-01, CR-03, FE-28).
pub(super) fn costs(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let in_default = !notices::defaults(&c.notices).is_empty();
    let syndicat = c.nature == Nature::CoownershipCharges;
    if f.statement.by_title || (syndicat && in_default) {
        return;
    }
    for (i, cost) in c.relief.costs.iter().enumerate() {
        if names_indemnity(f, cost) {
            continue;
        }
        let raised = out
            .raise(format!("/relief/costs/{i}"))
            .with("label", french::user(&cost.label))
            .with("amount", french::amount(cost.amount));
        if syndicat {
            raised.variant("coownership");
        } else if c.nature == Nature::ResidentialLease {
            raised.variant("dwelling");
        } else if c.nature == Nature::ConsumerCredit {
            raised.variant("consumer_credit");
        } else if c.debtors.iter().any(Party::is_consumer) {
            raised.variant("consumer");
        }
    }
}

/// The penalty asked; once an order is rendered, it says what was granted.
fn penalty(f: &Facts<'_>) -> Option<Money> {
    f.claim.relief.penalty_clause.filter(|p| p.is_positive() && !f.statement.by_title)
}

/// No penalty against the tenant of a dwelling (RENT-01).
pub(super) fn penalty_void(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    if c.nature != Nature::ResidentialLease {
        return;
    }
    if let Some(sum) = penalty(f) {
        out.raise("/relief/penalty_clause").with("amount", french::amount(sum));
    } else if c.contract.as_ref().is_some_and(|k| k.penalty_clause.is_some()) {
        out.raise("/contract/penalty_clause").variant("clause");
    }
}

/// The judge may reduce it (CIV-07), and a consumer may have it set aside (CIV-08).
pub(super) fn penalty_reducible(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let (Some(sum), false) = (penalty(f), c.nature == Nature::ResidentialLease) else { return };
    let principal = f.statement.totals.principal_due;
    let share = share_of(sum, principal).map(french::rate).unwrap_or_default();
    let raised = out.raise("/relief/penalty_clause").with("amount", french::amount(sum));
    raised.with("principal", french::amount(principal)).with("share", share);
    if !principal.is_positive() {
        raised.variant("without_principal");
    } else if c.is_b2c() {
        raised.variant("consumer");
    }
}

/// A sum in percent of another, two decimals; `None` when nothing is owed or it is out of all proportion.
fn share_of(part: Money, whole: Money) -> Option<Rate> {
    let share = part.decimal().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.decimal())?;
    Rate::new(share.round_dp(2)).ok()
}

/// A penalty is asked and no clause is quoted.
pub(super) fn penalty_without_clause(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let quoted = c.contract.as_ref().is_some_and(|k| k.penalty_clause.is_some());
    let (Some(sum), false, false) = (penalty(f), quoted, c.nature == Nature::ResidentialLease) else {
        return;
    };
    out.raise("/relief/penalty_clause").with("amount", french::amount(sum));
}

/// Capitalisation: from a claim in court, whole years only, never in a consumer credit (INT-07, INT-08, CR-04).
pub(super) fn capitalisation(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    if c.relief.capitalisation != Some(true) {
        return;
    }
    if c.nature == Nature::ConsumerCredit {
        out.raise("/relief/capitalisation").variant("consumer_credit");
        return;
    }
    let Ok(years) = f.rules.get(registry::CAPITALISATION_YEARS, c.as_of) else { return };
    let claimed =
        c.events.iter().filter(|e| matches!(e.kind, EventKind::CourtClaim | EventKind::OrderServed));
    let served = c.order.iter().flat_map(|o| &o.services).map(|s| s.on.day());
    let first = claimed.map(|e| e.on.day()).chain(served).min();
    match first.and_then(|d| add_years_clamped(d, years)) {
        Some(anniversary) if anniversary <= c.as_of => {}
        Some(anniversary) => {
            out.raise("/relief/capitalisation").variant("claimed").with("on", french::date(anniversary));
        }
        None => {
            out.raise("/relief/capitalisation");
        }
    }
}

/// Damages are for the judge to assess: no line of a letter, none of a request (CIV-02, IP-02).
pub(super) fn damages(f: &Facts<'_>, out: &mut Sink) {
    if let Some(sum) = f.claim.relief.damages.filter(|d| d.is_positive()) {
        let raised = out.raise("/relief/damages").with("amount", french::amount(sum));
        if f.claim.debtors.iter().any(Party::is_consumer) {
            raised.variant("consumer");
        }
    }
}

/// Art. 700 in a request: practice differs from one judge to the next (IP-04).
pub(super) fn article_700(f: &Facts<'_>, out: &mut Sink) {
    let asked = f.claim.relief.article_700.filter(|d| d.is_positive());
    if let (Some(sum), true) = (asked, f.timeline.without_order()) {
        out.raise("/relief/article_700").with("amount", french::amount(sum));
    }
}
