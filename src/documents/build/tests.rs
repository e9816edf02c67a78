use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};

mod layout;

use super::*;
use crate::claim::{self, Limits};
use crate::dossier::judge;
use crate::rules::RuleFiles;

pub(super) static LAW: LazyLock<Law> =
    LazyLock::new(|| Law::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));

pub(super) const COMPANY: &str = "01_b2b_three_invoices.json";
pub(super) const CRAFTSMAN: &str = "02_consumer_craftsman.json";
pub(super) const RENT: &str = "03_residential_rent.json";

pub(super) fn dossier_of(name: &str, change: impl FnOnce(&mut Value)) -> Dossier {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/claims").join(name);
    let mut json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    change(&mut json);
    let file = claim::read(&serde_json::to_vec(&json).unwrap(), &Limits::default())
        .unwrap_or_else(|e| panic!("{e:?}"));
    let day = file.as_of.unwrap().day();
    judge(Claim::normalise(file, day, &LAW.rules).unwrap(), None, &LAW).unwrap()
}

/// The models of a document, whatever the findings say: builders hold their own ground.
pub(super) fn models(document: Document, d: &Dossier) -> Result<Vec<Value>, BuildError> {
    let admitted = d.admit_document(Document::Decompte).unwrap();
    let ctx = BuildContext { law: &LAW, pages: Some(&[1, 3, 1, 1, 1]), statement_attached: false };
    let drafts = data(document, admitted, &ctx)?;
    let read = |data: &[u8]| {
        let mut model: Value = serde_json::from_slice(data).unwrap();
        without_lengths(&mut model);
        model
    };
    Ok(drafts.iter().map(|d| read(&d.data)).collect())
}

/// The words alone: how long they are is the layout's affair.
fn without_lengths(v: &mut Value) {
    match v {
        Value::Array(a) => a.iter_mut().for_each(without_lengths),
        Value::Object(o) => {
            o.retain(|key, _| key != "bound" && key != "bounds");
            o.values_mut().for_each(without_lengths);
        }
        _ => {}
    }
}

pub(super) fn model(document: Document, d: &Dossier) -> Value {
    models(document, d).unwrap_or_else(|e| panic!("{e}")).remove(0)
}

