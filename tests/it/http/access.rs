//! Who is let in: each status of a key, its scope, its rate; origins; the audit log.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use creance::access::{Fresh, Pepper, Shown};
use creance::claim::Limits;
use creance::config::{AccessConfig, Config};
use creance::http::openapi;
use creance::store::{AuditLine, KeyRow, Moment, Store};

use super::client::send_to;
use super::{Answer, FIRST, SERVICE, example, get, send, start_on};

const PAST: Moment = Moment::from_millis(1_000_000_000_000);

/// The keys of the service below.
struct Keys {
    read: String,
    documents: String,
    other: String,
    metrics: String,
    slow: String,
    revoked: String,
    expired: String,
}

struct Closed {
    at: SocketAddr,
    address: String,
    keys: Keys,
    _dir: tempfile::TempDir,
}

async fn add(store: &Store, tenant: &str, scopes: &str, change: impl FnOnce(KeyRow) -> KeyRow) -> String {
    let fresh = Fresh::make().unwrap();
    let row = KeyRow {
        id: fresh.id.clone(),
        tenant: tenant.to_owned(),
        label: "essai".to_owned(),
        digest: Pepper::default().digest(Shown::read(fresh.text()).unwrap()),
        scopes: scopes.to_owned(),
        per_minute: None,
        created_at: PAST,
        expires_at: None,
        revoked_at: None,
    };
    store.add_key(&change(row)).await.unwrap();
    fresh.text().to_owned()
}

fn on_database<T>(address: &str, work: impl AsyncFnOnce(Store) -> T) -> T {
    actix_web::rt::System::new().block_on(async {
        let store = Store::open(address, 1).await.unwrap();
        let out = work(store.clone()).await;
        store.close().await;
        out
    })
}

/// A service with keys.
static CLOSED: LazyLock<Closed> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}/creance.sqlite", dir.path().display());
    let keys = on_database(&address, async |s| Keys {
        read: add(&s, "a", "read", |k| k).await,
        documents: add(&s, "a", "documents", |k| k).await,
        other: add(&s, "b", "read,documents,batches", |k| k).await,
        metrics: add(&s, "ops", "metrics", |k| k).await,
        slow: add(&s, "slow", "read", |k| KeyRow { per_minute: Some(2), ..k }).await,
        revoked: add(&s, "a", "read", |k| KeyRow { revoked_at: Some(PAST), ..k }).await,
        expired: add(&s, "a", "read", |k| KeyRow { expires_at: Some(PAST), ..k }).await,
    });
    let access = AccessConfig {
        origins: vec!["https://app.example".to_owned()],
        https: true,
        per_minute: NonZeroU32::new(100_000),
        ..AccessConfig::default()
    };
    let at = start_on(Config { access, ..Config::default() }, address.clone());
    Closed { at, address, keys, _dir: dir }
});

fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    send(CLOSED.at, method, path, headers, body)
}

fn with(key: &str, method: &str, path: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    ask(method, path, &[("authorization", &bearer), ("content-type", "application/json")], b"{}")
}

fn code(answer: &Answer, status: u16) -> String {
    let problem = answer.problem(status);
    problem["type"].as_str().unwrap().strip_prefix("urn:creance:problem:").unwrap().to_owned()
}

#[test]
fn without_a_key_it_is_401_and_says_how() {
    for (method, path) in
        [("GET", "/v1/rules"), ("POST", "/v1/check"), ("GET", "/metrics"), ("GET", "/nulle/part")]
    {
        let answer = ask(method, path, &[], b"");
        assert_eq!(code(&answer, 401), "key.missing", "{path}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"creance\""));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.problem(401)["instance"], path);
    }
    assert_eq!(code(&with("", "GET", "/v1/rules"), 401), "key.missing");
    let english = ask("GET", "/v1/rules", &[("accept-language", "en")], b"");
    assert_eq!(english.problem(401)["title"], "Missing key");
}

