//! Several debtors, and the answer as programs read it.

use super::super::api::{CourtRequest, find};
use super::super::*;
use super::{COURTS, RULES, at, d, m};
use crate::domain::Nature;

#[test]
fn several_debtors_share_a_court_or_split() {
    let (courts, rules) = (&*COURTS, &*RULES);
    let [vichy, nantes] = [("03200", "Vichy"), ("44000", "Nantes")].map(|(p, c)| at(courts, p, c).unwrap());
    let q = |place, debtor, creditor| CourtQuery {
        nature: Nature::Services,
        amount: m("12000"),
        amount_total: None,
        debtor: Some(debtor),
        creditor: Some(creditor),
        place,
        building: None,
        contract_date: None,
        commerce_by_form: false,
        on: d("2026-11-22"),
    };
    use Quality::*;
    let ask = |list: &[CourtQuery]| courts.competence_for_all(rules, list).unwrap().unwrap();
    let Joined::One(one) = ask(&[q(&vichy, Merchant, Merchant), q(&nantes, Merchant, Merchant)]) else {
        panic!()
    };
    assert_eq!(one.view.court.id, "com-03-cusset");
    assert_eq!(one.view.alternatives[0].id, "com-44-nantes");
    assert!(one.view.alternatives[0].reasons[0].contains("Nantes"));
    let Joined::Split(groups) =
        ask(&[q(&vichy, Merchant, Merchant), q(&nantes, Consumer, Merchant), q(&nantes, Merchant, Merchant)])
    else {
        panic!()
    };
    assert_eq!(groups.iter().map(|g| g.0.clone()).collect::<Vec<_>>(), [vec![0, 2], vec![1]]);
    // A creditor who is no merchant brings both before the civil judge.
    let Joined::One(one) = ask(&[q(&vichy, Merchant, Consumer), q(&nantes, Consumer, Consumer)]) else {
        panic!()
    };
    assert_eq!(one.view.court.id, "tj-03-cusset");
    assert_eq!(one.view.alternatives[0].id, "tj-44-nantes");
    assert!(courts.competence_for_all(rules, &[]).unwrap().is_none());
}

#[test]
fn the_answer_has_the_shape_of_the_contract() {
    let request = |json: &str| serde_json::from_str::<CourtRequest>(json);
    let asked = request(
        r#"{"postal_code":"03200","city":"Vichy","nature":"works","amount":"12000.00","debtor":"merchant"}"#,
    )
    .unwrap();
    let found = find(&COURTS, &RULES, &asked, d("2026-11-22")).unwrap();
    let json = serde_json::to_value(&found.court).unwrap();
    let keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["id", "kind", "name", "address", "confidence", "reasons", "alternatives"]);
    assert_eq!(json["id"], "com-03-cusset");
    assert_eq!(json["kind"], "tribunal_de_commerce");
    assert_eq!(json["confidence"], "verified");
    assert_eq!(
        json["address"],
        serde_json::json!({"lines": ["Rue du Bief"], "postal_code": "03300", "city": "Cusset"})
    );
    let reasons = json["reasons"].to_string();
    assert!(reasons.contains("CPC, art. 1406") && reasons.contains("L. 721-3"), "{reasons}");
    assert!(
        request(r#"{"postal_code":"1","city":"x","nature":"works","amount":"1","debtor":"merchant","x":1}"#)
            .is_err()
    );
    let lost = CourtRequest { city: "Metz".into(), ..asked };
    let e = find(&COURTS, &RULES, &lost, d("2026-11-22")).unwrap_err();
    assert_eq!(e.code, "address.unknown_commune");
    assert!(!e.candidates.is_empty());
}
