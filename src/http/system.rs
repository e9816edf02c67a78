//! What the operator asks: alive, ready, counters; and the first page.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::web::Data;

use super::answer::{self, HttpError};
use super::state::State;
use crate::problem::{Code, Problem};

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: rules, courts, fonts and templates are loaded.
pub async fn ready(state: Data<State>) -> Result<HttpResponse, HttpError> {
    let app = state.app.clone();
    let loaded = actix_web::web::block(move || app.make_ready().is_ok()).await.unwrap_or(false);
    if !loaded {
        return Err(Problem::new(Code::Busy, "Le service n'est pas prêt : réessayez plus tard.").into());
    }
    answer::json(&serde_json::json!({
        "ready": true,
        "software": env!("CARGO_PKG_VERSION"),
        "ruleset": crate::dossier::report::RuleSet::of(state.app.law()),
    }))
}

/// `GET /metrics`
pub async fn metrics(state: Data<State>) -> HttpResponse {
    let mut gauges = vec![
        ("creance_render_taken", "Documents being made or waiting.", state.render.taken()),
        ("creance_compute_taken", "Computations running or waiting.", state.compute.taken()),
        (
            "creance_audit_lost",
            "Lines of the audit log lost since the start.",
            usize::try_from(state.journal.lost()).unwrap_or(usize::MAX),
        ),
        ("creance_batch_items_ended", "Items of batches ended here since the start.", state.batches.ended()),
    ];
    if let Some(load) = state.app.render_load() {
        gauges.push(("creance_workers_busy", "Jobs in the hands of a worker.", load.busy));
        gauges.push(("creance_workers_waiting", "Jobs that wait for a worker.", load.waiting));
        gauges.push(("creance_workers_lost", "Workers lost to their job since the start.", load.lost));
    }
    let text = state.metrics.text(state.app.law().rules.version(), &gauges);
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}

/// `GET /`
pub async fn home() -> HttpResponse {
    // Nothing is loaded from elsewhere, nothing runs: the policy says so.
    const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(include_str!("home.html"))
}
