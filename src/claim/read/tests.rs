//! Every class of error, the report of several at once, and files that nobody wrote.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

const NAMES: [&str; 6] = [
    "01_b2b_three_invoices",
    "02_consumer_craftsman",
    "03_residential_rent",
    "04_order_to_serve",
    "05_title_to_execute",
    "06_blocked",
];

fn small() -> Value {
    let at = json!({"lines": ["1 rue A"], "postal_code": "63000", "city": "Clermont-Ferrand"});
    json!({
        "reference": "R-1",
        "nature": "services",
        "creditor": {"kind": "company", "name": "Alpha", "address": at},
        "debtors": [{"kind": "company", "name": "Beta", "address": at}],
        "invoices": [{"number": "1", "issued_on": "2026-01-02", "amount_incl_tax": "10.00", "label": "x"}],
    })
}

/// The small claim with one value put in, or taken out when it is a string `"-"` under `drop`.
fn with(pointer: &str, value: Value) -> Value {
    let mut claim = small();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    claim.pointer_mut(parent).unwrap()[key] = value;
    claim
}

fn errors(claim: &Value) -> Vec<(&'static str, String)> {
    match read(claim.to_string().as_bytes(), &Limits::default()) {
        Ok(_) => Vec::new(),
        Err(e) => e.errors.into_iter().map(|e| (e.code.name(), e.pointer)).collect(),
    }
}

