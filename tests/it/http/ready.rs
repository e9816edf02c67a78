//! What the operator asks: ready or not, and what is missing; traces; counters.

use std::path::Path;
use std::sync::Arc;

use creance::app::App;
use creance::config::{AccessConfig, Config};
use creance::render::{Job, Pdf, RenderError, Renderer};
use serde_json::json;

use super::{SERVICE, example, get, post_json, send, start, start_with, today};

fn copy(from: &str, to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(from);
    let copied = std::process::Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap();
    assert!(copied.success());
}

/// Not ready: what fails, and that the process still lives.
fn failed(at: std::net::SocketAddr) -> serde_json::Value {
    let answer = send(at, "GET", "/readyz", &[], b"");
    let problem = answer.problem(503);
    assert_eq!(problem["type"], "urn:creance:problem:service.not_ready", "{problem}");
    assert!(answer.header("retry-after").is_some());
    assert!(!problem.to_string().contains("/tmp"), "no path: {problem}");
    assert_eq!(send(at, "GET", "/healthz", &[], b"").status, 200);
    problem["failed"].clone()
}

#[test]
fn a_service_without_database_is_not_ready_and_honours_no_key() {
    let access = AccessConfig { open_metrics: true, ..AccessConfig::default() };
    let at = start_with(
        Config { access, ..Config::default() },
        |limits| App::load(None, None, limits, today).unwrap(),
        |store| {
            actix_web::rt::spawn(async move { store.close().await });
        },
    );
    assert_eq!(failed(at), json!(["database"]));
    let text = String::from_utf8(send(at, "GET", "/metrics", &[], b"").body).unwrap();
    assert!(text.contains("\ncreance_database_up 0\n"), "{text}");
    let json = ("content-type", "application/json");
    let claim = example(super::FIRST);
    let keyed = send(at, "POST", "/v1/documents/decompte", &[json, ("idempotency-key", "k")], &claim);
    assert_eq!(keyed.problem(503)["type"], "urn:creance:problem:service.busy");
}

#[test]
fn a_service_without_workers_is_not_ready() {
    struct Gone;
    impl Renderer for Gone {
        fn render(&self, _: &Job<'_>) -> Result<Pdf, RenderError> {
            Err(RenderError::Busy)
        }
        fn usable(&self) -> Result<(), RenderError> {
            Err(RenderError::NoWorker("/tmp/creance: gone".to_owned()))
        }
    }
    let app = |limits| App::load(None, None, limits, today).unwrap().with_renderer(Arc::new(Gone));
    assert_eq!(failed(start_with(Config::default(), app, |_| {})), json!(["workers"]));
}

#[test]
fn a_service_with_broken_rules_or_templates_is_not_ready() {
    let dir = tempfile::tempdir().unwrap();
    copy("templates", &dir.path().join("templates"));
    copy("legal-rules", &dir.path().join("rules"));
    std::fs::write(dir.path().join("templates/common/base.typ"), [0xff, 0xfe]).unwrap();
    let courts = dir.path().join("rules/courts/communes.csv");
    assert!(courts.exists());
    std::fs::write(courts, "rien\n").unwrap();
    let path = dir.path().to_owned();
    let templates = path.join("templates");
    let app = move |limits| App::load(None, Some(&templates), limits, today).unwrap();
    assert_eq!(failed(start_with(Config::default(), app, |_| {})), json!(["templates"]));
    let rules = path.join("rules");
    let app = move |limits| App::load(Some(&rules), None, limits, today).unwrap();
    assert_eq!(failed(start_with(Config::default(), app, |_| {})), json!(["rules"]));
}

#[test]
fn a_trace_is_answered_and_a_bad_one_is_none() {
    let id = "4bf92f3577b34da6a3ce929d0e0e4736";
    let good = format!("00-{id}-00f067aa0ba902b7-01");
    let answer = send(*SERVICE, "GET", "/healthz", &[("traceparent", &good)], b"");
    let told = answer.header("traceresponse").unwrap();
    assert!(told.starts_with(&format!("00-{id}-")) && told.ends_with("-01") && told.len() == 55, "{told}");
    assert!(!told.contains("00f067aa0ba902b7"), "our part, not theirs");
    for bad in [format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)), "x".to_owned()] {
        let answer = send(*SERVICE, "GET", "/healthz", &[("traceparent", &bad)], b"");
        assert_eq!((answer.status, answer.header("traceresponse")), (200, None));
    }
    let twice = [("traceparent", good.as_str()), ("traceparent", good.as_str())];
    assert_eq!(send(*SERVICE, "GET", "/healthz", &twice, b"").header("traceresponse"), None);
}

#[test]
fn counters_have_closed_labels() {
    let at = start(Config::default());
    for path in ["/nulle/part", "/v1/rules/ip.rien", "/v1/rules/ip.rien_non_plus", "/../../etc"] {
        send(at, "GET", path, &[], b"").problem(404);
    }
    send(at, "BREW", "/healthz", &[], b"");
    let metrics = send(at, "GET", "/metrics", &[], b"");
    let kind = metrics.header("content-type").unwrap();
    assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(text.ends_with("# EOF\n"));
    assert!(text.contains("creance_problems_total{code=\"resource.unknown\"} 2\n"), "{text}");
    assert!(text.contains("creance_problems_total{code=\"route.unknown\"} 2\n"), "{text}");
    assert!(text.contains("{method=\"other\",route=\"/healthz\",status=\"405\"} 1\n"), "{text}");
    assert!(text.contains("\ncreance_database_up 1\n"), "{text}");
    for typed in ["nulle", "ip.rien", "BREW", "etc"] {
        assert!(!text.contains(typed), "{typed}: {text}");
    }
    assert_eq!(get("/healthz").status, 200);
    post_json("/v1/check", b"{").problem(400);
}
