//! What the service says of itself: lines with ids and codes, counters, and nothing of anybody's claim.

use serde_json::Value;

use super::Place;
use crate::http::{FIRST, example};
use crate::workers::until;

#[test]
fn each_line_of_the_log_names_its_request_and_its_trace_and_nobody() {
    let place = Place::new("log_json = true\n");
    let mut service = place.serve(&[]);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let claim = example(FIRST);
    let headers =
        [("traceparent", parent.as_str()), ("x-request-id", "essai-42"), ("idempotency-key", "cle-7")];
    assert_eq!(service.letter(&headers, &claim).status, 200);
    service.letter(&[("traceparent", "00-nonsense"), ("x-request-id", "essai-43")], b"{").problem(400);
    service.tell("-TERM");
    let log = std::fs::read_to_string(place.path("log")).unwrap();
    let lines: Vec<Value> =
        log.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect();
    let of = |id: &str| {
        let found: Vec<&Value> = lines.iter().filter(|l| l["span"]["request"] == id).collect();
        assert_eq!(found.len(), 1, "{log}");
        found[0].clone()
    };
    let first = of("essai-42");
    assert_eq!(first["span"]["trace"], trace);
    assert_eq!((first["message"].as_str(), first["status"].as_u64()), (Some("answered"), Some(200)));
    assert_eq!(
        (first["method"].as_str(), first["route"].as_str()),
        (Some("POST"), Some("/v1/documents/{document}"))
    );
    assert!(first["millis"].is_u64() && first["timestamp"].is_string());
    assert_eq!(of("essai-43")["span"]["trace"], Value::Null);
    let read: Value = serde_json::from_slice(&claim).unwrap();
    let name = read["debtors"][0]["name"].as_str().unwrap();
    for private in [name, read["reference"].as_str().unwrap(), "cle-7"] {
        assert!(!log.contains(private), "{private}: {log}");
    }
}

#[test]
fn renders_and_workers_are_counted_by_kind() {
    let place = Place::new("");
    let service = place.serve(&[]);
    let claim = example(FIRST);
    assert_eq!(service.letter(&[], &claim).status, 200);
    let text = service.metrics();
    assert!(
        text.contains("creance_render_seconds_count{kind=\"decompte\",outcome=\"answered\"} 1\n"),
        "{text}"
    );
    assert!(text.contains("\ncreance_workers_restarted_total 0\n"), "{text}");
    // Its only worker is killed from outside: seen without a job.
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", service.child.id()));
    let worker = children.unwrap().trim().to_owned();
    assert!(std::process::Command::new("kill").args(["-9", &worker]).status().unwrap().success());
    until("the readiness has it replaced", || {
        assert_eq!(service.get("/readyz").status, 200);
        service.metrics().contains("\ncreance_workers_restarted_total 1\n")
    });
    let text = service.metrics();
    assert!(text.contains("\ncreance_workers_lost_total 0\n"), "{text}");
    assert_eq!(service.letter(&[], &claim).status, 200);
    assert!(service.metrics().contains("\ncreance_workers_restarted_total 1\n"));
}
