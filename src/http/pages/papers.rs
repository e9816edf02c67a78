//! The documents of a draft: `/dossier/documents` lists them, `/dossier/document/{document}` gives one as it will be
//! printed, `/dossier/apercu/{document}` its pages as pictures.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::dossier::Posted;
use super::refusal;
use super::sight::{self, Sight, beside};
use crate::app::{Format, Made, Wanted};
use crate::documents::sheet;
use crate::domain::Document;
use crate::http::answer::{self, HttpError};
use crate::http::api::{DocumentWords, format_named, query, unknown};
use crate::http::state::State;
use crate::render::Patience;
use crate::web::papers::Papers;
use crate::web::verdict::FaultShown;

/// What the viewer of a browser needs to show a PDF of ours, and nothing else.
const VIEWER: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

#[derive(Debug, Serialize)]
struct List {
    empty: bool,
    goal_title: &'static str,
    papers: Option<Papers>,
    faults: Vec<FaultShown>,
}

/// `GET /dossier/documents`
pub(super) async fn nothing(state: Data<State>) -> Result<HttpResponse, HttpError> {
    list(&state, Posted::nothing()).await
}

/// `POST /dossier/documents`
pub(super) async fn documents(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let posted = Posted::read(&req, payload, &state).await?;
    list(&state, posted).await
}

async fn list(state: &State, posted: Posted) -> Result<HttpResponse, HttpError> {
    let goal = posted.goal;
    let listed = Sight::of(state, &posted, move |state, dossier, _| {
        Papers::of(dossier, state.app.law(), goal, &state.form)
    });
    let Sight { judged, made: papers, faults } = listed.await?;
    let page = List { empty: posted.draft.is_empty(), goal_title: goal.title(), papers, faults };
    sight::shown(state, &posted, &judged, "documents", page)
}

fn named(name: &str) -> Result<Document, HttpError> {
    name.parse().map_err(|()| unknown("Document", Document::ALL.iter().map(|d| d.name())))
}

/// `POST /dossier/document/{document}`: its PDF, or the message that `format` names.
pub(super) async fn document(
    req: HttpRequest,
    name: Path<String>,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let document = named(&name)?;
    let DocumentWords { debtor, format } = query(&req)?;
    let format = format.as_deref().map(format_named).transpose()?.unwrap_or(Format::Pdf);
    let posted = Posted::read(&req, payload, &state).await?;
    let (app, draft) = (state.app.clone(), posted.draft.json().into_bytes());
    let wanted = Wanted { format, as_of: None, debtor };
    let work = move |patience: &Patience| Ok(app.within(patience).document(document, &draft, wanted, None));
    match state.render.run_within(work).await? {
        Ok(made) if matches!(format, Format::Eml | Format::Html | Format::Confirmation) => {
            Ok(answer::file(made))
        }
        Ok(made) => Ok(shown(made)),
        Err(e) => refusal::page(&state, &posted, sheet(document).title, e),
    }
}

/// A file to read in the browser.
fn shown(made: Made) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(made.media_type)
        // The name is ASCII letters, digits and underscores: it needs no escape.
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", made.file_name)))
        .insert_header((CONTENT_SECURITY_POLICY, VIEWER))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(made.bytes)
}

#[derive(Debug, Serialize)]
struct Pages {
    title: String,
    pdf: String,
    total: usize,
    images: Vec<String>,
}

/// `POST /dossier/apercu/{document}`
pub(super) async fn pictures(
    req: HttpRequest,
    name: Path<String>,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let document = named(&name)?;
    let DocumentWords { debtor, .. } = query(&req)?;
    let posted = Posted::read(&req, payload, &state).await?;
    let (app, draft) = (state.app.clone(), posted.draft.json().into_bytes());
    let work = move |patience: &Patience| Ok(app.within(patience).pictures(document, &draft, debtor));
    let title = sheet(document).title;
    match state.render.run_within(work).await? {
        Ok(made) => {
            let images = made.drawn.iter().map(|png| STANDARD.encode(png)).collect();
            let query = debtor.map(|n| format!("?debtor={n}")).unwrap_or_default();
            let pdf = format!("/dossier/document/{document}{query}");
            let page = Pages { title: title.to_owned(), pdf, total: made.pages, images };
            beside(&state, &posted, "dossier/apercu.html", page)
        }
        Err(e) => refusal::page(&state, &posted, title, e),
    }
}
