//! `Idempotency-Key`: a request sent again gets the answer it got, and nothing is made twice.
//!
//! A request is told by its method, its path, its query, the format chosen and what was sent. Its answer is kept as it
//! left, unless it may be another next time (429, 5xx). With a key the work goes to its end even when the client goes
//! away: that is when it will ask again.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Data};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::FutureExt as _;
use sha2::{Digest, Sha256};
use tracing::Instrument as _;

use super::answer::{self, HttpError, Told};
use super::caller::Caller;
use super::state::State;
use crate::clock;
use crate::problem::{Code, Language, Problem};
use crate::store::StoreError;
use crate::store::replays::{Begun, Kept, Keyed, Lease};
use crate::telemetry::Replay;

static KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// On an answer that was kept.
static REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// On an answer that could not be.
static STORED: HeaderName = HeaderName::from_static("idempotency-stored");

/// Beyond the longest request: then its process is gone, or its answer is of no use.
const MARGIN: Duration = Duration::from_secs(15);

/// A digest of fields, each told from the next.
pub struct Fields(Sha256);

impl Fields {
    /// One more field.
    pub fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// A file, read over from where it stands and turned back to its beginning.
    pub fn file(&mut self, mut file: &File) {
        let mut hash = Sha256::new();
        let mut piece = [0u8; 1 << 16];
        // A file that cannot be read over is not taken in either: its work tells why.
        while let Ok(read @ 1..) = file.read(&mut piece) {
            hash.update(piece.get(..read).unwrap_or_default());
        }
        let _ = file.rewind();
        self.field(&hash.finalize());
    }
}

/// What was sent, as far as it tells one request from another.
pub trait Fingerprint {
    /// Gives its fields.
    fn feed(&self, digest: &mut Fields);
}

impl Fingerprint for Vec<u8> {
    fn feed(&self, digest: &mut Fields) {
        digest.field(self);
    }
}

/// A request that is answered once, when it has a key.
pub struct Once {
    key: Option<String>,
    tenant: String,
    method: String,
    path: String,
    query: String,
    language: Language,
    state: Data<State>,
}

impl Once {
    /// Reads the key; nothing is begun.
    ///
    /// # Errors
    /// 400 when it is no key.
    pub fn of(req: &HttpRequest, state: &Data<State>) -> Result<Once, HttpError> {
        let tenant = Caller::from_request(req, &mut Payload::None).into_inner()?.tenant;
        Ok(Once {
            key: key(req)?,
            tenant,
            method: req.method().as_str().to_owned(),
            path: req.path().to_owned(),
            query: req.query_string().to_owned(),
            language: answer::language(req),
            state: state.clone(),
        })
    }

    /// Whether it has a key.
    #[must_use]
    pub fn is_keyed(&self) -> bool {
        self.key.is_some()
    }

    /// The answer: the one that was kept, or that of `make`. `format`: the one chosen for the answer. `make` gets the
    /// name of the operation, the same whenever this request is tried again under its key.
    ///
    /// # Errors
    /// Those of `make`; 409 while the first one runs, 422 when the key belongs to another request, 503 without
    /// database.
    pub async fn answer<B, F, Fut>(self, format: &str, body: B, make: F) -> Result<HttpResponse, HttpError>
    where
        B: Fingerprint + Send + 'static,
        F: FnOnce(B, Option<String>) -> Fut + 'static,
        Fut: Future<Output = Result<HttpResponse, HttpError>> + 'static,
    {
        let Some(key) = self.key.clone() else { return make(body, None).await };
        let format = format.split(';').next().unwrap_or(format).trim().to_owned();
        // On its own: neither the key nor the work is left half way when the client goes away.
        let keyed = async move { self.keyed(&key, &format, body, make).await };
        actix_web::rt::spawn(keyed.in_current_span()).await.unwrap_or_else(|_| Err(Problem::server().into()))
    }

