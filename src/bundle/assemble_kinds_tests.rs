use super::assemble::{Options, assemble};
use super::assemble_tests::{bundle, dossier_of, exhibits, file, names, shop, with_second_debtor};
use super::verify::verify;
use crate::domain::Bundle;

const COMPANY: &str = "01_b2b_three_invoices.json";
const CRAFTSMAN: &str = "02_consumer_craftsman.json";
const ORDER: &str = "04_order_to_serve.json";
const TITLE: &str = "05_title_to_execute.json";

/// Builds twice, checks as a receiver would, and gives the documents and the checklist on one line.
fn held(kind: Bundle, name: &str) -> (Vec<String>, String) {
    let zip = bundle(kind, name);
    assert_eq!(zip, bundle(kind, name), "{kind}: same bytes");
    let verdict = verify(&zip);
    assert!(verdict.valid, "{kind}: {:?}", verdict.problems);
    read(&zip)
}

fn read(zip: &[u8]) -> (Vec<String>, String) {
    let readme = String::from_utf8(file(zip, "LISEZMOI.txt")).unwrap();
    assert!(readme.lines().all(|l| l.chars().count() <= 78), "{readme}");
    let document = |n: &String| n.as_bytes()[0].is_ascii_digit() || n.starts_with("debiteur_");
    let names = names(zip).into_iter().filter(document).collect();
    let words = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    (names, words.replace('\u{2019}', "'"))
}

fn tells(readme: &str, sentences: &[&str]) {
    for s in sentences {
        assert!(readme.contains(s), "« {s} » manque :\n{readme}");
    }
}

/// A bundle of an example changed at will.
fn changed(kind: Bundle, name: &str, change: impl FnOnce(&mut serde_json::Value)) -> (Vec<String>, String) {
    let files = exhibits();
    let d = dossier_of(name, &files, change);
    let archive = assemble(kind, &d, &files, &shop(), Options::default());
    let archive = archive.unwrap_or_else(|e| panic!("{kind}: {e}"));
    read(&archive.bytes)
}

#[test]
fn a_plan_goes_with_its_statement_and_with_an_acknowledgment_once_agreed() {
    let (names, readme) = held(Bundle::Echeancier, CRAFTSMAN);
    assert_eq!(names, ["01_plan_de_reglement.pdf", "02_decompte.pdf"]);
    tells(
        &readme,
        &[
            "Le plan en 2 originaux",
            "n'est pas un titre exécutoire",
            "Bastien Lorieux et Mme Odile",
            "Première échéance le",
        ],
    );
    let (names, readme) =
        changed(Bundle::Echeancier, CRAFTSMAN, |json| json["instalments"]["kind"] = "agreed".into());
    assert_eq!(names, ["01_plan_de_reglement.pdf", "02_reconnaissance_de_dette.pdf", "03_decompte.pdf"]);
    tells(&readme, &["en lettres et en chiffres", "interrompt la prescription"]);
}

#[test]
fn a_small_claim_says_who_pays_and_that_nothing_may_be_received_meanwhile() {
    let (names, readme) = held(Bundle::PetitesCreances, CRAFTSMAN);
    assert_eq!(names, ["01_petites_creances.pdf", "02_decompte.pdf"]);
    tells(
        &readme,
        &["charge exclusive du créancier", "Ne recevoir aucun paiement", "son silence vaut refus"],
    );
}

#[test]
fn an_order_to_serve_says_the_last_day_and_asks_for_the_original() {
    let (names, readme) = held(Bundle::CommissaireDeJusticeSignification, ORDER);
    assert_eq!(names, ["01_saisine_signification.pdf", "02_bordereau_de_pieces.pdf", "03_decompte.pdf"]);
    tells(
        &readme,
        &["ORIGINAL remis par le greffe", "au plus tard le 15 décembre 2026", "non avenue", "2 débiteurs"],
    );
    assert!(!readme.contains("plan"), "{readme}");
    // The order is not one of the documents that it was granted on.
    tells(&readme, &["Pièce n° 4 (Copie certifiée conforme", "ni au bordereau"]);
    let zip = bundle(Bundle::CommissaireDeJusticeSignification, ORDER);
    let pieces: Vec<String> =
        super::assemble_tests::names(&zip).into_iter().filter(|n| n.starts_with("pieces/")).collect();
    assert_eq!(pieces.len(), 3, "{pieces:?}");
    tells(
        &readme,
        &["Compléter si vous le pouvez : Le commissaire de justice ne pourra joindre le créancier"],
    );
    tells(&readme, &["146,36 € (C. com., art. A. 444-11", "À VÉRIFIER"]);
}

