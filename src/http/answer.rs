//! Answers and problems on the wire: JSON, files, `application/problem+json`, and what the client accepts.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, RETRY_AFTER,
};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

use crate::app::{AppError, Made};
use crate::problem::{Code, Fault, Language, Problem};

/// Seconds after which a client may come back when every slot is taken.
const RETRY_SECONDS: &str = "5";

/// A problem as an error of a handler.
#[derive(Debug)]
pub struct HttpError {
    problem: Box<Problem>,
    allow: Option<&'static str>,
}

impl HttpError {
    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Another method than those of a path.
    #[must_use]
    pub fn method(allow: &'static str) -> Self {
        let detail = format!("Cette adresse n'admet que : {allow}.");
        HttpError { problem: Box::new(Problem::new(Code::MethodNotAllowed, detail)), allow: Some(allow) }
    }
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.problem.code.name())
    }
}

impl From<Problem> for HttpError {
    fn from(problem: Problem) -> Self {
        HttpError { problem: Box::new(problem), allow: None }
    }
}

impl From<AppError> for HttpError {
    fn from(e: AppError) -> Self {
        let problem = e.problem();
        if problem.code.status() == 500 {
            log_chain(&e);
        }
        // Over HTTP the findings suffice: the report has its own address.
        let mut problem = problem;
        problem.more.shift_remove("report");
        problem.into()
    }
}

/// The whole chain, once, where it is handled. Templates and rule files are named, the data is not.
fn log_chain(e: &AppError) {
    let mut source: Option<&dyn std::error::Error> = std::error::Error::source(e);
    let mut depth = 0;
    tracing::error!(cause = %e, "request failed");
    while let Some(s) = source {
        depth += 1;
        tracing::error!(cause = %s, depth, "caused by");
        source = s.source();
    }
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        response.insert_header((CACHE_CONTROL, "no-store"));
        match self.problem.code {
            // What runs under a key is mostly done in a moment.
            Code::IdempotencyInProgress => {
                response.insert_header((RETRY_AFTER, "2"));
            }
            code if code.status() == 503 => {
                response.insert_header((RETRY_AFTER, RETRY_SECONDS));
            }
            _ => {}
        }
        if let Some(allow) = self.allow {
            response.insert_header((ALLOW, allow));
        }
        response.body(serde_json::to_vec(&*self.problem).unwrap_or_default())
    }
}

/// A problem that has its last words: it leaves as it is. The code: for the counters, when it is told for the first time.
#[derive(Debug, Clone, Copy)]
pub struct Told(pub Option<Code>);

/// A problem as it leaves, at the place of its request and in its language.
#[must_use]
pub fn told(problem: Problem, path: &str, language: Language) -> HttpResponse {
    let code = problem.code;
    let mut response = HttpError::from(problem.at(path).titled(language)).error_response();
    response.extensions_mut().insert(Told(Some(code)));
    response
}

