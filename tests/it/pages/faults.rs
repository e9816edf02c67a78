//! What is wrong in a draft, in a text, or in what is sent: told where it can be mended, and never believed.

use serde_json::{Value, json};

use super::browser::Browser;
use super::dossier::draft;
use crate::http::{FIRST, Form, NARROW, SERVICE, example, send};

#[test]
fn what_is_wrong_is_told_beside_its_field_and_kept_as_typed() {
    let page = Browser::open(*SERVICE, "/dossier").press("faire", &format!("exemple:{FIRST}"));
    let mut page = page.press("aller", "creance");
    page.fill("/invoices/1/amount_incl_tax", "douze");
    page.fill("/invoices/0/due_on", "31/02/2026");
    page.fill("/invoices/2/label", "");
    let page = page.enter();
    assert_eq!(page.status, 200);
    assert_eq!(page.value("/invoices/1/amount_incl_tax"), Some("douze"));
    assert_eq!(page.value("/invoices/0/due_on"), Some("31/02/2026"));
    for (id, text) in [
        ("invoices-1-amount_incl_tax", "Montant attendu"),
        ("invoices-0-due_on", "Date attendue"),
        ("invoices-2-label", "À remplir."),
    ] {
        assert!(page.html.contains(&format!("<a href=\"#{id}\">")), "{id} in the summary");
        let note = page.html.split(&format!("id=\"{id}-note\"")).nth(1).expect(id);
        assert!(note.split("</div>").next().unwrap().contains(text), "{id}");
        let field = page.html.split(&format!(" id=\"{id}\"")).nth(1).expect(id);
        let tag = field.split('>').next().unwrap();
        assert!(tag.contains("aria-invalid=\"true\"") && tag.contains(&format!("{id}-note")), "{tag}");
    }
    let summary = page.html.split("id=\"erreurs\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(page.title().starts_with("À corriger") && summary.contains("autofocus"), "{summary}");
    assert!(page.html.contains("Sans ce qui reste à compléter"), "the other lines are still reckoned");
    // A field that no form shows can be taken out.
    let claim = json!({"reference": "R", "unknown": {"x": 1}, "creditor": {"nickname": "N"}});
    let mut page = Browser::open(*SERVICE, "/dossier");
    page.fill("importer", &claim.to_string());
    let page = page.press("faire", "importer").press("aller", "parties");
    let page = page.press("faire", "retirer:/unknown").press("faire", "retirer:/creditor/nickname");
    assert_eq!(draft(&page), json!({"reference": "R"}));
}

#[test]
fn a_key_is_checked_and_a_commune_found_while_the_claim_is_not_whole() {
    let mut page = Browser::open(*SERVICE, "/dossier/parties");
    page.fill("/creditor/siren", "100 021 014");
    page.fill("/creditor/address/postal_code", "75011");
    page.fill("/debtors/0/address/postal_code", "03200");
    let page = page.enter();
    assert!(page.html.contains("La clé de contrôle est fausse"), "{}", page.html);
    assert_eq!(page.value("/creditor/address/city"), Some("Paris"));
    // Several communes: one chooses.
    let list = page.html.split("id=\"debtors-0-address-city-choix\"").nth(1).unwrap();
    assert!(list.split("</datalist>").next().unwrap().contains("value=\"Vichy\""));
    let found = send(*SERVICE, "GET", "/communes?code_postal=03200", &[], b"").json();
    assert!(found.as_array().unwrap().iter().any(|c| c["name"] == "Vichy"), "{found}");
    assert_eq!(send(*SERVICE, "GET", "/communes?code_postal=x", &[], b"").json(), json!([]));
    assert_eq!(send(*SERVICE, "GET", "/communes", &[], b"").status, 422);
}

#[test]
fn text_is_never_markup() {
    for hostile in ["\"><script>alert(1)</script>", "{{ 7*7 }}{% raw %}", "</textarea><img src=x>", "'\"&<>"]
    {
        let mut page = Browser::open(*SERVICE, "/dossier/parties");
        for name in ["/reference", "/creditor/name", "/creditor/address/lines", "/debtors/0/name"] {
            page.fill(name, hostile);
        }
        let mut page = page.enter();
        for _ in 0..2 {
            assert_eq!(page.status, 200);
            assert!(!page.html.contains("<script>alert") && !page.html.contains("<img src=x"), "{hostile}");
            assert_eq!(draft(&page)["creditor"]["name"], hostile);
            page = page.press("aller", "parties");
            assert_eq!(page.value("/creditor/name"), Some(hostile));
            assert_eq!(page.value("/creditor/address/lines"), Some(hostile));
        }
        // A draft that cannot be read comes back where it can be mended.
        let sent =
            vec![("dossier".to_owned(), hostile.to_owned()), ("aller".to_owned(), "objectif".to_owned())];
        let answer = page.post("/dossier/parties", &sent);
        let html = String::from_utf8(answer.body).unwrap();
        assert!(answer.status == 200 && html.contains("JSON"), "{html}");
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{html}");
    }
}

#[test]
fn what_is_not_a_page_or_too_large_is_refused() {
    assert_eq!(send(*SERVICE, "GET", "/dossier/nulle-part", &[], b"").status, 404);
    let page = Browser::open(*SERVICE, "/dossier/parties");
    let fields = page.sent("aller", "nulle-part");
    assert_eq!(page.post("/dossier/parties", &fields).status, 404);
    let long = "x".repeat(1_048_577);
    let one = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    assert_eq!(page.post("/dossier/parties", &one("/reference", &long)).status, 413);
    assert_eq!(page.post("/dossier/parties", &one("dossier", &format!("{{\"a\":\"{long}\"}}"))).status, 413);
    assert_eq!(page.post("/dossier/parties", &one("x", &"x".repeat(7_000_000))).status, 413);
    // A list takes no more than a claim may hold.
    let mut page = Browser::open(*NARROW, "/dossier/pieces");
    for i in 0..3 {
        page.fill(&format!("/exhibits/{i}/label"), "x");
        page = page.enter();
        if i < 2 {
            page = page.press("faire", "ajouter:/exhibits");
        }
    }
    assert!(!page.html.contains("ajouter:/exhibits"));
}

#[test]
fn the_preview_tells_figures_court_faults_and_values() {
    let page = Browser::open(*SERVICE, "/dossier").press("faire", &format!("exemple:{FIRST}"));
    let mut page = page.press("aller", "creance");
    page.fill("/invoices/0/amount_incl_tax", "6300");
    page.fill("/invoices/1/issued_on", "hier");
    let told = page.post("/dossier/apercu", &page.sent("faire", "actualiser")).json();
    assert!(told["totals"].as_array().unwrap().len() > 3, "{told}");
    assert!(told["court"]["name"].as_str().unwrap().contains("Cusset"), "{told}");
    assert_eq!(told["fields"]["/invoices/1/issued_on"]["severity"], "error");
    assert_eq!(told["values"]["/invoices/0/amount_incl_tax"], "6\u{202f}300,00");
    assert_eq!(told["partial"], true);
    let nothing = Browser::open(*SERVICE, "/dossier/parties");
    let told = nothing.post("/dossier/apercu", &nothing.sent("faire", "actualiser")).json();
    assert_eq!((&told["totals"], &told["court"]), (&json!([]), &Value::Null));
}

#[test]
fn what_lacks_is_told_once_a_step_is_left() {
    let page = Browser::open(*SERVICE, "/dossier/parties").enter();
    assert!(!page.html.contains("id=\"erreurs\""), "still on it");
    let page = page.press("aller", "creance");
    assert!(!page.html.contains("id=\"erreurs\""));
    assert!(page.html.contains("data-state=\"error\""), "the step that was left has something to correct");
    let page = page.press("aller", "parties");
    for link in ["#reference", "#creditor", "#debtors"] {
        assert!(page.html.contains(&format!("<a href=\"{link}\">")), "{link}");
        assert!(page.html.contains(&format!(" id=\"{}\"", &link[1..])), "{link}");
    }
    assert!(!page.html.contains("<a href=\"#invoices\">"), "what lacks elsewhere is told there");
    // A company is asked for its name, a person for hers.
    let mut page = page;
    page.fill("/creditor/kind", "Particulier");
    let page = page.enter();
    let hidden = |field: &str| {
        let tag =
            page.html.split(&format!("data-field=\"{field}\"")).nth(1).unwrap().split('>').next().unwrap();
        tag.contains(" hidden")
    };
    assert!(hidden("/creditor/name") && hidden("/creditor/share_capital"));
    assert!(!hidden("/creditor/first_names") && !hidden("/creditor/acting_as"));
    for lacking in ["first_names", "last_name", "acting_as"] {
        assert!(page.html.contains(&format!("<a href=\"#creditor-{lacking}\">")), "{lacking}");
    }
}

#[test]
fn a_file_is_taken_up_and_one_that_is_none_is_shown() {
    let take = |file: &[u8], typed: &str| {
        let form = Form::new()
            .part("name=\"dossier\"", b"{\"reference\":\"before\"}")
            .part("name=\"importer\"; filename=\"dossier.json\"", file)
            .part("name=\"importer\"", typed.as_bytes())
            .part("name=\"faire\"", b"importer");
        let answer = form.send(*SERVICE, "/dossier", "limite", &[("sec-fetch-site", "same-origin")]);
        assert_eq!(answer.status, 200);
        String::from_utf8(answer.body).unwrap()
    };
    let whole = take(&example(FIRST), "");
    assert!(whole.contains("Dossier repris.") && whole.contains("Menuiserie Aubépine"));
    assert!(take(b"", "{\"reference\":\"typed\"}").contains("&quot;typed&quot;"));
    for (text, told) in
        [("[1]", "objet JSON"), ("{\"a\":", "Ce n’est pas du JSON"), ("{\"a\":1,\"a\":2}", "« a »")]
    {
        let html = take(text.as_bytes(), "");
        let plain = html.replace('\u{a0}', " ");
        assert!(plain.contains(told), "{text}: {plain}");
        assert!(html.contains("&quot;before&quot;"), "the draft that was there stays");
        let shown = html.split("id=\"importer\"").nth(1).unwrap().split("</textarea>").next().unwrap();
        assert!(shown.contains(&text.replace('"', "&quot;")), "{shown}");
    }
}