    async fn keyed<B, F, Fut>(
        &self,
        key: &str,
        format: &str,
        body: B,
        make: F,
    ) -> Result<HttpResponse, HttpError>
    where
        B: Fingerprint + Send + 'static,
        F: FnOnce(B, Option<String>) -> Fut,
        Fut: Future<Output = Result<HttpResponse, HttpError>>,
    {
        let mut fields = Fields(Sha256::new());
        for field in [self.method.as_str(), &self.path, &self.query, format] {
            fields.field(field.as_bytes());
        }
        // A hundred megabytes are not read over on the thread that answers others.
        let digested = web::block(move || {
            body.feed(&mut fields);
            (body, fields.0.finalize())
        });
        let (body, digest) = digested.await.map_err(|_| Problem::server())?;
        let config = &self.state.config;
        let keyed = Keyed { tenant: &self.tenant, key, digest: &digest };
        let lease = Duration::from_secs(config.work_seconds).saturating_add(MARGIN);
        let begun =
            self.state.store.begin_replay(keyed, clock::now(), lease, config.state.replay_time()).await;
        let lease = match begun.map_err(|e| no_database(&e))? {
            Begun::Ours(lease) => lease,
            Begun::Answered(kept) => {
                self.state.metrics.replay(Replay::Replayed);
                return Ok(again(kept));
            }
            Begun::Running(_) => {
                self.state.metrics.replay(Replay::InProgress);
                let detail = "La même demande est déjà en cours : attendez sa réponse, ou renvoyez-la.";
                return Err(Problem::new(Code::IdempotencyInProgress, detail).into());
            }
            Begun::OtherRequest => {
                self.state.metrics.replay(Replay::Reused);
                let detail = "Cette clé a servi pour une autre demande (adresse, format ou contenu).";
                return Err(Problem::new(Code::IdempotencyKeyReused, detail).into());
            }
        };
        let operation = Some(lease.operation.clone());
        let making = AssertUnwindSafe(async move { make(body, operation).await }).catch_unwind();
        let made = making.await.unwrap_or_else(|_| {
            tracing::error!("a work stopped without an answer");
            Err(Problem::server().into())
        });
        Ok(self.finish(&lease, made).await)
    }

    /// Keeps the answer when it is final, and gives it as it will be given again.
    async fn finish(&self, lease: &Lease, made: Result<HttpResponse, HttpError>) -> HttpResponse {
        let answer = made.unwrap_or_else(|e| answer::told(e.problem().clone(), &self.path, self.language));
        let store = &self.state.store;
        let status = answer.status();
        if status.is_server_error()
            || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
        {
            if let Err(e) = store.leave_replay(lease).await {
                tracing::error!(cause = ?e, "a key could not be left");
            }
            return answer;
        }
        let (head, body) = answer.into_parts();
        let body = match body.try_into_bytes() {
            Ok(bytes) => bytes,
            // A stream cannot be given twice.
            Err(body) => {
                let _ = store.leave_replay(lease).await;
                return unkept(head.set_body(body));
            }
        };
        let headers = head.headers().iter();
        let headers = headers.filter_map(|(n, v)| Some((n.as_str().to_owned(), v.to_str().ok()?.to_owned())));
        let kept = Kept { status: status.as_u16(), headers: headers.collect(), body: body.clone() };
        let room = self.state.config.state.replay_room();
        let stored = store.keep_replay(lease, &kept, clock::now(), room).await;
        let answer = head.set_body(body).map_into_boxed_body();
        match stored {
            Ok(true) => {
                self.state.metrics.replay(Replay::Kept);
                answer
            }
            Ok(false) => {
                self.state.metrics.replay(Replay::NoRoom);
                unkept(answer)
            }
            Err(e) => {
                tracing::error!(cause = ?e, "an answer could not be kept");
                unkept(answer)
            }
        }
    }
}

fn unkept(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(STORED.clone(), HeaderValue::from_static("false"));
    answer
}

