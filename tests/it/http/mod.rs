//! The service on a real socket: each route, each status, each header; one server for all tests.

mod access;
mod api;
mod client;
mod forms;
mod once;
mod ready;
mod refusals;

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, mpsc};

use creance::app::App;
use creance::claim::Limits;
use creance::config::Config;
use creance::domain::Day;
use creance::http;
use creance::store::Store;
use serde_json::Value;

pub use client::{Answer, Form, send};

pub fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

/// Starts a service of its own on a free port, with an empty database; it lives as long as the tests.
pub fn start(config: Config) -> SocketAddr {
    start_on(config, String::new())
}

/// As [`start`], on the database at an address; on none, one in memory.
pub fn start_on(config: Config, database: String) -> SocketAddr {
    start_any(config, database, |limits| App::load(None, None, limits, today).unwrap(), |_| {})
}

/// As [`start`], with another application, and a look at its database.
pub fn start_with(
    config: Config,
    app: impl FnOnce(Limits) -> App + Send + 'static,
    with: impl FnOnce(Store) + Send + 'static,
) -> SocketAddr {
    start_any(config, String::new(), app, with)
}

fn start_any(
    config: Config,
    database: String,
    app: impl FnOnce(Limits) -> App + Send + 'static,
    with: impl FnOnce(Store) + Send + 'static,
) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let app = app(config.limits);
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = Config { listen, web_workers: 1, ..config };
        actix_web::rt::System::new().block_on(async move {
            let store = match database.as_str() {
                "" => Store::in_memory().await.unwrap(),
                address => Store::open(address, 2).await.unwrap(),
            };
            with(store.clone());
            let (server, bound) = http::serve(Arc::new(app), config, store).unwrap();
            tell.send(bound[0]).unwrap();
            server.await.unwrap();
        });
    });
    told.recv().unwrap()
}

/// The service with its defaults.
pub static SERVICE: LazyLock<SocketAddr> = LazyLock::new(|| start(Config::default()));

/// A service where little fits, and where no upload has a place.
pub static NARROW: LazyLock<SocketAddr> = LazyLock::new(|| {
    let limits = Limits { exhibit_bytes: 1_000, exhibits_bytes: 1_500, exhibits: 3, ..Limits::default() };
    start(Config { limits, ..Config::default() })
});

pub fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub const FIRST: &str = "01_b2b_three_invoices";

/// A form with the first example and the files that its exhibits name.
pub fn first_with_files() -> Form {
    let claim = example(FIRST);
    let read: Value = serde_json::from_slice(&claim).unwrap();
    let mut form = Form::new().claim(&claim);
    for exhibit in read["exhibits"].as_array().unwrap() {
        let name = exhibit["file"].as_str().unwrap();
        let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
        form = form.file(name, &std::fs::read(path).unwrap());
    }
    form
}

pub fn post_json(path: &str, body: &[u8]) -> Answer {
    send(*SERVICE, "POST", path, &[("content-type", "application/json")], body)
}

pub fn get(path: &str) -> Answer {
    send(*SERVICE, "GET", path, &[], b"")
}
