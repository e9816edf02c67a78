//! The examples, normalised, and what the defaults and references give.

use super::*;
use crate::domain::Checked;
use crate::rules::RuleFiles;

fn claim(name: &str, change: impl FnOnce(&mut serde_json::Value)) -> Claim {
    let path = format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut json);
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    Claim::normalise(serde_json::from_value(json).unwrap(), "2026-11-22".parse().unwrap(), &rules).unwrap()
}

#[test]
fn defaults_are_filled() {
    let c = claim("02_consumer_craftsman", |_| {});
    assert!(c.is_b2c() && !c.is_b2b());
    assert_eq!(c.creditor.merchant, Some(false));
    assert_eq!(c.creditor.display_name(), "M. Bastien Lorieux");
    assert_eq!(c.invoices[0].amount_basis, AmountBasis::Accepted);
    assert_eq!(c.invoices[0].exhibit, Some(1));
    assert_eq!(c.payments[0].invoice, Some(0));
    assert_eq!(c.policy.day_count, DayCount::Fixed365);
    assert_eq!(c.currency, "EUR");
    assert!(c.dangling.is_empty());
    assert_eq!(c.file.as_of.map(|d| d.day()), Some(c.as_of));
}

#[test]
fn a_bad_key_is_kept_for_a_finding() {
    let c = claim("06_blocked", |_| {});
    assert!(matches!(&c.creditor.siren, Some(Checked::Invalid { text, .. }) if text == "100021105"));
    assert!(c.creditor.bank.as_ref().unwrap().iban.problem().is_some());
}

#[test]
fn references_that_point_nowhere_are_listed() {
    let c = claim("05_title_to_execute", |j| {
        j["invoices"][0]["exhibit"] = "p99".into();
        j["notices"][0]["exhibit"] = "p98".into();
        j["payments"] =
            serde_json::json!([{"received_on": "2026-03-01", "amount": "1", "invoice": "nulle part"}]);
        j["order"]["services"][0]["debtor"] = 7.into();
    });
    let at: Vec<&str> = c.dangling.iter().map(|d| d.pointer.as_str()).collect();
    assert_eq!(
        at,
        ["/invoices/0/exhibit", "/payments/0/invoice", "/notices/0/exhibit", "/order/services/0/debtor"]
    );
    assert_eq!(c.payments[0].invoice_text.as_deref(), Some("nulle part"));
}

#[test]
fn even_instalments_keep_the_day_of_the_month() {
    let c = claim("02_consumer_craftsman", |j| {
        j["instalments"]["instalments"] =
            serde_json::json!({"count": 3, "first_due_on": "2026-12-31", "every": "month"});
    });
    let Schedule::Even(days) = c.plan.unwrap().schedule else { unreachable!("asked as even") };
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-12-31", "2027-01-31", "2027-02-28"]);
}

#[test]
fn the_statutory_term_runs_between_professionals_only() {
    let strip = |j: &mut serde_json::Value| {
        j["invoices"][0].as_object_mut().unwrap().remove("due_on");
        j["contract"].as_object_mut().unwrap().remove("payment_terms");
    };
    let b2b = claim("01_b2b_three_invoices", strip);
    assert_eq!(b2b.invoices[0].due_on.day.to_string(), "2026-03-08");
    let b2c = claim("02_consumer_craftsman", strip);
    assert_eq!(b2c.invoices[0].due_on.basis, DueBasis::OnDelivery);
    assert!(b2c.invoices[0].due_on.follows_delivery());
}

#[test]
fn a_file_name_never_leads_out_of_its_directory() {
    let c = claim("06_blocked", |j| j["exhibits"][0]["file"] = "../../etc/passwd".into());
    assert_eq!(c.exhibits[0].file_name(), None);
    assert_eq!(claim("06_blocked", |_| {}).exhibits[0].file_name(), Some("absente.pdf"));
}