#[test]
fn the_six_examples_are_read_and_written_back_alike() {
    for name in NAMES {
        let file = read(&example(name), &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let again = read(&serde_json::to_vec(&file).unwrap(), &Limits::default()).unwrap();
        assert_eq!(file, again, "{name}");
    }
}

#[test]
fn each_fault_has_its_code_and_its_place() {
    let long = "x".repeat(65);
    for (pointer, value, code) in [
        ("/surprise", json!(1), "field.unknown"),
        ("/creditor/a~b/c", json!(1), "field.unknown"),
        ("/invoices/0/amount_incl_tax", json!(10.5), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!(10), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!("10,50"), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!("-1.00"), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!("1.005"), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!("1e3"), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!(""), "amount.grammar"),
        ("/invoices/0/amount_incl_tax", json!("1.00\n"), "amount.grammar"),
        ("/invoices/0/late_rate", json!("12,15"), "rate.grammar"),
        ("/invoices/0/late_rate", json!(12.15), "rate.grammar"),
        ("/invoices/0/late_rate", json!("b2b_flor"), "rate.grammar"),
        ("/invoices/0/issued_on", json!("2026-02-30"), "date.invalid"),
        ("/invoices/0/issued_on", json!("2026-2-3"), "date.invalid"),
        ("/invoices/0/issued_on", json!("02/03/2026"), "date.invalid"),
        ("/invoices/0/issued_on", json!(20_260_203), "date.invalid"),
        ("/invoices/0/issued_on", json!("9026-02-03"), "date.invalid"),
        ("/as_of", json!("demain"), "date.invalid"),
        ("/nature", json!("vente"), "value.enum"),
        ("/creditor/address/country", json!("UK"), "value.enum"),
        ("/creditor/address/country", json!("fr"), "value.enum"),
        ("/reference", json!(12), "field.type"),
        ("/debtors", json!({}), "field.type"),
        ("/joint_and_several", json!("oui"), "field.type"),
        ("/creditor/employees", json!(3.0), "field.type"),
        ("/creditor/employees", json!(-3), "value.range"),
        ("/creditor/employees", json!(99_999_999_999_u64), "value.range"),
        ("/reference", json!(""), "text.empty"),
        ("/reference", json!(" \u{a0}\u{200b}"), "text.empty"),
        ("/reference", json!(long), "text.too_long"),
        ("/creditor/name", json!("Al\u{0}pha"), "text.control"),
        ("/creditor/name", json!("Alpha\r\nBcc: x@example.org"), "text.control"),
        ("/creditor/name", json!("Al\u{85}pha"), "text.control"),
        ("/creditor/name", json!("Al\u{202e}pha"), "text.control"),
        ("/creditor/name", json!("Al\u{2066}pha"), "text.control"),
        ("/creditor/address/lines", json!([]), "items.too_few"),
        ("/creditor/address/lines", json!(["a", "b", "c", "d"]), "items.too_many"),
        ("/invoices", json!([]), "items.too_few"),
        ("/debtors", json!([]), "items.too_few"),
    ] {
        let at = if pointer == "/creditor/a~b/c" { "/creditor/a~0b~1c" } else { pointer };
        let mut claim = with("/reference", json!("R-1"));
        if at == pointer {
            claim = with(pointer, value.clone());
        } else {
            claim["creditor"]["a~b/c"] = value.clone();
        }
        assert_eq!(errors(&claim), [(code, at.to_owned())], "{pointer} {value}");
    }
}

#[test]
fn items_of_lists_have_their_own_place() {
    let claim = with("/creditor/address/lines", json!(["1 rue A", "", "x\ty"]));
    let want = [("text.empty", "/creditor/address/lines/1"), ("text.control", "/creditor/address/lines/2")];
    assert_eq!(errors(&claim), want.map(|(c, p)| (c, p.to_owned())));
}

#[test]
fn required_fields_are_asked_for() {
    for field in ["reference", "nature", "creditor", "debtors", "invoices"] {
        let mut claim = small();
        claim.as_object_mut().unwrap().remove(field);
        assert_eq!(errors(&claim), [("field.missing", format!("/{field}"))]);
        // `null` in a required field is no value.
        claim[field] = Value::Null;
        assert_eq!(errors(&claim), [("field.missing", format!("/{field}"))]);
    }
}

#[test]
fn null_in_an_optional_field_is_absence_and_an_unknown_null_is_unknown() {
    assert_eq!(errors(&with("/contract", Value::Null)), []);
    assert_eq!(errors(&with("/creditor/siren", Value::Null)), []);
    assert_eq!(
        errors(&with("/creditor/sirène", Value::Null)),
        [("field.unknown", "/creditor/sirène".to_owned())]
    );
}

#[test]
fn a_party_is_named_and_says_its_quality() {
    let at = small()["creditor"]["address"].clone();
    for (party, want) in [
        (
            json!({"kind": "individual", "first_names": "A", "last_name": "B", "acting_as": "consumer"}),
            vec![],
        ),
        (json!({"kind": "individual", "first_names": "A", "last_name": "B"}), vec!["acting_as"]),
        (json!({"kind": "association", "name": "A"}), vec!["acting_as"]),
        (json!({"kind": "sole_trader", "last_name": "B"}), vec!["first_names"]),
        (json!({"kind": "sole_trader", "first_names": "B"}), vec!["last_name"]),
        (json!({"kind": "company"}), vec!["name"]),
        // The rule is asked even when another field of the party is wrong.
        (json!({"kind": "individual", "name": 3}), vec!["acting_as", "name"]),
    ] {
        let mut party = party;
        party["address"] = at.clone();
        let got: Vec<String> = errors(&with("/creditor", party)).into_iter().map(|(_, p)| p).collect();
        let want: Vec<String> = want.into_iter().map(|f| format!("/creditor/{f}")).collect();
        assert_eq!(got, want);
    }
}

#[test]
fn limits_are_those_of_the_configuration() {
    let mut claim = small();
    let limits = Limits { invoices: 2, debtors: 1, ..Limits::default() };
    let invoice = claim["invoices"][0].clone();
    claim["invoices"] = json!([invoice, invoice]);
    assert!(read(claim.to_string().as_bytes(), &limits).is_ok());
    claim["invoices"] = json!([invoice, invoice, invoice]);
    let refused = read(claim.to_string().as_bytes(), &limits).unwrap_err();
    assert_eq!((refused.failure, refused.errors[0].code), (ReadFailure::Refused, ReadCode::ItemsTooMany));
    let claim = small().to_string();
    let exact = Limits { json_bytes: claim.len(), ..Limits::default() };
    assert!(read(claim.as_bytes(), &exact).is_ok());
    let refused = read(claim.as_bytes(), &Limits { json_bytes: claim.len() - 1, ..exact }).unwrap_err();
    assert_eq!((refused.failure, refused.errors[0].code), (ReadFailure::TooLarge, ReadCode::JsonTooLarge));
}

#[test]
fn what_is_no_json_is_told_apart_from_what_is_refused() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(20), "]".repeat(20));
    let very_deep = "[".repeat(100_000);
    for (text, failure, code) in [
        ("", ReadFailure::NotJson, ReadCode::JsonEmpty),
        (" \n", ReadFailure::NotJson, ReadCode::JsonEmpty),
        ("{\"a\": ", ReadFailure::NotJson, ReadCode::JsonSyntax),
        ("{} x", ReadFailure::NotJson, ReadCode::JsonSyntax),
        ("{'a': 1}", ReadFailure::NotJson, ReadCode::JsonSyntax),
        ("{\"a\": \"\\ud800\"}", ReadFailure::NotJson, ReadCode::JsonSyntax),
        ("[]", ReadFailure::Refused, ReadCode::JsonNotObject),
        ("null", ReadFailure::Refused, ReadCode::JsonNotObject),
        (&very_deep, ReadFailure::NotJson, ReadCode::JsonSyntax),
    ] {
        let refused = read(text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(
            (refused.failure, refused.errors[0].code),
            (failure, code),
            "{}",
            text.get(..10).unwrap_or(text)
        );
    }
    let refused = read(deep.as_bytes(), &Limits::default()).unwrap_err();
    assert!(refused.errors.iter().any(|e| e.code == ReadCode::JsonTooDeep));
    let refused = read(b"{\"a\": \"\xff\"}", &Limits::default()).unwrap_err();
    assert_eq!((refused.failure, refused.errors[0].code), (ReadFailure::NotJson, ReadCode::JsonEncoding));
    let mut with_mark = b"\xef\xbb\xbf".to_vec();
    with_mark.extend(small().to_string().bytes());
    assert!(read(&with_mark, &Limits::default()).is_ok());
}

