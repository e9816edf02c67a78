//! `POST /dossier/verification`: what is open, what is missing and why; and the tables and calendars that go with it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::carried::{Carried, carried, places, show};
use super::posted::Posted;
use super::refusal;
use crate::app::{App, AppError, Made, TableFormat};
use crate::domain::Bundle;
use crate::http::answer::{self, HttpError};
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::web::verdict::{FaultShown, Verdict, faults};

/// The page, judged or not.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    carried: Carried,
    /// The verdict; nothing when the draft cannot be judged.
    verdict: Option<Verdict>,
    /// Warnings that do not close the goal.
    warnings: usize,
    /// Why it cannot.
    faults: Vec<FaultShown>,
}

/// `POST /dossier/verification`
pub async fn verification(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let posted = Posted::read(&req, payload, &state.config).await?;
    let (app, draft, goal) = (state.app.clone(), posted.draft().to_owned(), posted.goal());
    let judged = state.compute.run_sized(draft.len(), move || judge(&app, draft.as_bytes(), goal)).await?;
    let (verdict, faults) = match judged {
        Ok(verdict) => (Some(verdict), Vec::new()),
        Err(faults) => (None, faults),
    };
    let groups = verdict.iter().flat_map(|v| &v.groups).filter(|g| g.kind == "warning");
    let warnings = groups.map(|g| g.findings.len()).sum();
    show(
        &state,
        "dossier/verification.html",
        &Shown { carried: carried(&state, &posted, "verification"), verdict, warnings, faults },
    )
}

fn judge(
    app: &App,
    draft: &[u8],
    goal: Option<Bundle>,
) -> Result<Result<Verdict, Vec<FaultShown>>, AppError> {
    match app.judge(draft, None) {
        Ok(dossier) => Ok(Ok(Verdict::of(&dossier, app.law(), goal, &places))),
        Err(e) if e.is_ours() => Err(e),
        Err(e) => Ok(Err(faults(&e.problem().errors, &places))),
    }
}

/// `POST /dossier/fichier/{name}`: the décompte as a table, the deadlines as a calendar.
pub async fn file(
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
    let posted = Posted::read(&req, payload, &state.config).await?;
    let (app, draft) = (state.app.clone(), posted.draft().as_bytes().to_vec());
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