#[test]
fn pages_for_anyone_ask_for_none_even_with_a_wrong_one() {
    for path in ["/", "/healthz", "/readyz", "/openapi.json", "/docs/"] {
        assert_eq!(ask("GET", path, &[], b"").status, 200, "{path}");
        assert_eq!(ask("GET", path, &[("x-api-key", "fausse")], b"").status, 200, "{path}");
    }
    // Written otherwise, a path is not known to be free, nor to be another's.
    for path in ["/%68ealthz", "/docs/../v1/rules", "/v1/%72ules", "//v1/rules"] {
        assert!([401, 404].contains(&ask("GET", path, &[], b"").status), "{path}");
    }
}

#[test]
fn a_key_that_opens_nothing_is_401_and_says_why() {
    let keys = &CLOSED.keys;
    let mut bent = keys.read.clone();
    let last = bent.pop().unwrap();
    bent.push(if last == 'A' { 'Q' } else { 'A' });
    let unknown = Fresh::make().unwrap();
    let moved = format!("{}{}", &unknown.text()[..25], &keys.read[25..]);
    for (key, why) in [
        (bent.as_str(), "connue"),
        (unknown.text(), "connue"),
        (&moved, "connue"),
        ("creance_", "connue"),
        (&keys.revoked, "révoquée"),
        (&keys.expired, "expiré"),
    ] {
        let answer = with(key, "GET", "/v1/rules");
        assert_eq!(code(&answer, 401), "key.invalid", "{why}");
        assert!(answer.problem(401)["detail"].as_str().unwrap().contains(why));
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
    let twice = [("x-api-key", keys.read.as_str()), ("x-api-key", keys.other.as_str())];
    assert_eq!(code(&ask("GET", "/v1/rules", &twice, b""), 401), "key.invalid");
}

#[test]
fn a_good_key_is_shown_in_either_header() {
    let bearer = format!("bearer {}", CLOSED.keys.read);
    let ways = [[("authorization", bearer.as_str())], [("x-api-key", CLOSED.keys.read.as_str())]];
    for way in ways {
        assert_eq!(ask("GET", "/v1/rules", &way, b"").status, 200, "{}", way[0].0);
        let claim = [way[0], ("content-type", "application/json")];
        assert_eq!(ask("POST", "/v1/check", &claim, &example(FIRST)).status, 200, "{}", way[0].0);
    }
}

/// Every operation of the description, whoever wrote it: closed without a key, closed to a key of another scope, and
/// the scope that it names is the one that opens it.
#[test]
fn every_operation_asks_for_its_scope() {
    let described = openapi::description(&Limits::default());
    let mut seen = 0;
    for (path, item) in described["paths"].as_object().unwrap() {
        let typed: String = path
            .split('/')
            .map(|part| if part.starts_with('{') { "x" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let security = operation["security"].as_array().unwrap();
            let Some(scope) = security.first().map(|s| s["bearer"][0].as_str().unwrap()) else {
                assert_eq!(ask(&method, &typed, &[], b"").status, 200, "{path} is for anyone");
                continue;
            };
            seen += 1;
            assert_eq!(code(&ask(&method, &typed, &[], b""), 401), "key.missing", "{method} {path}");
            let wrong = if scope == "metrics" { &CLOSED.keys.read } else { &CLOSED.keys.metrics };
            let refused = with(wrong, &method, &typed);
            assert_eq!(code(&refused, 403), "key.scope", "{method} {path}");
            assert_eq!(refused.json()["scope"], scope, "{method} {path}");
            let right = if scope == "metrics" { &CLOSED.keys.metrics } else { &CLOSED.keys.other };
            let status = with(right, &method, &typed).status;
            assert!(![401, 403].contains(&status), "{method} {path}: {status}");
        }
    }
    assert!(seen >= 13, "{seen}");
}

#[test]
fn past_its_rate_a_key_is_429_and_told_when() {
    let key = &CLOSED.keys.slow;
    for left in ["\"minute\";r=1", "\"minute\";r=0"] {
        let answer = with(key, "GET", "/v1/rules");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"minute\";q=2;w=60"));
        assert_eq!(answer.header("ratelimit"), Some(left));
    }
    let answer = with(key, "GET", "/v1/rules");
    assert_eq!(code(&answer, 429), "rate.exceeded");
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=31).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("ratelimit"), Some("\"minute\";r=0"));
    assert_eq!(with(&CLOSED.keys.read, "GET", "/v1/rules").status, 200, "another key has its own");
}

