//! A draft judged once for a page that shows something of it: what was made of it, or why nothing could be.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::{Map, Value};

use super::dossier::{Posted, frame};
use crate::dossier::Dossier;
use crate::dossier::report::Report;
use crate::http::answer::HttpError;
use crate::http::state::State;
use crate::web::judged::Judged;
use crate::web::verdict::{FaultShown, unjudged};

/// What a page sees of a draft.
pub(super) struct Sight<T> {
    /// The judgment.
    pub judged: Judged,
    /// What was made of the dossier; nothing when the draft cannot be judged.
    pub made: Option<T>,
    /// Why it cannot.
    pub faults: Vec<FaultShown>,
}

impl<T: Send + 'static> Sight<T> {
    /// Judges a draft, and makes something of the dossier; in the lane of computations when it is large.
    pub async fn of(
        state: &State,
        posted: &Posted,
        make: impl FnOnce(&State, &Dossier, &Report) -> T + Send + 'static,
    ) -> Result<Sight<T>, HttpError> {
        let (held, draft, told) = (state.clone(), posted.draft.clone(), posted.told.clone());
        let bytes = draft.json().len();
        let work = move || {
            let judged = Judged::of(&held.app, &draft);
            let made = judged.whole().map(|(dossier, report)| make(&held, dossier, report));
            let mut faults = unjudged(&judged, &held.form);
            faults.extend(told.into_iter().map(FaultShown::told));
            Ok(Sight { judged, made, faults })
        };
        state.compute.run_sized(bytes, work).await
    }
}

#[derive(Serialize)]
struct Framed<T> {
    #[serde(flatten)]
    frame: Map<String, Value>,
    #[serde(flatten)]
    page: T,
}

/// A page of the path under its steps: `dossier/{step}.html`.
///
/// # Errors
/// A template that fails.
pub(super) fn shown(
    state: &State,
    posted: &Posted,
    judged: &Judged,
    step: &str,
    page: impl Serialize,
) -> Result<HttpResponse, HttpError> {
    let framed = Framed { frame: frame(state, posted, judged, step), page };
    super::page(state, &format!("dossier/{step}.html"), &framed)
}

/// A page beside the path: it carries the draft, and shows no steps.
///
/// # Errors
/// A template that fails.
pub(super) fn beside(
    state: &State,
    posted: &Posted,
    template: &str,
    page: impl Serialize,
) -> Result<HttpResponse, HttpError> {
    let framed = Framed { frame: frame(state, posted, &Judged::default(), ""), page };
    super::page(state, template, &framed)
}
