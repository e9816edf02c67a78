//! What the operator asks: alive, ready, counters.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Data;
use tokio::time::timeout;

use super::answer::{self, HttpError};
use super::state::State;
use crate::problem::{Code, Problem};

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

async fn database_answers(state: &State) -> bool {
    match timeout(PATIENCE, state.store.ping()).await {
        Ok(Ok(())) => true,
        Ok(Err(e)) => {
            tracing::error!(cause = ?e, "no database");
            false
        }
        Err(_) => {
            tracing::error!("the database does not answer in time");
            false
        }
    }
}

/// `GET /readyz`: rules, courts, fonts and templates are loaded, a worker and the database answer; else which do not.
pub async fn ready(state: Data<State>) -> Result<HttpResponse, HttpError> {
    let app = state.app.clone();
    let looked = actix_web::web::block(move || app.unusable());
    let (looked, database) = tokio::join!(looked, database_answers(&state));
    let mut failed: Vec<&str> = Vec::new();
    for (what, why) in looked.map_err(|_| Problem::server())? {
        tracing::error!(what, cause = %why, "not ready");
        failed.push(what);
    }
    if !database {
        failed.push("database");
    }
    failed.dedup();
    if !failed.is_empty() {
        let detail = format!("Le service n'est pas prêt : {}.", failed.join(", "));
        return Err(Problem::new(Code::NotReady, detail).with("failed", failed).into());
    }
    answer::json(&serde_json::json!({
        "ready": true,
        "software": env!("CARGO_PKG_VERSION"),
        "ruleset": crate::dossier::report::RuleSet::of(state.app.law()),
    }))
}

/// `GET /metrics`
pub async fn metrics(state: Data<State>) -> HttpResponse {
    let database = database_answers(&state).await;
    let mut gauges = vec![
        ("creance_render_taken", "Documents being made or waiting.", state.render.taken()),
        ("creance_compute_taken", "Computations running or waiting.", state.compute.taken()),
        (
            "creance_audit_lost",
            "Lines of the audit log lost since the start.",
            usize::try_from(state.journal.lost()).unwrap_or(usize::MAX),
        ),
        ("creance_batch_items_ended", "Items of batches ended here since the start.", state.batches.ended()),
        ("creance_uploads_taken", "Uploads being received or held.", state.uploads_taken()),
        ("creance_database_up", "Whether the database answers.", usize::from(database)),
    ];
    // Absent rather than nothing when it cannot be known.
    if database && let Ok(Ok((waiting, running))) = timeout(PATIENCE, state.store.items_open()).await {
        let count = |n: i64| usize::try_from(n).unwrap_or_default();
        gauges.push((
            "creance_batch_items_queued",
            "Items of batches that wait, of all instances.",
            count(waiting),
        ));
        gauges.push((
            "creance_batch_items_running",
            "Items of batches worked on, by all instances.",
            count(running),
        ));
    }
    if let Some(load) = state.app.render_load() {
        gauges.push(("creance_workers_busy", "Jobs in the hands of a worker.", load.busy));
        gauges.push(("creance_workers_waiting", "Jobs that wait for a worker.", load.waiting));
        state.metrics.workers(load.lost, load.restarted);
    }
    let text = state.metrics.text(state.app.law().rules.version(), &gauges);
    HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
}
