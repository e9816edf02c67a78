//! The HTTP service: the routes of the contract (§ 5) over the application. Holds no law.
//!
//! Every error, ours or the framework's, leaves as `application/problem+json`. Documents are made away from the web
//! threads, in bounded lanes. Logs carry a request id, the route, the status and the time; no body, no query.

mod answer;
mod api;
mod around;
mod body;
mod caller;
mod docs;
pub mod openapi;
mod state;
mod system;
mod unread;
mod work;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::guard::{self, Guard};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App as Web, HttpServer, Resource};

use crate::app::App;
use crate::config::Config;
use crate::problem::{Code, Problem};
use crate::store::Store;

pub use answer::HttpError;
pub use caller::Caller;
pub use state::State;

/// Every route, for the server and for tests.
pub fn routes(state: State) -> impl Fn(&mut ServiceConfig) + Clone {
    move |cfg: &mut ServiceConfig| {
        cfg.app_data(Data::new(state.clone()))
            .service(post("/v1/check").route(web::post().to(api::check)))
            .service(post("/v1/statement").route(web::post().to(api::statement)))
            .service(post("/v1/documents/{document}").route(web::post().to(api::document)))
            .service(post("/v1/bundles/verify").route(web::post().to(api::verify)))
            .service(post("/v1/bundles/{bundle}").route(web::post().to(api::bundle)))
            .service(post("/v1/deadlines").route(web::post().to(api::deadline)))
            .service(post("/v1/interest").route(web::post().to(api::interest)))
            .service(get("/v1/courts").route(web::route().guard(reads()).to(api::court)))
            .service(get("/v1/rates/{series}").route(web::route().guard(reads()).to(api::rate)))
            .service(get("/v1/rules").route(web::route().guard(reads()).to(api::rules)))
            .service(get("/v1/rules/{id}").route(web::route().guard(reads()).to(api::rule)))
            .service(get("/v1/schemas/claim.json").route(web::route().guard(reads()).to(api::schema)))
            .service(get("/openapi.json").route(web::route().guard(reads()).to(docs::description)))
            .service(get("/docs").route(web::route().guard(reads()).to(docs::entrance)))
            .service(get("/docs/{file:.*}").route(web::route().guard(reads()).to(docs::page)))
            .service(get("/healthz").route(web::route().guard(reads()).to(system::alive)))
            .service(get("/readyz").route(web::route().guard(reads()).to(system::ready)))
            .service(get("/metrics").route(web::route().guard(reads()).to(system::metrics)))
            .service(get("/").route(web::route().guard(reads()).to(system::home)))
            .default_service(web::to(nowhere));
    }
}

fn reads() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

fn post(path: &str) -> Resource {
    web::resource(path).default_service(web::to(|| async { Err::<&str, _>(HttpError::method("POST")) }))
}

fn get(path: &str) -> Resource {
    web::resource(path).default_service(web::to(|| async { Err::<&str, _>(HttpError::method("GET, HEAD")) }))
}

async fn nowhere() -> Result<&'static str, HttpError> {
    Err(Problem::new(Code::RouteUnknown, "Aucune ressource à cette adresse : voyez la page d'accueil.")
        .into())
}

/// Binds and starts the service; the addresses are those really bound. It stops on SIGTERM or SIGINT, leaving running
/// requests their time.
///
/// # Errors
/// When the address cannot be bound.
pub fn serve(app: Arc<App>, config: Config, store: Store) -> io::Result<(Server, Vec<SocketAddr>)> {
    let (listen, workers, shutdown) = (config.listen, config.web_workers, config.shutdown_seconds);
    let (head, idle) = (Duration::from_secs(config.head_seconds), Duration::from_secs(config.idle_seconds));
    let connections = config.connections;
    let routes = routes(State::new(app, config, store));
    let server = HttpServer::new(move || Web::new().wrap(from_fn(around::around)).configure(routes.clone()))
        .workers(workers)
        .client_request_timeout(head)
        .keep_alive(idle)
        .client_disconnect_timeout(Duration::from_secs(5))
        .max_connections(connections)
        // A client that closes its side is gone: its work is dropped.
        .h1_allow_half_closed(false)
        .shutdown_timeout(shutdown)
        .bind(listen)?;
    let bound = server.addrs();
    Ok((server.run(), bound))
}

/// What stands around every route; for tests.
pub use around::around;
