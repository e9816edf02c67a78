//! The six example claims, the boundary cases of an order, and what changes a limitation.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::claim::ClaimFile;
use crate::rules::RuleFiles;
use crate::statement;

static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));
static CALENDARS: LazyLock<Calendars> =
    LazyLock::new(|| Calendars::load(&RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

fn example(name: &str) -> Value {
    let path = format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn run(json: &Value, as_of: &str, residences: &[Territory]) -> Timeline {
    let file: ClaimFile = serde_json::from_value(json.clone()).unwrap();
    let claim = Claim::normalise(file, d(as_of), &RULES).unwrap();
    let mut paid = vec![Vec::new(); claim.debts().count()];
    // No payment, no need of rates that are not published yet.
    if !claim.payments.is_empty() {
        for a in &statement::compute(&claim, &RULES).unwrap().allocations {
            for share in &a.shares {
                paid[share.debt].push(claim.payments[a.payment].received_on);
            }
        }
    }
    let home = vec![Territory::Metropole; claim.debtors.len()];
    let residences = if residences.is_empty() { &home } else { residences };
    of_claim(&claim, &paid, Territory::Metropole, residences, &RULES, &CALENDARS).unwrap()
}

fn on(json: &Value, as_of: &str) -> Timeline {
    run(json, as_of, &[])
}

fn of(name: &str) -> Timeline {
    on(&example(name), "2026-11-22")
}

/// Subject, last day and status of the deadlines of a code.
fn listed(t: &Timeline, code: &str) -> Vec<(String, Day, Status)> {
    let mine = t.deadlines.iter().filter(|d| d.code == code);
    mine.map(|d| (d.subject.clone(), d.expires_on, d.status)).collect()
}

fn ends(t: &Timeline) -> Vec<Day> {
    t.limitations.iter().map(|l| l.as_ref().unwrap().limitation.end.last_day).collect()
}

/// Claim 04 with another order: dated, and its services.
fn ordered(dated_on: &str, services: Value) -> Value {
    let mut json = example("04_order_to_serve");
    json["order"]["dated_on"] = json!(dated_on);
    json["order"]["services"] = services;
    json
}

fn in_person(on: &str) -> Value {
    json!([{"debtor": 0, "on": on, "mode": "in_person"}])
}

#[test]
fn limitations_of_the_examples() {
    for (name, want) in [
        ("01_b2b_three_invoices", &["2031-06-02", "2031-04-04", "2031-06-11"][..]),
        ("02_consumer_craftsman", &["2028-05-11"]),
        ("03_residential_rent", &["2029-07-20", "2029-07-01", "2029-08-01", "2029-09-01"]),
        ("06_blocked", &["2024-06-01", "2029-01-15", "2028-08-15"]),
    ] {
        let t = of(name);
        let got = ends(&t);
        // 06, second line: not due before January 2027, so that two years end in January 2029.
        assert_eq!(got, want.iter().map(|w| d(w)).collect::<Vec<_>>(), "{name}");
        assert_eq!(listed(&t, "prescription").len(), got.len(), "{name}");
    }
}

#[test]
fn claim_06_is_barred_then_not_due_and_its_sentences_read_as_french() {
    let t = of("06_blocked");
    let barred: Vec<bool> =
        t.limitations.iter().map(|l| l.as_ref().unwrap().is_barred(d("2026-11-22"))).collect();
    assert_eq!(barred, [true, false, false]);
    assert_eq!(listed(&t, "payment_term"), [("/invoices/1".to_owned(), d("2027-01-15"), Status::Open)]);
    let statuses: Vec<Status> = listed(&t, "prescription").into_iter().map(|(_, _, s)| s).collect();
    assert_eq!(statuses, [Status::Expired, Status::NotStarted, Status::Open]);
    assert_eq!(
        t.deadlines[0].computation,
        "Facture n°\u{a0}A-1. Prescription de 2\u{a0}ans à compter du 1er\u{a0}juin\u{a0}2022\u{a0}: 1er\u{a0}juin\u{a0}2024. Dernier jour le \
         1er\u{a0}juin\u{a0}2024\u{202f}; un jour non ouvrable ne le reporte pas."
    );
    assert!(t.notices.is_empty());
}

#[test]
fn claim_01_is_interrupted_by_the_payment_and_its_notice_is_over() {
    let t = of("01_b2b_three_invoices");
    let first = &t.deadlines[0];
    assert!(
        first.computation.contains("Le paiement partiel du 2\u{a0}juin\u{a0}2026 interrompt"),
        "{first:?}"
    );
    assert_eq!(first.safe_by, Some(d("2031-06-01")));
    let keys: Vec<&str> = first.law.iter().map(|l| &*l.text).collect();
    assert!(keys.iter().any(|k| k.contains("2233")) && keys.iter().any(|k| k.contains("2240")), "{keys:?}");
    let notice = listed(&t, "notice_period");
    assert_eq!((notice.len(), notice[0].2), (1, Status::Expired));
    assert_eq!(t.notices.len(), 1);
}

#[test]
fn claim_04_is_to_be_served_on_each_debtor() {
    let t = of("04_order_to_serve");
    let want = ["/debtors/0", "/debtors/1"].map(|s| (s.to_owned(), d("2026-12-15"), Status::DueSoon));
    assert_eq!(listed(&t, "order_service"), want);
    assert!(listed(&t, "opposition").is_empty() && listed(&t, "enforcement_from").is_empty());
    let text = &t.deadlines.iter().find(|d| d.code == "order_service").unwrap().computation;
    assert!(
        text.starts_with("Signification de l’ordonnance à SARL Boulangerie Saint-Loup. 3\u{a0}mois"),
        "{text}"
    );
}

#[test]
fn claim_05_is_enforceable_since_july() {
    let t = of("05_title_to_execute");
    assert_eq!(listed(&t, "opposition"), [("/debtors/0".to_owned(), d("2026-07-10"), Status::Expired)]);
    assert_eq!(listed(&t, "enforcement_from"), [("/debtors/0".to_owned(), d("2026-07-11"), Status::Open)]);
    assert_eq!(listed(&t, "title_limitation"), [("/debtors/0".to_owned(), d("2036-07-10"), Status::Open)]);
    assert_eq!(listed(&t, "plus_five_from"), [("/debtors/0".to_owned(), d("2026-09-12"), Status::Open)]);
    assert!(listed(&t, "order_service").is_empty());
    assert!(t.service[0].enforceable && !t.service[0].opposition_open(d("2026-11-22")));
    let line = t.limitations[0].as_ref().unwrap();
    assert!(line.merged_in_title && !line.is_barred(d("2040-01-01")));
    assert_eq!(line.limitation.end.last_day, d("2031-06-10"));
}

#[test]
fn the_date_of_the_order_picks_the_time_to_serve() {
    for (dated, until) in [
        ("2026-08-31", "2027-03-01"),
        ("2026-09-01", "2026-12-01"),
        ("2026-11-30", "2027-03-01"),
        ("2026-04-10", "2026-10-12"),
    ] {
        let t = on(&ordered(dated, json!([])), "2026-11-30");
        assert_eq!(listed(&t, "order_service")[0].1, d(until), "{dated}");
    }
}

#[test]
fn an_order_of_the_first_regime_is_left_to_a_person() {
    let t = on(&ordered("2022-02-28", in_person("2022-03-10")), "2026-11-22");
    assert!(t.service.iter().all(|s| s.regime_unsupported && !s.enforceable && s.execution.is_none()));
    assert_eq!(t.service[0].problem.as_ref().map(|p| p.code()), Some("ip.order_regime_unsupported"));
    for code in ["order_service", "opposition", "enforcement_from", "title_limitation"] {
        assert!(listed(&t, code).is_empty(), "{code}");
    }
}

#[test]
fn enforcement_waits_for_the_opposition_and_since_september_for_two_months() {
    for (dated, served, from) in [
        ("2026-08-05", "2026-08-20", "2026-09-22"),
        ("2026-09-20", "2026-10-15", "2026-12-16"),
        ("2026-09-02", "2026-09-15", "2026-11-17"),
    ] {
        let json = ordered(dated, in_person(served));
        let first = |as_of: &str| listed(&on(&json, as_of), "enforcement_from")[0].clone();
        let (_, day, status) = first(from);
        assert_eq!((day, status), (d(from), Status::Open), "{dated}");
        let eve = d(from).pred_opt().unwrap().to_string();
        assert_eq!(first(&eve).2, Status::NotStarted, "{dated}");
    }
}

#[test]
fn two_debtors_have_two_fates() {
    let t = on(&ordered("2026-09-15", in_person("2026-10-05")), "2026-12-16");
    assert_eq!(t.service.iter().map(|s| s.lapsed).collect::<Vec<_>>(), [false, true]);
    assert_eq!(listed(&t, "order_service"), [("/debtors/1".to_owned(), d("2026-12-15"), Status::Expired)]);
    let late = on(&ordered("2026-09-15", in_person("2026-12-16")), "2027-06-01");
    assert!(late.service[0].lapsed && late.service[0].execution.is_none());
    assert!(!late.limitations[0].as_ref().unwrap().limitation.computation.contains("signification"));
}

#[test]
fn service_interrupts_for_all_only_when_they_are_solidary() {
    let mut json = ordered("2026-09-15", in_person("2026-10-05"));
    assert_eq!(ends(&on(&json, "2026-11-22")), [d("2031-10-05")]);
    json["joint_and_several"] = json!(false);
    assert_eq!(ends(&on(&json, "2026-11-22")), [d("2031-04-30")]);
}

#[test]
fn the_month_of_opposition_follows_the_calendar_and_the_distance() {
    let last = |served: &str, residence: Territory| {
        let json = ordered("2026-09-15", in_person(served));
        let t = run(&json, "2027-06-01", &[residence, Territory::Metropole]);
        listed(&t, "opposition")[0].1
    };
    assert_eq!(last("2026-10-31", Territory::Metropole), d("2026-11-30"));
    assert_eq!(last("2026-10-05", Territory::LaReunion), d("2026-12-07"));
    assert_eq!(last("2026-10-31", Territory::Etranger), d("2027-02-01"));
    let sunday = ordered("2026-11-30", in_person("2027-01-31"));
    assert_eq!(listed(&on(&sunday, "2027-02-02"), "opposition")[0].1, d("2027-03-01"));
}

#[test]
fn a_service_not_to_the_person_leaves_the_opposition_open_until_an_act() {
    let mut json = ordered("2026-09-15", json!([{"debtor": 0, "on": "2026-10-15", "mode": "at_office"}]));
    let open = on(&json, "2027-01-20");
    assert_eq!(listed(&open, "opposition"), [("/debtors/0".to_owned(), d("2026-11-16"), Status::Open)]);
    assert!(open.service[0].opposition_open(d("2030-01-01")) && open.service[0].enforceable);
    json["events"] = json!([{"kind": "enforcement_act", "on": "2027-02-01"}]);
    let seized = on(&json, "2027-02-10");
    assert_eq!(listed(&seized, "opposition")[0].1, d("2027-03-01"));
    assert!(!seized.service[0].opposition_open(d("2027-03-02")));
    json["order"]["services"]
        .as_array_mut()
        .unwrap()
        .push(json!({"debtor": 0, "on": "2027-01-11", "mode": "in_person"}));
    assert_eq!(listed(&on(&json, "2027-02-10"), "opposition")[0].1, d("2027-02-11"));
}

#[test]
fn an_opposition_in_time_stops_enforcement_and_a_late_one_does_not() {
    let at = |opposed: &str| {
        let services = json!([{"debtor": 0, "on": "2026-10-05", "mode": "in_person", "opposed_on": opposed}]);
        on(&ordered("2026-09-15", services), "2027-01-15")
    };
    let opposed = at("2026-11-05");
    assert!(!opposed.service[0].enforceable && !opposed.service[0].opposed_late);
    assert_eq!(listed(&opposed, "enforcement_from")[0].2, Status::NotStarted);
    assert!(listed(&opposed, "title_limitation").is_empty());
    let late = at("2026-11-06");
    assert!(late.service[0].enforceable && late.service[0].opposed_late);
}

#[test]
fn a_credit_is_foreclosed_two_years_after_the_first_default_whatever_is_acknowledged() {
    let mut json = example("06_blocked");
    json["nature"] = json!("consumer_credit");
    json["payments"] = json!([]);
    let line = |n: &str, due: &str| json!({"number": n, "kind": "instalment", "issued_on": due, "due_on": due, "amount_incl_tax": "100.00", "label": "x"});
    json["invoices"] = json!([line("1", "2025-03-05"), line("2", "2025-04-05"), line("3", "2025-05-05")]);
    json["events"] = json!([{"kind": "acknowledgment", "on": "2026-01-10"}]);
    let t = on(&json, "2026-11-22");
    assert_eq!(ends(&t), [d("2027-03-05"); 3]);
    assert_eq!(listed(&t, "forclusion").len(), 3);
    json["payments"] = json!([{"received_on": "2025-06-01", "amount": "150.00"}]);
    assert_eq!(ends(&on(&json, "2026-11-22")), [d("2027-04-05"); 3]);
    json["credit"] = json!({"first_default_on": "2025-05-05"});
    assert_eq!(ends(&on(&json, "2026-11-22")), [d("2027-05-05"); 3]);
}

#[test]
fn starts_by_nature() {
    let mut json = example("01_b2b_three_invoices");
    json["payments"] = json!([]);
    json["invoices"] = json!([{"number": "1", "issued_on": "2026-02-10", "due_on": "2026-03-12", "delivered_on": "2026-02-01",
        "amount_incl_tax": "100.00", "label": "x"}]);
    let mut first = |nature: &str| {
        json["nature"] = json!(nature);
        let t = on(&json, "2026-11-22");
        let l = t.limitations[0].clone().unwrap();
        (l.limitation.end.last_day.to_string(), l.base)
    };
    assert_eq!(first("transport"), ("2027-02-01".to_owned(), LimitationBase::Performance));
    assert_eq!(first("services"), ("2031-03-12".to_owned(), LimitationBase::Term));
    assert_eq!(first("legal_fees"), ("2031-02-01".to_owned(), LimitationBase::Performance));
    json["invoices"][0].as_object_mut().unwrap().remove("delivered_on");
    json["nature"] = json!("legal_fees");
    let fees = on(&json, "2026-11-22").limitations[0].clone().unwrap();
    assert!(fees.notes.iter().any(|n| n.contains("fin du mandat, d’où part")), "{:?}", fees.notes);
    json["nature"] = json!("professional_credit");
    json["credit"] = json!({"accelerated_on": "2026-03-01"});
    let credit = on(&json, "2026-11-22").limitations[0].clone().unwrap();
    assert_eq!((credit.base, credit.starts_on), (LimitationBase::Acceleration, d("2026-03-01")));
}

#[test]
fn events_interrupt_and_suspend_every_line() {
    let mut json = example("06_blocked");
    json["payments"] = json!([]);
    json["events"] = json!([{"kind": "acknowledgment", "on": "2024-05-30"}, {"kind": "mediation", "on": "2026-01-05", "until": "2026-02-04"}]);
    assert_eq!(ends(&on(&json, "2026-11-22"))[0], d("2026-08-04"));
    json["events"] =
        json!([{"kind": "dispute", "on": "2024-05-30"}, {"kind": "promise_to_pay", "on": "2024-06-02"}]);
    assert_eq!(ends(&on(&json, "2026-11-22"))[0], d("2024-06-01"));
}

#[test]
fn many_acknowledgments_end_as_if_all_were_told() {
    let mut json = example("02_consumer_craftsman");
    let days: Vec<Value> = (1..=28)
        .map(|n| json!({"kind": "acknowledgment", "on": format!("2026-06-{n:02}")}))
        .chain([json!({"kind": "acknowledgment", "on": "2026-10-01"})])
        .collect();
    json["events"] = json!(days);
    let t = on(&json, "2026-11-22");
    assert_eq!(ends(&t), [d("2028-10-01")]);
    assert!(t.limitations[0].as_ref().unwrap().limitation.acts.len() < 5);
}

#[test]
fn a_procedure_opens_the_declaration_until_it_is_made() {
    let mut json = example("01_b2b_three_invoices");
    json["debtors"][0]["insolvency"] =
        json!({"kind": "liquidation", "opened_on": "2026-09-08", "published_on": "2026-09-15"});
    let t = on(&json, "2026-11-22");
    assert_eq!(
        listed(&t, "claim_declaration"),
        [("/debtors/0".to_owned(), d("2026-11-16"), Status::Expired)]
    );
    assert_eq!(
        listed(&t, "relief_from_forclusion"),
        [("/debtors/0".to_owned(), d("2027-03-15"), Status::Open)]
    );
    json["events"] = json!([{"kind": "claim_declared", "on": "2026-11-02"}]);
    let declared = on(&json, "2026-11-22");
    assert!(listed(&declared, "claim_declaration").is_empty());
    json["events"] = json!([]);
    json["creditor"]["address"]["country"] = json!("BE");
    assert_eq!(listed(&on(&json, "2026-11-22"), "claim_declaration")[0].1, d("2027-01-15"));
}

#[test]
fn a_notice_leaves_the_days_offered() {
    let mut json = example("02_consumer_craftsman");
    assert_eq!(listed(&on(&json, "2026-09-10"), "notice_period")[0].1, d("2026-09-16"));
    json["relief"]["payment_deadline_days"] = json!(15);
    assert_eq!(listed(&on(&json, "2026-09-10"), "notice_period")[0].1, d("2026-09-23"));
    json["notices"][0]["returned"] = json!("unknown_address");
    assert!(listed(&on(&json, "2026-09-10"), "notice_period").is_empty());
}

#[test]
fn every_deadline_has_its_law_and_a_whole_sentence() {
    for name in [
        "01_b2b_three_invoices",
        "02_consumer_craftsman",
        "03_residential_rent",
        "04_order_to_serve",
        "05_title_to_execute",
        "06_blocked",
    ] {
        for x in of(name).deadlines {
            assert!(!x.law.is_empty(), "{name} {}", x.code);
            for text in [Some(&x.computation), x.note.as_ref()].into_iter().flatten() {
                assert!(text.ends_with('.') && !text.contains(['{', '\'']) && !text.contains("  "), "{text}");
            }
            assert!(x.raw_expires_on <= x.expires_on, "{name} {}", x.code);
        }
    }
}

#[test]
fn two_thousand_lines_take_a_moment() {
    let mut json = example("01_b2b_three_invoices");
    let line = json["invoices"][0].clone();
    let lines = (0..2000).map(|n| {
        let mut l = line.clone();
        l["number"] = json!(format!("F-{n}"));
        l
    });
    json["invoices"] = lines.collect();
    json["events"] = (0..500)
        .map(|n| json!({"kind": "acknowledgment", "on": format!("2026-{:02}-{:02}", 4 + n % 7, 1 + n % 28)}))
        .collect();
    let t = on(&json, "2026-11-22");
    assert_eq!(t.limitations.len(), 2000);
    assert!(t.limitations.iter().flatten().all(|l| l.limitation.acts.len() <= 2));
}