#[test]
fn a_title_to_execute_goes_with_its_statement() {
    let (names, readme) = held(Bundle::CommissaireDeJusticeExecution, TITLE);
    assert_eq!(names, ["01_saisine_execution.pdf", "02_decompte.pdf"]);
    tells(&readme, &["acte de signification", "certificat de non-opposition", "vaut pouvoir d'exécuter"]);
    assert!(!readme.contains("Prescription ("), "a title has taken its place:\n{readme}");
    // Nor do the letters that may still be sent speak of the limitation of the claim.
    for letters in [Bundle::Relance, Bundle::MiseEnDemeure] {
        let zip = bundle(letters, TITLE);
        let (_, readme) = read(&zip);
        assert!(!readme.contains("Prescription (") && readme.contains("Exécution du titre"), "{readme}");
        let calendar = String::from_utf8(file(&zip, "delais.ics")).unwrap().replace("\r\n ", "");
        assert!(!calendar.contains("avant la prescription") && calendar.contains("le titre"), "{calendar}");
    }
    assert!(!readme.contains("À VÉRIFIER : Certificat"), "a certificate is no doubt:\n{readme}");
}

/// The ladder: what was sent and whether something is late decide which reminder comes next.
#[test]
fn the_next_reminder_follows_those_already_sent() {
    let reminders = |n: usize, as_of: &str| {
        let as_of = as_of.to_owned();
        changed(Bundle::Relance, COMPANY, move |json| {
            json["as_of"] = as_of.into();
            json["payments"] = serde_json::json!([]);
            json["invoices"].as_array_mut().unwrap().truncate(1);
            let sent = (1..=n).map(|i| {
                serde_json::json!({"kind": "reminder", "channel": "email", "sent_on": format!("2026-06-{:02}", 14 + i)})
            });
            json["notices"] = sent.collect();
        })
    };
    let first = |got: (Vec<String>, String)| got.0[0].clone();
    let before = reminders(0, "2026-03-01");
    let pdf = |names: &[String]| names.iter().filter(|n| n.ends_with(".pdf")).cloned().collect::<Vec<_>>();
    assert_eq!(pdf(&before.0), ["01_relance_preventive.pdf"], "no statement before any delay");
    assert_eq!(first(reminders(0, "2026-07-20")), "01_relance_1.pdf");
    assert_eq!(first(reminders(1, "2026-07-20")), "01_relance_2.pdf");
    let last = reminders(2, "2026-07-20");
    assert_eq!(last.0[0], "01_relance_3.pdf");
    tells(
        &last.1,
        &["demander le dossier de mise en demeure", "ne met pas en demeure", "demande le paiement avant le"],
    );
    tells(&reminders(3, "2026-07-20").1, &["L'étape suivante est la mise en demeure"]);
    // Before the due date the preventive one is not followed by another: the next is the first of the delay.
    let preventive = changed(Bundle::Relance, COMPANY, |json| {
        json["as_of"] = "2026-07-20".into();
        json["payments"] = serde_json::json!([]);
        json["notices"] =
            serde_json::json!([{"kind": "preventive", "channel": "email", "sent_on": "2026-03-01"}]);
    });
    assert_eq!(first(preventive), "01_relance_1.pdf");
    let (_, after) = held(Bundle::Relance, COMPANY);
    tells(&after, &["Une mise en demeure a été adressée le", "cette relance est facultative"]);
}

