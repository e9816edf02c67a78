//! One model bent, and the bundle stops: which documents, on what, both values.

use serde_json::Value;

use super::assemble_plan::Plan;
use super::assemble_tests::{LAW, dossier_of, exhibits};
use super::concord::{Discord, Fact, concord};
use crate::documents::build::{self, BuildContext, Drafted};
use crate::domain::{Bundle, Document};
use crate::dossier::Dossier;

const COMPANY: &str = "01_b2b_three_invoices.json";
const CRAFTSMAN: &str = "02_consumer_craftsman.json";
const ORDER: &str = "04_order_to_serve.json";
const TITLE: &str = "05_title_to_execute.json";

fn drawn_up(bundle: Bundle, d: &Dossier) -> Vec<Vec<Drafted>> {
    let admitted = d.admit(bundle).unwrap_or_else(|r| panic!("{:?}", r.findings));
    let ctx = BuildContext { law: &LAW, pages: None, statement_attached: false };
    let plan = Plan::of(bundle, d, &LAW);
    plan.documents.iter().map(|doc| build::data(*doc, admitted, &ctx).unwrap()).collect()
}

/// Every string of a model.
fn each(v: &mut Value, change: &mut dyn FnMut(&mut String)) {
    match v {
        Value::String(s) => change(s),
        Value::Array(items) => items.iter_mut().for_each(|i| each(i, change)),
        Value::Object(fields) => fields.values_mut().for_each(|i| each(i, change)),
        _ => {}
    }
}

/// The bundle with `from` replaced by `to` in one document, at one of its occurrences; `None` past the last.
fn bent(
    (bundle, name, document): (Bundle, &str, Document),
    from: &str,
    to: &str,
    nth: usize,
) -> Option<Result<(), Discord>> {
    let d = dossier_of(name, &exhibits(), |_| {});
    let mut drafts = drawn_up(bundle, &d);
    assert_eq!(concord(&d, &LAW, &drafts), Ok(()), "{bundle} of {name} as it is drawn up");
    let draft = drafts.iter_mut().flatten().find(|d| d.document == document).unwrap();
    let mut model: Value = serde_json::from_slice(&draft.data).unwrap();
    let mut seen = 0;
    each(&mut model, &mut |s| {
        let spaced = spaced(s);
        if spaced.contains(from) {
            if seen == nth {
                *s = spaced.replace(from, to);
            }
            seen += 1;
        }
    });
    draft.data = serde_json::to_vec(&model).unwrap();
    (seen > nth).then(|| concord(&d, &LAW, &drafts))
}

