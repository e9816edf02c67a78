//! Erasing: what has been kept as long as configured, or what someone asks to be erased.

use std::time::Duration;

use super::{Moment, Store, StoreError, on};

/// How long things stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// A batch, its claims, files and results, after it is finished; one that never finishes, after it was made.
    pub batch: Duration,
    /// An answer kept for an `Idempotency-Key`.
    pub replay: Duration,
    /// A line of the audit log; also the label of a key that opens nothing any more.
    pub audit: Duration,
}

/// How much was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Purged {
    /// Batches, with all that hangs on them.
    pub batches: u64,
    /// Answers kept for an `Idempotency-Key`.
    pub replays: u64,
    /// Lines of the audit log.
    pub audit: u64,
    /// Labels of keys that open nothing any more.
    pub labels: u64,
}

impl Purged {
    /// Whether nothing was there to erase.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Purged::default()
    }
}

/// What is older than a moment, of each kind. A batch goes by its end, or by its making when it has none.
struct Before {
    now: Moment,
    batch: Moment,
    replay: Moment,
    audit: Moment,
}

/// Batches erased in one transaction: others that write wait that long and no longer.
const AT_ONCE: i64 = 20;

impl Store {
    /// Erases what has been kept as long as it may.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn purge(&self, now: Moment, keep: &Retention) -> Result<Purged, StoreError> {
        let (batch, replay, audit) =
            (now.before(keep.batch), now.before(keep.replay), now.before(keep.audit));
        self.erase(&Before { now, batch, replay, audit }).await
    }

    /// Erases all that was written before a moment, whatever the retention: batches too that still run.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn purge_before(&self, now: Moment, before: Moment) -> Result<Purged, StoreError> {
        let made = self.erase_batches(BATCHES_MADE, before, before).await?;
        let mut out = self.erase(&Before { now, batch: before, replay: before, audit: before }).await?;
        out.batches += made;
        Ok(out)
    }

    async fn erase(&self, before: &Before) -> Result<Purged, StoreError> {
        const REPLAYS: &str = "DELETE FROM replays WHERE expires_at <= $1 OR created_at < $2";
        const AUDIT: &str = "DELETE FROM audit WHERE at < $1";
        const LABELS: &str =
            "UPDATE api_keys SET label = '' WHERE label <> '' AND (revoked_at < $1 OR expires_at < $1)";
        let batches = self.erase_batches(BATCHES_DUE, before.now, before.batch).await?;
        let (now, replay, audit) = (before.now.millis(), before.replay.millis(), before.audit.millis());
        let (replays, audit, labels) = on!(self, pool => {
            let replays = sqlx::query(REPLAYS).bind(now).bind(replay).execute(pool).await?.rows_affected();
            let lines = sqlx::query(AUDIT).bind(audit).execute(pool).await?.rows_affected();
            let labels = sqlx::query(LABELS).bind(audit).execute(pool).await?.rows_affected();
            (replays, lines, labels)
        });
        Ok(Purged { batches, replays, audit, labels })
    }

    /// A few at a time; what hangs on a batch goes with it.
    async fn erase_batches(
        &self,
        which: &'static str,
        now: Moment,
        before: Moment,
    ) -> Result<u64, StoreError> {
        let mut erased = 0;
        loop {
            let n = on!(self, pool => {
                let erase = sqlx::query(which).bind(now.millis()).bind(before.millis()).bind(AT_ONCE);
                erase.execute(pool).await?.rows_affected()
            });
            erased += n;
            if n == 0 {
                return Ok(erased);
            }
        }
    }

    /// Gives back the room of what was erased, and empties the journal where its last copy may stand.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match self {
            // Deleted rows are already overwritten (`secure_delete`); the write-ahead log still holds them.
            Store::Sqlite(pool) => {
                sqlx::query("VACUUM").execute(pool).await?;
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await?;
            }
            Store::Postgres(pool) => {
                for table in
                    ["VACUUM batch_files", "VACUUM batch_items", "VACUUM webhook_calls", "VACUUM batches"]
                {
                    sqlx::query(table).execute(pool).await?;
                }
                const TABLES: [&str; 6] = [
                    "VACUUM batch_files",
                    "VACUUM batch_items",
                    "VACUUM webhook_calls",
                    "VACUUM batches",
                    "VACUUM replays",
                    "VACUUM audit",
                ];
                for table in TABLES {
                    sqlx::query(table).execute(pool).await?;
                }
            }
        }
        Ok(())
    }
}

/// Past their own end, or kept since their end, or since their making when they have none.
const BATCHES_DUE: &str = "DELETE FROM batches WHERE id IN (SELECT id FROM batches WHERE expires_at <= $1 \
                           OR COALESCE(finished_at, created_at) < $2 LIMIT $3)";
/// Made before.
const BATCHES_MADE: &str = "DELETE FROM batches WHERE id IN (SELECT id FROM batches WHERE created_at < $1 OR created_at < $2 LIMIT $3)";