#[test]
fn a_field_given_twice_is_refused_at_any_depth() {
    let text = small().to_string().replacen("\"name\":\"Beta\"", "\"name\":\"Beta\",\"name\":\"Gamma\"", 1);
    let refused = read(text.as_bytes(), &Limits::default()).unwrap_err();
    let got: Vec<_> = refused.errors.iter().map(|e| (e.code.name(), e.pointer.as_str())).collect();
    assert_eq!(got, [("field.duplicate", "/debtors/0/name")]);
}

#[test]
fn a_plan_is_a_list_or_a_number_of_instalments() {
    let plan = |i: Value| errors(&with("/instalments", json!({"kind": "agreed", "instalments": i})));
    assert_eq!(plan(json!([{"due_on": "2026-12-15", "amount": "10.00"}])), []);
    assert_eq!(plan(json!({"count": 3, "first_due_on": "2026-12-15", "every": "month"})), []);
    let at = |p: &str| format!("/instalments/instalments{p}");
    assert_eq!(plan(json!("3")), [("field.type", at(""))]);
    assert_eq!(plan(json!([{"due_on": "2026-12-15", "amount": 10}])), [("amount.grammar", at("/0/amount"))]);
    assert_eq!(
        plan(json!({"count": 0, "first_due_on": "2026-12-15", "every": "month"})),
        [("value.range", at("/count"))]
    );
    assert_eq!(plan(json!([])), [("items.too_few", at(""))]);
}

