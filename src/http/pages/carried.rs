//! What every page of the path carries: the draft, the goal, the steps.

use actix_web::HttpResponse;
use serde::Serialize;

use super::posted::Posted;
use crate::http::answer::HttpError;
use crate::http::state::State;
use crate::web::place::Place;

/// The values that the common parts of the pages read.
#[derive(Debug, Clone, Serialize)]
pub struct Carried {
    draft_json: String,
    goal: String,
    seen: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Serialize)]
struct Step {
    id: &'static str,
    title: &'static str,
    state: &'static str,
    current: bool,
}

/// What was posted, to be carried further.
pub fn carried(_: &State, posted: &Posted, current: &str) -> Carried {
    let steps =
        [("verification", "Vérification"), ("documents", "Documents"), ("telecharger", "Téléchargement")];
    let steps = steps.map(|(id, title)| Step { id, title, state: "", current: id == current });
    Carried {
        draft_json: posted.draft().to_owned(),
        goal: posted.goal().map(|g| g.name().to_owned()).unwrap_or_default(),
        seen: posted.field("vus").unwrap_or_default().to_owned(),
        steps: steps.to_vec(),
    }
}

/// Where a pointer is typed.
pub fn places(_: &str) -> Option<Place> {
    None
}

/// A page of the path.
///
/// # Errors
/// A template that fails.
pub fn show(state: &State, template: &str, values: &impl Serialize) -> Result<HttpResponse, HttpError> {
    super::page(state, template, values)
}
