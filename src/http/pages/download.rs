//! `/dossier/telecharger`: the page where the file of each exhibit is chosen; with files, the bundle.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use super::dossier::Posted;
use super::refusal::{self, Refusal};
use super::sight::{Sight, shown};
use super::uploaded::Uploaded;
use crate::app::{AppError, Options};
use crate::domain::Bundle;
use crate::http::answer::{self, HttpError};
use crate::http::body;
use crate::http::state::State;
use crate::render::Patience;
use crate::web::draft::Draft;
use crate::web::enclosures::{Enclosed, enclose};
use crate::web::readme::{self, Section};
use crate::web::verdict::{FaultShown, FindingShown};

/// An exhibit that waits for its file.
#[derive(Debug, Serialize)]
struct Piece {
    number: usize,
    field: String,
    label: String,
    file: String,
    errors: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Page {
    empty: bool,
    goal_title: &'static str,
    pieces: Vec<Piece>,
    most_mib: u64,
    merge: bool,
    refused: Option<String>,
    logo_error: Option<String>,
    findings: Vec<FindingShown>,
    faults: Vec<FaultShown>,
    readme: Vec<Section>,
}

/// `GET /dossier/telecharger`
pub(super) async fn nothing(state: Data<State>) -> Result<HttpResponse, HttpError> {
    page(&state, Posted::nothing(), None).await
}

/// `POST /dossier/telecharger`
pub(super) async fn download(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let place = body::has_files(&req).then(|| state.upload_place()).transpose()?;
    let Uploaded { posted, chosen, logo } = Uploaded::read(&req, payload, &state).await?;
    let Some(chosen) = chosen else { return page(&state, posted, None).await };
    let options = Options { merge_exhibits: merge(&posted) };
    let (app, draft, bundle) = (state.app.clone(), posted.draft.json().into_bytes(), posted.goal);
    let work = move |patience: &Patience| {
        let _place = place;
        let Enclosed { draft, files } = enclose(&draft, chosen);
        let app = app.within(patience).with_logo(logo.as_deref());
        Ok(app.and_then(|app| app.bundle(bundle, &draft, None, &files, options)))
    };
    match state.render.run_within(work).await? {
        Ok(made) => Ok(answer::file(made)),
        Err(e) => page(&state, posted, Some(e)).await,
    }
}

fn merge(posted: &Posted) -> bool {
    posted.last("merge_exhibits") == Some("true")
}

/// The page, after a refusal or before any.
async fn page(state: &State, posted: Posted, refused: Option<AppError>) -> Result<HttpResponse, HttpError> {
    let bundle = posted.goal;
    let outlined = Sight::of(state, &posted, move |state, dossier, _| state.app.outline(bundle, dossier));
    let Sight { judged, made: outlined, faults } = outlined.await?;
    let mut page = Page {
        empty: posted.draft.is_empty(),
        goal_title: Bundle::title(bundle),
        pieces: pieces(&posted.draft),
        most_mib: state.config.limits.exhibit_bytes >> 20,
        merge: merge(&posted),
        refused: None,
        logo_error: None,
        findings: Vec::new(),
        faults: Vec::new(),
        readme: Vec::new(),
    };
    let Some(refused) = refused else {
        match outlined {
            None => page.faults = faults,
            Some(Ok(outline)) => page.readme = readme::sections(&outline.readme),
            Some(Err(e)) if e.is_ours() => return Err(e.into()),
            Some(Err(e)) => page.sort(Refusal::of(e, &state.form)),
        }
        return shown(state, &posted, &judged, "telecharger", page);
    };
    let refusal = Refusal::of(refused, &state.form);
    let code = refusal.code;
    page.refused = Some(refusal.detail.clone());
    page.sort(refusal);
    Ok(refusal::at(shown(state, &posted, &judged, "telecharger", page)?, code))
}

/// The exhibits of a draft, read as far as it can be.
fn pieces(draft: &Draft) -> Vec<Piece> {
    let exhibits = draft.get("/exhibits").and_then(Value::as_array).into_iter().flatten().enumerate();
    let pieces = exhibits.map(|(rank, exhibit)| {
        let text = |key: &str| exhibit.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (number, field) = (rank + 1, format!("piece-{rank}"));
        Piece { number, field, label: text("label"), file: text("file"), errors: Vec::new() }
    });
    pieces.collect()
}

/// The rank of the exhibit that a pointer leads to.
fn exhibit(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/exhibits/")?.split('/').next()?.parse().ok()
}

impl Page {
    /// Puts each reason beside what it is about.
    fn sort(&mut self, refusal: Refusal) {
        for (pointer, finding) in refusal.findings {
            match exhibit(&pointer).and_then(|n| self.pieces.get_mut(n)) {
                Some(piece) => {
                    let remedy = finding.remedy.as_deref().map(|r| format!(" {r}")).unwrap_or_default();
                    piece.errors.push(format!("{}{remedy}", finding.message));
                }
                None => self.findings.push(finding),
            }
        }
        for (pointer, fault) in refusal.faults {
            match exhibit(&pointer).and_then(|n| self.pieces.get_mut(n)) {
                Some(piece) => piece.errors.push(fault.message),
                None if fault.code == "logo.unusable" => self.logo_error = Some(fault.message),
                // What was said once is enough.
                None if fault.place.is_none() && self.refused.as_ref() == Some(&fault.message) => {}
                None => self.faults.push(fault),
            }
        }
    }
}
