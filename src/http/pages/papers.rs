//! The documents of a draft: `POST /dossier/documents` lists them, `/dossier/document/{document}` gives one as it will be
//! printed, `/dossier/apercu/{document}` its pages as pictures.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::carried::{Carried, carried, places, show};
use super::posted::Posted;
use super::refusal;
use crate::app::{App, AppError, Format, Made, Wanted};
use crate::documents::sheet;
use crate::domain::{Bundle, Document};
use crate::http::answer::{self, HttpError};
use crate::http::api::{DocumentWords, format_named, query, unknown};
use crate::http::state::State;
use crate::render::Patience;
use crate::web::papers::Papers;
use crate::web::verdict::{FaultShown, faults};

/// What the viewer of a browser needs to show a PDF of ours, and nothing else.
const VIEWER: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

#[derive(Debug, Serialize)]
struct List {
    #[serde(flatten)]
    carried: Carried,
    goal_title: Option<&'static str>,
    papers: Option<Papers>,
    faults: Vec<FaultShown>,
}

/// `POST /dossier/documents`
pub async fn documents(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let posted = Posted::read(&req, payload, &state.config).await?;
    let (app, draft, goal) = (state.app.clone(), posted.draft().to_owned(), posted.goal());
    let listed = state.compute.run(move || list(&app, draft.as_bytes(), goal)).await?;
    let (papers, faults) = match listed {
        Ok(papers) => (Some(papers), Vec::new()),
        Err(faults) => (None, faults),
    };
    let carried = carried(&state, &posted, "documents");
    let page = List { carried, goal_title: posted.goal().map(Bundle::title), papers, faults };
    show(&state, "dossier/documents.html", &page)
}

fn list(app: &App, draft: &[u8], goal: Option<Bundle>) -> Result<Result<Papers, Vec<FaultShown>>, AppError> {
    match app.judge(draft, None) {
        Ok(dossier) => Ok(Ok(Papers::of(&dossier, app.law(), goal, &places))),
        Err(e) if e.is_ours() => Err(e),
        Err(e) => Ok(Err(faults(&e.problem().errors, &places))),
    }
}

fn named(name: &str) -> Result<Document, HttpError> {
    name.parse().map_err(|()| unknown("Document", Document::ALL.iter().map(|d| d.name())))
}

/// `POST /dossier/document/{document}`: its PDF, or the message that `format` names.
pub async fn document(
    req: HttpRequest,
    name: Path<String>,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let document = named(&name)?;
    let DocumentWords { debtor, format } = query(&req)?;
    let format = format.as_deref().map(format_named).transpose()?.unwrap_or(Format::Pdf);
    let posted = Posted::read(&req, payload, &state.config).await?;
    let (app, draft) = (state.app.clone(), posted.draft().as_bytes().to_vec());
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
    #[serde(flatten)]
    carried: Carried,
    title: String,
    pdf: String,
    total: usize,
    images: Vec<String>,
}

/// `POST /dossier/apercu/{document}`
pub async fn pictures(
    req: HttpRequest,
    name: Path<String>,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let document = named(&name)?;
    let DocumentWords { debtor, .. } = query(&req)?;
    let posted = Posted::read(&req, payload, &state.config).await?;
    let (app, draft) = (state.app.clone(), posted.draft().as_bytes().to_vec());
    let work = move |patience: &Patience| Ok(app.within(patience).pictures(document, &draft, debtor));
    let title = sheet(document).title;
    match state.render.run_within(work).await? {
        Ok(made) => {
            let carried = carried(&state, &posted, "documents");
            let images = made.drawn.iter().map(|png| STANDARD.encode(png)).collect();
            let query = debtor.map(|n| format!("?debtor={n}")).unwrap_or_default();
            let pdf = format!("/dossier/document/{document}{query}");
            let page = Pages { carried, title: title.to_owned(), pdf, total: made.pages, images };
            show(&state, "dossier/apercu.html", &page)
        }
        Err(e) => refusal::page(&state, &posted, title, e),
    }
}
