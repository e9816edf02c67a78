//! `GET /`: what one can do here.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

use crate::http::answer::HttpError;
use crate::http::state::State;

pub(super) async fn home(state: Data<State>) -> Result<HttpResponse, HttpError> {
    super::page(&state, "home.html", &json!({}))
}
