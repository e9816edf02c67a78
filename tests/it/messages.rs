//! Reminders as messages, from a claim to bytes: e-mail, text, HTML, text message, telephone script.

use creance::app::{App, AppError, Format, Wanted};
use creance::claim::Limits;
use creance::domain::{Day, Document};
use serde_json::{Value, json};

fn day() -> Day {
    Day::from_ymd_opt(2026, 11, 22).unwrap()
}

fn app() -> App {
    App::load(None, None, Limits::default(), day).unwrap()
}

fn claim() -> Value {
    json!({
        "reference": "2026-0412",
        "as_of": "2026-11-22",
        "currency": "EUR",
        "nature": "sale_of_goods",
        "creditor": {
            "kind": "company", "name": "Menuiserie Aubépine", "legal_form": "SAS", "share_capital": "40000.00",
            "siren": "100021013", "rcs_city": "Clermont-Ferrand", "acting_as": "professional",
            "legal_representative": { "name": "Hélène Maurin", "capacity": "présidente" },
            "address": { "lines": ["24 avenue de la Libération"], "postal_code": "63000", "city": "Clermont-Ferrand" },
            "email": "compta@aubepine.example", "phone": "0473000000",
            "bank": { "iban": "FR7630001007941234567890185" }
        },
        "debtors": [{
            "kind": "company", "name": "Hôtel des Trois Fontaines", "legal_form": "SARL", "share_capital": "8000.00",
            "siren": "100021021", "rcs_city": "Cusset", "acting_as": "professional",
            "legal_representative": { "name": "Rémi Vauquelin", "capacity": "gérant" },
            "address": { "lines": ["6 rue du Casino"], "postal_code": "03200", "city": "Vichy" },
            "email": "direction@fontaines.example", "phone": "0470000000"
        }],
        "invoices": [
            { "number": "F-2026-041", "issued_on": "2026-10-01", "due_on": "2026-10-31", "amount_incl_tax": "6300.00",
              "label": "Fenêtres", "exhibit": "f41" }
        ],
        "payments": [],
        "notices": [],
        "events": [],
        "exhibits": [
            { "id": "f41", "label": "Facture F-2026-041", "date": "2026-10-01", "file": "f41.pdf", "kind": "invoice" }
        ]
    })
}

fn made(claim: &Value, document: Document, format: Format) -> Result<Vec<u8>, AppError> {
    let bytes = serde_json::to_vec(claim).unwrap();
    app().document(document, &bytes, Wanted::form(format), None).map(|m| m.bytes)
}

fn text(claim: &Value, document: Document, format: Format) -> String {
    let bytes = made(claim, document, format).unwrap_or_else(|e| panic!("{document}: {:?}", e.problem()));
    String::from_utf8(bytes).unwrap()
}

fn set(mut claim: Value, pointer: &str, value: Value) -> Value {
    *claim.pointer_mut(pointer).unwrap() = value;
    claim
}

#[test]
fn an_email_of_the_first_reminder() {
    let eml = text(&claim(), Document::Relance1, Format::Eml);
    // The statement is bytes of its own test: here is what is read.
    let read = eml.split("Content-Type: application/pdf").next().unwrap();
    insta::assert_snapshot!("relance_1_eml", read.replace("\r\n", "\n"));
    assert!(eml.contains("decompte.pdf") && !eml.contains("piece_01"), "no file was given");
}

#[test]
fn an_email_of_the_second_reminder_as_text() {
    let sent = json!([{ "kind": "reminder", "channel": "email", "sent_on": "2026-11-05" }]);
    let text = text(&set(claim(), "/notices", sent), Document::Relance2, Format::Txt);
    insta::assert_snapshot!("relance_2_txt", text);
}

#[test]
fn a_telephone_script() {
    insta::assert_snapshot!("phone_txt", text(&claim(), Document::Relance1, Format::Phone));
}

