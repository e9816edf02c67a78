use proptest::prelude::*;
use serde_json::json;

use super::*;

fn draft(value: Value) -> Draft {
    Draft::read(&value.to_string(), &Limits::default()).unwrap()
}

#[test]
fn a_value_makes_what_holds_it() {
    let mut d = Draft::default();
    d.set("/creditor/address/city", json!("Vichy"));
    d.set("/invoices/0/number", json!("F-1"));
    d.set("/invoices/2/number", json!("F-3"));
    d.prune();
    assert_eq!(
        d,
        draft(json!({
            "creditor": {"address": {"city": "Vichy"}}, "invoices": [{"number": "F-1"}, {"number": "F-3"}]
        }))
    );
    assert_eq!(d.text("/invoices/1/number"), Some("F-3"));
    d.clear("/creditor/address/city");
    d.prune();
    assert_eq!(d.get("/creditor"), None);
    assert_eq!((d.get(""), d.get("/invoices/x"), d.get("/invoices/9")), (None, None, None));
}

#[test]
fn the_order_of_the_fields_is_kept() {
    let text = r#"{"nature":"works","reference":"R","creditor":{"name":"A","kind":"company"}}"#;
    let mut d = Draft::read(text, &Limits::default()).unwrap();
    assert_eq!(d.json(), text);
    d.remove("/reference");
    assert_eq!(d.json(), r#"{"nature":"works","creditor":{"name":"A","kind":"company"}}"#);
}

#[test]
fn items_move_and_go() {
    let mut d = draft(json!({"exhibits": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}));
    d.swap("/exhibits/0", true);
    d.swap("/exhibits/2", true);
    d.swap("/exhibits/0", false);
    assert_eq!(d.get("/exhibits"), Some(&json!([{"id": "b"}, {"id": "a"}, {"id": "c"}])));
    d.remove("/exhibits/1");
    d.remove("/exhibits/7");
    d.remove("/nowhere/1");
    assert_eq!(d.get("/exhibits"), Some(&json!([{"id": "b"}, {"id": "c"}])));
}

#[test]
fn services_follow_their_debtors() {
    let three = json!({
        "debtors": [{"name": "A"}, {"name": "B"}, {"name": "C"}],
        "order": {"services": [{"debtor": 0, "on": "a"}, {"debtor": 1, "on": "b"}, {"debtor": 2, "on": "c"}]},
    });
    let mut d = draft(three.clone());
    d.remove("/debtors/1");
    let left = json!([{"debtor": 0, "on": "a"}, {"debtor": 1, "on": "c"}]);
    assert_eq!(d.get("/order/services"), Some(&left));
    let mut d = draft(three.clone());
    d.clear("/debtors/1/name");
    d.prune();
    assert_eq!(d.get("/order/services"), Some(&left), "a debtor left blank goes the same way");
    let mut d = draft(three);
    d.swap("/debtors/0", true);
    let ranks: Vec<_> =
        (0..3).map(|i| d.get(&format!("/order/services/{i}/debtor")).unwrap().clone()).collect();
    assert_eq!(ranks, [1, 0, 2]);
}

#[test]
fn pieces_get_ids_of_their_own() {
    let mut d = draft(json!({"exhibits": [{"label": "x"}, {"id": "p1"}, {"label": "y"}, 3]}));
    d.name_exhibits();
    assert_eq!(d.text("/exhibits/0/id"), Some("p2"));
    assert_eq!(d.text("/exhibits/2/id"), Some("p3"));
}

#[test]
fn what_is_no_draft_is_refused_with_words() {
    let limits = Limits { json_bytes: 40, invoices: 2, ..Limits::default() };
    assert!(matches!(Draft::read("{", &limits), Err(DraftError::Unreadable(_))));
    assert!(matches!(Draft::read("{\"a\":1,\"a\":2}", &limits), Err(DraftError::Unreadable(_))));
    assert_eq!(Draft::read("[]", &limits), Err(DraftError::NotObject));
    assert_eq!(Draft::read(&" ".repeat(41), &limits), Err(DraftError::TooLarge(40)));
    let mut d = Draft::default();
    let three = vec![json!({"number": "1"}); 3];
    assert_eq!(d.append("/invoices", three.clone(), &limits), Err(DraftError::Full(2)));
    assert_eq!(d.append("/notices", three, &limits), Ok(()));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(
                ("debtors|order|services|debtor|exhibits|invoices|[a-z~/]{0,6}", inner),
                0..4
            )
            .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_done_a_draft_stays_one(
        start in any_json(),
        steps in prop::collection::vec(
            (0u8..7, "(/(debtors|order|services|debtor|exhibits|invoices|[0-9]{1,5}|[a-z~]{0,5})){0,4}|\\PC{0,9}", any_json()),
            0..8,
        ),
    ) {
        let limits = Limits::default();
        let mut d = Draft::read(&start.to_string(), &limits).unwrap_or_default();
        for (act, pointer, value) in steps {
            match act {
                0 => d.set(&pointer, value),
                1 => d.remove(&pointer),
                2 => d.clear(&pointer),
                3 => d.swap(&pointer, true),
                4 => d.swap(&pointer, false),
                5 => d.name_exhibits(),
                _ => { let _ = d.append(&pointer, vec![value], &limits); }
            }
            let _ = d.get(&pointer);
        }
        d.prune();
        let again = Draft::read(&d.json(), &limits);
        // Only nesting that no claim has can make it unreadable: each step adds at most four levels.
        prop_assert!(again.as_ref().map_or(true, |a| *a == d), "{again:?}");
    }
}
