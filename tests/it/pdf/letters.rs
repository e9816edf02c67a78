//! Names in the letters of Europe come out of the PDF as they went in; a name in other letters is refused by its field.

use creance::app::{AppError, Format, Options, Wanted};
use creance::domain::{Bundle, Document};
use creance::problem::Code;
use serde_json::{Value, json};

use super::claims::{APP, exhibits};
use super::text::PdfText;
use crate::http::{FIRST, example, post_json};

fn named(name: &str) -> Vec<u8> {
    let mut claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    claim["debtors"][0]["name"] = json!(name);
    serde_json::to_vec(&claim).unwrap()
}

#[test]
fn a_name_in_letters_of_europe_is_in_every_document() {
    for name in [
        "Καφενείο Ώρα Ευρώπης",
        "Община Пловдив Жълт юг",
        "Țepeș şi Ştefănescu",
        "Łódź Żółć Gdańsk",
        "Ħaż-Żabbar Għajnsielem",
        "Ķēniņš Šķūnis Žīguļi",
        "Ūkininkė Žąsys",
        "Bråten Østergård Þórsmörk",
        "Ŧeahŋu Sámi",
        "Đặng Thị Hương",
        "İstanbul Işık",
    ] {
        let claim = named(name);
        let mut seen = 0;
        for document in Document::ALL {
            let made = match APP.document(*document, &claim, Wanted::form(Format::Pdf), None) {
                Ok(made) => made,
                Err(AppError::Blocked { .. }) => continue,
                Err(e) if e.problem().code == Code::NothingToWrite => continue,
                Err(e) => panic!("{document} for {name}: {e}"),
            };
            let text = PdfText::read(&made.bytes).folded().to_lowercase();
            assert!(text.contains(&name.to_lowercase()), "{document} does not say {name}: {text}");
            seen += 1;
        }
        assert!(seen >= 8, "{seen} documents for {name}");
    }
}

/// A Mac writes é as e and a sign: one glyph on paper, and words that a search finds.
#[test]
fn a_name_in_letters_and_separate_signs_is_printed() {
    let made = APP
        .document(Document::Decompte, &named("Cafe\u{301} Łe\u{328}ga"), Wanted::form(Format::Pdf), None)
        .unwrap();
    let text = PdfText::read(&made.bytes).folded();
    assert!(text.contains("Café Łęga") || text.contains("Cafe\u{301} Łe\u{328}ga"), "{text}");
}

#[test]
fn a_name_in_other_letters_is_refused_by_its_field() {
    for (name, code) in [
        ("株式会社アクメ", "U+682A"),
        ("شركة", "U+0634"),
        ("Acme 😀", "U+1F600"),
        ("Acme \u{e000}", "U+E000"),
    ] {
        let answer = post_json("/v1/documents/mise_en_demeure", &named(name));
        let problem = answer.problem(422);
        assert!(problem["type"].as_str().unwrap().ends_with("document.unprintable"), "{problem}");
        let fault = &problem["errors"][0];
        assert_eq!(
            (fault["code"].as_str(), fault["pointer"].as_str()),
            (Some("text.unprintable"), Some("/debtors/0/name"))
        );
        let message = fault["message"].as_str().unwrap();
        assert!(
            message.starts_with("Le") && message.contains(code) && message.contains("imprimé"),
            "{message}"
        );
    }
}

#[test]
fn the_label_of_an_exhibit_is_refused_by_its_field_too() {
    let mut claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    claim["exhibits"][2]["label"] = json!("Bon 株");
    let claim = serde_json::to_vec(&claim).unwrap();
    let e = APP
        .bundle(Bundle::InjonctionDePayer, &claim, None, &exhibits(FIRST), Options::default())
        .unwrap_err()
        .problem();
    assert_eq!((e.code, e.errors[0].pointer.as_str()), (Code::Unprintable, "/exhibits/2/label"), "{e:?}");
}

/// Too long for a property of a PDF, or for a line: refused by the reader or laid out, never an error of ours.
#[test]
fn a_name_without_end_is_no_failure_of_ours() {
    for name in ["a".repeat(40_000), "Lefèvre ".repeat(5_000)] {
        for document in [Document::MiseEnDemeure, Document::Decompte, Document::RequeteInjonctionDePayer] {
            if let Err(e) = APP.document(document, &named(&name), Wanted::form(Format::Pdf), None) {
                assert!(!e.is_ours(), "{document}: {e}");
            }
        }
    }
}