/// A JSON answer.
///
/// # Errors
/// When the value cannot be written.
pub fn json(value: &impl Serialize) -> Result<HttpResponse, HttpError> {
    // Room for the report of a usual claim: it is written without being moved.
    let mut bytes = Vec::with_capacity(16 << 10);
    serde_json::to_writer(&mut bytes, value).map_err(|_| HttpError::from(Problem::server()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// A file to keep.
#[must_use]
pub fn file(made: Made) -> HttpResponse {
    // The name is ASCII letters, digits and underscores: it needs no escape.
    let disposition = format!("attachment; filename=\"{}\"", made.file_name);
    HttpResponse::Ok()
        .content_type(made.media_type)
        .insert_header((CONTENT_DISPOSITION, disposition))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(made.bytes)
}

/// Which of the types offered the client prefers: by its weight, then by our order. No `Accept` accepts all.
///
/// # Errors
/// 406 when none is accepted.
pub fn negotiate(req: &HttpRequest, offered: &[&str]) -> Result<usize, HttpError> {
    let typed: Vec<&str> = req.headers().get_all(ACCEPT).filter_map(|v| v.to_str().ok()).collect();
    let accepted = if typed.is_empty() { "*/*".to_owned() } else { typed.join(",") };
    let weights = offered.iter().map(|o| weight(&accepted, essence(o)));
    let mut best: Option<(usize, u32)> = None;
    for (i, w) in weights.enumerate() {
        if w > 0 && best.is_none_or(|(_, b)| w > b) {
            best = Some((i, w));
        }
    }
    best.map(|(i, _)| i).ok_or_else(|| {
        let mut names: Vec<&str> = offered.iter().map(|o| essence(o)).collect();
        names.dedup();
        let list = names.join(", ");
        Problem::new(Code::NotAcceptable, format!("Formats disponibles ici : {list}."))
            .with_errors(vec![Fault::new("accept.unsupported", "", "Corrigez l'en-tête Accept.")])
            .into()
    })
}

/// The language that the client prefers for titles (RFC 9110, § 12.5.4); French when it names neither.
#[must_use]
pub fn language(req: &HttpRequest) -> Language {
    let header = req.headers().get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let weight = |wanted: &str| {
        let ranges = header.split(',').filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?.split('-').next()?;
            let q = parts.find_map(|p| p.strip_prefix("q=")).map_or(1000, thousandths);
            tag.eq_ignore_ascii_case(wanted).then_some(q)
        });
        ranges.max().unwrap_or(0)
    };
    if weight("en") > weight("fr") { Language::English } else { Language::French }
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

/// The weight of a type in thousandths, from the most precise range that names it (RFC 9110, § 12.5.1).
fn weight(accepted: &str, offered: &str) -> u32 {
    let family = offered.split('/').next().unwrap_or_default();
    let mut best = (0u8, 0u32);
    for range in accepted.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let precision = match name.as_str() {
            n if n == offered => 3,
            n if n.strip_suffix("/*") == Some(family) => 2,
            "*/*" => 1,
            _ => continue,
        };
        let q = parts.find_map(|p| p.strip_prefix("q=").or(p.strip_prefix("Q="))).map_or(1000, thousandths);
        if precision > best.0 {
            best = (precision, q);
        }
    }
    best.1
}

/// `0.8` → 800.
fn thousandths(q: &str) -> u32 {
    match q.split_once('.') {
        None => q.trim().parse::<u32>().map_or(0, |n| n.min(1) * 1000),
        Some(("1", _)) => 1000,
        Some((_, decimals)) => format!("{decimals:0<3}").get(..3).and_then(|d| d.parse().ok()).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn choose(accept: &str, offered: &[&str]) -> Option<usize> {
        let req = TestRequest::default().insert_header((ACCEPT, accept)).to_http_request();
        negotiate(&req, offered).ok()
    }

    #[test]
    fn the_client_chooses_then_our_order() {
        let two = ["application/json", "text/csv; charset=utf-8"];
        assert_eq!(choose("*/*", &two), Some(0));
        assert_eq!(choose("text/csv", &two), Some(1));
        assert_eq!(choose("text/*;q=0.9, application/json;q=0.8", &two), Some(1));
        assert_eq!(choose("application/json;q=0, */*", &two), Some(1));
        assert_eq!(choose("text/html,application/xhtml+xml,*/*;q=0.8", &two), Some(0));
        assert_eq!(choose("image/png", &two), None);
        assert_eq!(negotiate(&TestRequest::default().to_http_request(), &two).ok(), Some(0));
    }

    #[test]
    fn titles_are_french_unless_english_is_preferred() {
        for (header, english) in [
            ("en", true),
            ("en-GB,en;q=0.9", true),
            ("fr", false),
            ("de", false),
            ("", false),
            ("fr;q=0.5, en;q=0.8", true),
            ("fr,en", false),
            ("en;q=x", false),
            ("EN;q=0.001", true),
        ] {
            let req = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header)).to_http_request();
            assert_eq!(language(&req) == Language::English, english, "{header}");
        }
    }

    #[test]
    fn weights_are_read_without_floats() {
        assert_eq!(
            (thousandths("1"), thousandths("0.85"), thousandths("0"), thousandths("x")),
            (1000, 850, 0, 0)
        );
    }
}
