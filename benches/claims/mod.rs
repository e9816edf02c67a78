//! Claim files for the measures: the examples, and the first of them with as many invoices as asked.
#![allow(dead_code, reason = "each measure takes what it needs")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Days;
use creance::domain::Day;
use serde_json::{Value, json};

/// That of the program, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The name of an example of a debt between companies.
pub const COMPANIES: &str = "01_b2b_three_invoices.json";

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The day everything is judged as of.
pub fn as_of() -> Day {
    "2026-11-22".parse().unwrap()
}

/// An example.
pub fn example(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(examples().join("claims").join(name)).unwrap()).unwrap()
}

/// The five exhibits of the examples.
pub fn exhibits() -> Vec<(String, Vec<u8>)> {
    let named = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(&path).unwrap())
    };
    let files = std::fs::read_dir(examples().join("exhibits")).unwrap().map(|e| e.unwrap().path());
    let mut out: Vec<_> = files.filter(|p| p.extension().is_some_and(|e| e != "md")).map(named).collect();
    out.sort();
    out
}

/// The first example, with this many invoices over two years and a payment for one in two.
pub fn with_invoices(invoices: u64) -> Value {
    let mut claim = example(COMPANIES);
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

/// The file as bytes, each time that of another debtor, with other invoices and another sum left: equal files, or files
/// that differ by their reference alone, would measure what is remembered of the one before.
pub fn numbered(claim: Value) -> impl FnMut() -> Vec<u8> {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    move || serde_json::to_vec(&another(&claim, NEXT.fetch_add(1, Ordering::Relaxed))).unwrap()
}

/// The same, each time of another creditor too.
pub fn of_another_creditor(claim: Value) -> impl FnMut() -> Vec<u8> {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    move || {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut claim = another(&claim, n);
        person(&mut claim["creditor"], n);
        serde_json::to_vec(&claim).unwrap()
    }
}

fn another(claim: &Value, n: usize) -> Value {
    let mut claim = claim.clone();
    renumber(&mut claim, &format!("F-{:04}-", n % 10_000));
    claim["reference"] = format!("R-{n}").into();
    for debtor in claim["debtors"].as_array_mut().unwrap() {
        person(debtor, n);
    }
    for payment in claim.get_mut("payments").and_then(Value::as_array_mut).into_iter().flatten() {
        let cents: usize = payment["amount"].as_str().unwrap().replace('.', "").parse().unwrap();
        let cents = cents - n % cents.min(10_000);
        payment["amount"] = format!("{}.{:02}", cents / 100, cents % 100).into();
    }
    claim
}

fn person(person: &mut Value, n: usize) {
    let key = if person.get("name").is_some() { "name" } else { "last_name" };
    person[key] = format!("{} {n}", person[key].as_str().unwrap()).into();
    let line = &mut person["address"]["lines"][0];
    *line = format!(
        "{} {}",
        n % 200 + 1,
        line.as_str().unwrap().trim_start_matches(|c: char| !c.is_alphabetic())
    )
    .into();
}

/// Wherever an invoice is named: its own number, a payment, the label of an exhibit.
fn renumber(value: &mut Value, prefix: &str) {
    match value {
        Value::String(text) if text.contains("F-2026-") => *text = text.replace("F-2026-", prefix),
        Value::Array(items) => items.iter_mut().for_each(|i| renumber(i, prefix)),
        Value::Object(fields) => fields.values_mut().for_each(|v| renumber(v, prefix)),
        _ => {}
    }
}

/// One core, as a worker has: nothing is handed to another thread.
pub fn on_this_thread() {
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().unwrap();
}
