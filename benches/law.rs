//! How fast the law answers: `cargo bench --bench law`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::LazyLock;

use chrono::Days;
use creance::claim::Claim;
use creance::deadlines::api;
use creance::domain::Day;
use creance::dossier::{Law, judge};
use creance::rules::RuleFiles;
use creance::statement::single::{InterestRequest, interest};
use creance::statement::{self, view::StatementView};
use divan::Bencher;
use divan::counter::ItemsCount;
use serde_json::{Value, json};

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(RuleFiles::embedded()).unwrap());

fn main() {
    LazyLock::force(&LAW);
    divan::main();
}

fn as_of() -> Day {
    "2026-11-22".parse().unwrap()
}

/// The first example, with this many invoices over two years and a payment for one in two.
fn file(invoices: u64) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/claims/01_b2b_three_invoices.json");
    let mut claim: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let line = |i: u64| {
        let issued = as_of() - Days::new(40 + i * 690 / invoices);
        json!({"number": format!("F-{i}"), "issued_on": issued, "due_on": issued + Days::new(30),
               "amount_incl_tax": format!("{}.40", 900 + i % 800), "label": "Fournitures"})
    };
    let payment = |i: u64| {
        let day = as_of() - Days::new(i * 690 / invoices);
        let mut p = json!({"received_on": day, "amount": format!("{}.10", 300 + i % 500)});
        if i.is_multiple_of(4) {
            p["invoice"] = format!("F-{i}").into();
        }
        p
    };
    claim["invoices"] = (0..invoices).map(line).collect();
    claim["payments"] = (0..invoices).step_by(2).map(payment).collect();
    claim
}

fn claim(invoices: u64) -> Claim {
    Claim::normalise(serde_json::from_value(file(invoices)).unwrap(), as_of(), &LAW.rules).unwrap()
}

/// Reading and resolving the file.
#[divan::bench(args = [3, 20, 2_000])]
fn normalised(bencher: Bencher<'_, '_>, invoices: u64) {
    let file: creance::claim::ClaimFile = serde_json::from_value(file(invoices)).unwrap();
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(|| file.clone())
        .bench_values(|f| Claim::normalise(f, as_of(), &LAW.rules).unwrap());
}

/// The figures alone.
#[divan::bench(args = [3, 20, 2_000])]
fn statements(bencher: Bencher<'_, '_>, invoices: u64) {
    let claim = claim(invoices);
    bencher.counter(ItemsCount::new(1_u32)).bench(|| statement::compute(&claim, &LAW.rules).unwrap());
}

/// The figures and every sentence.
#[divan::bench(args = [3, 20, 2_000])]
fn explained_statements(bencher: Bencher<'_, '_>, invoices: u64) {
    let claim = claim(invoices);
    let statement = statement::compute(&claim, &LAW.rules).unwrap();
    bencher.counter(ItemsCount::new(1_u32)).bench(|| StatementView::new(&statement, &claim, &LAW.rules));
}

/// Sums, deadlines, court and findings.
#[divan::bench(args = [3, 20, 2_000])]
fn judged(bencher: Bencher<'_, '_>, invoices: u64) {
    let claim = claim(invoices);
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(|| claim.clone())
        .bench_values(|c| judge(c, None, &LAW).unwrap());
}

/// One sum, two years, a payment.
#[divan::bench]
fn interest_on_one_sum(bencher: Bencher<'_, '_>) {
    let request: InterestRequest = serde_json::from_value(json!({
        "principal": "10000", "rate": "b2b_default", "after": "2024-11-22", "until": "2026-11-22",
        "payments": [{"received_on": "2025-07-01", "amount": "4000"}]
    }))
    .unwrap();
    bencher.counter(ItemsCount::new(1_u32)).bench(|| interest(&request, &LAW.rules).unwrap());
}

/// A month from a day, prorogued past the days off.
#[divan::bench]
fn procedural_deadlines(bencher: Bencher<'_, '_>) {
    let input = json!({"start": "2026-03-31", "duration": {"months": 1}, "territory": "alsace_moselle"});
    bencher
        .counter(ItemsCount::new(1_u32))
        .with_inputs(|| input.clone())
        .bench_values(|i| api::answer("procedure", i, &LAW.rules, &LAW.calendars).unwrap());
}
