use super::assemble::assemble;
use super::assemble_tests::{LAW, RENDERER, bundle, dossier_of, exhibits, file, names};
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
    let names = names(zip).into_iter().filter(|n| n.as_bytes()[0].is_ascii_digit()).collect();
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
    let archive = assemble(kind, &d, &LAW, &files, &*RENDERER).unwrap_or_else(|e| panic!("{kind}: {e}"));
    read(&archive.bytes)
}

#[test]
fn a_plan_goes_with_its_statement_and_with_an_acknowledgment_once_agreed() {
    let (names, readme) = held(Bundle::Echeancier, CRAFTSMAN);
    assert_eq!(names, ["01_plan_de_reglement.pdf", "02_decompte.pdf"]);
    tells(
        &readme,
        &["Le plan en 2 originaux", "n'est pas un titre exécutoire", "Bastien Lorieux et Mme Odile"],
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
}

#[test]
fn a_title_to_execute_goes_with_its_statement() {
    let (names, readme) = held(Bundle::CommissaireDeJusticeExecution, TITLE);
    assert_eq!(names, ["01_saisine_execution.pdf", "02_decompte.pdf"]);
    tells(&readme, &["acte de signification", "certificat de non-opposition", "vaut pouvoir d'exécuter"]);
    assert!(!readme.contains("Prescription ("), "a title has taken its place:\n{readme}");
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
    assert_eq!(before.0, ["01_relance_preventive.pdf"], "no statement before any delay");
    assert_eq!(first(reminders(0, "2026-07-20")), "01_relance_1.pdf");
    assert_eq!(first(reminders(1, "2026-07-20")), "01_relance_2.pdf");
    let last = reminders(2, "2026-07-20");
    assert_eq!(last.0[0], "01_relance_3.pdf");
    tells(&last.1, &["demander le dossier de mise en demeure", "ne met pas en demeure"]);
    tells(&reminders(3, "2026-07-20").1, &["L'étape suivante est la mise en demeure"]);
    let (_, after) = held(Bundle::Relance, COMPANY);
    tells(&after, &["Une mise en demeure a été adressée le", "cette relance est facultative"]);
}
