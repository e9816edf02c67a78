//! The HTTP service: the routes of the contract (§ 5) over the application. Holds no law.
//!
//! Every error, ours or the framework's, leaves as `application/problem+json`. Documents are made away from the web
//! threads, in bounded lanes. Logs carry a request id, the route, the status and the time; no body, no query.

mod access;
mod answer;
mod api;
mod around;
mod batches;
mod body;
mod caller;
mod docs;
mod journal;
mod once;
pub mod openapi;
mod pages;
mod state;
mod system;
mod trace;
mod upkeep;
mod unread;
mod work;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::guard::{self, Guard};
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App as Web, HttpServer, Resource};

use crate::app::App;
use crate::config::Config;
use crate::problem::{Code, Problem};
use crate::store::Store;

use access::Guarded;

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
            .service(
                many("/v1/batches", "GET, HEAD, POST")
                    .route(web::post().to(batches::take_in))
                    .route(web::route().guard(reads()).to(batches::list)),
            )
            .service(
                many("/v1/batches/{id}", "GET, HEAD, DELETE")
                    .route(web::delete().to(batches::erase))
                    .route(web::route().guard(reads()).to(batches::one)),
            )
            .service(get("/v1/batches/{id}/events").route(web::route().guard(reads()).to(batches::events)))
            .service(get("/v1/batches/{id}/result").route(web::route().guard(reads()).to(batches::result)))
            .service(
                get("/v1/batches/{id}/items/{n}/result")
                    .route(web::route().guard(reads()).to(batches::item_result)),
            )
            .service(post("/v1/deadlines").route(web::post().to(api::deadline)))
            .service(post("/v1/interest").route(web::post().to(api::interest)))
            .service(get("/v1/courts").route(web::route().guard(reads()).to(api::court)))
            .service(get("/v1/rates/{series}").route(web::route().guard(reads()).to(api::rate)))
            .service(get("/v1/rules").route(web::route().guard(reads()).to(api::rules)))
            .service(get("/v1/rules/{id}").route(web::route().guard(reads()).to(api::rule)))
            .service(get("/v1/schemas/{name}").route(web::route().guard(reads()).to(api::schema)))
            .service(get("/openapi.json").route(web::route().guard(reads()).to(docs::description)))
            .service(get("/docs").route(web::route().guard(reads()).to(docs::entrance)))
            .service(get("/docs/{file:.*}").route(web::route().guard(reads()).to(docs::page)))
            .service(get("/healthz").route(web::route().guard(reads()).to(system::alive)))
            .service(get("/readyz").route(web::route().guard(reads()).to(system::ready)))
            .service(get("/metrics").route(web::route().guard(reads()).to(system::metrics)))
            .configure(pages::routes)
            .default_service(web::to(nowhere));
    }
}

/// How long the audit log may take to be finished when the service stops.
const LAST_LINES: Duration = Duration::from_secs(5);

fn reads() -> impl Guard {
    guard::Any(guard::Get()).or(guard::Head())
}

/// A path with the methods that `allow` names; opened by the key that [`access::scope_of`] asks for.
fn many(path: &str, allow: &'static str) -> Resource<impl Guarded + use<>> {
    access::resource(path)
        .default_service(web::to(move || async move { Err::<&str, _>(HttpError::method(allow)) }))
}

fn post(path: &str) -> Resource<impl Guarded + use<>> {
    many(path, "POST")
}

fn get(path: &str) -> Resource<impl Guarded + use<>> {
    many(path, "GET, HEAD")
}

async fn nowhere() -> Result<&'static str, HttpError> {
    Err(Problem::new(Code::RouteUnknown, "Aucune ressource à cette adresse : voyez la page d'accueil.")
        .into())
}

/// Binds and starts the service, and the work on batches; the addresses are those really bound. It stops on SIGTERM or
/// SIGINT, leaving running requests and the items in hand their time, and the audit log its own.
///
/// # Errors
/// When the address cannot be bound.
pub fn serve(
    app: Arc<App>,
    config: Config,
    store: Store,
) -> io::Result<(impl Future<Output = io::Result<()>>, Vec<SocketAddr>)> {
    let (listen, workers, shutdown) = (config.listen, config.web_workers, config.shutdown_seconds);
    let (head, idle) = (Duration::from_secs(config.head_seconds), Duration::from_secs(config.idle_seconds));
    let connections = config.connections;
    let (origins, keep) = (config.access.origins.clone(), config.state.retention());
    let (state, lines) = State::new(app, config, store.clone()).map_err(io::Error::other)?;
    let desk = state.batches.clone();
    let routes = routes(state);
    let service = move || {
        Web::new()
            .wrap(from_fn(access::gate))
            .wrap(Condition::new(!origins.is_empty(), access::cors(&origins)))
            .wrap(from_fn(around::around))
            .configure(routes.clone())
    };
    let server = HttpServer::new(service)
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
    let server = server.run();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let writing = actix_web::rt::spawn(journal::write_down(store.clone(), lines, stopped));
    let purging = actix_web::rt::spawn(upkeep::purge(store, keep));
    let working = desk.start();
    let told = actix_web::rt::spawn(async move {
        told_to_stop().await;
        // Those who follow a batch would hold the server up.
        desk.begin_stop();
    });
    let whole = async move {
        let out = server.await;
        purging.abort();
        told.abort();
        working.stop(Duration::from_secs(shutdown)).await;
        // No request is left, so no line can come: what waits is written, or has had its time.
        drop(stop);
        if tokio::time::timeout(LAST_LINES, writing).await.is_err() {
            tracing::error!("the audit log could not be finished");
        }
        out
    };
    Ok((whole, bound))
}

/// SIGTERM or SIGINT: the server hears them too, and stops by itself.
async fn told_to_stop() {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}

/// What stands around every route; for tests.
pub use around::around;
