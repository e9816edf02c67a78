//! A receiver on this machine, which the operator opened: told once it listens, with a signature it can check.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use creance::webhook::Secret;
use serde_json::{Value, json};

use super::{Program, many, sqlite, until};
use crate::http::send;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Told {
    head: String,
    body: String,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        let line = |l: &'_ &str| l.to_ascii_lowercase().starts_with(&format!("{name}: "));
        let found = self.head.lines().find(line).unwrap_or_else(|| panic!("{name}: {}", self.head));
        found.split_once(": ").unwrap().1.trim()
    }
}

/// Answers one call after the other with these statuses.
fn receive(listener: TcpListener, statuses: &'static [&'static str]) -> thread::JoinHandle<Vec<Told>> {
    thread::spawn(move || {
        let mut all = Vec::new();
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let mut bytes = Vec::new();
            loop {
                let mut piece = [0; 4096];
                let n = stream.read(&mut piece).unwrap();
                bytes.extend_from_slice(&piece[..n]);
                let text = String::from_utf8(bytes.clone()).unwrap();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let told = Told { head: head.to_owned(), body: body.to_owned() };
                    if body.len() >= told.header("content-length").parse::<usize>().unwrap() {
                        all.push(told);
                        break;
                    }
                }
                assert!(n > 0, "cut");
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
        all
    })
}

#[test]
fn the_end_is_told_signed_and_again_until_it_is_heard() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    let calls = receive(listener, &["500 Internal Server Error", "302 Found", "204 No Content"]);
    let config =
        format!("[webhooks]\ninternal = [\"{place}\"]\nsecret = \"{SECRET}\"\nretry_seconds = [1, 1]\n");
    let program = Program::start(&sqlite(dir.path()), &config);
    let asked = format!("/v1/batches?webhook=http://{place}/hook");
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traced = format!("00-{trace}-00f067aa0ba902b7-01");
    let headers = [("content-type", "application/x-ndjson"), ("traceparent", traced.as_str())];
    let sent = send(program.at, "POST", &asked, &headers, &many(2));
    assert_eq!(sent.status, 202, "{}", String::from_utf8_lossy(&sent.body));
    let path = sent.header("location").unwrap().to_owned();
    let ours = sent.header("traceresponse").unwrap();
    assert!(ours.starts_with(&format!("00-{trace}-")) && ours != traced, "{ours}");
    let calls = calls.join().unwrap();
    until("it is written down", || program.batch(&path)["webhook"]["state"] == "delivered");
    let shown = program.batch(&path)["webhook"].clone();
    assert_eq!((&shown["attempts"], &shown["last_outcome"]), (&json!(3), &json!("204")));
    assert_eq!(calls.len(), 3);
    let id = path.rsplit('/').next().unwrap();
    let secret = Secret::read(SECRET).unwrap();
    for call in &calls {
        assert!(call.head.starts_with("POST /hook HTTP/1.1"), "{}", call.head);
        assert_eq!(call.header("webhook-id"), format!("msg_{id}"), "the same at every try");
        let timestamp: i64 = call.header("webhook-timestamp").parse().unwrap();
        let expected = secret.sign(&format!("msg_{id}"), timestamp, call.body.as_bytes());
        assert_eq!(call.header("webhook-signature"), expected);
        assert_eq!(call.header("traceparent"), ours, "the call goes on with our part of the trace");
        assert_eq!(call.body, calls[0].body);
        let body: Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!((&body["type"], &body["data"]["id"]), (&json!("batch.finished"), &json!(id)));
        assert_eq!((&body["data"]["counts"]["done"], &body["data"]["url"]), (&json!(2), &json!(path)));
        // Nothing of any claim.
        for word in ["LOT-", "Fontaines", "reference", "creditor", "items"] {
            assert!(!call.body.contains(word), "{word}: {}", call.body);
        }
    }
}

#[test]
fn a_receiver_that_wants_no_more_or_never_answers_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap().to_string();
    let calls = receive(listener, &["410 Gone"]);
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let config = format!(
        "[webhooks]\ninternal = [\"{place}\", \"{closed}\"]\nsecret = \"{SECRET}\"\nretry_seconds = [0]\n"
    );
    let program = Program::start(&sqlite(dir.path()), &config);
    let gone = program.begin(&format!("?webhook=http://{place}/"), b"{}");
    let absent = program.begin(&format!("?webhook=http://{closed}/"), b"{}");
    assert_eq!(calls.join().unwrap().len(), 1);
    let webhook = |path: &str| program.batch(path)["webhook"].clone();
    until("both are given up", || [&gone, &absent].iter().all(|p| webhook(p)["state"] == "failed"));
    assert_eq!((&webhook(&gone)["attempts"], &webhook(&gone)["last_outcome"]), (&json!(1), &json!("410")));
    let absent = webhook(&absent);
    assert_eq!((&absent["attempts"], &absent["last_outcome"]), (&json!(2), &json!("unreachable")));
}
