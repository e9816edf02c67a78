//! A batch as it goes, for whoever follows it (Server-Sent Events). The number of an event is the one of the change in
//! its batch: whoever comes back names the last number he saw, to any instance.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep};

use super::view::ItemView;
use super::{Batch, Desk};
use crate::problem::{Code, Problem};
use crate::store::batches::BatchState;

/// How often the database is asked.
const STEP: Duration = Duration::from_millis(500);

/// After so long without news a line says that the service is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Items of one question.
const PAGE: i64 = 200;

/// One event, as it is written on the line.
pub type Event = String;

struct Follower {
    desk: Desk,
    batch: Batch,
    seen: i64,
    /// What is written next.
    ready: VecDeque<Event>,
    quiet_since: Instant,
    ended: bool,
    first: bool,
    stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

/// Follows a batch from a change on, to its end, the service's end, or the batch's erasure.
pub fn follow(
    desk: &Desk,
    batch: Batch,
    after: i64,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Event> + use<> {
    let follower = Follower {
        stop: desk.stopping(),
        desk: desk.clone(),
        batch,
        seen: after,
        ready: VecDeque::from(["retry: 2000\n\n".to_owned()]),
        quiet_since: Instant::now(),
        ended: false,
        first: true,
        _place: place,
    };
    unfold(follower, |mut f| async move {
        loop {
            if let Some(event) = f.ready.pop_front() {
                f.quiet_since = Instant::now();
                return Some((event, f));
            }
            if f.ended {
                return None;
            }
            f.look().await;
        }
    })
}

impl Follower {
    async fn look(&mut self) {
        if let Err(problem) = self.news().await {
            // The follower comes back by itself and goes on where he was.
            tracing::debug!(code = problem.code.name(), "a follower is let go");
            self.ended = true;
        }
        if self.ready.is_empty() && !self.ended {
            if *self.stop.borrow() {
                self.ended = true;
                return;
            }
            if self.quiet_since.elapsed() >= HEARTBEAT {
                self.ready.push_back(": \n\n".to_owned());
                return;
            }
            tokio::select! {
                () = sleep(STEP) => {}
                _ = self.stop.changed() => {}
            }
        }
    }

    async fn news(&mut self) -> Result<(), Problem> {
        let (tenant, id) = (self.batch.tenant.clone(), self.batch.id.clone());
        // The state first: when it says done, the items that follow are all there.
        let batch = match self.desk.batch(&tenant, &id).await {
            Ok(batch) => batch,
            Err(problem) if problem.code == Code::BatchUnknown => {
                self.ready.push_back("event: erased\ndata: {}\n\n".to_owned());
                self.ended = true;
                return Ok(());
            }
            Err(problem) => return Err(problem),
        };
        let store = self.desk.store();
        let changed = store.items_changed(&id, self.seen, PAGE).await.map_err(|e| super::unstored(&e))?;
        let whole = i64::try_from(changed.len()).unwrap_or(i64::MAX) < PAGE;
        let news = self.first || !changed.is_empty();
        self.first = false;
        for item in changed {
            // Items that ended at the intake share the first number: whoever is cut among them begins anew.
            let number = if item.changed > 1 { format!("id: {}\n", item.changed) } else { String::new() };
            self.seen = item.changed;
            let data = serde_json::to_string(&ItemView::new(item)).unwrap_or_default();
            self.ready.push_back(format!("event: item\n{number}data: {data}\n\n"));
        }
        let done = whole && batch.state == BatchState::Done;
        if news || done {
            let view = self.desk.view(&batch, 0, 0).await?;
            let event = if done { "done" } else { "progress" };
            let data = if done {
                serde_json::to_string(&view).unwrap_or_default()
            } else {
                json!({ "state": view.state, "total": view.total, "counts": view.counts }).to_string()
            };
            self.ready.push_back(format!("event: {event}\ndata: {data}\n\n"));
        }
        self.ended = done;
        Ok(())
    }
}
