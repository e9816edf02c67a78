//! Who asks: the tenant whose things these are, told by the key of the request.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::answer::HttpError;

/// The tenant of a service that asks for no key.
pub const LOCAL: &str = "local";

/// The one who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose batches, answers and audit lines these are; nobody sees those of another.
    pub tenant: String,
    /// The key that was shown; none where the service asks for none.
    pub key: Option<String>,
}

impl Caller {
    /// Whoever asks a service without keys.
    #[must_use]
    pub fn local() -> Self {
        Caller { tenant: LOCAL.to_owned(), key: None }
    }
}

impl FromRequest for Caller {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(req.extensions().get::<Caller>().cloned().unwrap_or_else(Caller::local)))
    }
}
