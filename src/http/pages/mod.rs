//! The pages: routes that answer HTML, and the files that dress them. Holds no law and no word of its own.

mod communes;
mod download;
pub(super) mod dossier;
pub(super) mod error;
mod home;
mod papers;
mod refusal;
pub(super) mod session;
mod sight;
mod uploaded;
mod verdict;
mod glossary;
mod rules;
mod tools;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::answer::HttpError;
use super::state::State;
use super::{get, many, post, reads};
use crate::problem::{Code, Problem};

/// Its own files, its own forms, and the documents it has just made; nothing of anyone else's, no code in the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a handler of a page gives.
type Answer = Result<HttpResponse, HttpError>;

/// The routes of every page.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(get("/").route(web::route().guard(reads()).to(home::home)))
        .service(get("/assets/{name}").route(web::route().guard(reads()).to(asset)))
        .service(
            many("/connexion", "GET, HEAD, POST")
                .route(web::post().to(session::open))
                .route(web::route().guard(reads()).to(session::ask)),
        )
        .service(get("/communes").route(web::route().guard(reads()).to(communes::communes)))
        .service(
            many("/dossier", "GET, HEAD, POST")
                .route(web::post().to(dossier::start_again))
                .route(web::route().guard(reads()).to(dossier::start)),
        )
        .service(post("/dossier/apercu").route(web::post().to(dossier::preview)))
        .service(post("/dossier/brouillon.json").route(web::post().to(dossier::export)))
        .service(
            many("/dossier/verification", "GET, HEAD, POST")
                .route(web::post().to(verdict::verification))
                .route(web::route().guard(reads()).to(verdict::nothing)),
        )
        .service(
            many("/dossier/documents", "GET, HEAD, POST")
                .route(web::post().to(papers::documents))
                .route(web::route().guard(reads()).to(papers::nothing)),
        )
        .service(
            many("/dossier/telecharger", "GET, HEAD, POST")
                .route(web::post().to(download::download))
                .route(web::route().guard(reads()).to(download::nothing)),
        )
        .service(post("/dossier/document/{document}").route(web::post().to(papers::document)))
        .service(post("/dossier/apercu/{document}").route(web::post().to(papers::pictures)))
        .service(get("/outils").route(web::route().guard(reads()).to(tools::index)))
        .service(get("/outils/{page}").route(web::route().guard(reads()).to(tools::tool)))
        .service(get("/regles").route(web::route().guard(reads()).to(rules::list)))
        .service(get("/regles/{id}").route(web::route().guard(reads()).to(rules::rule)))
        .service(get("/glossaire").route(web::route().guard(reads()).to(glossary::glossary)))
        .service(post("/dossier/fichier/{name}").route(web::post().to(verdict::file)))
        // Last: it takes what no other address takes.
        .service(
            many("/dossier/{etape}", "GET, HEAD, POST")
                .route(web::post().to(dossier::go))
                .route(web::route().guard(reads()).to(dossier::step)),
        );
}

/// A page, filled.
///
/// # Errors
/// A template that fails: ours to mend.
pub(super) fn page(
    state: &State,
    template: &str,
    values: &impl Serialize,
) -> Result<HttpResponse, HttpError> {
    let html = state.pages.fill(template, values).map_err(|e| {
        tracing::error!(cause = %e, template, "a page failed");
        HttpError::from(Problem::server())
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, "no-store"))
        // Forms say where they come from; with « no-referrer » browsers would hide it from us too.
        .insert_header((REFERRER_POLICY, "same-origin"))
        .body(html))
}

/// `GET /assets/{name}`: kept for good by whoever asked for the content he got.
async fn asset(req: HttpRequest, name: Path<String>, state: Data<State>) -> Result<HttpResponse, HttpError> {
    let Some(found) = state.pages.asset(&name) else {
        return Err(Problem::new(Code::ResourceUnknown, "Ce fichier n'existe pas.").into());
    };
    let kept = if req.query_string() == format!("v={}", found.stamp) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Ok(HttpResponse::Ok()
        .content_type(found.media_type)
        .insert_header((CACHE_CONTROL, kept))
        .body(found.bytes.clone()))
}
