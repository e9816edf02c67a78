//! Around every request: its id, its log line, its counter, the security headers, and the framework's own errors
//! turned into problems.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse, ResponseError};

use super::answer::{self, HttpError};
use super::state::State;
use super::unread::Unread;
use crate::problem::{Code, Problem};

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The middleware.
///
/// # Errors
/// None of its own.
pub async fn around(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = request_id(&req);
    let method = req.method().as_str().to_owned();
    let path = req.path().to_owned();
    let unread = Unread::of(&mut req);
    let res = next.call(req).await?.map_into_boxed_body();
    let mut res = as_problem(res, &path);
    let route = res.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let status = res.status().as_u16();
    let took = started.elapsed();
    if let Some(state) = res.request().app_data::<Data<State>>() {
        // Methods are the client's words: only those of the contract become labels.
        let label =
            if matches!(method.as_str(), "GET" | "HEAD" | "POST") { method.as_str() } else { "other" };
        state.metrics.served(label, &route, status, took);
    }
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request = %id, %method, %route, status, millis, "answered");
    let headers = res.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID.clone(), value);
    }
    Ok(match unread {
        Some(unread) => unread.held_by(res),
        None => res,
    })
}

/// The client's own id when it is a plain one, else a fresh one.
fn request_id(req: &ServiceRequest) -> String {
    let given = req.headers().get(&REQUEST_ID).and_then(|v| v.to_str().ok());
    let plain = |s: &&str| {
        (1..=64).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    given.filter(plain).map_or_else(fresh_id, str::to_owned)
}

fn fresh_id() -> String {
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;
    // Enough to find a line in a log; it guards nothing.
    format!("{:016x}", RandomState::new().hash_one(0u8))
}

/// An error response becomes a problem that names its path; ours keeps its words, the framework's gets ours.
fn as_problem(res: ServiceResponse<BoxBody>, path: &str) -> ServiceResponse<BoxBody> {
    if res.status().as_u16() < 400 {
        return res;
    }
    let problem = match res.response().error().and_then(|e| e.as_error::<HttpError>()) {
        Some(ours) => ours.problem().clone(),
        None => foreign(res.status().as_u16()),
    };
    let problem = problem.at(path).titled(answer::language(res.request()));
    let (req, old) = res.into_parts();
    let mut new: HttpResponse = HttpError::from(problem).error_response();
    for (name, value) in old.headers() {
        if name != CONTENT_TYPE && !new.headers().contains_key(name) {
            new.headers_mut().append(name.clone(), value.clone());
        }
    }
    ServiceResponse::new(req, new)
}

fn foreign(status: u16) -> Problem {
    let (code, detail) = match status {
        404 => (Code::RouteUnknown, "Aucune ressource à cette adresse."),
        405 => (Code::MethodNotAllowed, "Cette adresse n'admet pas cette méthode."),
        408 => (Code::TooSlow, "La requête n'est pas arrivée à temps."),
        413 => (Code::TooLarge, "L'envoi est trop volumineux."),
        415 => (Code::UnsupportedType, "Ce type de contenu n'est pas admis."),
        400..=499 => (Code::Malformed, "La requête est mal formée."),
        _ => return Problem::server(),
    };
    Problem::new(code, detail)
}
