//! The statements of the example claims, met to the cent: totals, segments, imputation.

use creance::claim::{Claim, ClaimFile};
use creance::rules::{RuleFiles, Rules};
use creance::statement::{self, view::StatementView};
use serde_json::{Value, json};

fn statement(name: &str) -> Value {
    let path = format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: ClaimFile = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let claim = Claim::normalise(file, "2026-11-22".parse().unwrap(), &rules).unwrap();
    let statement = statement::compute(&claim, &rules).unwrap();
    serde_json::to_value(StatementView::new(&statement, &claim, &rules)).unwrap()
}

/// Totals in the order of the contract, the daily interest last.
fn totals(v: &Value) -> Vec<&str> {
    v["totals"].as_object().unwrap().values().map(|x| x.as_str().unwrap()).collect()
}

/// `number from to days base rate interest`, a line a segment.
fn segments(v: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for i in v["invoices"].as_array().unwrap() {
        for s in i["segments"].as_array().unwrap() {
            let text = |k: &str| s[k].as_str().unwrap().to_owned();
            out.push(format!(
                "{} {} {} {} {} {} {}",
                i["number"].as_str().unwrap(),
                text("from"),
                text("to"),
                s["days"],
                text("base"),
                text("rate"),
                text("interest")
            ));
        }
    }
    out
}

fn shares(v: &Value) -> Value {
    let a = &v["allocations"][0];
    json!([a["to_interest"], a["to_principal"], a["by_invoice"][0]["number"]])
}

#[test]
fn three_invoices_between_companies() {
    let v = statement("01_b2b_three_invoices");
    let want =
        ["10233.60", "0.00", "1500.00", "8905.56", "572.05", "120.00", "0.00", "0.00", "9597.61", "3.0255"];
    assert_eq!(totals(&v), want);
    let want = [
        "F-2026-041 2026-03-13 2026-06-02 82 6300.00 12.15 171.96",
        "F-2026-041 2026-06-03 2026-06-30 28 4971.96 12.15 46.34",
        "F-2026-041 2026-07-01 2026-11-22 145 4971.96 12.40 244.92",
        "F-2026-058 2026-04-05 2026-06-30 87 2745.60 12.15 79.51",
        "F-2026-058 2026-07-01 2026-11-22 145 2745.60 12.40 135.25",
        "F-2026-077 2026-06-12 2026-06-30 19 1188.00 12.15 7.51",
        "F-2026-077 2026-07-01 2026-11-22 145 1188.00 12.40 58.52",
    ];
    assert_eq!(segments(&v), want);
    assert_eq!(shares(&v), json!(["171.96", "1328.04", "F-2026-041"]));
    insta::assert_json_snapshot!(v["explanation"]);
}

#[test]
fn a_craftsman_against_a_consumer() {
    let v = statement("02_consumer_craftsman");
    let want =
        ["4260.00", "0.00", "1000.00", "3260.00", "18.42", "0.00", "0.00", "0.00", "3278.42", "0.2456"];
    assert_eq!(totals(&v), want);
    assert_eq!(segments(&v), ["2026-031 2026-09-09 2026-11-22 75 3260.00 2.75 18.42"]);
    assert_eq!(shares(&v), json!(["0.00", "1000.00", "2026-031"]));
    insta::assert_json_snapshot!(v["explanation"]);
}

#[test]
fn four_rents() {
    let v = statement("03_residential_rent");
    let want = ["2448.00", "0.00", "300.00", "2148.00", "7.61", "0.00", "0.00", "0.00", "2155.61", "0.1618"];
    assert_eq!(totals(&v), want);
    let want = [
        "Loyer juin 2026-10-07 2026-11-22 47 312.00 2.75 1.10",
        "Loyer juillet 2026-10-07 2026-11-22 47 612.00 2.75 2.17",
        "Loyer août 2026-10-07 2026-11-22 47 612.00 2.75 2.17",
        "Loyer septembre 2026-10-07 2026-11-22 47 612.00 2.75 2.17",
    ];
    assert_eq!(segments(&v), want);
    assert_eq!(shares(&v), json!(["0.00", "300.00", "Loyer juin"]));
}
