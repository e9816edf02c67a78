//! The description of the API, and its browsable page, whose assets are in the program.

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, LOCATION};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config;

use super::answer::{self, HttpError};
use super::openapi;
use super::state::State;
use crate::problem::{Code, Problem};

/// The page styles its elements one by one; nothing else is allowed than its own files and its own calls.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::new(["/openapi.json"])));

/// `GET /openapi.json`
pub async fn description(req: HttpRequest, state: Data<State>) -> Result<HttpResponse, HttpError> {
    answer::negotiate(&req, &["application/json"])?;
    answer::json(&openapi::description(state.app.limits()))
}

/// `GET /docs`: the page looks for its files below.
pub async fn entrance() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// `GET /docs/{file}`: the page and its files.
pub async fn page(file: Path<String>) -> Result<HttpResponse, HttpError> {
    let file = if file.is_empty() { "index.html" } else { file.as_str() };
    let Ok(found) = utoipa_swagger_ui::serve(file, CONFIG.clone()) else {
        return Err(Problem::server().into());
    };
    let found = found.ok_or_else(|| {
        HttpError::from(Problem::new(Code::ResourceUnknown, "Ce fichier n'existe pas : ouvrez /docs."))
    })?;
    let mut response = HttpResponse::Ok();
    if found.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    response.insert_header((CONTENT_SECURITY_POLICY, POLICY)).insert_header((CACHE_CONTROL, "no-cache"));
    Ok(response.content_type(found.content_type).body(found.bytes.into_owned()))
}
