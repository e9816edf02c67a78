//! What is a tenant's is not there for another.

use std::sync::Arc;

use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
use actix_web::{App as Web, HttpMessage};
use creance::app::App;
use creance::claim::Limits;
use creance::config::Config;
use creance::http::{self, Caller, State};
use serde_json::{Value, json};

use crate::store::sqlite;

#[actix_web::test]
async fn the_batches_of_a_tenant_do_not_exist_for_another() {
    let given = sqlite().await;
    let app = App::load(None, None, Limits::default(), || "2026-11-22".parse().unwrap()).unwrap();
    let (state, _lines) = State::new(Arc::new(app), Config::default(), given.store.clone()).unwrap();
    // As whoever holds a key: the tenant is the one that the key names.
    let service = Web::new().configure(http::routes(state)).wrap_fn(|req, next| {
        let tenant = req.headers().get("x-tenant").unwrap().to_str().unwrap().to_owned();
        req.extensions_mut().insert(Caller { tenant, key: None });
        next.call(req)
    });
    let service = init_service(service).await;
    let ask = |tenant: &str, method: Method, path: &str| {
        TestRequest::with_uri(path).method(method).insert_header(("x-tenant", tenant)).to_request()
    };
    let post = TestRequest::post().uri("/v1/batches").insert_header(("x-tenant", "a"));
    let post = post.insert_header(("content-type", "application/x-ndjson")).set_payload("{}\n").to_request();
    let answer = call_service(&service, post).await;
    assert_eq!(answer.status(), 202);
    let path = answer.headers().get("location").unwrap().to_str().unwrap().to_owned();
    for (method, path) in [
        (Method::GET, path.clone()),
        (Method::GET, format!("{path}/events")),
        (Method::GET, format!("{path}/result")),
        (Method::GET, format!("{path}/items/1/result")),
        (Method::DELETE, path.clone()),
    ] {
        let answer = call_service(&service, ask("b", method, &path)).await;
        assert_eq!(answer.status(), 404, "{path}");
        let problem: Value = read_body_json(answer).await;
        assert_eq!(problem["type"], "urn:creance:problem:batch.unknown");
    }
    let list: Value =
        read_body_json(call_service(&service, ask("b", Method::GET, "/v1/batches")).await).await;
    assert_eq!(list["batches"], json!([]));
    let own: Value = read_body_json(call_service(&service, ask("a", Method::GET, &path)).await).await;
    assert_eq!((&own["state"], &own["counts"]["refused"]), (&json!("done"), &json!(1)));
    assert_eq!(call_service(&service, ask("a", Method::DELETE, &path)).await.status(), 204);
}