/// Every form that the file allows, to each debtor; what is left out is said with its reason.
#[test]
fn a_reminder_comes_in_every_form_for_each_debtor() {
    let (names, readme) = changed(Bundle::Relance, COMPANY, |json| {
        with_second_debtor(json);
        json["notices"] = serde_json::json!([]);
        json["creditor"]["phone"] = "0473000000".into();
        json["creditor"]["email"] = "compta@aubepine.example".into();
        json["debtors"][0]["email"] = "direction@fontaines.example".into();
        json["debtors"][0]["phone"] = "0612345678".into();
        json["debtors"][1]["phone"] = "0470000000".into();
        json["debtors"][1].as_object_mut().unwrap().remove("email");
    });
    let (first, second) = ("debiteur_1_hotel_des_trois_fontaines", "debiteur_2_hotel_de_la_source");
    let want = [
        format!("{first}/01_relance_1.pdf"),
        format!("{second}/01_relance_1.pdf"),
        format!("{first}/01_relance_1.eml"),
        format!("{first}/01_relance_1_sms.txt"),
        format!("{first}/01_relance_1_appel.txt"),
        format!("{second}/01_relance_1_appel.txt"),
        "02_decompte.pdf".to_owned(),
    ];
    assert_eq!(names, want);
    tells(
        &readme,
        &[
            "Par courriel à direction@fontaines.example : ouvrir debiteur_1_hotel_des_trois_fontaines/01_relance_1.eml",
            "Non fourni : le courriel (l'adresse électronique du débiteur manque ou n'est pas utilisable)",
            "Non fourni : le SMS (le téléphone du débiteur n'est pas un mobile)",
        ],
    );
}

#[test]
fn the_email_of_a_reminder_carries_the_statement_of_the_bundle_and_the_invoices() {
    let files = exhibits();
    let d = dossier_of(COMPANY, &files, |json| {
        json["notices"] = serde_json::json!([]);
        json["creditor"]["email"] = "compta@aubepine.example".into();
        json["debtors"][0]["email"] = "direction@fontaines.example".into();
    });
    let archive = assemble(Bundle::Relance, &d, &files, &shop(), Options::default()).unwrap();
    let eml = String::from_utf8(file(&archive.bytes, "01_relance_1.eml")).unwrap();
    let attached = eml.split("filename=\"decompte.pdf\"").nth(1).unwrap();
    let coded: String = attached
        .split("--=tout")
        .next()
        .unwrap()
        .split("\r\n\r\n")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .collect();
    assert!(decoded(&coded) == file(&archive.bytes, "02_decompte.pdf"), "the same statement");
    assert!(eml.contains("factures"), "the invoices go with it");
}

/// Base 64.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = group.iter().fold(0u32, |n, c| (n << 6) | u32::from(digit(*c))) << (6 * (4 - group.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    out
}

#[test]
fn a_formal_notice_says_how_many_copies_to_whom_and_how_long_the_debtor_has() {
    let (_, readme) = changed(Bundle::MiseEnDemeure, COMPANY, with_second_debtor);
    tells(
        &readme,
        &[
            "03200 Vichy : debiteur_2_hotel_de_la_source/01_mise_en_demeure.pdf",
            "en trois exemplaires signés",
            "jours à compter de la réception pour payer",
            "reste à votre charge (CPCE, art. L. 111-8)",
        ],
    );
}

#[test]
fn the_checklist_sends_nobody_for_an_order_already_obtained() {
    let asked = "demander le dossier d'injonction de payer";
    for kind in [Bundle::Relance, Bundle::MiseEnDemeure] {
        let (_, company) = held(kind, COMPANY);
        tells(&company, &[asked, "dont seul le fichier d'origine fait la preuve"]);
        let (_, to_serve) = held(kind, ORDER);
        tells(&to_serve, &["demander le dossier de signification de l'ordonnance"]);
        let (_, title) = held(kind, TITLE);
        tells(&title, &["demander le dossier d'exécution"]);
        assert!(!to_serve.contains(asked) && !title.contains(asked), "{title}");
    }
}

/// Rendered whole: the documents agree although one of them names someone else.
#[test]
fn a_request_signed_by_an_employee_is_drawn_up() {
    let (names, readme) = changed(Bundle::InjonctionDePayer, COMPANY, |json| {
        json["representative"] = serde_json::json!({
            "kind": "employee",
            "name": "Paul Henrion",
            "address": {"lines": ["24 avenue de la Libération"], "postal_code": "63000", "city": "Clermont-Ferrand"},
        });
    });
    assert!(names.iter().any(|n| n.ends_with("pouvoir.pdf")), "{names:?}");
    tells(&readme, &["Hélène Maurin, présidente, et Paul Henrion", "décompte, pouvoir et pièces"]);
}
