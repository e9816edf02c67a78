//! What the service answers when it does not: one status for each reason, always a whole problem.

use std::sync::LazyLock;

use creance::config::Config;
use serde_json::{Value, json};

use super::{FIRST, Form, NARROW, SERVICE, example, first_with_files, get, post_json, send, start};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn what_is_not_json_is_400() {
    for path in [
        "/v1/check",
        "/v1/statement",
        "/v1/documents/decompte",
        "/v1/bundles/relance",
        "/v1/deadlines",
        "/v1/interest",
    ] {
        let answer = post_json(path, b"{\"reference\":");
        let problem = answer.problem(400);
        assert_eq!(problem["instance"], path);
        assert_eq!(answer.codes(400), ["json.syntax"], "{path}");
    }
    assert_eq!(post_json("/v1/check", b"").codes(400), ["json.empty"]);
}

#[test]
fn a_form_that_is_not_one_is_400() {
    let claim = example(FIRST);
    let to = "/v1/bundles/injonction_de_payer";
    Form::new().claim(&claim).claim(&claim).post(*SERVICE, to).problem(400);
    Form::new().file("a.pdf", b"%PDF-1.7").post(*SERVICE, to).problem(400);
    Form::new().claim(&claim).part("name=\"note\"", b"bonjour").post(*SERVICE, to).problem(400);
    Form::new().claim(&claim).post_raw(*SERVICE, to, b"").problem(400);
    let no_boundary = [("content-type", "multipart/form-data")];
    send(*SERVICE, "POST", to, &no_boundary, &claim).problem(400);
    Form::new().claim(b"{").post(*SERVICE, to).problem(400);
}

#[test]
fn unknown_addresses_and_names_are_404() {
    for path in ["/v1", "/v1/nulle", "/v1/rates/livret_a", "/v1/rules/ip.rien", "/v1/checks"] {
        get(path).problem(404);
    }
    for path in ["/v1/documents/facture", "/v1/bundles/assignation"] {
        let problem = post_json(path, &example(FIRST)).problem(404);
        assert!(problem["detail"].as_str().unwrap().contains("mise_en_demeure"), "{problem}");
    }
}

#[test]
fn another_method_is_405_and_says_which() {
    for (method, path, allow) in [
        ("GET", "/v1/check", "POST"),
        ("GET", "/v1/bundles/relance", "POST"),
        ("GET", "/v1/bundles/verify", "POST"),
        ("PUT", "/v1/documents/decompte", "POST"),
        ("POST", "/v1/rules", "GET, HEAD"),
        ("DELETE", "/healthz", "GET, HEAD"),
        ("POST", "/", "GET, HEAD"),
    ] {
        let answer = send(*SERVICE, method, path, &[], b"");
        answer.problem(405);
        assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
    }
}

#[test]
fn a_format_that_does_not_exist_is_406() {
    let ask =
        |path: &str, accept: &str| send(*SERVICE, "POST", path, &[JSON, ("accept", accept)], &example(FIRST));
    ask("/v1/check", "text/html").problem(406);
    ask("/v1/documents/decompte", "image/png").problem(406);
    ask("/v1/bundles/relance", "application/pdf").problem(406);
    assert_eq!(ask("/v1/check", "text/html, */*;q=0.1").status, 200);
}

#[test]
fn what_is_too_large_is_413() {
    let spaces = vec![b' '; 1_048_577];
    post_json("/v1/check", &spaces).problem(413);
    let announced = [JSON, ("content-length", "5000000")];
    send(*SERVICE, "POST", "/v1/check", &announced, b"").problem(413);
    let zip = [("content-type", "application/zip"), ("content-length", "5000000000")];
    send(*SERVICE, "POST", "/v1/bundles/verify", &zip, b"").problem(413);
    // In pieces, without announcing its length.
    let mut chunks = Vec::new();
    for _ in 0..20 {
        chunks.extend_from_slice(b"10000\r\n");
        chunks.extend_from_slice(&[b' '; 0x10000]);
        chunks.extend_from_slice(b"\r\n");
    }
    chunks.extend_from_slice(b"0\r\n\r\n");
    let chunked = [JSON, ("transfer-encoding", "chunked")];
    send(*SERVICE, "POST", "/v1/check", &chunked, &chunks).problem(413);
}

#[test]
fn pieces_have_their_limits_that_size_included() {
    let to = "/v1/bundles/injonction_de_payer";
    let with = |sizes: &[usize]| {
        let mut form = Form::new().claim(&example(FIRST));
        for (i, n) in sizes.iter().enumerate() {
            form = form.file(&format!("{i}.pdf"), &vec![b'x'; *n]);
        }
        form.post(*NARROW, to)
    };
    assert_ne!(with(&[1_000]).status, 413, "its limit included");
    with(&[1_001]).problem(413);
    assert_ne!(with(&[750, 750]).status, 413);
    with(&[750, 751]).problem(413);
    assert_ne!(with(&[1, 1, 1]).status, 413);
    with(&[1, 1, 1, 1]).problem(413);
}

