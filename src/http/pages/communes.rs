//! `GET /communes?code_postal=`: the communes of a postal code, for whoever types an address. Public data.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::answer::{self, HttpError, negotiate};
use crate::http::state::State;
use crate::problem::{Code, Fault, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    code_postal: String,
}

pub(super) async fn communes(req: HttpRequest, state: Data<State>) -> Result<HttpResponse, HttpError> {
    negotiate(&req, &["application/json"])?;
    let words = Query::<Words>::from_query(req.query_string()).map_err(|_| {
        let detail = "Donnez un code postal : /communes?code_postal=75011.";
        let fault = Fault::new("parameter.invalid", "/code_postal", detail);
        HttpError::from(Problem::new(Code::InputUnusable, detail).with_errors(vec![fault]))
    })?;
    let found = state.app.law().courts.communes(&words.code_postal);
    answer::json(&found.map_err(|e| {
        tracing::error!(cause = %e, "the communes cannot be read");
        HttpError::from(Problem::server())
    })?)
}
