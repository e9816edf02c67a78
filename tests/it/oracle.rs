//! The statement against a second opinion, to the cent, over claims drawn at random; and what must hold of any
//! statement whatever its figures.

mod reckon;
mod scenario;

use std::sync::LazyLock;

use chrono::Days;
use creance::claim::{Claim, ClaimFile};
use creance::domain::{Day, Money};
use creance::rules::{RuleFiles, Rules};
use creance::statement::single::{InterestRequest, interest};
use creance::statement::{self, Statement, view::StatementView};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::json;

use reckon::{Reckoned, Table, reckon};
use scenario::{Scenario, money, scenario};

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::load(RuleFiles::embedded()).unwrap());
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(&RULES));

fn cases(n: u32) -> Config {
    Config { cases: n, failure_persistence: None, ..Config::default() }
}

/// `None`: refused, for want of a published rate.
fn engine(s: &Scenario) -> Option<(Statement, StatementView)> {
    let file: ClaimFile = serde_json::from_value(s.claim()).unwrap();
    let claim = Claim::normalise(file, s.as_of, &RULES).unwrap();
    let statement = statement::compute(&claim, &RULES).ok()?;
    let view = StatementView::new(&statement, &claim, &RULES);
    Some((statement, view))
}

fn cents(m: Money) -> i128 {
    m.cents()
}

/// Every figure of the statement as lines of text, so that a difference reads at once.
fn shown(view: &StatementView, over: Money) -> Vec<String> {
    let mut out = Vec::new();
    for l in &view.invoices {
        out.push(format!(
            "{}: principal {} left {} interest {} left {} indemnity {} left {}",
            l.number, l.principal, l.principal_due, l.interest, l.interest_due, l.indemnity, l.indemnity_due
        ));
        out.extend(l.segments.iter().map(|s| {
            format!("  {} {} {}d {} at {:.4}: {}", s.from, s.to, s.days, s.base, s.rate.percent(), s.interest)
        }));
    }
    for a in &view.allocations {
        out.push(format!(
            "paid {} {}: {} {} {}",
            a.received_on, a.amount, a.to_indemnity, a.to_interest, a.to_principal
        ));
        let mut shares: Vec<String> = a
            .by_invoice
            .iter()
            .map(|s| format!("  {} {} {} {}", s.number, s.to_indemnity, s.to_interest, s.to_principal))
            .collect();
        shares.sort();
        out.extend(shares);
    }
    let t = &view.totals;
    out.push(format!(
        "totals {} {} {} due {} {} {} {} daily {} over {over}",
        t.invoiced,
        t.credit_notes,
        t.payments,
        t.principal_due,
        t.interest_due,
        t.indemnities_due,
        t.total_due,
        t.daily_interest
    ));
    out
}

fn expected(s: &Scenario, r: &Reckoned) -> Vec<String> {
    let actual = s.choices.actual;
    let mut out = Vec::new();
    let (mut principal, mut interest, mut indemnities) = (0, 0, 0);
    for (i, l) in r.lines.iter().enumerate() {
        let accrued: i128 = l.runs.iter().map(|r| r.cents(actual)).sum();
        let forty = (l.indemnity - l.indemnity_paid).max(0);
        out.push(format!(
            "F{i}: principal {} left {} interest {} left {} indemnity {} left {}",
            money(s.debts[i].cents - l.credited),
            money(l.principal),
            money(accrued),
            money(accrued - l.interest_paid),
            money(l.indemnity),
            money(forty)
        ));
        out.extend(l.runs.iter().map(|run| {
            let days = (run.to - run.from).num_days() + 1;
            let rate = format!("{}.{:04}", run.rate / 10_000, run.rate % 10_000);
            let (base, sum) = (money(run.base), money(run.cents(actual)));
            format!("  {} {} {days}d {base} at {rate}: {sum}", run.from, run.to)
        }));
        principal += l.principal;
        interest += accrued - l.interest_paid;
        indemnities += forty;
    }
    for (n, shares) in &r.payments {
        let p = &s.payments[*n];
        let took = |what: usize| money(shares.iter().map(|(_, s)| s[what]).sum());
        out.push(format!("paid {} {}: {} {} {}", p.on, money(p.cents), took(0), took(1), took(2)));
        let mut lines: Vec<String> = shares
            .iter()
            .map(|(i, s)| format!("  F{i} {} {} {}", money(s[0]), money(s[1]), money(s[2])))
            .collect();
        lines.sort();
        out.extend(lines);
    }
    let counted = |on: Day| on <= s.as_of;
    let notes = s.credit_notes.iter().filter(|c| counted(c.on)).map(|c| c.cents).sum();
    let paid = s.payments.iter().filter(|p| counted(p.on)).map(|p| p.cents).sum();
    let invoiced = s.debts.iter().map(|d| d.cents).sum();
    // Base × rate in cents × ten-thousandths of a percent, to ten-thousandths of a euro.
    let year = if actual && s.as_of.leap_year() { 366 } else { 365 };
    let (n, d) = (r.bearing * 100, year * 100 * 10_000);
    let daily = (2 * n + d).div_euclid(2 * d);
    out.push(format!(
        "totals {} {} {} due {} {} {} {} daily {}.{:04} over {}",
        money(invoiced),
        money(notes),
        money(paid),
        money(principal),
        money(interest),
        money(indemnities),
        money(principal + interest + indemnities),
        daily / 10_000,
        daily % 10_000,
        money(r.over)
    ));
    out
}