#[test]
fn actions_by_key_are_audited_without_what_they_are_about() {
    let ask = |key: &str, document: &str, id: &str| {
        let bearer = format!("Bearer {key}");
        let path = format!("/v1/documents/{document}");
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("x-request-id", id)];
        send(CLOSED.at, "POST", &path, &headers, &example(FIRST)).status
    };
    let keys = &CLOSED.keys;
    assert_eq!(ask(&keys.documents, "decompte", "audit-a"), 200);
    assert_eq!(ask(&keys.documents, "decompte?nom=durand", "audit-d"), 422, "no such parameter");
    assert_eq!(ask(&keys.other, "inconnu-durand", "audit-b"), 404);
    assert_eq!(ask(&keys.read, "decompte", "audit-c"), 403);
    assert_eq!(with(&keys.read, "POST", "/v1/statement").status, 422, "nothing is drawn up: no line");
    let read = || -> Vec<AuditLine> {
        let all = on_database(&CLOSED.address, async |s| s.audit(PAST, None, 10_000).await.unwrap());
        all.into_iter().filter(|l| l.request_id.starts_with("audit-")).collect()
    };
    let end = Instant::now() + Duration::from_secs(10);
    while read().len() < 4 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    let lines = read();
    let told: Vec<_> = lines
        .iter()
        .map(|l| (l.tenant.as_str(), l.key_id.as_deref().unwrap(), l.request_id.as_str(), l.status))
        .collect();
    let id = |key: &'static str| &key[8..24];
    let keys: &'static Keys = &CLOSED.keys;
    assert_eq!(
        told,
        [
            ("a", id(&keys.documents), "audit-a", 200),
            ("a", id(&keys.documents), "audit-d", 422),
            ("b", id(&keys.other), "audit-b", 404),
            ("a", id(&keys.read), "audit-c", 403),
        ]
    );
    assert!(lines.iter().all(|l| l.action == "POST /v1/documents/{document}"), "{lines:?}");
    let all = on_database(&CLOSED.address, async |s| s.audit(PAST, None, 10_000).await.unwrap());
    assert!(all.iter().all(|l| !l.action.contains("statement")), "{all:?}");
    let one = on_database(&CLOSED.address, async |s| s.audit(PAST, Some("b"), 10_000).await.unwrap());
    assert!(one.iter().any(|l| l.request_id == "audit-b") && one.iter().all(|l| l.tenant == "b"));
}

