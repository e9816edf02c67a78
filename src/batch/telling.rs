//! Tells whoever asked that a batch is done. The call carries ids and counts, nothing of any claim.

use std::time::Duration;

use serde_json::json;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::view::Counts;
use super::{Desk, ids};
use crate::clock;
use crate::store::StoreError;
use crate::store::calls::{Call, CallEnd};
use crate::webhook::{Answer, Caller};

const IDLE: Duration = Duration::from_secs(1);

/// Calls one after the other, as they fall due.
pub(super) async fn run(desk: Desk) {
    let mut stop = desk.stopping();
    let config = &desk.shared.config.webhooks;
    let limit = Duration::from_secs(config.timeout_seconds);
    let caller = Caller::new(desk.shared.policy.clone(), limit);
    while !*stop.borrow() {
        let now = clock::now();
        let lease = ids::lease(now);
        let until = now.after(limit * 2 + Duration::from_secs(10));
        let taken = desk.shared.store.take_call(&lease, now, until).await;
        let told = match taken {
            Ok(Some(call)) => tell(&desk, &caller, &call, &lease).await.map(|()| true),
            Ok(None) => Ok(false),
            Err(e) => Err(e),
        };
        match told {
            Ok(true) => continue,
            Ok(false) => {}
            Err(e) => tracing::error!(cause = ?e, "the calls cannot be read"),
        }
        tokio::select! {
            () = sleep(IDLE) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn tell(desk: &Desk, caller: &Caller, call: &Call, lease: &str) -> Result<(), StoreError> {
    let store = &desk.shared.store;
    let answer = match payload(desk, call).await? {
        // Erased meanwhile, and the call with it.
        None => return Ok(()),
        Some(payload) => {
            // The rules may have changed since the order was taken.
            let policy = &desk.shared.policy;
            match policy.check(&call.tenant, &call.url).ok().and(policy.secret(&call.tenant)) {
                None => Answer::Nothing("refused"),
                Some(secret) => {
                    let (caller, secret) = (caller.clone(), secret.clone());
                    let (url, id, trace) = (call.url.clone(), call.id.clone(), call.trace.clone());
                    let timestamp = clock::now().millis() / 1_000;
                    let calling = spawn_blocking(move || {
                        caller.call(&url, &secret, &id, timestamp, trace.as_deref(), payload.as_bytes())
                    });
                    calling.await.unwrap_or(Answer::Nothing("unreachable"))
                }
            }
        }
    };
    let now = clock::now();
    let tries = usize::try_from(call.attempts).unwrap_or(usize::MAX);
    let next = desk.shared.config.webhooks.retry_seconds.get(tries.saturating_sub(1));
    let (end, outcome) = match answer {
        Answer::Status(status) if (200..300).contains(&status) => (CallEnd::Delivered, status.to_string()),
        // The receiver says that it wants no more.
        Answer::Status(410) => (CallEnd::Failed, "410".to_owned()),
        other => {
            let outcome = match other {
                Answer::Status(status) => status.to_string(),
                Answer::Nothing(why) => why.to_owned(),
            };
            let end = next.map_or(CallEnd::Failed, |s| CallEnd::Again(now.after(Duration::from_secs(*s))));
            (end, outcome)
        }
    };
    tracing::info!(call = %call.id, attempts = call.attempts, %outcome, "a call was made");
    store.finish_call(&call.id, lease, end, &outcome, now).await?;
    Ok(())
}

/// The same at every try: a batch that is done does not change any more.
async fn payload(desk: &Desk, call: &Call) -> Result<Option<String>, StoreError> {
    let store = &desk.shared.store;
    let Some(batch) = store.batch(&call.tenant, &call.batch_id).await? else { return Ok(None) };
    let counts = Counts::new(&store.item_counts(&batch.id).await?);
    let told = json!({
        "type": "batch.finished",
        "timestamp": batch.finished_at.map(|m| m.rfc3339()),
        "data": {
            "id": batch.id,
            "state": batch.state.name(),
            "total": batch.total,
            "counts": counts,
            "url": format!("/v1/batches/{}", batch.id),
        },
    });
    Ok(Some(told.to_string()))
}
