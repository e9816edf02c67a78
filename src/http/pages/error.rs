//! An error shown to a person: the words of the problem on a page, and what one can do. The same status, headers and
//! counters as for a program; a template that fails leaves the problem as it is.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, VARY};
use serde_json::json;

use super::POLICY;
use crate::domain::french;
use crate::http::state::State;
use crate::problem::{Code, Problem};

/// What programs read, whatever they say they accept.
const FOR_PROGRAMS: &[&str] =
    &["/v1", "/metrics", "/openapi.json", "/healthz", "/readyz", "/assets", "/docs"];

/// Whether an error of this request is read by a person: it names HTML among what it accepts, as browsers do and
/// programs do not, and asks for a page.
pub fn is_read(req: &HttpRequest, path: &str) -> bool {
    let below =
        |root: &&str| path.strip_prefix(*root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let html = |range: &str| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("text/html"));
        named && !parts.any(|p| matches!(p, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    };
    let mut accepted = req.headers().get_all(ACCEPT).filter_map(|v| v.to_str().ok());
    !FOR_PROGRAMS.iter().any(below) && accepted.any(|ranges| ranges.split(',').any(html))
}

/// The page of a problem in place of its JSON.
pub fn dressed(
    res: HttpResponse<BoxBody>,
    problem: &Problem,
    state: &State,
    incident: &str,
) -> HttpResponse<BoxBody> {
    let errors: Vec<String> = problem.errors.iter().map(|f| french::typeset(&f.message)).collect();
    let values = json!({
        "status": res.status().as_u16(),
        "title": french::typeset(problem.code.title(problem.language)),
        "detail": french::typeset(&problem.detail),
        "errors": errors,
        "advice": advice(problem.code),
        "incident": incident,
    });
    let html = match state.pages.fill("error.html", &values) {
        Ok(html) => html,
        Err(e) => {
            tracing::error!(cause = %e, template = "error.html", "a page failed");
            return res;
        }
    };
    let mut res = res.set_body(BoxBody::new(html));
    let headers = res.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.append(VARY, HeaderValue::from_static("Accept"));
    res
}

/// Which paragraph of the template tells what to do.
fn advice(code: Code) -> &'static str {
    match code {
        Code::KeyMissing | Code::KeyInvalid | Code::KeyScope => "key",
        Code::OriginRefused => "origin",
        Code::RateExceeded | Code::Busy | Code::NotReady | Code::Overtime | Code::TooSlow => "wait",
        Code::TooLarge | Code::TooHeavy => "lighten",
        Code::RouteUnknown | Code::ResourceUnknown | Code::MethodNotAllowed => "elsewhere",
        code if code.status() >= 500 => "report",
        _ => "mend",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn read(accept: &str, path: &str) -> bool {
        is_read(&TestRequest::default().insert_header((ACCEPT, accept)).to_http_request(), path)
    }

    #[test]
    fn a_browser_gets_a_page_and_a_program_its_problem() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for path in ["/", "/nulle-part", "/dossier/verification", "/v1x", "/outils/delai"] {
            assert!(read(browser, path), "{path}");
            assert!(!read("*/*", path), "{path}");
            assert!(!read("application/json", path), "{path}");
            assert!(!read("application/json, text/html;q=0", path), "{path}");
        }
        for path in [
            "/v1",
            "/v1/check",
            "/metrics",
            "/openapi.json",
            "/healthz",
            "/readyz",
            "/assets/x.css",
            "/docs/x",
        ] {
            assert!(!read(browser, path), "{path}");
        }
        assert!(!is_read(&TestRequest::default().to_http_request(), "/"));
    }

    #[test]
    fn every_problem_says_what_to_do() {
        let template = include_str!("../../../templates/pages/error.html");
        for code in Code::ALL {
            let advice = advice(*code);
            assert!(template.contains(&format!("advice == \"{advice}\"")), "{advice}");
        }
    }
}
