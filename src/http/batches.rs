//! The endpoints of `/v1/batches`: a tenant sees his own, and those of others do not exist.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, LOCATION};
use actix_web::web::{Bytes, Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::StreamExt;
use serde::Deserialize;

use super::answer::{self, HttpError, negotiate};
use super::api::query;
use super::body;
use super::caller::Caller;
use super::once::Once;
use super::state::State;
use super::trace::Traced;
use crate::app::Made;
use crate::batch::{self, Asked, BatchView, Order};
use crate::domain::Bundle;
use crate::problem::{Code, Fault, Problem};

type Answer = Result<HttpResponse, HttpError>;

const JSON: &[&str] = &["application/json"];
const ZIP: &str = "application/zip";

/// Items or batches of a page, when none are asked, and at most.
const PAGE: i64 = 100;
const LONGEST_PAGE: i64 = 1_000;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    bundle: Option<String>,
    webhook: Option<String>,
    /// Whether each bundle holds its exhibits in one file as well.
    merge_exhibits: bool,
}

/// `POST /v1/batches`
pub async fn take_in(req: HttpRequest, who: Caller, payload: Payload, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let wanted: Wanted = query(&req)?;
    let word = wanted.bundle.as_deref().unwrap_or("auto");
    let asked = Asked::read(word).ok_or_else(|| {
        let all = Bundle::ALL.iter().map(|b| b.name()).collect::<Vec<_>>().join(", ");
        parameter("/bundle", format!("« bundle » : écrivez auto, ou l'un de : {all}."))
    })?;
    let once = Once::of(&req, &state)?;
    let place = state.upload_place()?;
    let mut order = Order {
        tenant: who.tenant,
        asked,
        merge_exhibits: wanted.merge_exhibits,
        logo: None,
        webhook: wanted.webhook,
        trace: req.extensions().get::<Traced>().map(|t| t.0.clone()),
        kind: batch::intake::Kind::Ndjson,
        operation: None,
    };
    if !once.is_keyed() {
        // Nobody sends a hundred megabytes to be refused after them.
        state.batches.admit(&order).await?;
    }
    let body = body::batch(&req, payload, state.batches.body_bytes(), &state.config).await?;
    let make = move |sent: body::SentBatch, operation: Option<String>| async move {
        let _place = place;
        order.kind = sent.kind;
        order.logo = sent.logo;
        order.operation = operation;
        if order.operation.is_some() {
            state.batches.admit(&order).await?;
        }
        let batch = state.batches.take_in(&order, sent.file).await?;
        let view = state.batches.view(&batch, 0, PAGE).await?;
        let bytes = serde_json::to_vec(&view).map_err(|_| HttpError::from(Problem::server()))?;
        Ok(HttpResponse::Accepted()
            .content_type("application/json")
            .insert_header((LOCATION, format!("/v1/batches/{}", batch.id)))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(bytes))
    };
    once.answer("application/json", body, make).await
}

fn parameter(pointer: &str, detail: String) -> HttpError {
    let fault = Fault::new("parameter.invalid", pointer, detail.clone());
    Problem::new(Code::InputUnusable, detail).with_errors(vec![fault]).into()
}

/// A page: how many, within what is admitted.
fn page(limit: Option<i64>) -> Result<i64, HttpError> {
    let limit = limit.unwrap_or(PAGE);
    if (1..=LONGEST_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(parameter("/limit", format!("« limit » : un nombre de 1 à {LONGEST_PAGE}.")))
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ListPage {
    before: Option<String>,
    limit: Option<i64>,
}

/// `GET /v1/batches`
pub async fn list(req: HttpRequest, who: Caller, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let wanted: ListPage = query(&req)?;
    let limit = page(wanted.limit)?;
    answer::json(&state.batches.list(&who.tenant, wanted.before.as_deref(), limit).await?)
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ItemPage {
    after: Option<i64>,
    limit: Option<i64>,
}

/// `GET /v1/batches/{id}`
pub async fn one(req: HttpRequest, who: Caller, id: Path<String>, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let wanted: ItemPage = query(&req)?;
    let limit = page(wanted.limit)?;
    let after = wanted.after.unwrap_or(0);
    if after < 0 {
        return Err(parameter("/after", "« after » : la position d'un élément, 0 ou plus.".to_owned()));
    }
    let batch = state.batches.batch(&who.tenant, &id).await?;
    let view: BatchView = state.batches.view(&batch, after, limit).await?;
    answer::json(&view)
}

/// `DELETE /v1/batches/{id}`
pub async fn erase(who: Caller, id: Path<String>, state: Data<State>) -> Answer {
    let batch = state.batches.batch(&who.tenant, &id).await?;
    state.batches.erase(&batch).await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// `GET /v1/batches/{id}/events`
pub async fn events(req: HttpRequest, who: Caller, id: Path<String>, state: Data<State>) -> Answer {
    negotiate(&req, &["text/event-stream"])?;
    let header = req.headers().get("last-event-id").map(|v| v.to_str().unwrap_or("?").trim().to_owned());
    let after = match header.filter(|v| !v.is_empty()) {
        None => 0,
        Some(v) => v.parse::<i64>().ok().filter(|n| *n >= 0).ok_or_else(|| {
            parameter("", "Last-Event-ID : renvoyez le dernier identifiant reçu, tel quel.".to_owned())
        })?,
    };
    let batch = state.batches.batch(&who.tenant, &id).await?;
    let place = state.batches.follower()?;
    let lines = batch::follow(&state.batches, batch, after, place);
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        // A proxy that gathers the answer would hold the events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(lines.map(|line| Ok::<Bytes, actix_web::Error>(Bytes::from(line)))))
}

/// `GET /v1/batches/{id}/result`
pub async fn result(req: HttpRequest, who: Caller, id: Path<String>, state: Data<State>) -> Answer {
    negotiate(&req, &[ZIP])?;
    let batch = state.batches.batch(&who.tenant, &id).await?;
    let pieces = batch::pack(&state.batches, &batch).await?;
    Ok(HttpResponse::Ok()
        .content_type(ZIP)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"lot_{}.zip\"", batch.id)))
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(pieces.map(|piece| piece.map(Bytes::from))))
}

/// `GET /v1/batches/{id}/items/{n}/result`
pub async fn item_result(
    req: HttpRequest,
    who: Caller,
    path: Path<(String, String)>,
    state: Data<State>,
) -> Answer {
    negotiate(&req, &[ZIP])?;
    let (id, n) = path.into_inner();
    let batch = state.batches.batch(&who.tenant, &id).await?;
    let n = n.parse::<i64>().ok().filter(|n| *n > 0).ok_or_else(|| {
        let detail = format!("Un élément se désigne par son numéro, de 1 à {}.", batch.total);
        HttpError::from(Problem::new(Code::BatchUnknown, detail))
    })?;
    let (file_name, bytes) = state.batches.item_result(&batch, n).await?;
    Ok(answer::file(Made { file_name, media_type: ZIP, bytes }))
}
