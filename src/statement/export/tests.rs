//! The tables read back: sums, separators, texts that are no formulas, same bytes twice.

use std::io::Read;

use super::*;
use crate::claim::Claim;
use crate::rules::{RuleFiles, Rules};
use crate::statement::compute;

fn view(change: impl FnOnce(&mut serde_json::Value)) -> StatementView {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/claims/01_b2b_three_invoices.json");
    let mut json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut json);
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let claim =
        Claim::normalise(serde_json::from_value(json).unwrap(), "2026-11-22".parse().unwrap(), &rules)
            .unwrap();
    StatementView::new(&compute(&claim, &rules).unwrap(), &claim, &rules)
}

fn read(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes())
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn cents(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap()
}

#[test]
fn the_rows_add_up_to_the_totals() {
    let view = view(|_| {});
    let rows = read(&csv(&view).unwrap());
    let is_total = |r: &&Vec<String>| r[2].to_lowercase().starts_with("total");
    let amount = |r: &Vec<String>| if r[9].is_empty() { 0 } else { cents(&r[9]) };
    let details: i64 = rows.iter().filter(|r| !is_total(r)).map(amount).sum();
    assert_eq!(details, cents(&view.totals.total_due.to_string().replace('.', ",")));
    let named = |name: &str| rows.iter().find(|r| r[2] == name).map(|r| r[9].clone()).unwrap();
    assert_eq!(named("Total principal dû"), "8905,56");
    assert_eq!(named("Total intérêts dus"), "572,05");
    assert_eq!(named("TOTAL DÛ"), "9597,61");
    let interest: i64 = rows.iter().filter(|r| r[2] == "Intérêts").map(amount).sum();
    assert_eq!(interest, 57205 + 17196);
    let paid: Vec<_> = rows.iter().filter(|r| r[2] == "Paiement").collect();
    assert_eq!(paid.len(), 1);
    assert_eq!(paid[0][9..13], ["-1500,00", "171,96", "1328,04", "0,00"]);
    let segment = rows.iter().find(|r| r[2] == "Intérêts").unwrap();
    assert_eq!(
        segment[3..10],
        ["F-2026-041", "13/03/2026", "02/06/2026", "82", "6300,00", "12,15", "171,96"]
    );
}

#[test]
fn a_text_of_the_user_is_never_a_formula() {
    let view = view(|j| {
        j["reference"] = "=HYPERLINK(\"http://x\")".into();
        j["invoices"][0]["number"] = "@SUM(A1;B2)".into();
        j["payments"][0]["invoice"] = "@SUM(A1;B2)".into();
    });
    for row in read(&csv(&view).unwrap()) {
        assert_eq!(row[0], "'=HYPERLINK(\"http://x\")");
        let cell = &row[3];
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
    assert_eq!(inert("  +33"), "'  +33");
    assert_eq!(inert("F-2026-041"), "F-2026-041");
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

#[test]
fn the_workbook_holds_numbers_and_dates_and_is_the_same_twice() {
    let view = view(|j| j["reference"] = "=1+1".into());
    let bytes = xlsx(&view).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(bytes, xlsx(&view).unwrap());
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>171.96</v>") && sheet.contains("<v>9597.61</v>"), "figures are numbers");
    // 13 March 2026 in days of the spreadsheet.
    assert!(sheet.contains("<v>46094</v>"), "days are dates");
    assert!(!sheet.contains("<f>"), "no formula");
    let strings = part(&bytes, "xl/sharedStrings.xml");
    assert!(strings.contains("=1+1") && strings.contains("TOTAL DÛ"));
    assert!(part(&bytes, "docProps/core.xml").contains("2026-11-22"));
    assert!(part(&bytes, "xl/styles.xml").contains("#,##0.00"));
}

#[test]
fn an_overpayment_is_told_and_not_summed() {
    let view = view(|j| j["payments"][0]["amount"] = "20000".into());
    let rows = read(&csv(&view).unwrap());
    assert!(rows.iter().any(|r| r[2] == "Paiement" && r[9].is_empty() && r[13].contains("au-delà")));
    assert_eq!(rows.last().unwrap()[2], "TOTAL DÛ");
    assert_eq!(rows.last().unwrap()[9], "0,00");
}
