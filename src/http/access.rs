//! The gate on the wire: which key opens which route, and what one is told who is not let in.
//!
//! Two steps. Before the route is known, whoever asks for anything but a page of [`is_free`] shows a key that is good.
//! At the route, the key must have its scope; the scope follows from the pattern of the route, not from the path typed.

use std::net::IpAddr;

use actix_cors::Cors;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    AUTHORIZATION, CONTENT_DISPOSITION, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION, ORIGIN,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::http::uri::Authority;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{Error, HttpMessage, Resource};

use super::answer::HttpError;
use super::caller::Caller;
use super::journal::Line;
use super::pages::session;
use super::state::State;
use crate::access::{Left, Pass, Refusal, Scope, Scopes, Why};
use crate::clock;
use crate::problem::{Code, Problem};

static API_KEY: HeaderName = HeaderName::from_static("x-api-key");
static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
static RATE_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
static RATE: HeaderName = HeaderName::from_static("ratelimit");

/// The pages that anyone may read: nothing of anyone's stands there.
const FREE: &[&str] = &[
    "/",
    "/communes",
    "/connexion",
    "/docs",
    "/glossaire",
    "/healthz",
    "/openapi.json",
    "/outils",
    "/readyz",
    "/regles",
];
/// Those below an address.
const FREE_BELOW: &[&str] = &["/assets/", "/docs/", "/outils/", "/regles/"];

/// Whether a path, as it was typed, is a page for anyone. What is not known here is not.
fn is_free(path: &str, open_metrics: bool) -> bool {
    FREE.contains(&path)
        || FREE_BELOW.iter().any(|below| path.starts_with(below))
        || (open_metrics && path == "/metrics")
}

/// The scope that opens a route, by its pattern; `None`: anyone may.
#[must_use]
pub fn scope_of(pattern: &str) -> Option<Scope> {
    match pattern {
        "/metrics" => Some(Scope::Metrics),
        "/v1/bundles/verify" => Some(Scope::Read),
        p if is_free(p, false) => None,
        p if p.starts_with("/v1/batches") => Some(Scope::Batches),
        p if p.starts_with("/dossier/document/") || p.starts_with("/dossier/apercu/") => {
            Some(Scope::Documents)
        }
        "/dossier/telecharger" => Some(Scope::Documents),
        p if p.starts_with("/v1/documents") || p.starts_with("/v1/bundles") => Some(Scope::Documents),
        _ => Some(Scope::Read),
    }
}

/// What the key shown opens.
#[derive(Clone)]
struct Opened(Scopes);

/// The first step: around the whole service, within what stands around every request.
///
/// # Errors
/// None of its own.
pub async fn gate(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(state) = req.app_data::<Data<State>>().cloned() else {
        return Ok(req.error_response(HttpError::from(Problem::server())).map_into_boxed_body());
    };
    if is_free(req.path(), state.config.access.open_metrics) {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    }
    let admitted = match shown(req.headers()) {
        // A browser shows the key that was typed once; to the pages of the form only.
        Ok(None) if is_form(req.path()) => state.gate.admit(in_cookie(req.headers()), clock::now()).await,
        Ok(text) => state.gate.admit(text, clock::now()).await,
        Err(refusal) => Err(refusal),
    };
    let Pass { holder, left } = match admitted {
        Ok(pass) => pass,
        Err(Refusal::Missing | Refusal::Invalid(_)) if is_form(req.path()) => {
            let response = session::asked(&state, req.request());
            return Ok(req.into_response(response).map_into_boxed_body());
        }
        Err(refusal) => return Ok(refused(req, refusal)),
    };
    if holder.is_none() && !meant_for_us(req.headers(), &state.config.access.origins) {
        let detail = "Ce service sans clé ne répond qu'aux programmes et aux pages de cette machine : appelez-le par \
                      localhost ou par son adresse, ou créez une clé avec « creance keys add ».";
        let refused = HttpError::from(Problem::new(Code::OriginRefused, detail));
        return Ok(req.error_response(refused).map_into_boxed_body());
    }
    if let Some(holder) = holder {
        let caller = Caller { tenant: holder.tenant, key: Some(holder.key) };
        let mut extensions = req.extensions_mut();
        extensions.insert(caller);
        extensions.insert(Opened(holder.scopes));
    }
    let mut res = next.call(req).await?.map_into_boxed_body();
    if let Some(left) = left {
        tell_rate(res.headers_mut(), left);
    }
    Ok(res)
}

/// Whether a path is one of the form: people open it in a browser, with a cookie.
fn is_form(path: &str) -> bool {
    path == "/dossier" || path.starts_with("/dossier/")
}