proptest! {
    #![proptest_config(cases(4_000))]

    /// Every total, line, segment and allocation.
    #[test]
    fn the_second_opinion_agrees_to_the_cent(s in scenario()) {
        let second = reckon(&s, &TABLE).map_or_else(Vec::new, |r| expected(&s, &r));
        let first = engine(&s).map_or_else(Vec::new, |(statement, view)| shown(&view, statement.overpaid));
        let differs = first.iter().zip(&second).find(|(a, b)| a != b);
        prop_assert!(differs.is_none() && first.len() == second.len(), "{differs:#?}\n{first:#?}\n{second:#?}");
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// The columns add up to the totals, and every cent received is somewhere.
    #[test]
    fn lines_sum_to_totals_and_payments_are_conserved(s in scenario()) {
        let Some((statement, view)) = engine(&s) else { return Ok(()) };
        let t = &statement.totals;
        let sum = |f: fn(&statement::Line) -> Money| statement.lines.iter().map(f).sum::<Money>();
        prop_assert_eq!(sum(|l| l.principal_due), t.principal_due);
        prop_assert_eq!(sum(|l| l.interest_due), t.interest_due);
        prop_assert_eq!(sum(|l| l.indemnity_due), t.indemnities_due);
        prop_assert_eq!(t.principal_due + t.interest_due + t.indemnities_due, t.total_due);
        for l in &statement.lines {
            prop_assert_eq!(l.segments.iter().map(|s| s.interest).sum::<Money>(), l.interest);
            prop_assert!(cents(l.principal_due) >= 0 && cents(l.interest_due) >= 0 && cents(l.indemnity_due) >= 0);
        }
        let mut taken = Money::ZERO;
        for (a, shown) in statement.allocations.iter().zip(&view.allocations) {
            let shares: Money = a.shares.iter().map(|s| s.total()).sum();
            prop_assert_eq!(shares + a.left, shown.amount);
            taken += shares;
        }
        let before = sum(|l| l.principal + l.interest + l.indemnity);
        prop_assert_eq!(before - taken, t.total_due);
    }

    /// Payments without indication, received the same day, are one purse: neither their order nor how the sum was cut
    /// changes what is left.
    #[test]
    fn the_order_of_payments_of_one_day_does_not_matter(mut s in scenario(), cut in 0.1f64..0.9) {
        for p in &mut s.payments {
            p.debt = None;
            p.principal_first = None;
            if p.on > s.as_of {
                p.on = s.as_of;
            }
        }
        if s.payments.len() > 1 {
            s.payments[1].on = s.payments[0].on;
        }
        let mut turned = s.clone();
        turned.payments.reverse();
        let mut halved = s.clone();
        if let Some(p) = halved.payments.first_mut() {
            let part = money_part(p.cents, cut);
            let rest = scenario::Payment { cents: p.cents - part, ..p.clone() };
            p.cents = part;
            if rest.cents > 0 {
                halved.payments.push(rest);
            }
        }
        let Some((plain, _)) = engine(&s) else { return Ok(()) };
        for other in [turned, halved] {
            let (other, _) = engine(&other).unwrap();
            prop_assert_eq!(&plain.totals, &other.totals);
            prop_assert_eq!(&plain.lines, &other.lines);
            prop_assert_eq!(plain.overpaid, other.overpaid);
        }
    }

    /// The later a payment, the more interest; each line of interest may be off by its own rounding, no more.
    #[test]
    fn a_later_payment_never_lowers_interest(mut s in scenario(), early in 0u64..900, days in 1u64..300) {
        s.credit_notes.clear();
        s.payments.truncate(1);
        let Some(p) = s.payments.first_mut() else { return Ok(()) };
        p.on = s.as_of - Days::new(early);
        let mut later = s.clone();
        later.payments[0].on = s.payments[0].on + Days::new(days);
        let total = |s: &Scenario| {
            let (st, _) = engine(s)?;
            let lines = st.lines.iter().map(|l| l.segments.len()).sum::<usize>();
            Some((st.lines.iter().map(|l| cents(l.interest)).sum::<i128>(), lines as i128))
        };
        let (Some((sooner, a)), Some((later, b))) = (total(&s), total(&later)) else { return Ok(()) };
        prop_assert!(later + a + b >= sooner, "{sooner} then {later}");
    }

    /// A period cut in two bears the same interest, but for the half-cent of one more rounding.
    #[test]
    fn a_period_cut_in_two_bears_the_same(
        start in 0u64..3000, days in 2u64..1200, at in 0.0f64..1.0, sum in 1i128..100_000_000,
        series in prop::sample::select(vec!["12.15", "0.87", "legal_autres", "legal_particuliers", "b2b_default", "b2b_floor"]),
        actual in any::<bool>(),
    ) {
        let after = Day::from_ymd_opt(2015, 1, 1).unwrap() + Days::new(start);
        let until = after + Days::new(days);
        let cut = after + Days::new(money_part(i128::from(days), at) as u64);
        let count = if actual { json!("actual") } else { json!(365) };
        let one = |a: Day, b: Day| {
            let q: InterestRequest = serde_json::from_value(json!({
                "principal": money(sum), "rate": series, "after": a, "until": b, "policy": {"day_count": count}
            })).unwrap();
            cents(interest(&q, &RULES).unwrap().interest)
        };
        let (whole, parts) = (one(after, until), one(after, cut) + one(cut, until));
        prop_assert!((whole - parts).abs() <= 1, "{whole} or {parts}, cut on {cut}");
    }
}

/// A share of a sum, at least one cent.
#[allow(clippy::float_arithmetic)]
fn money_part(whole: i128, share: f64) -> i128 {
    ((whole as f64 * share) as i128).clamp(1, whole)
}
