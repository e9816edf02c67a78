//! The six example claims, and what may go wrong in a claim.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::claim::ClaimFile;
use crate::court::{Kind, LawyerNeed};
use crate::rules::RuleFiles;

static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));
static COURTS: LazyLock<Courts> = LazyLock::new(|| Courts::new(&RuleFiles::embedded()));

fn example(name: &str) -> Value {
    let path = format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn claim(json: Value) -> Claim {
    let file: ClaimFile = serde_json::from_value(json).unwrap();
    Claim::normalise(file, "2026-11-22".parse().unwrap(), &RULES).unwrap()
}

fn forum_of(json: Value) -> Forum {
    let (p, t) = ("3000.00".parse().unwrap(), "3100.00".parse().unwrap());
    of_claim(&claim(json), p, t, &COURTS, &RULES).unwrap()
}

fn court(forum: &Forum) -> (Kind, &str) {
    let c = &forum.competence.as_ref().unwrap().view.court;
    (c.kind, &c.id)
}

#[test]
fn the_examples_go_to_their_courts() {
    use Kind::{JugeDesContentieuxDeLaProtection as Jcp, TribunalDeCommerce as Tc, TribunalJudiciaire as Tj};
    for (name, kind, id) in [
        ("01_b2b_three_invoices", Tc, "com-03-cusset"),
        ("02_consumer_craftsman", Tj, "tj-71-macon"),
        ("03_residential_rent", Jcp, "tj-54-nancy"),
        ("04_order_to_serve", Tc, "com-36-chateauroux"),
        ("05_title_to_execute", Tc, "com-65-tarbes"),
        ("06_blocked", Tj, "tj-53-laval"),
    ] {
        let forum = forum_of(example(name));
        assert_eq!((court(&forum), &forum.fault), ((kind, id), &None), "{name}");
        assert!(forum.debtors.iter().all(|d| d.place.is_some() && !d.abroad), "{name}");
        assert_eq!((forum.territory, forum.clause_void), (Territory::Metropole, false), "{name}");
    }
}

#[test]
fn a_debtor_abroad_follows_the_one_in_france_and_alone_has_no_court() {
    let mut json = example("04_order_to_serve");
    json["debtors"][0]["address"] =
        json!({"lines": ["1 rue Haute"], "postal_code": "1000", "city": "Bruxelles", "country": "BE"});
    let both = forum_of(json.clone());
    assert_eq!(court(&both), (Kind::TribunalDeCommerce, "com-36-chateauroux"));
    assert_eq!(both.residences(), [Territory::Etranger, Territory::Metropole]);
    json["debtors"].as_array_mut().unwrap().truncate(1);
    let alone = forum_of(json);
    assert_eq!((alone.fault, alone.competence), (Some(ForumFault::NoDebtorInFrance), None));
}

#[test]
fn a_sole_trader_who_did_not_say_is_asked_and_an_artisan_is_told_by_his_trade() {
    let mut json = example("05_title_to_execute");
    let debtor = json["debtors"][0].as_object_mut().unwrap();
    debtor.remove("merchant");
    debtor.remove("rcs_city");
    let asked = forum_of(json.clone());
    let Some(ForumFault::DebtorQuality { debtor: 0, options, liberal: false }) = asked.fault else {
        panic!("{:?}", asked.fault)
    };
    assert_eq!(options.len(), 2);
    json["debtors"][0]["occupation"] = json!("Artisan boulanger");
    assert_eq!(court(&forum_of(json)), (Kind::TribunalDeCommerce, "com-65-tarbes"));
}

#[test]
fn a_liberal_company_is_asked_and_a_civil_one_is_not() {
    let mut json = example("01_b2b_three_invoices");
    json["debtors"][0]["legal_form"] = json!("SELARL");
    let asked = forum_of(json.clone()).fault;
    assert!(matches!(asked, Some(ForumFault::DebtorQuality { liberal: true, .. })), "{asked:?}");
    json["debtors"][0]["legal_form"] = json!("SCI");
    let civil = forum_of(json);
    assert!(matches!(court(&civil).0, Kind::TribunalJudiciaire | Kind::ChambreDeProximite));
}

#[test]
fn a_merchant_and_a_consumer_split_the_request() {
    let mut json = example("04_order_to_serve");
    json["debtors"][1] = json!({"kind": "individual", "first_names": "Ève", "last_name": "Porcher", "acting_as": "consumer",
        "address": {"lines": ["2 rue Grande"], "postal_code": "36000", "city": "Châteauroux"}});
    let forum = forum_of(json);
    let Some(ForumFault::Split(groups)) = &forum.fault else { panic!("{:?}", forum.fault) };
    let members: Vec<&[usize]> = groups.iter().map(|(m, _)| m.as_slice()).collect();
    assert_eq!(members, [&[0][..], &[1][..]]);
    assert_eq!(court(&forum).0, Kind::TribunalDeCommerce);
}

#[test]
fn the_building_decides_for_charges() {
    let mut json = example("06_blocked");
    json["nature"] = json!("coownership_charges");
    json["creditor"] = json!({"kind": "coownership", "name": "SDC Les Mimosas",
        "address": {"lines": ["1 rue de France"], "postal_code": "06000", "city": "Nice"}});
    let forum = forum_of(json.clone());
    assert_eq!(forum.building.as_ref().unwrap().pointer, "/creditor/address");
    assert!(court(&forum).1.contains("nice"), "{:?}", court(&forum));
    json["contract"]["place"] = json!({"lines": ["1 quai"], "postal_code": "59000", "city": "Lille"});
    assert!(court(&forum_of(json.clone())).1.contains("lille"));
    json["contract"]["place"]["city"] = json!("Nullepart");
    let unknown = forum_of(json).fault;
    assert!(matches!(&unknown, Some(ForumFault::Place { pointer, .. }) if pointer == "/contract/place"));
}

#[test]
fn an_unknown_place_is_pointed_at_unless_another_debtor_is_found() {
    let mut json = example("04_order_to_serve");
    json["debtors"][0]["address"]["city"] = json!("Nullepart");
    let one = forum_of(json.clone());
    assert_eq!(one.fault, None);
    assert!(one.debtors[0].fault.is_some() && one.competence.is_some());
    json["debtors"][1]["address"]["city"] = json!("Ailleurs");
    let none = forum_of(json).fault;
    assert!(matches!(&none, Some(ForumFault::Place { pointer, .. }) if pointer == "/debtors/0/address"));
}

#[test]
fn clauses_and_public_debtors_are_flagged() {
    let mut json = example("01_b2b_three_invoices");
    json["contract"]["court_clause"] = json!("Tribunal de commerce de Paris");
    json["debtors"][0] = json!({"kind": "public_body", "name": "Commune de Vichy",
        "address": {"lines": ["Place de l’Hôtel de ville"], "postal_code": "03200", "city": "Vichy"}});
    let forum = forum_of(json);
    assert!(forum.clause_void && forum.administrative);
    assert!(!court(&forum).1.contains("paris"));
}

#[test]
fn a_place_with_its_own_procedure_has_no_court_here() {
    let mut json = example("06_blocked");
    json["debtors"][0]["address"] = json!({"lines": ["1 rue"], "postal_code": "98713", "city": "Papeete"});
    let forum = forum_of(json);
    assert!(
        matches!(
            forum.fault,
            Some(ForumFault::NoCourt { debtor: 0, error: CompetenceError::OutOfScope { .. } })
        ),
        "{:?}",
        forum.fault
    );
}

#[test]
fn a_power_is_needed_of_whoever_is_neither_lawyer_nor_organ() {
    let with = |kind: &str, name: &str| {
        let mut json = example("04_order_to_serve");
        json["representative"] = json!({"kind": kind, "name": name, "address": json["creditor"]["address"]});
        let forum = forum_of(json.clone());
        representation(&claim(json), &forum, &RULES)
    };
    assert!(!with("avocat", "Me Sola").power_needed);
    assert!(!with("other", "simon  gallard").power_needed);
    let employee = with("employee", "Ana Rey");
    assert!(employee.power_needed && employee.at_filing.contains("pouvoir"));
    assert!(employee.law.iter().any(|l| l.text.contains("762")));
    let alone =
        representation(&claim(example("04_order_to_serve")), &forum_of(example("04_order_to_serve")), &RULES);
    assert!(!alone.power_needed && alone.law.iter().any(|l| l.text.contains("1407")));
    assert_eq!(alone.if_opposed.map(|o| o.lawyer), Some(LawyerNeed::No));
}