fn no_database(e: &StoreError) -> HttpError {
    tracing::error!(cause = ?e, "no database");
    let detail =
        "La base du service ne répond pas, une clé d'idempotence ne peut pas être honorée : réessayez.";
    Problem::new(Code::Busy, detail).into()
}

/// The answer as it was.
fn again(kept: Kept) -> HttpResponse {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = HttpResponse::build(status);
    for (name, value) in kept.headers {
        answer.append_header((name, value));
    }
    answer.insert_header((REPLAYED.clone(), "true"));
    let mut answer = answer.body(kept.body);
    answer.extensions_mut().insert(Told(None));
    answer
}

/// 1 to 255 visible ASCII characters, once.
fn key(req: &HttpRequest) -> Result<Option<String>, HttpError> {
    let mut all = req.headers().get_all(&KEY);
    let Some(value) = all.next() else { return Ok(None) };
    let text = std::str::from_utf8(value.as_bytes()).unwrap_or_default();
    let visible = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if visible && all.next().is_none() {
        return Ok(Some(text.to_owned()));
    }
    let detail = "L'en-tête Idempotency-Key est vide, trop long, répété ou contient d'autres caractères que \
                  l'ASCII visible.";
    Err(Problem::new(Code::IdempotencyKeyInvalid, detail).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_key_is_short_visible_and_alone() {
        let read = |value: &str| {
            let req = TestRequest::default().insert_header((KEY.clone(), value)).to_http_request();
            key(&req).ok().flatten()
        };
        for good in ["a", "0190b8a2-6f3e-7c51-9f14-1d2c3b4a5e6f", "\"x\"", &"k".repeat(255)] {
            assert_eq!(read(good).as_deref(), Some(good));
        }
        for bad in ["", "a b", "a\tb", &"k".repeat(256)] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let twice =
            TestRequest::default().append_header((KEY.clone(), "a")).append_header((KEY.clone(), "a"));
        assert!(key(&twice.to_http_request()).is_err());
        let accent = TestRequest::default().insert_header((KEY.clone(), "clé".as_bytes()));
        assert!(key(&accent.to_http_request()).is_err());
        assert_eq!(key(&TestRequest::default().to_http_request()).unwrap(), None);
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let digest = |all: &[&[u8]]| {
            let mut fields = Fields(Sha256::new());
            all.iter().for_each(|f| fields.field(f));
            fields.0.finalize()
        };
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert_eq!(digest(&[b"ab", b"c"]), digest(&[b"ab", b"c"]));
    }

    /// A batch is made under the name of its operation: however often it is tried, it is made once.
    #[actix_web::test]
    async fn a_work_that_breaks_or_is_put_off_begins_again_under_the_same_name() {
        let app = crate::app::App::load(None, None, crate::claim::Limits::default(), clock::today).unwrap();
        let store = crate::store::Store::in_memory().await.unwrap();
        let config = crate::config::Config::default();
        let (state, _lines) = State::new(std::sync::Arc::new(app), config, store).unwrap();
        let state = Data::new(state);
        let names = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let mut statuses = Vec::new();
        for turn in 0..4 {
            let req =
                TestRequest::post().uri("/v1/batches").insert_header((KEY.clone(), "k")).to_http_request();
            let told = names.clone();
            let make = move |_: Vec<u8>, operation: Option<String>| async move {
                told.borrow_mut().push(operation);
                match turn {
                    0 => panic!("essai"),
                    1 => Err(Problem::busy().into()),
                    _ => Ok(HttpResponse::Created().body("fait")),
                }
            };
            let answer =
                Once::of(&req, &state).unwrap().answer("application/json", vec![1], make).await.unwrap();
            statuses.push((answer.status().as_u16(), answer.headers().contains_key(&REPLAYED)));
        }
        assert_eq!(statuses, [(500, false), (503, false), (201, false), (201, true)]);
        let names = names.borrow();
        assert_eq!(names.len(), 3, "what is kept is not made again");
        assert!(names[0].is_some() && names.iter().all(|n| *n == names[0]), "{names:?}");
    }
}