fn spaced(s: &str) -> String {
    s.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Somewhere in the document the change stops the bundle on that fact, with both documents and both values.
fn stops(what: (Bundle, &str, Document), fact: &Fact, from: &str, to: &str) {
    let told: Vec<_> = (0..40).map_while(|nth| bent(what, from, to, nth)).filter_map(Result::err).collect();
    let discord = told.iter().find(|d| d.fact == *fact);
    let discord = discord.unwrap_or_else(|| panic!("{fact} of {}, {from} → {to}: {told:?}", what.2));
    assert_eq!(discord.other.document, what.2.name());
    assert_ne!(discord.one.document, discord.other.document);
    let text = discord.to_string();
    assert!(text.contains(&discord.one.value) && text.contains(&discord.other.value), "{text}");
}

#[test]
fn a_sum_that_differs_stops_the_bundle() {
    use Bundle::{InjonctionDePayer as Ip, MiseEnDemeure as Med};
    for (bundle, document) in [
        (Ip, Document::RequeteInjonctionDePayer),
        (Ip, Document::Decompte),
        (Med, Document::MiseEnDemeure),
        (Med, Document::Decompte),
        (Bundle::Relance, Document::Relance3),
    ] {
        stops((bundle, COMPANY, document), &Fact::Principal, "8 905,56", "8 905,57");
        stops((bundle, COMPANY, document), &Fact::Interest, "572,05", "572,50");
        stops((bundle, COMPANY, document), &Fact::Indemnities, "120,00", "160,00");
        stops((bundle, COMPANY, document), &Fact::Total, "9 597,61", "9 597,16");
    }
    // In a sentence alone.
    let demand = bent(
        (Bundle::MiseEnDemeure, COMPANY, Document::MiseEnDemeure),
        "la somme de 9 597,61",
        "la somme de 9 597,16",
        0,
    );
    assert_eq!(demand.unwrap().unwrap_err().fact, Fact::Total);
    let asked = bent(
        (Ip, COMPANY, Document::RequeteInjonctionDePayer),
        "la somme de 9 597,61",
        "la somme de 9 597,16",
        0,
    );
    assert_eq!(asked.unwrap().unwrap_err().fact, Fact::Total);
}

#[test]
fn the_start_of_interest_stops_the_bundle() {
    use Bundle::{InjonctionDePayer as Ip, MiseEnDemeure as Med};
    let (from, to) = ("à compter du lendemain de chaque échéance", "à compter de chaque échéance");
    stops((Ip, COMPANY, Document::RequeteInjonctionDePayer), &Fact::InterestStart, from, to);
    stops((Med, COMPANY, Document::MiseEnDemeure), &Fact::InterestStart, from, to);
    let first = Fact::InterestFrom("F-2026-041".to_owned());
    stops((Ip, COMPANY, Document::Decompte), &first, "13/03/2026", "12/03/2026");
}

#[test]
fn a_day_or_a_name_that_differs_stops_the_bundle() {
    let (eve, day) = ("21 novembre 2026", "22 novembre 2026");
    for (bundle, name, document) in [
        (Bundle::InjonctionDePayer, COMPANY, Document::RequeteInjonctionDePayer),
        (Bundle::InjonctionDePayer, COMPANY, Document::BordereauDePieces),
        (Bundle::InjonctionDePayer, COMPANY, Document::Decompte),
        (Bundle::MiseEnDemeure, COMPANY, Document::MiseEnDemeure),
        (Bundle::Relance, COMPANY, Document::Relance3),
        (Bundle::CommissaireDeJusticeSignification, ORDER, Document::SaisineSignification),
        (Bundle::CommissaireDeJusticeExecution, TITLE, Document::SaisineExecution),
        (Bundle::PetitesCreances, CRAFTSMAN, Document::PetitesCreances),
        (Bundle::Echeancier, CRAFTSMAN, Document::PlanDeReglement),
    ] {
        stops((bundle, name, document), &Fact::AsOf, day, eve);
        let d = dossier_of(name, &exhibits(), |_| {});
        let (creditor, debtors) = build::bare_names(&d.claim);
        let names = [(Fact::Creditor, creditor), (Fact::Debtors, debtors[0].clone())];
        for (fact, bare) in names {
            if document == Document::MiseEnDemeure && fact == Fact::Creditor {
                continue;
            }
            let bare = spaced(&bare);
            stops((bundle, name, document), &fact, &bare, "Maison Tartempion");
        }
    }
}

#[test]
fn an_order_an_exhibit_or_an_instalment_that_differs_stops_the_bundle() {
    for (bundle, name, document) in [
        (Bundle::CommissaireDeJusticeSignification, ORDER, Document::SaisineSignification),
        (Bundle::CommissaireDeJusticeExecution, TITLE, Document::SaisineExecution),
    ] {
        let d = dossier_of(name, &exhibits(), |_| {});
        let order = d.claim.order.as_ref().unwrap();
        stops((bundle, name, document), &Fact::OrderNumber, &order.number, "2026I99999");
        let dated = spaced(&crate::documents::french::date(order.dated_on.day()));
        stops(
            (bundle, name, document),
            &Fact::OrderDate,
            &format!("rendue le {dated}"),
            "rendue le 1er janvier 2026",
        );
        let sum = spaced(&crate::documents::french::figure(order.amounts.principal));
        stops((bundle, name, document), &Fact::OrderTotal, &sum, "1,00");
    }
    let first = Fact::Exhibit("1".to_owned());
    for (bundle, document) in [
        (Bundle::InjonctionDePayer, Document::RequeteInjonctionDePayer),
        (Bundle::InjonctionDePayer, Document::BordereauDePieces),
        (Bundle::MiseEnDemeure, Document::MiseEnDemeure),
    ] {
        let label = dossier_of(COMPANY, &exhibits(), |_| {}).claim.exhibits[0].label.clone();
        stops(
            (bundle, COMPANY, document),
            &first,
            &spaced(&crate::documents::french::user(&label)),
            "Autre pièce",
        );
    }
    let d = dossier_of(CRAFTSMAN, &exhibits(), |_| {});
    let drafts = drawn_up(Bundle::Echeancier, &d);
    let plan: Value = serde_json::from_slice(&drafts[0][0].data).unwrap();
    let schedule =
        plan["sections"].as_array().unwrap().iter().find(|s| s["heading"] == "Échéancier").unwrap();
    let table = schedule["blocks"].as_array().unwrap().iter().find(|b| b["kind"] == "table").unwrap();
    let sum = spaced(table["rows"][0][2].as_str().unwrap());
    stops((Bundle::Echeancier, CRAFTSMAN, Document::PlanDeReglement), &Fact::Instalments, &sum, "1,00");
}

#[test]
fn a_model_that_no_longer_says_what_it_must_stops_the_bundle() {
    let d = dossier_of(COMPANY, &exhibits(), |_| {});
    let mut drafts = drawn_up(Bundle::InjonctionDePayer, &d);
    drafts[0][0].data = b"{}".to_vec();
    let discord = concord(&d, &LAW, &drafts).unwrap_err();
    assert_eq!(
        (discord.other.document, discord.other.value.as_str()),
        ("requete_injonction_de_payer", "rien")
    );
}

/// Whoever signs the request for the creditor is neither creditor nor debtor.
#[test]
fn a_request_signed_by_a_representative_is_in_concord() {
    for kind in ["avocat", "collection_agent", "employee", "other"] {
        for name in [COMPANY, CRAFTSMAN] {
            let d = dossier_of(name, &exhibits(), |c| {
                c["representative"] = serde_json::json!({
                    "kind": kind,
                    "name": "Paul Henrion",
                    "address": {"lines": ["5 rue Haute"], "postal_code": "63000", "city": "Clermont-Ferrand"},
                    "bar": "Clermont-Ferrand",
                    "mandate_date": "2026-08-01",
                    "insurance": "Mutuelle du Puy, contrat 12",
                });
            });
            let drafts = drawn_up(Bundle::InjonctionDePayer, &d);
            let request = drafts.iter().flatten().find(|d| d.document == Document::RequeteInjonctionDePayer);
            let printed = String::from_utf8_lossy(&request.unwrap().data).into_owned();
            assert!(spaced(&printed).contains("Paul Henrion"), "{kind} in {name}");
            assert_eq!(concord(&d, &LAW, &drafts), Ok(()), "{kind} in {name}");
        }
    }
}
