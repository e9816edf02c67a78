//! `/regles`: the rules in force, found by their words and by day; `/regles/{id}`: one of them, whole.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path};

use super::Answer;
use crate::http::state::State;
use crate::web::tools::{Asked, read_day};

/// `GET /regles`
pub(super) async fn list(req: HttpRequest, state: Data<State>) -> Answer {
    let asked = Asked::read(req.query_string());
    let typed = asked.first("on").unwrap_or_default();
    let on = read_day(typed);
    let error =
        if on.is_none() && !typed.is_empty() { "Écrivez une date, par exemple 31/03/2026." } else { "" };
    let q = asked.first("q").unwrap_or_default();
    super::page(&state, "regles/index.html", &state.reference.rules.list(&state.app, on, q, error))
}

/// `GET /regles/{id}`
pub(super) async fn rule(id: Path<String>, state: Data<State>) -> Answer {
    super::page(&state, "regles/rule.html", &state.reference.rules.rule(&state.app, &id)?)
}
