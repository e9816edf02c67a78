//! `POST /dossier/telecharger`: the page where the file of each exhibit is chosen; with files, the bundle.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use super::carried::{Carried, carried, show};
use super::posted::Posted;
use super::refusal::{self, Refusal};
use crate::app::{App, AppError, Options};
use crate::domain::Bundle;
use crate::http::answer::{self, HttpError};
use crate::http::body;
use crate::http::state::State;
use crate::render::Patience;
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
struct Shown {
    #[serde(flatten)]
    carried: Carried,
    goal_title: Option<&'static str>,
    pieces: Vec<Piece>,
    most_mib: u64,
    merge: bool,
    refused: Option<String>,
    logo_error: Option<String>,
    findings: Vec<FindingShown>,
    faults: Vec<FaultShown>,
    readme: Vec<Section>,
}

/// `POST /dossier/telecharger`
pub async fn download(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    let place = body::has_files(&req).then(|| state.upload_place()).transpose()?;
    let mut posted = Posted::read(&req, payload, &state.config).await?;
    let (Some(bundle), true) = (posted.goal(), posted.with_files) else {
        return page(&state, &posted, None).await;
    };
    let options = Options { merge_exhibits: posted.field("merge_exhibits") == Some("true") };
    let (chosen, logo) = (std::mem::take(&mut posted.chosen), posted.logo.take());
    let (app, draft) = (state.app.clone(), posted.draft().as_bytes().to_vec());
    let work = move |patience: &Patience| {
        let _place = place;
        let Enclosed { draft, files } = enclose(&draft, chosen);
        let app = app.within(patience).with_logo(logo.as_deref());
        Ok(app.and_then(|app| app.bundle(bundle, &draft, None, &files, options)))
    };
    match state.render.run_within(work).await? {
        Ok(made) => Ok(answer::file(made)),
        Err(e) => page(&state, &posted, Some(e)).await,
    }
}

/// The page, after a refusal or before any.
async fn page(state: &State, posted: &Posted, refused: Option<AppError>) -> Result<HttpResponse, HttpError> {
    let refused = refused.map(Refusal::of);
    let mut pieces = pieces(posted.draft());
    let mut shown = Shown {
        carried: carried(state, posted, "telecharger"),
        goal_title: posted.goal().map(Bundle::title),
        pieces: Vec::new(),
        most_mib: state.config.limits.exhibit_bytes >> 20,
        merge: posted.field("merge_exhibits") == Some("true"),
        refused: None,
        logo_error: None,
        findings: Vec::new(),
        faults: Vec::new(),
        readme: Vec::new(),
    };
    let code = refused.as_ref().map(|r| r.code);
    match refused {
        Some(refusal) => {
            shown.refused = Some(refusal.detail.clone());
            sort(refusal, &mut shown, &mut pieces);
        }
        None => {
            let Some(bundle) = posted.goal() else { return show(state, "dossier/telecharger.html", &shown) };
            let (app, draft) = (state.app.clone(), posted.draft().as_bytes().to_vec());
            let outlined = state.compute.run(move || Ok(outline(&app, &draft, bundle))).await?;
            match outlined {
                Ok(text) => shown.readme = readme::sections(&text),
                Err(e) if e.is_ours() => return Err(e.into()),
                Err(e) => sort(Refusal::of(e), &mut shown, &mut pieces),
            }
        }
    }
    shown.pieces = pieces;
    let page = show(state, "dossier/telecharger.html", &shown)?;
    Ok(match code {
        Some(code) => refusal::at(page, code),
        None => page,
    })
}

fn outline(app: &App, draft: &[u8], bundle: Bundle) -> Result<String, AppError> {
    let dossier = app.judge(draft, None)?;
    Ok(app.outline(bundle, &dossier)?.readme)
}

/// The exhibits of a draft, read as far as it can be.
fn pieces(draft: &str) -> Vec<Piece> {
    let claim: Value = serde_json::from_str(draft).unwrap_or_default();
    let exhibits = claim.get("exhibits").and_then(Value::as_array).cloned().unwrap_or_default();
    let pieces = exhibits.iter().enumerate().map(|(rank, exhibit)| {
        let text = |key: &str| exhibit.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (number, field) = (rank + 1, format!("piece-{rank}"));
        Piece { number, field, label: text("label"), file: text("file"), errors: Vec::new() }
    });
    pieces.collect()
}

/// Puts each reason beside what it is about.
fn sort(refusal: Refusal, shown: &mut Shown, pieces: &mut [Piece]) {
    let rank = |pointer: &str| pointer.strip_prefix("/exhibits/")?.split('/').next()?.parse::<usize>().ok();
    for (pointer, finding) in refusal.findings {
        match rank(&pointer).and_then(|n| pieces.get_mut(n)) {
            Some(piece) => {
                let remedy = finding.remedy.as_deref().map(|r| format!(" {r}")).unwrap_or_default();
                piece.errors.push(format!("{}{remedy}", finding.message));
            }
            None => shown.findings.push(finding),
        }
    }
    for (pointer, fault) in refusal.faults {
        match rank(&pointer).and_then(|n| pieces.get_mut(n)) {
            Some(piece) => piece.errors.push(fault.message),
            None if fault.code == "logo.unusable" => shown.logo_error = Some(fault.message),
            // What was said once is enough.
            None if fault.place.is_none() && shown.refused.as_ref() == Some(&fault.message) => {}
            None => shown.faults.push(fault),
        }
    }
}
