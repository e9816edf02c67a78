//! `/dossier`: the path from the facts to a claim, a step a page. Nothing is kept here: each page carries the draft to the
//! next one.

mod act;
mod posted;

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, LOCATION};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::{Map, Value, json};

use self::act::Told;
pub(in crate::http::pages) use self::posted::Posted;
use crate::app::AppError;
use crate::documents::build::undertaking;
use crate::domain::{Bundle, french};
use crate::http::answer::{self, HttpError};
use crate::http::openapi::examples;
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::web::TermView;
use crate::web::judged::Judged;
use crate::web::page::{FIRST, LAST, Live, Note, Notes, View};

type Answer = Result<HttpResponse, HttpError>;

/// `GET /dossier`
pub(super) async fn start(state: Data<State>) -> Answer {
    shown(&state, Posted::nothing(), FIRST.0).await
}

/// `POST /dossier`
pub(super) async fn start_again(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    let posted = Posted::read(&req, payload, &state).await?;
    moved(&state, posted, FIRST.0).await
}

/// `GET /dossier/{etape}`: the step with nothing in it.
pub(super) async fn step(name: Path<String>, state: Data<State>) -> Answer {
    shown(&state, Posted::nothing(), &name).await
}

/// `POST /dossier/{etape}`
pub(super) async fn go(req: HttpRequest, name: Path<String>, payload: Payload, state: Data<State>) -> Answer {
    let posted = Posted::read(&req, payload, &state).await?;
    moved(&state, posted, &name).await
}

/// `POST /dossier/brouillon.json`: the draft as a file, to be taken up later or given to another program.
pub(super) async fn export(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    let posted = Posted::read(&req, payload, &state).await?;
    let reference = posted.draft.text("/reference").unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = reference.chars().filter(|c| plain(*c)).take(40).collect();
    let name = if name.is_empty() { "brouillon".to_owned() } else { name };
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"dossier_{name}.json\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(posted.draft.pretty()))
}

/// What a script asks while one types.
#[derive(Serialize)]
struct Preview<'a> {
    #[serde(flatten)]
    live: Live,
    fields: BTreeMap<&'a str, Note>,
    values: BTreeMap<&'a str, String>,
}

/// `POST /dossier/apercu`
pub(super) async fn preview(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    let posted = Posted::read(&req, payload, &state).await?;
    let judged = judged(&state, &posted).await?;
    let notes = Notes::of(&state.form, &posted.draft, &judged, &posted.seen);
    let fields = notes.all().filter_map(|(at, notes)| Some((at, Note::one(notes)?))).collect();
    let form = &state.form;
    let values = posted.typed().filter_map(|(at, typed)| {
        let kind = form.types.kind(at)?;
        let value = form.read(kind, at, typed)?;
        let text = form.shown(kind, at, &value);
        (text != typed).then_some((at, text))
    });
    answer::json(&Preview { live: Live::of(&judged), fields, values: values.collect() })
}

/// What is known of a draft, worked out in the lane of computations when it is large.
pub(in crate::http::pages) async fn judged(state: &State, posted: &Posted) -> Result<Judged, HttpError> {
    let (app, draft) = (state.app.clone(), posted.draft.clone());
    let bytes = draft.json().len();
    state.compute.run_sized(bytes, move || Ok::<_, AppError>(Judged::of(&app, &draft))).await
}

/// What every page of the path is given: the draft, the goal, the steps.
pub(in crate::http::pages) fn frame(
    state: &State,
    posted: &Posted,
    judged: &Judged,
    current: &str,
) -> Map<String, Value> {
    let notes = Notes::of(&state.form, &posted.draft, judged, &posted.seen);
    let (communes, terms) = (|code: &str| communes(state, code), |term: &str| term_of(state, term));
    let steps = view(state, posted, &notes, &communes, &terms).links(current, &posted.seen);
    let seen: Vec<&str> = posted.seen.iter().map(String::as_str).collect();
    let mut out = Map::new();
    out.insert("draft_json".to_owned(), posted.draft.json().into());
    out.insert("goal".to_owned(), posted.goal.name().into());
    out.insert("goal_label".to_owned(), goal_label(posted.goal).into());
    out.insert("seen".to_owned(), seen.join(" ").into());
    out.insert("steps".to_owned(), json!(steps));
    out.insert("current".to_owned(), current.into());
    out
}

