//! `/glossaire`: the terms in plain words, with the figures in force today.

use actix_web::web::Data;
use serde_json::json;

use super::Answer;
use crate::http::state::State;

/// `GET /glossaire`
pub(super) async fn glossary(state: Data<State>) -> Answer {
    let groups = state.reference.glossary.groups(&state.app.law().rules, state.app.today());
    super::page(&state, "glossaire/index.html", &json!({ "groups": groups }))
}
