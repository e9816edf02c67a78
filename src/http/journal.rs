//! The audit log, written beside the answers: a line waits in a bounded queue and never holds an answer back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::{HttpMessage, HttpRequest};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use super::caller::Caller;
use crate::clock;
use crate::store::{AuditLine, Store};

/// Lines that may wait for the database.
const QUEUE: usize = 4_096;
/// Lines written in one transaction.
const AT_ONCE: usize = 200;

/// The id of a request, for those who come after `around`.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// An action that is not ended yet.
pub struct Line {
    tenant: String,
    key: Option<String>,
    request_id: String,
    action: String,
}

impl Line {
    /// What a request is about to do.
    pub fn of(req: &HttpRequest, pattern: &str) -> Self {
        let extensions = req.extensions();
        let caller = extensions.get::<Caller>().cloned().unwrap_or_else(Caller::local);
        let request_id = extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let action = format!("{} {pattern}", req.method());
        Line { tenant: caller.tenant, key: caller.key, request_id, action }
    }

    /// And how it ended.
    pub fn ended(self, status: u16) -> AuditLine {
        let Line { tenant, key: key_id, request_id, action } = self;
        let (id, at) = (uuid::Uuid::now_v7().to_string(), clock::now());
        AuditLine { id, at, tenant, key_id, request_id, action, status: i64::from(status) }
    }
}

/// Where lines are handed in.
#[derive(Clone)]
pub struct Journal {
    queue: Sender<AuditLine>,
    lost: Arc<AtomicU64>,
}

impl Journal {
    /// A journal, and the end where its lines come out.
    #[must_use]
    pub fn new() -> (Journal, Receiver<AuditLine>) {
        let (queue, lines) = mpsc::channel(QUEUE);
        (Journal { queue, lost: Arc::default() }, lines)
    }

    /// Hands a line in; one too many is lost, which is counted and said.
    pub fn write(&self, line: AuditLine) {
        if self.queue.try_send(line).is_err() {
            let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
            tracing::error!(lost, "a line of the audit log is lost");
        }
    }

    /// Lines lost since the start.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

/// Writes lines down until it is told to stop, then what still waits.
pub async fn write_down(store: Store, mut lines: Receiver<AuditLine>, mut stop: oneshot::Receiver<()>) {
    let mut some = Vec::with_capacity(AT_ONCE);
    let mut going = true;
    loop {
        let n = tokio::select! {
            n = lines.recv_many(&mut some, AT_ONCE) => n,
            _ = &mut stop, if going => {
                going = false;
                lines.close();
                continue;
            }
        };
        if n == 0 {
            return;
        }
        if let Err(e) = store.add_audit(&some).await {
            tracing::error!(cause = %e, lines = some.len(), "lines of the audit log are lost");
        }
        some.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Moment;

    fn line(n: usize) -> AuditLine {
        AuditLine {
            id: n.to_string(),
            at: Moment::from_millis(n as i64),
            tenant: "a".to_owned(),
            key_id: None,
            request_id: "r".to_owned(),
            action: "POST /v1/batches".to_owned(),
            status: 202,
        }
    }

    #[actix_web::test]
    async fn too_many_lines_are_counted_and_hold_nobody_back() {
        let (journal, lines) = Journal::new();
        for n in 0..QUEUE + 3 {
            journal.write(line(n));
        }
        assert_eq!(journal.lost(), 3);
        let store = Store::in_memory().await.unwrap();
        let (stop, stopped) = oneshot::channel();
        stop.send(()).unwrap();
        write_down(store.clone(), lines, stopped).await;
        journal.write(line(0));
        assert_eq!(journal.lost(), 4, "after the end");
        let kept = store.audit(Moment::from_millis(0), None, 10_000).await.unwrap();
        assert_eq!((kept.len(), &kept[7]), (QUEUE, &line(7)));
    }
}