/// The key that the cookie of the form holds.
fn in_cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(COOKIE).filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    let mut named = all.filter_map(|c| c.trim().strip_prefix(session::COOKIE)?.strip_prefix('='));
    named.next().filter(|key| !key.is_empty())
}

/// Whether a form was sent from a page of ours: browsers say so, and nothing else can make them say it. A page of
/// another site that posts to us is refused, whatever cookie comes with it.
///
/// # Errors
/// 403.
pub fn same_origin(headers: &HeaderMap) -> Result<(), HttpError> {
    let text = |name: &HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let own = match text(&FETCH_SITE) {
        // « none »: the browser itself sends it again, on reload.
        Some(site) => matches!(site, "same-origin" | "none"),
        None => text(&ORIGIN).is_some_and(|origin| {
            let called = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            called.is_some_and(|c| text(&HOST).is_some_and(|h| h.eq_ignore_ascii_case(c)))
        }),
    };
    if own {
        return Ok(());
    }
    let detail =
        "Ce formulaire n'a pas été envoyé depuis une page de ce service : ouvrez-le ici, puis recommencez.";
    Err(Problem::new(Code::OriginRefused, detail).into())
}

/// The key of a request: `Authorization: Bearer`, else `X-Api-Key`. Other schemes are those of a proxy before us.
fn shown(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    const UNKNOWN: Refusal = Refusal::Invalid(Why::Unknown);
    let one = |name: &HeaderName| {
        let mut all = headers.get_all(name);
        let first = all.next();
        // Two keys: none is the right one.
        if all.next().is_some() { Err(UNKNOWN) } else { Ok(first) }
    };
    if let Some(value) = one(&AUTHORIZATION)? {
        let text = value.to_str().map_err(|_| UNKNOWN)?;
        if let Some((scheme, token)) = text.split_once(' ')
            && scheme.eq_ignore_ascii_case("bearer")
        {
            return Ok(Some(token.trim()));
        }
    }
    one(&API_KEY)?.map(|value| value.to_str().map(str::trim).map_err(|_| UNKNOWN)).transpose()
}

/// Whether a request without a key comes from this machine's own programs and pages. A page of another site, shown by a
/// browser here, says its origin; one whose name was made to lead here calls us by that name.
fn meant_for_us(headers: &HeaderMap, origins: &[String]) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or_default());
    let host = text(&HOST);
    let name = host.map(|h| h.parse::<Authority>().map_or_else(|_| String::new(), |a| a.host().to_owned()));
    let numeric = |n: &str| n.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let local = name.is_none_or(|n| n.eq_ignore_ascii_case("localhost") || numeric(&n));
    let own = |origin: &str| {
        let called = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        called.is_some_and(|c| host.is_some_and(|h| h.eq_ignore_ascii_case(c)))
            || origins.iter().any(|o| o == origin)
    };
    // A form sent from a page of ours, by a browser that hides its origin.
    let ours = text(&FETCH_SITE) == Some("same-origin");
    local && (ours || text(&ORIGIN).is_none_or(own))
}

fn refused(req: ServiceRequest, refusal: Refusal) -> ServiceResponse<BoxBody> {
    let (code, detail) = match refusal {
        Refusal::Missing => (
            Code::KeyMissing,
            "Ce service demande une clé : ajoutez l'en-tête « Authorization: Bearer … ».".to_owned(),
        ),
        Refusal::Invalid(why) => {
            let detail = match why {
                Why::Unknown => "Cette clé n'est pas connue ici : vérifiez qu'elle est entière.",
                Why::Revoked => "Cette clé a été révoquée : demandez-en une autre.",
                Why::Expired => "Cette clé a expiré : demandez-en une autre.",
            };
            (Code::KeyInvalid, detail.to_owned())
        }
        Refusal::TooMany { per_minute, seconds } => {
            let detail =
                format!("Cette clé admet {per_minute} demandes par minute : réessayez dans {seconds} s.");
            (Code::RateExceeded, detail)
        }
        Refusal::Unavailable => (
            Code::Busy,
            "Les clés ne peuvent pas être vérifiées pour l'instant : réessayez dans quelques secondes."
                .to_owned(),
        ),
    };
    let mut res = req.error_response(HttpError::from(Problem::new(code, detail))).map_into_boxed_body();
    let headers = res.headers_mut();
    match refusal {
        Refusal::Missing => challenge(headers, "Bearer realm=\"creance\""),
        Refusal::Invalid(_) => challenge(headers, "Bearer realm=\"creance\", error=\"invalid_token\""),
        Refusal::TooMany { per_minute, seconds } => {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            tell_rate(headers, Left { per_minute, remaining: 0 });
        }
        Refusal::Unavailable => {}
    }
    res
}

fn challenge(headers: &mut HeaderMap, value: &'static str) {
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
}

/// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
fn tell_rate(headers: &mut HeaderMap, left: Left) {
    let policy = format!("\"minute\";q={};w=60", left.per_minute);
    let now = format!("\"minute\";r={}", left.remaining);
    for (name, text) in [(&RATE_POLICY, policy), (&RATE, now)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name.clone(), value);
        }
    }
}

/// What stands behind a resource.
pub trait Guarded:
    ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >
{
}

impl<T> Guarded for T where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        >
{
}

/// The second step: a resource that only a key of the right scope opens. Actions by key are audited here.
pub fn resource(path: &str) -> Resource<impl Guarded + use<>> {
    let (needed, pattern) = (scope_of(path), path.to_owned());
    web::resource(path).wrap(from_fn(move |req: ServiceRequest, next: Next<BoxBody>| {
        scoped(needed, pattern.clone(), req, next)
    }))
}

async fn scoped(
    needed: Option<Scope>,
    pattern: String,
    req: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(needed) = needed else { return next.call(req).await };
    // No key was asked for: there is nothing to compare, and nobody to name.
    let Some(Opened(scopes)) = req.extensions().get::<Opened>().cloned() else { return next.call(req).await };
    let line = (!req.method().is_safe() && needed != Scope::Read).then(|| Line::of(req.request(), &pattern));
    let res = if scopes.open(needed) {
        next.call(req).await?
    } else {
        let detail = format!("Cette clé n'ouvre pas ceci : il faut la portée « {} ».", needed.name());
        let problem = Problem::new(Code::KeyScope, detail).with("scope", needed.name());
        req.error_response(HttpError::from(problem)).map_into_boxed_body()
    };
    if let (Some(line), Some(state)) = (line, res.request().app_data::<Data<State>>()) {
        state.journal.write(line.ended(res.status().as_u16()));
    }
    Ok(res)
}

/// Which pages of other origins may call: none, or those configured, to the letter, without cookies.
pub fn cors(origins: &[String]) -> Cors {
    let mut cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "DELETE"])
        .allowed_headers([
            "accept",
            "accept-language",
            "authorization",
            "content-type",
            "idempotency-key",
            "x-api-key",
            "x-request-id",
        ])
        .expose_headers([
            CONTENT_DISPOSITION.as_str(),
            LOCATION.as_str(),
            RETRY_AFTER.as_str(),
            "idempotency-replayed",
            "idempotency-stored",
            "ratelimit",
            "ratelimit-policy",
            "x-request-id",
        ])
        .max_age(3_600);
    for origin in origins {
        cors = cors.allowed_origin(origin);
    }
    cors
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn read(headers: &[(&str, &str)]) -> Result<Option<String>, Refusal> {
        let req = headers.iter().fold(TestRequest::default(), |r, h| r.append_header(*h)).to_http_request();
        shown(req.headers()).map(|text| text.map(str::to_owned))
    }

    #[test]
    fn a_key_is_shown_in_one_of_two_headers() {
        let some = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[("authorization", "Bearer k")]), some("k"));
        assert_eq!(read(&[("authorization", "bearer  k ")]), some("k"));
        assert_eq!(read(&[("x-api-key", "k")]), some("k"));
        assert_eq!(read(&[("authorization", "Basic YTpi")]), Ok(None), "that of a proxy");
        assert_eq!(read(&[("authorization", "Basic YTpi"), ("x-api-key", "k")]), some("k"));
        let unknown = Err(Refusal::Invalid(Why::Unknown));
        assert_eq!(read(&[("authorization", "Bearer k"), ("authorization", "Bearer l")]), unknown);
        assert_eq!(read(&[("x-api-key", "k"), ("x-api-key", "l")]), unknown);
    }

    #[test]
    fn what_is_not_known_asks_for_a_key() {
        assert_eq!(scope_of("/v1/later"), Some(Scope::Read));
        assert_eq!(scope_of("/v1/bundles/{bundle}"), Some(Scope::Documents));
        assert_eq!(scope_of("/v1/batches/{id}"), Some(Scope::Batches));
        assert_eq!((scope_of("/"), scope_of("/docs/{file:.*}")), (None, None));
        for path in
            ["/v1/check", "/metrics", "/nulle/part", "/healthz/", "//", "/%68ealthz", "/openapi.json/x"]
        {
            assert!(!is_free(path, false), "{path}");
        }
        assert!(is_free("/metrics", true));
        for path in [
            "/outils",
            "/outils/delais",
            "/regles",
            "/regles/b2b.indemnity",
            "/glossaire",
            "/assets/style.css",
        ] {
            assert!(is_free(path, false), "{path}");
        }
        assert!(!is_free("/glossaire/x", false) && !is_free("/outilsx", false));
    }
}
