//! The worked deadlines: every vector through the public door, then the boundary cases of the order for payment.

use creance::deadlines::api::{self, answer, compute};
use creance::deadlines::{Calendars, DeadlineProblem, limitation, order};
use creance::domain::{Day, Territory};
use creance::rules::{RuleFiles, Rules};
use serde_json::{Value, json};

fn set() -> (Rules, Calendars) {
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let calendars = Calendars::load(rules.files()).unwrap();
    (rules, calendars)
}

fn run(kind: &str, input: Value) -> Result<Value, DeadlineProblem> {
    let (rules, calendars) = set();
    compute(kind, input, &rules, &calendars)
}

fn code(kind: &str, input: Value) -> &'static str {
    run(kind, input).unwrap_err().code()
}

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

#[test]
fn every_vector_gives_exactly_its_expected_object() {
    let (rules, calendars) = set();
    let text = include_str!("../cases/deadline-vectors.toml");
    let file: toml::Table = toml::from_str(text).unwrap();
    let vectors = file["vector"].as_array().unwrap();
    assert_eq!(vectors.len(), 69);
    let mut wrong = Vec::new();
    for v in vectors {
        let (id, kind) = (v["id"].as_str().unwrap(), v["kind"].as_str().unwrap());
        let input = serde_json::to_value(&v["input"]).unwrap();
        let expected = serde_json::to_value(&v["expected"]).unwrap();
        match answer(kind, input, &rules, &calendars) {
            Ok(a) if a.result == expected => {
                assert!(!a.explanation.computation.is_empty() && !a.explanation.law.is_empty(), "{id}");
            }
            other => wrong.push(format!("{id}: expected {expected}, got {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_the_contract_is_there_with_its_schemas() {
    let names: Vec<_> = api::kinds().collect();
    let contract = [
        "procedure",
        "opposition_ip",
        "ip_signification",
        "ip_execution_earliest",
        "prescription",
        "payment_term",
        "notice_period",
        "count_days",
        "half_year_segments",
        "timely",
        "psrpc_reply",
        "lre",
    ];
    assert_eq!(names, contract);
    for kind in names {
        assert_eq!(
            api::input_schema(kind).unwrap().get("additionalProperties"),
            Some(&json!(false)),
            "{kind}"
        );
        assert!(api::output_schema(kind).unwrap().get("properties").is_some(), "{kind}");
    }
}

#[test]
fn errors_have_their_stable_codes() {
    let procedure = |start, duration, territory| {
        code("procedure", json!({ "start": start, "duration": duration, "territory": territory }))
    };
    assert_eq!(procedure("2026-01-01", json!({}), "metropole"), "deadline.duration_invalid");
    assert_eq!(procedure("2026-01-01", json!({ "days": -3 }), "metropole"), "deadline.duration_invalid");
    assert_eq!(
        procedure("2035-12-31", json!({ "months": 1 }), "metropole"),
        "deadline.calendar_out_of_range"
    );
    for t in ["polynesie_francaise", "nouvelle_caledonie", "wallis_et_futuna", "taaf"] {
        assert_eq!(
            procedure("2026-01-01", json!({ "months": 1 }), t),
            "deadline.calendar_unsupported",
            "{t}"
        );
    }
    for t in ["polynesie_francaise", "nouvelle_caledonie"] {
        let input = json!({ "start": "2026-10-05", "court_territory": t, "debtor_residence": "metropole" });
        assert_eq!(code("opposition_ip", input), "deadline.court_unsupported", "{t}");
    }
    let input = json!({ "order_date": "2022-02-28", "territory": "metropole" });
    assert_eq!(code("ip_signification", input), "ip.order_regime_unsupported");
    let input = json!({ "order_date": "2022-02-28", "served_on": "2022-03-10", "territory": "metropole" });
    assert_eq!(code("ip_execution_earliest", input), "ip.order_regime_unsupported");
    let input = json!({ "base_date": "2026-01-15", "term": { "type": "end_of_month", "days": 45 } });
    assert_eq!(code("payment_term", input), "term.method_required");
    let input = json!({ "date": "2026-11-20", "days": 8, "territory": "metropole" });
    assert_eq!(code("notice_period", input), "med.outcome_required");
    let input = json!({ "outcome": "addressee_unknown", "date": "2026-11-20", "territory": "metropole" });
    assert_eq!(code("notice_period", input), "notice.not_received");
    assert_eq!(code("l126", json!({})), "procedure.not_available");
    assert_eq!(code("nothing", json!({})), "deadline.kind_unknown");
    assert_eq!(order::competent(&[Territory::Etranger]).unwrap_err().code(), "ip.no_competent_court");
    assert_eq!(order::competent(&[Territory::Etranger, Territory::Taaf]), Ok(()));
    let input = json!({ "first_day": "2026-02-01", "last_day": "2026-01-31" });
    assert_eq!(code("half_year_segments", input), "deadline.duration_invalid");
    let input = json!({ "due_on": "9999-12-31", "years": i64::MAX });
    assert_eq!(code("prescription", input), "deadline.date_out_of_range");
}

#[test]
fn every_fault_of_an_input_is_named_with_its_pointer() {
    let refused = run(
        "procedure",
        json!({ "start": "2026-02-30", "duration": { "days": 1.5, "hours": 2 }, "teritory": "metropole", "a/b": 1 }),
    );
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "input.invalid");
    let errors = refused.errors();
    let mut found: Vec<_> = errors.iter().map(|e| (e.code, e.pointer.as_str())).collect();
    found.sort_unstable();
    let expected = [
        ("input.invalid_date", "/start"),
        ("input.missing_field", "/territory"),
        ("input.unknown_field", "/a~1b"),
        ("input.unknown_field", "/duration/hours"),
        ("input.unknown_field", "/teritory"),
        ("input.wrong_type", "/duration/days"),
    ];
    assert_eq!(found, expected);
    assert!(errors.iter().all(|e| e.message.ends_with('.')), "{errors:?}");
}

#[test]
fn what_is_not_an_object_or_has_a_wrong_name_is_refused_with_a_pointer() {
    let first = |kind, input| {
        let errors = run(kind, input).unwrap_err().errors();
        (errors[0].code, errors[0].pointer.clone(), errors.len())
    };
    assert_eq!(first("timely", json!([1])), ("input.wrong_type", String::new(), 1));
    assert_eq!(first("timely", json!(null)), ("input.wrong_type", String::new(), 1));
    let input = json!({ "start": "2026-01-01", "months": 1, "territory": "paris" });
    assert_eq!(first("procedure", input), ("input.invalid_value", "/territory".into(), 1));
    let input = json!({ "order_date": "2026-09-01", "served_on": "2026-09-10", "territory": "metropole", "debtor_residence": 3 });
    assert_eq!(first("ip_execution_earliest", input), ("input.invalid_value", "/debtor_residence".into(), 1));
    assert_eq!(first("prescription", json!({ "years": 5 })), ("input.missing_field", "/due_on".into(), 1));
    let input = json!({ "base_date": "2026-01-15", "term": { "type": "net_days" } });
    assert_eq!(first("payment_term", input), ("input.missing_field", "/term/days".into(), 1));
    let input = json!({ "expiry": "2026-12-01", "act_at_local": "2026-12-01T10:00:00Z" });
    assert_eq!(first("timely", input), ("input.invalid_date", "/act_at_local".into(), 1));
}

#[test]
fn short_forms_of_flags_mean_the_same() {
    let same = |kind, short: Value, long: Value| {
        let short = run(kind, short).unwrap();
        assert_eq!(short, run(kind, long).unwrap(), "{kind}");
    };
    same(
        "procedure",
        json!({ "start": "2026-01-31", "months": 1, "territory": "metropole" }),
        json!({ "start": "2026-01-31", "duration": { "months": 1 }, "territory": "metropole" }),
    );
    same(
        "payment_term",
        json!({ "start": "2026-01-15", "days": 45, "type": "end_of_month", "method": "unknown" }),
        json!({ "base_date": "2026-01-15", "term": { "type": "unknown", "days": 45 } }),
    );
    same(
        "payment_term",
        json!({ "base_date": "2026-01-15", "term": { "days": 45, "from": "end_of_month", "end_of_month_method": "month_end_then_days" } }),
        json!({ "base_date": "2026-01-15", "term": { "type": "end_of_month_then_days", "days": 45 } }),
    );
    same(
        "payment_term",
        json!({ "base_date": "2026-01-15", "term": "net_days", "days": 30 }),
        json!({ "base_date": "2026-01-15", "term": { "type": "net_days", "days": 30 } }),
    );
    same(
        "prescription",
        json!({ "start": "2021-03-31", "years": 5 }),
        json!({ "due_on": "2021-03-31", "years": 5 }),
    );
    same(
        "notice_period",
        json!({ "outcome": "signed", "date": "2026-11-23", "territory": "metropole" }),
        json!({ "outcome": "signed", "date": "2026-11-23", "days": 8, "territory": "metropole" }),
    );
}

#[test]
fn a_choice_is_said() {
    let (rules, calendars) = set();
    let input = json!({ "base_date": "2026-04-02", "term": { "type": "unknown", "days": 45 } });
    let a = answer("payment_term", input, &rules, &calendars).unwrap();
    assert_eq!(a.result["due_on"], "2026-06-14");
    assert_eq!(a.result["warnings"].as_array().unwrap().len(), 1);
    let input = json!({ "unit": "ouvrable", "start": "2026-12-23", "days": 5, "territory": "metropole" });
    let a = answer("count_days", input, &rules, &calendars).unwrap();
    assert!(a.explanation.warnings[0].contains("samedi"));
    let input =
        json!({ "start": "2026-10-31", "court_territory": "metropole", "debtor_residence": "etranger" });
    let a = answer("opposition_ip", input, &rules, &calendars).unwrap();
    assert_eq!(
        a.explanation.computation.replace('\u{a0}', " "),
        "1 mois, plus 2 mois de distance, à compter du 31 octobre 2026 : 31 janvier 2027. Ce jour est un dimanche : \
         le délai est prorogé au lundi 1er février 2027."
    );
    assert!(a.explanation.law.iter().any(|l| &*l.text == "CPC, art. 643"));
}

/// Boundary cases 1 to 5: the date of the order alone picks the regime.
#[test]
fn service_of_the_order() {
    let (rules, calendars) = set();
    let cases = [
        ("2026-08-31", 6, "2027-03-01"),
        ("2026-09-01", 3, "2026-12-01"),
        ("2026-11-30", 3, "2027-03-01"),
        ("2026-09-03", 3, "2026-12-03"),
        ("2026-04-10", 6, "2026-10-12"),
        ("2026-09-15", 3, "2026-12-15"),
    ];
    for (order_date, months, expiry) in cases {
        let s = order::signification(d(order_date), Territory::Metropole, &rules, &calendars).unwrap();
        assert_eq!((s.span.parts().1, s.expiry), (months, d(expiry)), "{order_date}");
    }
    let old = order::signification(d("2022-02-28"), Territory::Metropole, &rules, &calendars);
    assert_eq!(old, Err(DeadlineProblem::OrderRegimeUnsupported(d("2022-02-28"))));
}

/// Boundary cases 8 to 11. Case 9: served otherwise than to the person, the seizure opens the month again.
#[test]
fn opposition() {
    let (rules, calendars) = set();
    let m = Territory::Metropole;
    let expiry =
        |start, court, home| order::opposition(d(start), court, home, &rules, &calendars).unwrap().expiry;
    assert_eq!(expiry("2026-10-31", m, m), d("2026-11-30"));
    assert_eq!(expiry("2027-02-01", m, m), d("2027-03-01"));
    assert_eq!(expiry("2027-01-31", m, m), d("2027-03-01"));
    assert_eq!(expiry("2026-10-05", m, Territory::LaReunion), d("2026-12-07"));
    assert_eq!(expiry("2026-10-05", m, Territory::Etranger), d("2027-01-05"));
    assert_eq!(expiry("2026-10-05", m, Territory::AlsaceMoselle), d("2026-11-05"));
    assert_eq!(expiry("2026-10-05", Territory::AlsaceMoselle, m), d("2026-11-05"));
    assert_eq!(expiry("2026-10-05", Territory::SaintBarthelemy, Territory::Guadeloupe), d("2026-12-07"));
}

/// Boundary cases 13 to 15.
#[test]
fn enforcement() {
    let (rules, calendars) = set();
    let m = Territory::Metropole;
    let from =
        |order, served| order::execution_earliest(d(order), d(served), m, None, &rules, &calendars).unwrap();
    let r2 = from("2026-08-05", "2026-08-20");
    assert_eq!((r2.wait_until, r2.not_before), (d("2026-09-21"), d("2026-09-22")));
    assert_eq!(from("2026-05-06", "2026-06-10").not_before, d("2026-07-11"));
    let r3 = from("2026-09-20", "2026-10-15");
    assert_eq!((r3.wait_until, r3.not_before), (d("2026-12-15"), d("2026-12-16")));
    assert!(!r3.open_on(d("2026-12-15"), None) && r3.open_on(d("2026-12-16"), None));
    assert!(!r3.open_on(d("2026-12-16"), Some(d("2026-12-10"))));
    // A debtor abroad: the increased opposition period is longer than the wait.
    let abroad = order::execution_earliest(
        d("2026-09-20"),
        d("2026-10-15"),
        m,
        Some(Territory::Etranger),
        &rules,
        &calendars,
    );
    assert_eq!(abroad.unwrap().not_before, d("2027-01-16"));
    let upside_down =
        order::execution_earliest(d("2026-10-15"), d("2026-10-14"), m, None, &rules, &calendars);
    assert_eq!(upside_down.unwrap_err().code(), "deadline.duration_invalid");
    // Both days of Saint-Martin lengthen the wait; the opposition period knows the day of the Code alone.
    let t = Territory::SaintMartin;
    let wait =
        order::execution_earliest(d("2026-04-01"), d("2026-04-27"), t, None, &rules, &calendars).unwrap();
    assert_eq!((wait.opposition.expiry, wait.wait_until), (d("2026-05-28"), d("2026-05-29")));
}

/// Boundary cases 18 to 20.
#[test]
fn deposit_and_counsel() {
    let (rules, calendars) = set();
    let m = Territory::Metropole;
    let deposit = |from| order::deposit(d(from), m, &rules, &calendars).unwrap().expiry;
    assert_eq!(deposit("2026-11-22"), d("2026-12-07"));
    assert_eq!(deposit("2026-12-01"), d("2026-12-16"));
    assert_eq!(order::counsel(d("2026-12-04"), m, &rules, &calendars).unwrap().expiry, d("2026-12-21"));
}

#[test]
fn every_reference_of_the_limitation_table_is_known() {
    let (rules, calendars) = set();
    for rule in calendars.limitation().all() {
        assert!(rule.law.iter().all(|k| rules.law(k).is_some()), "{}", rule.key);
        let start = limitation::LimitationStart::DuringDay(d("2025-01-31"));
        let acts =
            [limitation::Act { kind: limitation::ActKind::OrderServed, on: d("2025-02-01"), until: None }];
        let case =
            limitation::LimitationCase { rule, start, born_on: None, acts: &acts, as_of: d("2026-11-22") };
        let found = limitation::run(&case, &rules).unwrap();
        assert!(found.law.iter().all(|k| rules.law(k).is_some()), "{:?}", found.law);
    }
    assert_eq!(rules.value_failures(), Vec::<String>::new());
}

/// A day that the grammar of the contract cannot write is refused, not written in another grammar.
#[test]
fn a_day_after_the_year_9999_is_refused() {
    let ask = |years: u32| {
        let input =
            serde_json::json!({ "starts_at_zero_hour_on": "5078-08-21", "years": years, "due_on": null });
        let body = serde_json::json!({ "kind": "prescription", "input": input });
        crate::http::post_json("/v1/deadlines", body.to_string().as_bytes())
    };
    assert_eq!(ask(5).status, 200);
    assert_eq!(ask(21_983).problem(422)["errors"][0]["code"], "deadline.date_out_of_range");
}
