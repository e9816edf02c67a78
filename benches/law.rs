//! How fast the law answers: `cargo bench --bench law`.
#![allow(clippy::unwrap_used, missing_docs)]

mod claims;

use std::sync::LazyLock;

use claims::{COMPANIES, as_of, example, with_invoices as file};
use creance::app::App;
use creance::claim::{Claim, Limits};
use creance::deadlines::api;
use creance::dossier::{Law, judge};
use creance::rules::RuleFiles;
use creance::statement::single::{InterestRequest, interest};
use creance::statement::{self, view::StatementView};
use divan::Bencher;
use divan::counter::ItemsCount;
use serde_json::json;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(RuleFiles::embedded()).unwrap());

fn main() {
    LazyLock::force(&LAW);
    divan::main();
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

/// What `POST /v1/check` takes, from the bytes of the first example to those of its report.
#[divan::bench]
fn checked(bencher: Bencher<'_, '_>) {
    let app = App::load(None, None, Limits::default(), as_of).unwrap();
    let claim = serde_json::to_vec(&example(COMPANIES)).unwrap();
    let report = || serde_json::to_vec(&app.check(&claim, None, None).unwrap()).unwrap();
    assert!(!report().is_empty());
    bencher.counter(ItemsCount::new(1_u32)).bench(report);
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