/// « Demander une injonction de payer ».
pub(in crate::http::pages) fn goal_label(goal: Bundle) -> String {
    french::typeset(&french::capitalised(undertaking(goal)))
}

fn communes(state: &State, code: &str) -> Vec<String> {
    let found = state.app.law().courts.communes(code).unwrap_or_default();
    found.into_iter().map(|c| c.name).collect()
}

fn term_of(state: &State, term: &str) -> Option<TermView> {
    state.reference.glossary.term(term, &state.app.law().rules, state.app.today())
}

fn view<'v>(
    state: &'v State,
    posted: &'v Posted,
    notes: &'v Notes,
    communes: &'v dyn Fn(&str) -> Vec<String>,
    terms: &'v dyn Fn(&str) -> Option<TermView>,
) -> View<'v> {
    View {
        form: &state.form,
        draft: &posted.draft,
        goal: posted.goal,
        notes,
        limits: state.app.limits(),
        communes,
        terms,
        extra: None,
        windows: BTreeMap::new(),
        focus: None,
        pasted: None,
    }
}

/// Does what the button says, then shows the step to go to.
async fn moved(state: &State, mut posted: Posted, here: &str) -> Answer {
    let there = match &posted.go {
        Some((step, _)) => step.clone(),
        None => here.to_owned(),
    };
    if LAST.iter().any(|(id, _)| *id == there) && there != here {
        // Those pages take the same form: the browser sends it there.
        let place = (LOCATION, format!("/dossier/{there}"));
        return Ok(HttpResponse::TemporaryRedirect().insert_header(place).finish());
    }
    let told = act::act(&mut posted, state);
    shown_with(state, posted, &there, told).await
}

async fn shown(state: &State, posted: Posted, step: &str) -> Answer {
    shown_with(state, posted, step, Told::default()).await
}

async fn shown_with(state: &State, posted: Posted, step: &str, mut told: Told) -> Answer {
    let found = state.form.step(step);
    if found.is_none() && step != FIRST.0 {
        let detail = "Cette étape n'existe pas : reprenez le dossier à son début.";
        return Err(Problem::new(Code::ResourceUnknown, detail).into());
    }
    let judged = judged(state, &posted).await?;
    let mut values = frame(state, &posted, &judged, step);
    told.messages.extend(posted.told.iter().cloned());
    values.insert("messages".to_owned(), json!(told.messages));
    values.insert("done".to_owned(), json!(told.done));
    values.insert("live".to_owned(), json!(Live::of(&judged)));
    let focus = told.focus.or_else(|| posted.go.as_ref()?.1.clone());
    values.insert("focus".to_owned(), json!(focus.clone().unwrap_or_default()));
    let Some((rank, step)) = found else {
        values.insert("goals".to_owned(), json!(goals(state)));
        let examples = examples::summaries().map(|(name, summary)| json!({ "id": name, "title": summary }));
        values.insert("examples".to_owned(), examples.collect());
        values.insert("typed".to_owned(), json!(told.unread.or_else(|| unread(&posted))));
        values.insert("empty".to_owned(), json!(posted.draft.is_empty()));
        values.insert("next".to_owned(), json!(state.form.steps.first().map(|s| &s.id)));
        return super::page(state, "dossier/objectif.html", &values);
    };
    let notes = Notes::of(&state.form, &posted.draft, &judged, &posted.seen);
    let (communes, terms) = (|code: &str| communes(state, code), |term: &str| term_of(state, term));
    let mut view = view(state, &posted, &notes, &communes, &terms);
    view.extra = told.extra;
    view.windows = told.windows;
    view.focus = focus;
    view.pasted = told.pasted;
    values.insert("windows".to_owned(), json!(windows(&view)));
    values.insert("step".to_owned(), json!(view.step(rank, step)));
    super::page(state, "dossier/etape.html", &values)
}

/// The text of a draft that came and could not be read.
fn unread(posted: &Posted) -> Option<String> {
    (!posted.told.is_empty()).then(|| posted.last("importer").map(str::to_owned)).flatten()
}

fn windows(view: &View<'_>) -> Vec<String> {
    view.windows.iter().map(|(list, at)| format!("{list}/{at}")).collect()
}

fn goals(state: &State) -> Vec<Value> {
    let goal =
        |b: &Bundle| json!({ "id": b.name(), "title": goal_label(*b), "hint": state.form.goal_hint(*b) });
    Bundle::ALL.iter().map(goal).collect()
}