#[test]
fn same_claim_same_bytes() {
    for format in [Format::Eml, Format::Html, Format::Txt, Format::Sms, Format::Phone] {
        let twice = [(), ()].map(|()| made(&claim(), Document::Relance3, format).unwrap());
        assert_eq!(twice[0], twice[1], "{format:?}");
    }
}

#[test]
fn a_given_invoice_is_attached_and_named() {
    let bytes = serde_json::to_vec(&claim()).unwrap();
    let pdf =
        std::fs::read(format!("{}/tests/fixtures/exhibits/object_streams.pdf", env!("CARGO_MANIFEST_DIR")));
    let pdf = pdf.unwrap();
    let files = vec![("f41.pdf".to_owned(), pdf)];
    let made = app().document(Document::Relance1, &bytes, Wanted::form(Format::Eml), Some(&files)).unwrap();
    assert_eq!(made.media_type, "message/rfc822");
    let eml = String::from_utf8(made.bytes).unwrap();
    assert!(
        eml.contains("piece_01_facture_f_2026_041.pdf"),
        "{}",
        eml.lines().filter(|l| l.contains("filename")).collect::<String>()
    );
}

#[test]
fn a_text_message_is_short_and_discreet() {
    for document in [Document::Relance1, Document::Relance2, Document::Relance3] {
        let sms = text(&claim(), document, Format::Sms);
        assert_eq!(
            sms,
            "Menuiserie Aubépine : merci de nous rappeler au 04 73 00 00 00 au sujet de la facture F-2026-041. Service comptabilité."
        );
    }
}

#[test]
fn a_missing_address_is_named() {
    for (pointer, format) in [
        ("/creditor/email", Format::Eml),
        ("/debtors/0/email", Format::Eml),
        ("/creditor/phone", Format::Sms),
    ] {
        let problem =
            made(&set(claim(), pointer, Value::Null), Document::Relance1, format).unwrap_err().problem();
        let problem = serde_json::to_value(&problem).unwrap();
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        assert_eq!(problem["errors"][0]["code"], "document.mention_missing", "{problem}");
    }
    // What is not sent asks for no address.
    assert!(made(&set(claim(), "/debtors/0/email", Value::Null), Document::Relance1, Format::Txt).is_ok());
}

#[test]
fn names_are_text_in_every_form() {
    let evil = "<script>alert(1)</script> {{ 7*7 }} {% raw %} \"x\" <evil@x.example>";
    let c = set(claim(), "/debtors/0/name", json!(evil));
    let c = set(c, "/creditor/name", json!(evil));
    let html = text(&c, Document::Relance2, Format::Html);
    assert!(
        !html.contains("<script") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}"),
        "{html}"
    );
    assert!(text(&c, Document::Relance2, Format::Txt).contains("{{ 7*7 }}"));
    let eml = text(&c, Document::Relance2, Format::Eml);
    let head = eml.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let to: Vec<&str> =
        head.split("\r\n").filter(|l| l.starts_with("To:") || l.starts_with("From:")).collect();
    assert_eq!(to.len(), 2, "{head}");
    assert!(
        to.iter().all(|l| l.ends_with("@fontaines.example>") || l.ends_with("@aubepine.example>")),
        "{to:?}"
    );
}

#[test]
fn a_control_character_never_reaches_a_header() {
    let c = set(claim(), "/debtors/0/name", json!("x\r\nBcc: victim@x.example"));
    assert!(matches!(made(&c, Document::Relance1, Format::Eml), Err(AppError::Claim(_))));
    for address in ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a b@c.example"] {
        assert!(
            made(&set(claim(), "/debtors/0/email", json!(address)), Document::Relance1, Format::Eml).is_err()
        );
    }
}