/// Every printed string, spaces made plain.
pub(super) fn words(v: &Value) -> String {
    fn gather(v: &Value, out: &mut String) {
        match v {
            Value::String(s) => {
                out.push_str(s);
                out.push('\n');
            }
            Value::Array(a) => a.iter().for_each(|v| gather(v, out)),
            Value::Object(o) => o.values().for_each(|v| gather(v, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    gather(v, &mut out);
    out.replace(['\u{a0}', '\u{202f}'], " ").replace('\u{2019}', "'")
}

pub(super) fn holds(text: &str, mentions: &[&str]) {
    for m in mentions {
        assert!(text.contains(m), "« {m} » manque dans :\n{text}");
    }
}

#[test]
fn the_documents_of_two_companies() {
    let d = dossier_of(COMPANY, |_| {});
    insta::assert_json_snapshot!("company_letter", model(Document::MiseEnDemeure, &d));
    insta::assert_json_snapshot!("company_request", model(Document::RequeteInjonctionDePayer, &d));
    insta::assert_json_snapshot!("company_statement", model(Document::Decompte, &d));
    insta::assert_json_snapshot!("company_exhibits", model(Document::BordereauDePieces, &d));
}

#[test]
fn the_documents_of_a_landlord_and_a_tenant() {
    let d = dossier_of(RENT, |_| {});
    insta::assert_json_snapshot!("rent_letter", model(Document::MiseEnDemeure, &d));
    insta::assert_json_snapshot!("rent_request", model(Document::RequeteInjonctionDePayer, &d));
}

#[test]
fn a_second_formal_notice_recalls_the_first() {
    let first =
        "La mise en demeure du 14 septembre 2026, restée sans paiement complet, garde tous ses effets";
    let text = words(&model(Document::MiseEnDemeure, &dossier_of(COMPANY, |_| {})));
    holds(&text, &[first]);
    let alone = dossier_of(COMPANY, |j| j["notices"] = json!([]));
    assert!(!words(&model(Document::MiseEnDemeure, &alone)).contains("garde tous ses effets"));
}

/// CPC, art. 54, 57, 1407 and 1408; CF-05.
#[test]
fn a_request_holds_every_compulsory_mention() {
    let text = words(&model(Document::RequeteInjonctionDePayer, &dossier_of(COMPANY, |_| {})));
    holds(
        &text,
        &[
            "À Madame ou Monsieur le président\ndu tribunal de commerce de Cusset",
            "Requête en injonction de payer",
            "articles 1405 et suivants",
            "société par actions simplifiée au capital de 40 000,00 €",
            "dont le siège social est 24 avenue de la Libération, 63000 Clermont-Ferrand",
            "représentée par sa présidente, Hélène Maurin",
            "société Hôtel des Trois Fontaines",
            "6 rue du Casino, 03200 Vichy",
            "9 597,61",
            "article 1408",
            "Tribunal de commerce de Cusset (siège de la débitrice)",
            "à compter du lendemain de chaque échéance",
            "jusqu'au complet paiement",
            "article 700",
            "dépens",
            "Une mise en demeure a été adressée par lettre recommandée avec demande d'avis de réception le 14 septembre 2026",
            "(pièces n° 4 et 5)",
            "Fait à Clermont-Ferrand, le 22 novembre 2026",
            "Hélène Maurin\nprésidente",
        ],
    );
    assert!(!text.contains("solidairement") && !text.contains("produisent intérêt"), "only when asked");
    let text = words(&model(Document::RequeteInjonctionDePayer, &dossier_of(CRAFTSMAN, |_| {})));
    holds(
        &text,
        &[
            "du tribunal judiciaire de Mâcon",
            "né le 9 juillet 1984 à Tournus, de nationalité française, artisan couvreur",
            "domicilié 11 rue des Tanneries, 71700 Tournus",
            "Mme Odile Marchais",
            "intérêts au taux légal",
        ],
    );
    assert!(!text.contains("forfaitaire") && !text.contains("article 700"), "{text}");
    let text = words(&model(Document::RequeteInjonctionDePayer, &dossier_of(RENT, |_| {})));
    holds(
        &text,
        &["Au juge des contentieux de la protection\ndu tribunal judiciaire de Nancy", "non réclamée"],
    );
}

#[test]
fn what_is_asked_is_what_the_file_asks() {
    let d = dossier_of(COMPANY, |j| {
        let second = json!({
            "kind": "individual", "civility": "M.", "first_names": "Rémi", "last_name": "Vauquelin",
            "acting_as": "professional",
            "address": { "lines": ["2 rue du Parc"], "postal_code": "03200", "city": "Vichy" },
        });
        j["debtors"].as_array_mut().unwrap().push(second);
        j["joint_and_several"] = true.into();
        j["relief"]["capitalisation"] = true.into();
    });
    let text = words(&model(Document::RequeteInjonctionDePayer, &d));
    holds(&text, &["solidairement", "produisent intérêt", "M. Rémi Vauquelin"]);
    assert_eq!(models(Document::MiseEnDemeure, &d).unwrap().len(), 2);
}

/// Interest at the legal rate between professionals: the lump sum is still owed, and stands in its column.
#[test]
fn every_sum_of_a_total_has_its_column() {
    let d = dossier_of(COMPANY, |j| j["relief"]["interest"] = "legal".into());
    let letter = model(Document::MiseEnDemeure, &d);
    let headings: Vec<&str> =
        letter["sums"]["columns"].as_array().unwrap().iter().filter_map(|c| c["heading"].as_str()).collect();
    assert!(headings.contains(&"Indemnité forfaitaire"), "{headings:?}");
    let text = words(&letter);
    assert!(text.contains("Intérêts de retard") && !text.contains("énalités de retard"), "{text}");
}

#[test]
fn what_time_bars_or_is_not_due_is_told_for_the_record() {
    let d = dossier_of(COMPANY, |j| {
        j["invoices"][0]["issued_on"] = "2019-02-10".into();
        j["invoices"][0]["delivered_on"] = "2019-02-06".into();
        j["invoices"][0]["due_on"] = "2019-03-12".into();
        j["invoices"][2]["due_on"] = "2026-12-24".into();
        j["payments"] = json!([]);
    });
    let request = words(&model(Document::RequeteInjonctionDePayer, &d));
    assert!(request.contains("F-2026-058") && !request.contains("F-2026-041 du"), "{request}");
    let statement = model(Document::Decompte, &d);
    let text = words(&statement);
    holds(
        &text,
        &[
            "Pour mémoire",
            "atteinte par la prescription",
            "F-2026-077, échéance du 24 décembre 2026",
            "non échue",
        ],
    );
    let total = statement["recapitulation"]["blocks"][0]["totals"][0][1].as_str().unwrap();
    assert!(request.contains(&total.replace(['\u{a0}', '\u{202f}'], " ")));
    // Barred all the same, and asked: the file says so.
    let asked = dossier_of(COMPANY, |j| {
        j["invoices"][0]["issued_on"] = "2019-02-10".into();
        j["invoices"][0]["delivered_on"] = "2019-02-06".into();
        j["invoices"][0]["due_on"] = "2019-03-12".into();
        j["payments"] = json!([]);
        j["relief"]["claim_prescribed"] = true.into();
    });
    assert!(words(&model(Document::RequeteInjonctionDePayer, &asked)).contains("F-2026-041"));
}

#[test]
fn a_missing_mention_is_named() {
    let missing = |document, name, change: fn(&mut Value)| {
        let e = models(document, &dossier_of(name, change)).unwrap_err();
        (e.code(), e.pointer().to_owned())
    };
    let request = Document::RequeteInjonctionDePayer;
    assert_eq!(
        missing(request, CRAFTSMAN, |j| {
            j["creditor"].as_object_mut().unwrap().remove("nationality");
        }),
        ("document.mention_missing", "/creditor/nationality".to_owned())
    );
    assert_eq!(
        missing(request, COMPANY, |j| {
            j["creditor"].as_object_mut().unwrap().remove("legal_representative");
        }),
        ("document.mention_missing", "/creditor/legal_representative".to_owned())
    );
    assert_eq!(
        missing(Document::MiseEnDemeure, COMPANY, |j| {
            j["debtors"][0]["address"]["lines"] = json!(["112 boulevard du Général de Gaulle prolongé"]);
        }),
        ("address.line_too_long", "/debtors/0/address".to_owned())
    );
    assert_eq!(
        missing(Document::MiseEnDemeure, COMPANY, |j| {
            j["representative"] = json!({ "kind": "collection_agent", "name": "Recouvrement du Centre",
                "address": { "lines": ["9 boulevard Desaix"], "postal_code": "63000", "city": "Clermont-Ferrand" } });
        }),
        ("document.mention_missing", "/representative/mandate_date".to_owned())
    );
    assert_eq!(
        missing(Document::MiseEnDemeure, COMPANY, |j| {
            j["invoices"].as_array_mut().unwrap().iter_mut().for_each(|i| i["due_on"] = "2027-01-01".into());
        }),
        ("claim.nothing_owed", String::new())
    );
}

/// CPCEx, art. R. 124-4.
#[test]
fn whoever_collects_for_others_says_so_and_reproduces_the_law() {
    let agent = |kind: &str| {
        dossier_of(COMPANY, |j| {
            j["representative"] = json!({ "kind": kind, "name": "Recouvrement du Centre", "bar": "Clermont-Ferrand",
                "mandate_date": "2026-10-01",
                "address": { "lines": ["9 boulevard Desaix"], "postal_code": "63000", "city": "Clermont-Ferrand" } });
        })
    };
    let text = words(&model(Document::MiseEnDemeure, &agent("collection_agent")));
    holds(
        &text,
        &[
            "Recouvrement du Centre",
            "9 boulevard Desaix",
            "convention écrite du 1er octobre 2026",
            "24 avenue de la Libération, 63000 Clermont-Ferrand",
            "9 597,61 €",
            "IBAN",
            "Les frais de recouvrement entrepris sans titre exécutoire",
            "Cependant, le créancier",
        ],
    );
    let refused = |document, kind: &str| models(document, &agent(kind)).map(|_| ()).unwrap_err().code();
    for kind in ["avocat", "commissaire_de_justice"] {
        for document in [Document::MiseEnDemeure, Document::Relance1, Document::Relance3] {
            assert_eq!(refused(document, kind), "document.unsuitable", "{kind} {document}");
        }
        // What is handed over is made.
        assert!(models(Document::RequeteInjonctionDePayer, &agent(kind)).is_ok(), "{kind}");
    }
    assert_eq!(refused(Document::Relance2, "collection_agent"), "document.unsuitable");
    assert!(models(Document::Relance2, &agent("employee")).is_ok());
    let power = words(&model(Document::Pouvoir, &agent("employee")));
    holds(&power, &["Pouvoir spécial", "le tribunal de commerce de Cusset", "9 597,61 €", "Hélène Maurin"]);
}
