use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::claim::{Limits, ReadCode};
use crate::web::types::Kind;

fn form() -> Form {
    Form::new(&TemplateFiles::embedded(), &crate::claim::schema()).unwrap()
}

#[test]
fn every_field_of_the_claim_stands_in_the_form_once() {
    let form = form();
    let known: BTreeSet<&str> = form.types.leaves().collect();
    let shown: BTreeSet<&str> =
        form.places.iter().filter(|(_, p)| p.leaf).map(|(at, _)| at.as_str()).collect();
    assert!(known.len() > 150);
    assert_eq!(known.difference(&shown).collect::<Vec<_>>(), Vec::<&&str>::new(), "without a field");
    assert_eq!(shown.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "without a meaning");
}

#[test]
fn every_choice_has_its_french_and_every_list_its_choices() {
    let form = form();
    for at in form.types.leaves() {
        let admitted = form.types.choices(at);
        let offered: Vec<&str> = form.choices(at).iter().map(|c| c.value.as_str()).collect();
        if !admitted.is_empty() {
            assert_eq!(offered, admitted, "{at}");
        }
        let labels: BTreeSet<&str> = form.choices(at).iter().map(|c| c.label.as_str()).collect();
        assert_eq!(labels.len(), form.choices(at).len(), "{at}: two choices are called the same");
    }
    for group in form.steps.iter().flat_map(|s| &s.groups) {
        let base = if group.list.is_some() { format!("{}/*", group.at) } else { group.at.clone() };
        for field in &group.fields {
            let choices = form.choices(&format!("{base}/{}", field.at));
            let twice = choices.iter().any(|c| Some(&c.label) == field.blank.as_ref());
            assert!(!twice, "{base}/{}: no choice is called as one of them", field.at);
        }
    }
    let channels: Vec<&str> = form.choices("/notices/*/channel").iter().map(|c| c.label.as_str()).collect();
    assert!(channels.contains(&"Lettre recommandée électronique"), "{channels:?}");
    assert!(form.choices("/contract/place/country").len() > 200);
}

#[test]
fn every_goal_has_its_sentence_and_conditions_name_fields() {
    let form = form();
    for goal in Bundle::ALL {
        assert!(!form.goal_hint(*goal).is_empty(), "{goal}");
    }
    for group in form.steps.iter().flat_map(|s| &s.groups) {
        let base = if group.list.is_some() { format!("{}/*", group.at) } else { group.at.clone() };
        for condition in group.fields.iter().flat_map(|f| &f.when).chain(&group.when) {
            let Condition::Is(place, values) = condition else { continue };
            let at = place.pointer(&base);
            let admitted = form.types.choices(&at);
            assert!(!admitted.is_empty(), "{at} is no choice");
            for value in values.iter().filter(|v| *v != "*") {
                assert!(admitted.contains(value), "{at}: {value}");
            }
        }
    }
    for code in form.messages.keys() {
        assert!(ReadCode::ALL.iter().any(|c| c.name() == code), "{code}");
    }
}

#[test]
fn every_term_is_in_the_glossary() {
    let app = crate::app::App::load(None, None, Limits::default(), || "2026-11-22".parse().unwrap()).unwrap();
    let rules = &app.law().rules;
    let glossary = crate::web::Glossary::read(&TemplateFiles::embedded(), rules).unwrap();
    let form = form();
    let fields = form.steps.iter().flat_map(|s| &s.groups).flat_map(|g| &g.fields);
    let terms: BTreeSet<&str> = fields.filter_map(|f| f.term.as_deref()).collect();
    assert!(terms.len() > 15, "{terms:?}");
    for term in terms {
        assert!(glossary.term(term, rules, app.today()).is_some(), "{term}");
    }
}

