//! `Idempotency-Key`: sent again, answered as it was.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use creance::config::{Config, StateConfig};
use serde_json::{Value, json};

use super::{Answer, FIRST, Form, SERVICE, example, first_with_files, send, start};

const LETTER: &str = "/v1/documents/mise_en_demeure";

fn fresh() -> String {
    static KEYS: AtomicU32 = AtomicU32::new(0);
    format!("essai-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

fn post(path: &str, key: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
    let headers = [&[("content-type", "application/json"), ("idempotency-key", key)], more].concat();
    send(*SERVICE, "POST", path, &headers, body)
}

fn kept(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    // What stands around every answer is its own: its id, its day.
    let own = ["date", "x-request-id", "idempotency-replayed"];
    let headers = answer.headers.iter().filter(|(n, _)| !own.contains(&n.as_str())).cloned();
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    (answer.status, headers, answer.body.clone())
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

#[test]
fn the_same_request_gets_the_same_status_headers_and_bytes() {
    let claim = example(FIRST);
    let mut unusable: Value = serde_json::from_slice(&claim).unwrap();
    unusable["currenzy"] = json!("EUR");
    let unusable = unusable.to_string().into_bytes();
    for (path, more, body, status) in [
        (LETTER, &[][..], &claim, 200),
        ("/v1/documents/relance_1", &[("accept", "text/html")], &claim, 200),
        (LETTER, &[], &unusable, 422),
        (LETTER, &[("accept-language", "en")], &unusable, 422),
        ("/v1/bundles/injonction_de_payer", &[], &example("06_blocked"), 422),
        (LETTER, &[], &b"{".to_vec(), 400),
    ] {
        let key = fresh();
        let first = post(path, &key, more, body);
        assert_eq!((first.status, replayed(&first)), (status, false), "{path}");
        assert_eq!(first.header("idempotency-stored"), None);
        let second = post(path, &key, more, body);
        assert!(replayed(&second), "{path} {status}");
        assert_eq!(kept(&first), kept(&second), "{path}");
        if status >= 400 {
            first.problem(status);
        }
        assert_eq!(kept(&post(path, &fresh(), more, body)), kept(&first), "another key, the same answer");
    }
}

#[test]
fn a_form_sent_again_with_another_boundary_and_order_is_the_same_request() {
    let to = "/v1/bundles/injonction_de_payer";
    let key = fresh();
    let keyed = [("idempotency-key", key.as_str())];
    let first = first_with_files().send(*SERVICE, to, "premier", &keyed);
    assert_eq!((first.status, replayed(&first)), (200, false), "{}", String::from_utf8_lossy(&first.body));
    let again = first_with_files().send(*SERVICE, to, "second", &keyed);
    assert!(replayed(&again));
    assert_eq!(kept(&first), kept(&again));
    // Files in another order, the claim last.
    let claim = example(FIRST);
    let read: Value = serde_json::from_slice(&claim).unwrap();
    let names = read["exhibits"].as_array().unwrap().iter().rev();
    let mut turned = Form::new();
    let mut names: Vec<&str> = names.map(|e| e["file"].as_str().unwrap()).collect();
    names.dedup();
    for name in &names {
        let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
        turned = turned.file(name, &std::fs::read(path).unwrap());
    }
    assert!(replayed(&turned.claim(&claim).send(*SERVICE, to, "tiers", &keyed)));
    // One byte of one file: another request.
    let other = Form::new().claim(&claim).file(names[0], b"%PDF-1.7").send(*SERVICE, to, "quart", &keyed);
    assert_eq!(other.problem(422)["type"], "urn:creance:problem:idempotency.key_reused");
}

#[test]
fn another_request_under_the_same_key_is_refused() {
    let (claim, key) = (example(FIRST), fresh());
    assert_eq!(post(LETTER, &key, &[], &claim).status, 200);
    let mut other = claim.clone();
    other.push(b'\n');
    let reused = |answer: Answer| {
        assert_eq!(answer.problem(422)["type"], "urn:creance:problem:idempotency.key_reused");
        assert!(!replayed(&answer));
    };
    reused(post(LETTER, &key, &[], &other));
    reused(post("/v1/documents/decompte", &key, &[], &claim));
    reused(post(&format!("{LETTER}?debtor=0"), &key, &[], &claim));
    let relance = fresh();
    assert_eq!(post("/v1/documents/relance_1", &relance, &[], &claim).status, 200);
    reused(post("/v1/documents/relance_1", &relance, &[("accept", "text/html")], &claim));
    // Another way to ask for the same format is the same request.
    assert!(replayed(&post(LETTER, &key, &[("accept", "text/html;q=0.1, application/pdf")], &claim)));
    // The refusals have not taken the place of the answer.
    assert!(replayed(&post(LETTER, &key, &[], &claim)));
}

#[test]
fn what_is_no_key_is_400() {
    let claim = example(FIRST);
    let invalid = |answer: Answer| {
        assert_eq!(answer.problem(400)["type"], "urn:creance:problem:idempotency.key_invalid");
    };
    for bad in ["", "deux mots", "clé", &"k".repeat(256)] {
        invalid(post(LETTER, bad, &[], &claim));
    }
    invalid(post(LETTER, "a", &[("idempotency-key", "a")], &claim));
    assert_eq!(post(LETTER, &format!("{}{}", fresh(), "k".repeat(240)), &[], &claim).status, 200);
}

#[test]
fn a_request_that_is_not_read_to_its_end_takes_no_key() {
    let (claim, key) = (example(FIRST), fresh());
    let cut = [("idempotency-key", key.as_str()), ("content-type", "text/plain")];
    send(*SERVICE, "POST", LETTER, &cut, &claim).problem(415);
    let answer = post(LETTER, &key, &[], &claim);
    assert_eq!((answer.status, replayed(&answer)), (200, false));
}

#[test]
fn computations_have_no_use_for_a_key() {
    let (claim, key) = (example(FIRST), fresh());
    for _ in 0..2 {
        let answer = post("/v1/check", &key, &[], &claim);
        assert_eq!((answer.status, replayed(&answer)), (200, false));
    }
}

#[test]
fn an_answer_without_room_says_that_it_is_not_kept() {
    static NO_ROOM: LazyLock<std::net::SocketAddr> = LazyLock::new(|| {
        let state = StateConfig { replay_tenant_mib: 0, ..StateConfig::default() };
        start(Config { state, ..Config::default() })
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "k")];
    let bodies = [(); 2].map(|()| {
        let answer = send(*NO_ROOM, "POST", LETTER, &headers, &example(FIRST));
        assert_eq!((answer.status, replayed(&answer)), (200, false));
        assert_eq!(answer.header("idempotency-stored"), Some("false"));
        answer.body
    });
    assert_eq!(bodies[0], bodies[1]);
    let other = send(*NO_ROOM, "POST", "/v1/documents/decompte", &headers, &example(FIRST));
    assert_eq!(other.problem(422)["type"], "urn:creance:problem:idempotency.key_reused");
    let text = String::from_utf8(send(*NO_ROOM, "GET", "/metrics", &[], b"").body).unwrap();
    assert!(text.contains("creance_idempotency_total{outcome=\"no_room\"} 2"), "{text}");
    assert!(text.contains("creance_idempotency_total{outcome=\"reused\"} 1"), "{text}");
    assert!(text.contains("creance_problems_total{code=\"idempotency.key_reused\"} 1"), "{text}");
}