#[test]
fn all_the_errors_come_at_once() {
    let claim = json!({
        "reference": " ",
        "nature": "vente",
        "creditor": {"kind": "individual", "last_name": "Du\u{7}pont", "sirenn": "1",
            "address": {"lines": [""], "postal_code": "63000", "city": "X", "country": "UK"}},
        "debtors": [],
        "invoices": [
            {"number": "1", "issued_on": "2026-02-30", "amount_incl_tax": 10.5, "label": "x", "montant": 1},
            {"number": "2", "issued_on": "2026-02-03", "amount_incl_tax": "1 000,00", "late_rate": "3 %"},
        ],
        "relief": {"interest": "taux légal"},
    });
    insta::assert_json_snapshot!(read(claim.to_string().as_bytes(), &Limits::default()).unwrap_err().errors);
}

#[test]
fn an_endless_list_of_errors_is_cut_and_says_so() {
    let mut claim = small();
    for i in 0..1_500 {
        claim[format!("inconnu_{i}")] = json!(i);
    }
    let errors = read(claim.to_string().as_bytes(), &Limits::default()).unwrap_err().errors;
    assert_eq!(errors.len(), 1_001);
    assert_eq!(errors.last().unwrap().code, ReadCode::ErrorsTooMany);
}

/// A name is repeated in the pointer of each fault below it: a megabyte must not become gigabytes.
#[test]
fn a_file_made_of_one_endless_name_is_refused_soon() {
    let name = "n".repeat(500_000);
    let items = |one: &str| vec![one; 80_000].join(",");
    let sent = [
        format!("{{\"{name}\":[{}]}}", items("0.5")),
        format!("{{\"{name}\":{{{}}}}}", items("\"a\":0")),
        format!("{{\"a\":{{{}}}}}", items("\"a\":0.5")),
    ];
    let started = std::time::Instant::now();
    for body in sent {
        let refused = read(body.as_bytes(), &Limits::default()).unwrap_err();
        assert!(refused.errors.iter().any(|e| e.code == ReadCode::FieldUnknown), "{:?}", refused.errors[0]);
        let told: usize = refused.errors.iter().map(|e| e.pointer.len() + e.message.len()).sum();
        assert!(told < 2_000_000, "{told}");
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// JSON of all kinds, with the field names of the contract among others.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof!["2026-01-0[1-9]", "[0-9]{1,4}\\.[0-9]{2}", "FR|EUR|company|consumer|365"]
            .prop_map(Value::from),
    ];
    let key = prop_oneof![
        "[a-z_]{1,12}",
        Just("name".to_owned()),
        Just("instalments".to_owned()),
        Just("~/".to_owned())
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Every place of a value, by pointer.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| places(v, &format!("{at}/{}", segment(k)), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| places(v, &format!("{at}/{i}"), out))
        }
        _ => {}
    }
}

/// What the short way reads, the long one reads alike.
fn both_ways(bytes: &[u8]) {
    if let Some(file) = at_once::read(bytes, &Limits::default()) {
        assert_eq!(Ok(file), long_way(bytes, &Limits::default()), "{}", String::from_utf8_lossy(bytes));
    }
}

proptest! {
    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn cut_or_bent_examples_never_panic(which in 0usize..6, cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = example(NAMES[which]).trim_ascii_end().to_vec();
        let at = cut.index(bytes.len());
        bytes[at] = byte;
        both_ways(&bytes);
        bytes.truncate(at);
        prop_assert!(read(&bytes, &Limits::default()).is_err());
    }

    #[test]
    fn one_value_changed_is_read_or_explained(
        which in 0usize..6, place in any::<prop::sample::Index>(), value in any_json()
    ) {
        let mut claim: Value = serde_json::from_slice(&example(NAMES[which])).unwrap();
        let mut all = Vec::new();
        places(&claim, "", &mut all);
        *claim.pointer_mut(&all[place.index(all.len())]).unwrap() = value;
        both_ways(claim.to_string().as_bytes());
        if let Err(refused) = read(claim.to_string().as_bytes(), &Limits::default()) {
            prop_assert!(!refused.errors.is_empty());
            for e in &refused.errors {
                // The fallback without a place would mean that the schema and the types disagree.
                prop_assert!(!(e.code == ReadCode::FieldType && e.pointer.is_empty()), "{e:?}");
                prop_assert!(!e.message.is_empty());
            }
        }
    }
}
