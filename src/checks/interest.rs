//! The interest asked against the interest the law gives (C. com., art. L. 441-10; C. civ., art. 1231-6).

use std::collections::BTreeMap;

use super::{Facts, Sink};
use crate::claim::Party;
use crate::claim::wire::{BelowFloor, InterestAsked, RateTerm};
use crate::domain::{Day, HalfYear, Nature, Period, Rate, RateSeries, french};
use crate::statement::regime::{Regime, is_a_price};

/// How many half-years a message spells out.
const SPELLED: usize = 4;

/// A stipulated rate under three times the legal rate, half-year by half-year (B2B-05 to B2B-07).
pub(super) fn rate_below_minimum(f: &Facts<'_>, out: &mut Sink) {
    if f.statement.by_title {
        return;
    }
    let mut clauses: BTreeMap<String, (RateTerm, Vec<Day>)> = BTreeMap::new();
    for line in f.statement.lines.iter().filter(|l| l.regime == Regime::Penalties) {
        let Some(invoice) = f.claim.invoices.get(line.invoice) else { continue };
        let Some(term) = invoice.late_rate else { continue };
        let own = f.claim.file.invoices.get(line.invoice).is_some_and(|i| i.late_rate.is_some());
        let pointer =
            if own { format!("{}/late_rate", invoice.pointer()) } else { "/contract/late_rate".to_owned() };
        clauses.entry(pointer).or_insert_with(|| (term, Vec::new())).1.push(line.due_on);
    }
    for (pointer, (term, dues)) in clauses {
        // B2B-07: the series of the law itself are no lower stipulation.
        if matches!(term, RateTerm::Series(RateSeries::B2bDefault | RateSeries::B2bFloor)) {
            continue;
        }
        let below = half_years_below(f, term, &dues);
        if below.is_empty() {
            continue;
        }
        let mut spelled: Vec<String> = below.iter().take(SPELLED).map(spell).collect();
        if let Ok(more @ 1..) = u32::try_from(below.len().saturating_sub(SPELLED)) {
            spelled.push(french::count(more, "autre semestre", "autres semestres"));
        }
        let raised = out.raise(pointer).with("halves", french::list(&spelled)).with("rate", term_words(term));
        match f.claim.policy.below_floor {
            BelowFloor::DefaultRate => {}
            BelowFloor::Floor => {
                raised.variant("floor");
            }
            BelowFloor::AsStipulated => {
                raised.variant("as_stipulated");
            }
        }
    }
}

/// The half-years of the delay in which the clause stands under the floor, with that floor.
fn half_years_below(f: &Facts<'_>, term: RateTerm, dues: &[Day]) -> Vec<(HalfYear, Rate)> {
    let as_of = f.claim.as_of;
    let first = dues.iter().min().and_then(|d| d.succ_opt()).unwrap_or(as_of).min(as_of);
    let halves = Period::new(first, as_of).map(Period::half_years).unwrap_or_default();
    let below = halves.into_iter().filter_map(|(half, days)| {
        let floor = f.rules.rate_on(RateSeries::B2bFloor, days.first()).ok()?.0;
        let rate = match term {
            RateTerm::Fixed(rate) => rate,
            RateTerm::Series(s) => f.rules.rate_on(s, days.first()).ok()?.0,
        };
        (rate < floor).then_some((half, floor))
    });
    below.collect()
}

fn spell((half, floor): &(HalfYear, Rate)) -> String {
    format!(
        "{} du {} au {}",
        french::rate(*floor),
        french::date(half.first_day()),
        french::date(half.last_day())
    )
}

fn term_words(term: RateTerm) -> String {
    match term {
        RateTerm::Fixed(rate) => french::rate(rate),
        RateTerm::Series(s) => format!("«\u{a0}{}\u{a0}»", s.name()),
    }
}

/// Contractual interest is asked and no rate is stipulated.
pub(super) fn rate_missing(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let asked = c.relief.interest == Some(InterestAsked::Contractual);
    if f.statement.by_title || !asked || c.debts().any(|l| l.late_rate.is_some()) {
        return;
    }
    let raised = out.raise("/relief/interest");
    if f.statement.lines.iter().all(|l| l.regime.of_right()) {
        raised.variant("professional");
    }
}

/// Commercial penalties outside the relations between professionals (CIV-10, B2B-01).
pub(super) fn consumer_commercial_rate(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let consumer = c.debtors.iter().any(Party::is_consumer);
    if c.relief.interest == Some(InterestAsked::CommercialDefault) {
        if consumer {
            out.raise("/relief/interest");
        } else if !c.creditor.is_professional() {
            out.raise("/relief/interest").variant("private_creditor");
        } else if !is_a_price(c.nature) {
            out.raise("/relief/interest").variant("nature");
        }
    }
    let copied = |t: Option<RateTerm>| {
        matches!(t, Some(RateTerm::Series(RateSeries::B2bDefault | RateSeries::B2bFloor)))
    };
    if consumer && copied(c.contract.as_ref().and_then(|k| k.late_rate)) {
        out.raise("/contract/late_rate").variant("clause");
    }
}

/// Stipulated interest asked from a consumer: the clause may be unfair (CIV-08).
pub(super) fn consumer_clause(f: &Facts<'_>, out: &mut Sink) {
    let c = f.claim;
    let stipulated = c.debts().find_map(|l| l.late_rate);
    let asked = c.relief.interest == Some(InterestAsked::Contractual);
    // The rate of a loan is its price, not a penalty for delay.
    let loan = c.nature == Nature::ConsumerCredit;
    if let (true, true, false, Some(term)) = (c.is_b2c(), asked, loan, stipulated) {
        out.raise("/relief/interest").with("rate", term_words(term));
    }
}
