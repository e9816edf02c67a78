//! What the service answers when the question is good.

use serde_json::{Value, json};

use super::{FIRST, SERVICE, example, first_with_files, get, post_json, send};

#[test]
fn the_service_and_the_command_line_say_the_same() {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_creance"))
        .args(["check", &format!("{}/examples/claims/{FIRST}.json", env!("CARGO_MANIFEST_DIR"))])
        .output()
        .unwrap();
    let typed: Value = serde_json::from_slice(&run.stdout).unwrap();
    let served = post_json("/v1/check", &example(FIRST));
    assert_eq!((served.status, served.header("content-type")), (200, Some("application/json")));
    assert_eq!(served.json(), typed);
}

#[test]
fn a_claim_with_errors_is_still_a_report() {
    let answer = post_json("/v1/check", &example("06_blocked"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["admissible"]["injonction_de_payer"], false);
}

#[test]
fn a_statement_as_json_or_as_a_table() {
    let answer = post_json("/v1/statement", &example(FIRST));
    assert_eq!(answer.json()["totals"]["total_due"], "9597.61");
    let headers = [("content-type", "application/json"), ("accept", "text/csv")];
    let table = send(*SERVICE, "POST", "/v1/statement", &headers, &example(FIRST));
    assert_eq!((table.status, table.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    assert!(table.body.starts_with("\u{feff}Dossier;".as_bytes()));
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [("content-type", "application/json"), ("accept", sheet)];
    let table = send(*SERVICE, "POST", "/v1/statement", &headers, &example(FIRST));
    assert_eq!((table.status, table.header("content-type")), (200, Some(sheet)));
    assert!(table.body.starts_with(b"PK"));
}

#[test]
fn the_deadlines_of_a_report_are_also_a_calendar() {
    let headers = [("content-type", "application/json"), ("accept", "text/calendar")];
    let answer = send(*SERVICE, "POST", "/v1/check", &headers, &example(FIRST));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/calendar; charset=utf-8")));
    assert!(answer.body.starts_with(b"BEGIN:VCALENDAR\r\n"));
}

#[test]
fn a_reminder_is_what_the_client_accepts() {
    let mut claim: serde_json::Value = serde_json::from_slice(&example(FIRST)).unwrap();
    claim["debtors"][0]["email"] = "direction@fontaines.example".into();
    let claim = serde_json::to_vec(&claim).unwrap();
    let ask = |document: &str, accept: &str| {
        let headers = [("content-type", "application/json"), ("accept", accept)];
        send(*SERVICE, "POST", &format!("/v1/documents/{document}"), &headers, &claim)
    };
    for (accept, begins) in [
        ("message/rfc822", "Date: "),
        ("text/html", "<!DOCTYPE html>"),
        ("text/plain", "Objet\u{a0}: "),
        ("application/pdf", "%PDF-"),
    ] {
        let answer = ask("relance_1", accept);
        assert_eq!(answer.status, 200, "{accept}: {}", String::from_utf8_lossy(&answer.body));
        assert!(answer.header("content-type").unwrap().starts_with(accept), "{accept}");
        assert!(answer.body.starts_with(begins.as_bytes()), "{accept}");
    }
    assert_eq!(ask("decompte", "message/rfc822").status, 406);
}

#[test]
fn a_document_is_a_pdf_with_a_name() {
    let headers = [("content-type", "application/json"), ("accept", "application/pdf")];
    let answer = send(*SERVICE, "POST", "/v1/documents/decompte", &headers, &example(FIRST));
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let name = answer.header("content-disposition").unwrap();
    assert!(name.starts_with("attachment; filename=\"decompte") && name.ends_with(".pdf\""), "{name}");
    assert!(answer.body.starts_with(b"%PDF-"));
    let again = send(*SERVICE, "POST", "/v1/documents/decompte", &headers, &example(FIRST));
    assert_eq!(answer.body, again.body, "same claim, same bytes");
}

#[test]
fn a_bundle_is_made_from_a_form_and_verified() {
    let zip = first_with_files().post(*SERVICE, "/v1/bundles/injonction_de_payer");
    assert_eq!(zip.status, 200, "{}", String::from_utf8_lossy(&zip.body));
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    assert!(zip.header("content-disposition").unwrap().contains("injonction_de_payer"));
    let verify = |bytes: &[u8]| {
        send(*SERVICE, "POST", "/v1/bundles/verify", &[("content-type", "application/zip")], bytes).json()
    };
    assert_eq!(verify(&zip.body), json!({ "valid": true, "problems": [] }));
    let mut bent = zip.body.clone();
    let middle = bent.len() / 2;
    bent[middle] ^= 0xff;
    assert_eq!(verify(&bent)["valid"], false);
}

#[test]
fn a_form_of_a_reminder_is_asked_by_its_name_for_one_debtor() {
    let mut claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    claim["creditor"]["phone"] = "0473000000".into();
    let claim = serde_json::to_vec(&claim).unwrap();
    let ask = |what: &str| post_json(&format!("/v1/documents/relance_1?{what}"), &claim);
    let sms = ask("format=sms&debtor=0");
    assert_eq!((sms.status, sms.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    assert!(String::from_utf8_lossy(&sms.body).contains("merci de nous rappeler"));
    assert_eq!(ask("format=sms&debtor=1").codes(422), ["debtor.unknown"]);
    assert_eq!(ask("format=fax").codes(422), ["parameter.invalid"]);
    assert_eq!(ask("debiteur=0").codes(422), ["parameter.invalid"]);
    let letters = post_json("/v1/documents/mise_en_demeure?debtor=0", &claim);
    assert!(letters.status == 200 && letters.body.starts_with(b"%PDF-"));
}

#[test]
fn the_exhibits_come_in_one_file_when_asked() {
    let zip = |to: &str| first_with_files().post(*SERVICE, to);
    let holds = |body: &[u8]| body.windows(25).any(|w| w == b"pieces/pieces_reunies.pdf");
    assert!(!holds(&zip("/v1/bundles/injonction_de_payer").body));
    let merged = zip("/v1/bundles/injonction_de_payer?merge_exhibits=true");
    assert_eq!(merged.status, 200, "{}", String::from_utf8_lossy(&merged.body));
    assert!(holds(&merged.body));
    assert_eq!(zip("/v1/bundles/injonction_de_payer?merge_exhibits=oui").codes(422), ["parameter.invalid"]);
}

#[test]
fn deadlines_interest_courts_and_rates() {
    let question = json!({ "kind": "procedure", "input": { "start": "2026-01-31", "duration": { "months": 1 }, "territory": "metropole" } });
    let answer = post_json("/v1/deadlines", question.to_string().as_bytes());
    assert_eq!(
        answer.json(),
        json!({ "raw": "2026-02-28", "expiry": "2026-03-02", "safe_by": "2026-02-27" })
    );

    let question =
        json!({ "principal": "1000.00", "rate": "12.15", "after": "2026-01-01", "until": "2026-03-01" });
    let answer = post_json("/v1/interest", question.to_string().as_bytes());
    assert_eq!((&answer.json()["days"], &answer.json()["interest"]), (&json!(59), &json!("19.64")));

    let court = get(
        "/v1/courts?postal_code=69003&city=Lyon&nature=services&amount=1000.00&debtor=merchant&on=2026-11-22",
    );
    assert_eq!((court.status, &court.json()["kind"]), (200, &json!("tribunal_des_activites_economiques")));

    let rate = get("/v1/rates/b2b_default?on=2026-07-01").json();
    assert_eq!((&rate["value"], &rate["to"]), (&json!("12.40"), &json!("2026-12-31")));
    assert_eq!(get("/v1/rates/b2b_default").json()["value"], "12.40", "today when no day is given");
}

#[test]
fn rules_schema_and_the_first_page() {
    let rules = get("/v1/rules").json();
    assert_eq!(rules["on"], "2026-11-22");
    assert!(rules["values"].as_array().unwrap().len() > 40);
    assert_eq!(get("/v1/rules/ip.signification_months").json()["unit"], "months");
    assert_eq!(get("/v1/rules/notice.missing").json()["type"], "finding");
    let schema = get("/v1/schemas/claim.json");
    assert_eq!(schema.header("content-type"), Some("application/schema+json"));
    assert!(jsonschema::validator_for(&schema.json()).is_ok());
    for name in ["report", "statement", "manifest"] {
        let schema = get(&format!("/v1/schemas/{name}.json"));
        assert_eq!((schema.status, schema.header("content-type")), (200, Some("application/schema+json")));
        assert!(jsonschema::validator_for(&schema.json()).is_ok());
    }
    get("/v1/schemas/facture.json").problem(404);
    let page = get("/");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert!(String::from_utf8(page.body).unwrap().contains("lang=\"fr\""));
}

#[test]
fn the_operator_sees_life_readiness_and_counters() {
    assert_eq!(get("/healthz").status, 200);
    let ready = get("/readyz");
    assert_eq!((ready.status, &ready.json()["ready"]), (200, &json!(true)));
    let metrics = get("/metrics");
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(
        text.contains("creance_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"}"),
        "{text}"
    );
    assert!(text.contains("creance_build_info{"));
}

#[test]
fn every_answer_carries_the_security_headers_and_an_id() {
    for path in ["/", "/healthz", "/v1/rules", "/nulle/part"] {
        let answer = get(path);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        let referrer = if path == "/" { "same-origin" } else { "no-referrer" };
        assert_eq!(answer.header("referrer-policy"), Some(referrer), "{path}");
        assert!(answer.header("x-request-id").is_some_and(|id| id.len() == 16), "{path}");
    }
    let named = send(*SERVICE, "GET", "/healthz", &[("x-request-id", "essai-1")], b"");
    assert_eq!(named.header("x-request-id"), Some("essai-1"));
    let odd = send(*SERVICE, "GET", "/healthz", &[("x-request-id", "a b\"c")], b"");
    assert_ne!(odd.header("x-request-id"), Some("a b\"c"));
}

#[test]
fn head_is_get_without_its_body() {
    let answer = send(*SERVICE, "HEAD", "/v1/rules", &[], b"");
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert!(answer.header("content-length").is_some_and(|n| n != "0"));
}
