//! Worked figures, published or reckoned by hand, met to the cent: `tests/cases/interest/`.

use chrono::Days;
use creance::claim::Claim;
use creance::domain::Day;
use creance::rules::{RuleFiles, Rules};
use creance::statement::single::{InterestRequest, interest};
use creance::statement::view::{SegmentView, StatementView};
use creance::statement::{self};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Cases<T> {
    case: Vec<T>,
}

fn cases<T: serde::de::DeserializeOwned>(name: &str) -> Vec<T> {
    let path = format!("{}/tests/cases/interest/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    toml::from_str::<Cases<T>>(&std::fs::read_to_string(path).unwrap()).unwrap().case
}

fn rules() -> Rules {
    Rules::load(RuleFiles::embedded()).unwrap()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    id: String,
    why: String,
    request: Value,
    days: i64,
    interest: String,
    /// What the source prints, or another reading gives: never our figure.
    not: Option<String>,
    #[serde(default)]
    segments: Vec<String>,
}

#[test]
fn published_interest_is_met() {
    let rules = rules();
    for c in cases::<Published>("published") {
        let request: InterestRequest = serde_json::from_value(c.request).unwrap();
        let got = interest(&request, &rules).unwrap();
        assert_eq!((got.interest.to_string(), got.days), (c.interest, c.days), "{} : {}", c.id, c.why);
        assert_ne!(Some(got.interest.to_string()), c.not, "{} : {}", c.id, c.why);
        let line = |s: &SegmentView| format!("{} {} {}", s.days, s.rate, s.interest);
        let lines: Vec<String> = got.segments.iter().map(line).collect();
        assert!(c.segments.is_empty() || lines == c.segments, "{} : {lines:?}", c.id);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Worked {
    id: String,
    why: String,
    as_of: Day,
    #[serde(default = "services")]
    nature: String,
    #[serde(default = "company")]
    creditor: String,
    #[serde(default = "company")]
    debtor: String,
    late_rate: Option<String>,
    invoices: Vec<(Day, String)>,
    #[serde(default)]
    credit_notes: Vec<(Day, String)>,
    #[serde(default)]
    payments: Vec<Value>,
    notice: Option<Day>,
    insolvency: Option<Day>,
    policy: Option<Value>,
    credit: Option<Value>,
    relief: Option<Value>,
    totals: Map<String, Value>,
    #[serde(default)]
    segments: Vec<String>,
    overpaid: Option<String>,
}

fn services() -> String {
    "services".into()
}

fn company() -> String {
    "company".into()
}

fn party(kind: &str) -> Value {
    let mut p = match kind {
        "company" => json!({"kind": "company", "name": "Atelier"}),
        "person" => {
            json!({"kind": "individual", "first_names": "Ida", "last_name": "Roc", "acting_as": "consumer"})
        }
        "public" => json!({"kind": "public_body", "name": "Commune"}),
        _ => json!({"kind": "coownership", "name": "Syndicat des copropriétaires"}),
    };
    p["address"] = json!({"lines": ["1 rue du Port"], "postal_code": "71000", "city": "Mâcon"});
    p
}

fn claim(c: &Worked) -> Value {
    let mut debtor = party(&c.debtor);
    if let Some(day) = c.insolvency {
        debtor["insolvency"] = json!({"kind": "receivership", "opened_on": day});
    }
    let mut invoices = Vec::new();
    for (i, (due, amount)) in c.invoices.iter().enumerate() {
        let issued = *due - Days::new(30);
        invoices.push(json!({"number": format!("F{i}"), "issued_on": issued, "due_on": due,
                             "amount_incl_tax": amount, "label": "x"}));
    }
    for (i, (on, amount)) in c.credit_notes.iter().enumerate() {
        invoices.push(json!({"number": format!("A{i}"), "kind": "credit_note", "issued_on": on,
                             "amount_incl_tax": amount, "label": "x"}));
    }
    let mut out = json!({"reference": c.id, "nature": c.nature, "creditor": party(&c.creditor),
                         "debtors": [debtor], "invoices": invoices, "payments": c.payments,
                         "contract": {"kind": "written_contract"}});
    if let Some(rate) = &c.late_rate {
        out["contract"]["late_rate"] = json!(rate);
    }
    if let Some(day) = c.notice {
        out["notices"] = json!([{"kind": "formal_notice", "channel": "registered_letter",
                                 "sent_on": day - Days::new(2), "presented_on": day}]);
    }
    for (key, value) in [("policy", &c.policy), ("credit", &c.credit), ("relief", &c.relief)] {
        if let Some(value) = value {
            out[key] = value.clone();
        }
    }
    out
}

#[test]
fn worked_statements_are_met() {
    let rules = rules();
    for c in cases::<Worked>("statements") {
        let file = serde_json::from_value(claim(&c)).unwrap_or_else(|e| panic!("{} : {e}", c.id));
        let claim = Claim::normalise(file, c.as_of, &rules).unwrap();
        let statement = statement::compute(&claim, &rules).unwrap();
        let view = StatementView::new(&statement, &claim, &rules);
        let totals = serde_json::to_value(&view.totals).unwrap();
        for (name, want) in &c.totals {
            assert_eq!(&totals[name], want, "{}, {name} : {}\n{:#?}", c.id, c.why, view.explanation);
        }
        let lines: Vec<String> = view
            .invoices
            .iter()
            .flat_map(|l| {
                let show =
                    |s: &SegmentView| format!("{} {} {} {} {}", l.number, s.days, s.base, s.rate, s.interest);
                l.segments.iter().map(show).collect::<Vec<_>>()
            })
            .collect();
        assert!(c.segments.is_empty() || lines == c.segments, "{} : {lines:?}", c.id);
        let overpaid = c.overpaid.unwrap_or_else(|| "0.00".to_owned());
        assert_eq!(statement.overpaid.to_string(), overpaid, "{} : {}", c.id, c.why);
    }
}
