//! `/outils`: the calculators. The question is in the address; `format=pdf` gives the answer on paper.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::Answer;
use crate::http::answer::{self, HttpError};
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::render::Patience;
use crate::web::tools::{Asked, Shown};

/// `GET /outils`
pub(super) async fn index(state: Data<State>) -> Answer {
    super::page(&state, "outils/index.html", &json!({ "pages": state.reference.tools.pages() }))
}

/// `GET /outils/{page}`
pub(super) async fn tool(req: HttpRequest, page: Path<String>, state: Data<State>) -> Answer {
    let asked = Asked::read(req.query_string());
    let bytes = req.query_string().len();
    let (app, reference, page) = (state.app.clone(), state.reference.clone(), page.into_inner());
    if asked.first("format") == Some("pdf")
        && let Some(paper) = on_paper(&state, page.clone(), asked.clone(), bytes).await?
    {
        return Ok(paper);
    }
    let work = move || reference.tools.show(&page, &asked, &app, &reference.glossary);
    match state.compute.run_sized(bytes, work).await? {
        Some(Shown::Tool(view)) => super::page(&state, "outils/tool.html", &view),
        Some(Shown::Choice(view)) => super::page(&state, "outils/choice.html", &view),
        None => Err(unknown()),
    }
}

/// The answer as a PDF; a question without answer has its page, where the faults are told.
async fn on_paper(
    state: &State,
    page: String,
    asked: Asked,
    bytes: usize,
) -> Result<Option<HttpResponse>, HttpError> {
    let (app, reference) = (state.app.clone(), state.reference.clone());
    let work = move || reference.tools.paper(&page, &asked, &app);
    let Some((paper, stem)) = state.compute.run_sized(bytes, work).await? else { return Ok(None) };
    let app = state.app.clone();
    let print = move |patience: &Patience| app.within(patience).calculation(&paper, &stem);
    Ok(Some(answer::file(state.render.run_within(print).await?)))
}

fn unknown() -> HttpError {
    Problem::new(Code::ResourceUnknown, "Ce calculateur n'existe pas : voyez la liste des calculateurs.")
        .into()
}
