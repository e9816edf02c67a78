//! Around every request: its id, its log line, its counter, the security headers, and the framework's own errors
//! turned into problems.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, CROSS_ORIGIN_OPENER_POLICY, CROSS_ORIGIN_RESOURCE_POLICY,
    HeaderMap, HeaderName, HeaderValue, PERMISSIONS_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use tracing::Instrument as _;

use super::answer::{self, HttpError, Told};
use super::journal::RequestId;
use super::pages;
use super::state::State;
use super::trace::{self, Trace, Traced};
use super::unread::Unread;
use crate::problem::{Code, Language, Problem};

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
    req.extensions_mut().insert(RequestId(id.clone()));
    let trace = Trace::of(req.headers());
    let traced = trace.as_ref().map(|t| t.id.as_str());
    let ours = trace.as_ref().map(|t| t.response(&fresh_id()));
    if let Some(ours) = &ours {
        req.extensions_mut().insert(Traced(ours.clone()));
    }
    // What is logged on the way, in workers' hands too, names its request.
    let span = tracing::info_span!("request", request = %id, trace = traced);
    let res = next.call(req).instrument(span.clone()).await?.map_into_boxed_body();
    let mut res = as_problem(res, &path, &id);
    let route = res.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let status = res.status().as_u16();
    let took = started.elapsed();
    let mut https = false;
    if let Some(state) = res.request().app_data::<Data<State>>() {
        https = state.config.access.https;
        if let Some(Told(Some(code))) = res.response().extensions().get::<Told>() {
            state.metrics.told(*code);
        }
        // Methods are the client's words: only those of the contract become labels.
        let label = if matches!(method.as_str(), "GET" | "HEAD" | "POST" | "DELETE") {
            method.as_str()
        } else {
            "other"
        };
        state.metrics.served(label, &route, status, took);
    }
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(%method, %route, status, millis, "answered"));
    let headers = res.headers_mut();
    secure(headers, https);
    if let Some(Ok(value)) = ours.map(HeaderValue::try_from) {
        headers.insert(trace::RESPONSE.clone(), value);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID.clone(), value);
    }
    Ok(match unread {
        Some(unread) => unread.held_by(res),
        None => res,
    })
}

/// What an answer that a browser shows by mistake may do: nothing. A page says itself what it needs.
const POLICY: &str = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

fn secure(headers: &mut HeaderMap, https: bool) {
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        (PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A page says more of itself.
    for (name, value) in [(CONTENT_SECURITY_POLICY, POLICY), (REFERRER_POLICY, "no-referrer")] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
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

/// An error response becomes a problem that names its path; ours keeps its words, the framework's gets ours. A person
/// reads it on a page.
fn as_problem(res: ServiceResponse<BoxBody>, path: &str, id: &str) -> ServiceResponse<BoxBody> {
    let told = res.response().error().is_none() && res.response().extensions().contains::<Told>();
    if res.status().as_u16() < 400 || told {
        return res;
    }
    let problem = match res.response().error().and_then(|e| e.as_error::<HttpError>()) {
        Some(ours) => ours.problem().clone(),
        None => foreign(res.status().as_u16()),
    };
    let language = answer::language(res.request());
    let (req, old) = res.into_parts();
    let state = req.app_data::<Data<State>>().filter(|_| pages::error::is_read(&req, path));
    let mut new = match state {
        // Pages are in French.
        Some(state) => {
            let told = answer::told(problem.clone(), path, Language::French);
            pages::error::dressed(told, &problem, state, id)
        }
        None => answer::told(problem, path, language),
    };
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