#[test]
fn the_preventive_one_speaks_of_what_is_not_due() {
    let due = set(claim(), "/invoices/0/due_on", json!("2026-11-30"));
    let text = text(&due, Document::RelancePreventive, Format::Txt);
    assert!(
        text.starts_with(
            "Objet\u{a0}: Échéance du 30\u{a0}novembre\u{a0}2026 – facture n°\u{a0}F-2026-041\n"
        ),
        "{text}"
    );
    assert!(!text.contains("Décompte"), "{text}");
    assert!(made(&claim(), Document::RelancePreventive, Format::Txt).is_err());
}

#[test]
fn only_reminders_are_messages() {
    for document in Document::ALL {
        let formats = creance::app::available_formats(*document);
        let reminder = document.name().starts_with("relance_");
        assert_eq!(formats.contains(&Format::Eml), reminder, "{document}");
        assert_eq!(formats[0], Format::Pdf);
    }
}

fn asked(claim: &Value, format: Format, debtor: Option<usize>) -> Result<String, Value> {
    let bytes = serde_json::to_vec(claim).unwrap();
    let wanted = Wanted { debtor, ..Wanted::form(format) };
    let made = app().document(Document::Relance1, &bytes, wanted, None);
    made.map(|m| String::from_utf8(m.bytes).unwrap()).map_err(|e| serde_json::to_value(e.problem()).unwrap())
}

#[test]
fn each_debtor_has_his_own_messages() {
    let mut c = claim();
    let mut second = c["debtors"][0].clone();
    second["name"] = json!("Auberge Neuve");
    second["siren"] = json!("100021054");
    c["debtors"].as_array_mut().unwrap().push(second);
    c["joint_and_several"] = json!(true);
    let to = |n| asked(&c, Format::Eml, n).unwrap();
    assert!(to(Some(1)).contains("Auberge Neuve") && !to(Some(0)).contains("Auberge Neuve"));
    assert_eq!(to(None), to(Some(0)));
    // They share one address: two messages all the same.
    let id = |eml: String| eml.lines().find(|l| l.starts_with("Message-ID")).unwrap().to_owned();
    assert_ne!(id(to(Some(0))), id(to(Some(1))));
    let problem = asked(&c, Format::Phone, Some(2)).unwrap_err();
    assert_eq!(
        (&problem["errors"][0]["code"], &problem["errors"][0]["pointer"]),
        (&json!("debtor.unknown"), &json!("/debtor"))
    );
    assert!(
        problem["detail"].is_string()
            && problem["errors"][0]["message"].as_str().unwrap().contains("de 0 à 1")
    );
}

/// D05b.
#[test]
fn a_call_is_confirmed_by_what_the_file_says_of_it() {
    let silent = asked(&claim(), Format::Confirmation, None).unwrap_err();
    assert_eq!(silent["errors"][0]["pointer"], "/notices", "{silent}");
    let called = json!([{ "kind": "reminder", "channel": "phone", "sent_on": "2026-11-20" }]);
    let c = set(claim(), "/notices", called);
    assert_eq!(asked(&c, Format::Confirmation, None).unwrap_err()["errors"][0]["pointer"], "/events");
    let told = json!([
        { "kind": "promise_to_pay", "on": "2026-11-20", "amount": "3000.00", "until": "2026-11-30" },
        { "kind": "dispute", "on": "2026-11-12", "label": "Livraison incomplète" },
    ]);
    let eml = asked(&set(c, "/events", told), Format::Confirmation, None).unwrap();
    insta::assert_snapshot!("confirmation_eml", eml.replace("\r\n", "\n"));
    assert!(!eml.contains("incompl"), "what was said another day is not of this call");
}

#[test]
fn a_call_is_not_said_to_have_been_written() {
    let sent = json!([
        { "kind": "reminder", "channel": "email", "sent_on": "2026-11-05" },
        { "kind": "reminder", "channel": "phone", "sent_on": "2026-11-12" },
    ]);
    let text = text(&set(claim(), "/notices", sent), Document::Relance3, Format::Txt);
    assert!(
        text.contains("écrit le 5\u{a0}novembre\u{a0}2026") && !text.contains("12\u{a0}novembre"),
        "{text}"
    );
}
