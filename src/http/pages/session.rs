//! `/connexion`: where one shows a key to open the form in a browser. The key is kept in a cookie that no script reads,
//! that no other site can have sent, and that opens the form only, never `/v1`.

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::access::{Refusal, Why};
use crate::clock;
use crate::http::access::same_origin;
use crate::http::answer::{HttpError, Told};
use crate::http::body;
use crate::http::state::State;

/// The name of the cookie.
pub const COOKIE: &str = "creance_key";

/// `GET /connexion`
pub(super) async fn ask(state: Data<State>) -> Result<HttpResponse, HttpError> {
    super::page(&state, "connexion.html", &json!({ "error": null, "lost": false }))
}

/// `POST /connexion`: `cle` opens, `fermer` forgets.
pub(super) async fn open(
    req: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, HttpError> {
    same_origin(req.headers())?;
    let fields = body::fields(&req, payload, &state.config).await?;
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim());
    if field("fermer").is_some() {
        return Ok(sent_to("/connexion", Some(cookie(&state, "", 0))));
    }
    let key = field("cle").filter(|k| !k.is_empty());
    let refusal = match state.gate.admit(key, clock::now()).await {
        Ok(pass) => {
            let kept = pass.holder.and(key).map(|key| cookie(&state, key, KEPT_SECONDS));
            return Ok(sent_to("/dossier", kept));
        }
        Err(refusal) => refusal,
    };
    let (status, error) = match refusal {
        Refusal::Missing => (401, "Collez votre clé."),
        Refusal::Invalid(Why::Unknown) => {
            (401, "Cette clé n’est pas connue ici\u{a0}: vérifiez qu’elle est entière.")
        }
        Refusal::Invalid(Why::Revoked) => (401, "Cette clé a été révoquée\u{a0}: demandez-en une autre."),
        Refusal::Invalid(Why::Expired) => (401, "Cette clé a expiré\u{a0}: demandez-en une autre."),
        Refusal::TooMany { .. } => (429, "Trop de demandes avec cette clé\u{a0}: réessayez dans une minute."),
        Refusal::Unavailable => {
            (503, "Les clés ne peuvent pas être vérifiées pour l’instant\u{a0}: réessayez.")
        }
    };
    Ok(with_status(super::page(&state, "connexion.html", &json!({ "error": error, "lost": false }))?, status))
}

/// A working day: a browser left open overnight asks again.
const KEPT_SECONDS: u32 = 12 * 3_600;

fn cookie(state: &State, key: &str, seconds: u32) -> String {
    let secure = if state.config.access.https { "; Secure" } else { "" };
    format!("{COOKIE}={key}; Path=/dossier; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

fn sent_to(path: &str, cookie: Option<String>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, path));
    if let Some(cookie) = cookie {
        response.insert_header((SET_COOKIE, cookie));
    }
    response.finish()
}

/// What one is told who opens the form without a key: where to show it. One who sends a form is not led away from what
/// he typed.
pub fn asked(state: &State, req: &HttpRequest) -> HttpResponse {
    if req.method().is_safe() {
        return sent_to("/connexion", None);
    }
    match super::page(state, "connexion.html", &json!({ "error": null, "lost": true })) {
        Ok(page) => with_status(page, 401),
        Err(e) => HttpResponse::from_error(e),
    }
}

/// A page that tells an error: it leaves as it is.
pub(super) fn with_status(mut page: HttpResponse, status: u16) -> HttpResponse {
    *page.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page.extensions_mut().insert(Told(None));
    page
}