#[test]
fn pages_of_other_origins_are_let_in_by_name_only() {
    let preflight = |at: SocketAddr, origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization,content-type"),
        ];
        send(at, "OPTIONS", "/v1/check", &headers, b"")
    };
    let allowed = preflight(CLOSED.at, "https://app.example");
    assert_eq!(allowed.status, 200, "a preflight shows no key");
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(allowed.header("access-control-allow-credentials"), None);
    for origin in ["https://app.example.evil", "http://app.example", "null"] {
        assert_eq!(preflight(CLOSED.at, origin).header("access-control-allow-origin"), None, "{origin}");
    }
    // An answer, and a refusal, that the page may read.
    let bearer = format!("Bearer {}", CLOSED.keys.read);
    let headers = [("origin", "https://app.example"), ("authorization", bearer.as_str())];
    for answer in [ask("GET", "/v1/rules", &headers, b""), ask("GET", "/v1/rules", &headers[..1], b"")] {
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("https://app.example"),
            "{}",
            answer.status
        );
        assert!(answer.header("access-control-expose-headers").unwrap().contains("retry-after"));
    }
    // By default, none.
    for origin in ["https://app.example", "http://localhost:3000"] {
        let closed = preflight(*SERVICE, origin);
        assert_eq!((closed.status, closed.header("access-control-allow-origin")), (403, None));
        let answer = send(*SERVICE, "GET", "/v1/rules", &[("origin", origin)], b"");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[test]
fn every_answer_tells_browsers_to_do_nothing_with_it() {
    let key = format!("Bearer {}", CLOSED.keys.read);
    let answers = [
        ask("GET", "/", &[], b""),
        ask("GET", "/docs/", &[], b""),
        ask("GET", "/v1/rules", &[], b""),
        ask("GET", "/v1/rules", &[("authorization", &key)], b""),
        ask("GET", "/nulle/part", &[("authorization", &key)], b""),
    ];
    for (n, answer) in answers.iter().enumerate() {
        // A page says to this service, and to no other, where its forms come from.
        let referrer = if n == 0 { "same-origin" } else { "no-referrer" };
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", referrer),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{}", answer.status);
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(answer.header("permissions-policy").unwrap().contains("camera=()"));
    }
    assert_eq!(get("/").header("strict-transport-security"), None, "http: nothing to keep to");
}

#[test]
fn on_loopback_without_any_key_nobody_is_asked_and_nobody_is_counted() {
    let answer = get("/v1/rules");
    assert_eq!((answer.status, answer.header("ratelimit")), (200, None));
    let shown = send(*SERVICE, "GET", "/v1/rules", &[("authorization", "Bearer quelconque")], b"");
    assert_eq!(shown.status, 200);
    assert_eq!(get("/metrics").status, 200);
}

/// A page that a browser on this machine shows may aim at the loopback: what asks for no key asks who it was meant for.
#[test]
fn a_service_without_keys_answers_no_page_of_another_site() {
    let host = SERVICE.to_string();
    let own = format!("http://{host}");
    let port = SERVICE.port();
    let ask = |named: &str, origin: Option<&str>| {
        let mut headers = vec![("content-type", "application/json"), ("accept", "*/*")];
        headers.extend(origin.map(|o| ("origin", o)));
        send_to(*SERVICE, named, "POST", "/v1/check", &headers, &example(FIRST))
    };
    for (named, origin) in [
        (host.as_str(), None),
        (&host, Some(own.as_str())),
        (&format!("localhost:{port}"), None),
        (&format!("localhost:{port}"), Some(format!("http://localhost:{port}").as_str())),
        (&format!("[::1]:{port}"), None),
        ("10.0.0.7", None),
    ] {
        assert_eq!(ask(named, origin).status, 200, "{named} {origin:?}");
    }
    for (named, origin) in [
        (host.as_str(), Some("https://evil.example")),
        (&host, Some("null")),
        (&host, Some("http://127.0.0.1:1")),
        // A name that leads here for the time of an attack: the page and its calls have the same origin.
        (&format!("evil.example:{port}"), Some(format!("http://evil.example:{port}").as_str())),
        (&format!("evil.example:{port}"), None),
        ("localhost.evil.example", None),
        ("127.0.0.1.evil.example", None),
        ("", None),
    ] {
        assert_eq!(code(&ask(named, origin), 403), "origin.refused", "{named} {origin:?}");
    }
    assert_eq!(send_to(*SERVICE, "creance.example", "GET", "/healthz", &[], b"").status, 200);
    // With a key, it is the key that counts.
    let bearer = format!("Bearer {}", CLOSED.keys.read);
    let headers = [("authorization", bearer.as_str()), ("origin", "https://evil.example")];
    assert_eq!(send_to(CLOSED.at, "creance.example", "GET", "/v1/rules", &headers, b"").status, 200);
}
