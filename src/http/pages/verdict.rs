//! `/dossier/verification`: what is open, what is missing and why; and the tables and calendars that go with it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::dossier::Posted;
use super::refusal;
use super::sight::{Sight, shown};
use crate::app::{Made, TableFormat};
use crate::http::answer::{self, HttpError};
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::web::verdict::{FaultShown, Verdict};

/// The page, judged or not.
#[derive(Debug, Serialize)]
struct Page {
    /// Whether nothing was typed yet.
    empty: bool,
    /// The verdict; nothing when the draft cannot be judged.
    verdict: Option<Verdict>,
    /// Warnings.
    warnings: usize,
    /// Why it cannot.
    faults: Vec<FaultShown>,
}

/// `GET /dossier/verification`
pub(super) async fn nothing(state: Data<State>) -> Result<HttpResponse, HttpError> {
    show(&state, Posted::nothing()).await
}

/// `POST /dossier/verification`
pub(super) async fn verification(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let mut posted = Posted::read(&req, payload, &state).await?;
    if let Some(goal) = posted.last("choisir").and_then(|name| name.parse().ok()) {
        posted.goal = goal;
    }
    show(&state, posted).await
}

async fn show(state: &State, posted: Posted) -> Result<HttpResponse, HttpError> {
    let goal = posted.goal;
    let seen = Sight::of(state, &posted, move |state, dossier, report| {
        Verdict::of(dossier, report, state.app.law(), goal, &state.form)
    });
    let Sight { judged, made: verdict, faults } = seen.await?;
    let groups = verdict.iter().flat_map(|v| &v.groups).filter(|g| g.kind == "warning");
    let warnings = groups.map(|g| g.findings.len()).sum();
    let page = Page { empty: posted.draft.is_empty(), verdict, warnings, faults };
    shown(state, &posted, &judged, "verification", page)
}

/// `POST /dossier/fichier/{name}`: the décompte as a table, the deadlines as a calendar.
pub(super) async fn file(
    req: HttpRequest,
    name: Path<String>,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let table = match name.as_str() {
        "decompte.csv" => Some(TableFormat::Csv),
        "decompte.xlsx" => Some(TableFormat::Xlsx),
        "delais.ics" => None,
        _ => return Err(Problem::new(Code::ResourceUnknown, "Ce fichier n'existe pas.").into()),
    };
    let posted = Posted::read(&req, payload, &state).await?;
    let (app, draft) = (state.app.clone(), posted.draft.json().into_bytes());
    let work = move || {
        Ok(match table {
            Some(table) => app.statement_table(&draft, None, table).map(|b| (table.media_type(), b)),
            None => app.deadlines_ics(&draft, None, None).map(|b| ("text/calendar; charset=utf-8", b)),
        })
    };
    match state.compute.run(work).await? {
        Ok((media_type, bytes)) => Ok(answer::file(Made { file_name: name.into_inner(), media_type, bytes })),
        Err(e) => refusal::page(&state, &posted, &name, e),
    }
}