#[test]
fn another_type_of_content_is_415() {
    let claim = example(FIRST);
    for kind in ["text/plain", "application/xml", "application/x-www-form-urlencoded"] {
        send(*SERVICE, "POST", "/v1/check", &[("content-type", kind)], &claim).problem(415);
    }
    send(*SERVICE, "POST", "/v1/check", &[], &claim).problem(415);
    send(*SERVICE, "POST", "/v1/check", &[JSON, ("content-encoding", "gzip")], &claim).problem(415);
    send(*SERVICE, "POST", "/v1/bundles/verify", &[JSON], &claim).problem(415);
    Form::new().claim(&claim).post(*SERVICE, "/v1/statement").problem(415);
    let utf8 = [("content-type", "application/json; charset=utf-8")];
    assert_eq!(send(*SERVICE, "POST", "/v1/check", &utf8, &claim).status, 200);
}

#[test]
fn a_refused_claim_is_422_with_every_error() {
    let mut claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    claim["currenzy"] = json!("EUR");
    claim["invoices"][0]["amount_incl_tax"] = json!(1234.5);
    claim["invoices"][1]["issued_on"] = json!("2026-02-30");
    let body = claim.to_string();
    for path in ["/v1/check", "/v1/statement", "/v1/documents/decompte", "/v1/bundles/injonction_de_payer"] {
        let codes = post_json(path, body.as_bytes()).codes(422);
        for code in ["field.unknown", "amount.grammar", "date.invalid"] {
            assert!(codes.iter().any(|c| c == code), "{path}: {codes:?}");
        }
    }
}

#[test]
fn a_blocked_bundle_is_422_with_its_findings() {
    let answer = post_json("/v1/bundles/injonction_de_payer", &example("06_blocked"));
    let problem = answer.problem(422);
    let findings = problem["findings"].as_array().unwrap();
    assert!(findings.len() > 3, "{problem}");
    assert!(findings.iter().all(|f| f["blocks"].to_string().contains("injonction_de_payer")));
    assert_eq!(answer.codes(422).len(), findings.len());
    // Without its pieces, a request is not filed.
    let alone = post_json("/v1/bundles/injonction_de_payer", &example(FIRST));
    assert!(alone.codes(422).iter().any(|c| c == "exhibit.missing_file"));
}

#[test]
fn a_file_sent_twice_is_refused_and_one_that_is_not_what_it_says_is_told() {
    let to = "/v1/bundles/injonction_de_payer";
    let twice = first_with_files().file("devis_signe.pdf", b"%PDF-1.7").post(*SERVICE, to);
    assert!(twice.codes(422).iter().any(|c| c == "exhibit.duplicate_file"));
    let claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    let mut form = Form::new().claim(&example(FIRST));
    for exhibit in claim["exhibits"].as_array().unwrap() {
        form = form.file(exhibit["file"].as_str().unwrap(), b"MZ this is a program");
    }
    assert!(form.post(*SERVICE, to).codes(422).iter().any(|c| c == "exhibit.unreadable"));
}

#[test]
fn refused_questions_are_422() {
    let p = post_json("/v1/deadlines", b"{\"kind\":\"demain\",\"input\":{},\"autre\":1}");
    assert_eq!(p.codes(422), ["field.unknown"]);
    assert_eq!(post_json("/v1/deadlines", b"{}").codes(422), ["field.missing", "field.missing"]);
    assert_eq!(post_json("/v1/deadlines", b"[]").codes(422), ["field.type"]);
    let kind = post_json("/v1/deadlines", b"{\"kind\":\"demain\",\"input\":{}}");
    assert_eq!(kind.codes(422), ["deadline.kind_unknown"]);
    assert!(
        post_json("/v1/interest", b"{\"principal\":1}").codes(422).contains(&"amount.grammar".to_owned())
    );
    assert_eq!(get("/v1/rates/b2b_default?on=2031-01-01").codes(422), ["rules.no_version"]);
    assert_eq!(get("/v1/rates/b2b_default?on=hier").codes(422), ["date.invalid"]);
    assert_eq!(get("/v1/rates/b2b_default?le=2026-01-01").codes(422), ["parameter.invalid"]);
    assert_eq!(get("/v1/courts").codes(422).len(), 5);
    let ambiguous = "/v1/courts?postal_code=99999&city=Nulle&nature=services&amount=10&debtor=merchant";
    assert_eq!(get(ambiguous).codes(422), ["address.unknown_commune"]);
}

/// A service with no place for an upload.
static FULL: LazyLock<std::net::SocketAddr> =
    LazyLock::new(|| start(Config { upload_slots: 0, ..Config::default() }));

#[test]
fn a_full_service_is_503_and_says_when_to_come_back() {
    let answer = first_with_files().post(*FULL, "/v1/bundles/injonction_de_payer");
    answer.problem(503);
    assert!(answer.header("retry-after").is_some_and(|s| s.parse::<u32>().is_ok()));
    assert_eq!(send(*FULL, "POST", "/v1/check", &[JSON], &example(FIRST)).status, 200, "others are served");
}

#[test]
fn a_refusal_says_nothing_of_the_machine() {
    for answer in [
        get("/v1/nulle"),
        post_json("/v1/check", b"{"),
        post_json("/v1/bundles/relance", &example("06_blocked")),
    ] {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")) && !text.contains(".rs"), "{text}");
    }
}