#[test]
fn a_place_is_named_with_its_item() {
    let form = form();
    let name = |p: &str| form.name(p).unwrap().replace('\u{a0}', " ");
    assert_eq!(name("/creditor/siren"), "SIREN");
    assert_eq!(name("/invoices/1/amount_incl_tax"), "Ligne 2 : Montant TTC");
    assert_eq!(name("/debtors/0"), "Débiteur 1");
    assert_eq!(name("/debtors/0/address/lines/0"), "Débiteur 1 : Voie, complément");
    assert_eq!(form.place("/debtors/0/address/lines/0").unwrap().0, "/debtors/0/address/lines");
    assert_eq!(form.step_of("/order/services/0/on").unwrap().id, "envois");
    assert!(form.place("/unknown").is_none() && form.place("").is_none());
    assert_eq!(Form::id("/invoices/0/due_on"), "invoices-0-due_on");
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn what_is_posted_becomes_a_claim() {
    let form = form();
    let mut draft = Draft::default();
    form.merge(
        &mut draft,
        &pairs(&[
            ("/creditor/kind", "company"),
            ("/creditor/name", " Menuiserie  Aubépine "),
            ("/creditor/siren", "100 021 013"),
            ("/creditor/address/lines", "24 avenue de la Libération\r\n\r\n"),
            ("/creditor/address/country", "Belgique"),
            ("/creditor/merchant", ""),
            ("/joint_and_several", ""),
            ("/joint_and_several", "true"),
            ("/contract/late_rate", "12,15 %"),
            ("/contract/payment_terms/days", "30"),
            ("/invoices/0/number", "F-1"),
            ("/invoices/0/amount_incl_tax", "6 300"),
            ("/invoices/1/number", ""),
            ("/invoices/4/issued_on", "1/2/26"),
            ("/exhibits/0/label", "Devis"),
            ("/instalments/waive", ""),
            ("/instalments/waive", "interest"),
            ("/debtors/0/name", ""),
            ("/nonsense", "x"),
            ("/creditor", "x"),
            ("/creditor/name/deeper", "x"),
            ("dossier", "x"),
        ]),
    );
    assert_eq!(
        draft.pretty().parse::<Value>().unwrap(),
        json!({
            "creditor": {
                "kind": "company", "name": "Menuiserie  Aubépine", "siren": "100021013",
                "address": {"lines": ["24 avenue de la Libération"], "country": "BE"},
            },
            "joint_and_several": true,
            "contract": {"late_rate": "12.15", "payment_terms": {"days": 30}},
            "invoices": [{"number": "F-1", "amount_incl_tax": "6300.00"}, {"issued_on": "2026-02-01"}],
            "exhibits": [{"id": "p1", "label": "Devis"}],
            "instalments": {"waive": ["interest"]},
        })
    );
    form.merge(
        &mut draft,
        &pairs(&[("/joint_and_several", ""), ("/contract/late_rate", " "), ("/invoices/0/number", "")]),
    );
    assert_eq!(draft.get("/joint_and_several"), None);
    assert_eq!(draft.get("/contract/late_rate"), None);
    assert_eq!(draft.get("/invoices/0"), Some(&json!({"amount_incl_tax": "6300.00"})));
}

#[test]
fn a_field_that_comes_back_as_shown_changes_nothing() {
    let form = form();
    let odd = json!({
        "reference": {"not": "a text"}, "as_of": 12, "nature": "unknown", "joint_and_several": false,
        "creditor": {"siren": "732829320", "address": {"lines": "one text", "country": "BE"}, "turnover": 12},
        "invoices": [{"amount_incl_tax": "6300", "late_rate": "b2b_floor", "kind": "whatever"}],
        "relief": {"payment_deadline_days": "15 jours ouvrés"}, "extra": {"x": [1, {"y": null}]},
    });
    let before = Draft::read(&odd.to_string(), &Limits::default()).unwrap();
    let mut after = before.clone();
    let shown: Vec<(String, String)> = form
        .types
        .leaves()
        .map(|at| at.replace('*', "0"))
        .map(|at| {
            let kind = form.types.kind(&at).unwrap();
            let shown = before.get(&at).map(|v| form.shown(kind, &at, v)).unwrap_or_default();
            (at, if kind == Kind::Truth && shown != "true" { String::new() } else { shown })
        })
        .collect();
    form.merge(&mut after, &shown);
    assert_eq!(after, before);
}

proptest! {
    #[test]
    fn anything_may_be_posted(
        posted in prop::collection::vec(
            ("(/(creditor|debtors|invoices|instalments|count|waive|address|lines|due_on|amount|[0-9]{1,6}|[a-z_]{1,9})){1,4}|\\PC{0,12}", "\\PC{0,20}"),
            0..20,
        ),
    ) {
        let form = form_once();
        let mut draft = Draft::default();
        form.merge(&mut draft, &posted);
        let once = draft.clone();
        prop_assert!(Draft::read(&draft.json(), &Limits::default()).is_ok_and(|d| d == draft));
        draft.prune();
        prop_assert_eq!(draft, once);
    }
}

fn form_once() -> &'static Form {
    static FORM: std::sync::OnceLock<Form> = std::sync::OnceLock::new();
    FORM.get_or_init(form)
}
