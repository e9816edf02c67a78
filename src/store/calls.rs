//! Calls to the systems that asked to be told: lent as items are, tried until one answers or the schedule ends.

use sqlx::FromRow;

use super::{Moment, Store, StoreError, on};

/// A call lent out.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Call {
    /// The same at every try: the receiver knows by it what it has already seen.
    pub id: String,
    /// What it is about.
    pub batch_id: String,
    /// Whose it is.
    pub tenant: String,
    /// Where to.
    pub url: String,
    /// The trace it goes on with.
    pub trace: Option<String>,
    /// How many times it was tried, this time included.
    pub attempts: i64,
}

/// What becomes of a call after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEnd {
    /// It was received.
    Delivered,
    /// It is tried again, after a moment.
    Again(Moment),
    /// It is given up.
    Failed,
}

/// A call as its batch shows it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CallState {
    /// waiting, delivered, failed.
    pub state: String,
    /// How many times it was tried.
    pub attempts: i64,
    /// What the last try gave.
    pub last_outcome: Option<String>,
}

macro_rules! lend {
    ($locking:literal) => {
        concat!(
            "UPDATE webhook_calls SET lease = $2, lease_until = $3, attempts = attempts + 1 WHERE id = (\
               SELECT id FROM webhook_calls WHERE state = 'waiting' AND next_at <= $1 \
               AND (lease_until IS NULL OR lease_until < $1) ORDER BY next_at, id LIMIT 1",
            $locking,
            ") RETURNING id, batch_id, (SELECT tenant FROM batches WHERE batches.id = webhook_calls.batch_id) AS tenant, \
             (SELECT trace FROM batches WHERE batches.id = webhook_calls.batch_id) AS trace, url, attempts"
        )
    };
}

impl Store {
    /// Lends the next call that is due.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_call(
        &self,
        lease: &str,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Call>, StoreError> {
        let lend = match self {
            Store::Sqlite(_) => lend!(""),
            Store::Postgres(_) => lend!(" FOR UPDATE SKIP LOCKED"),
        };
        let (now, until) = (now.millis(), until.millis());
        Ok(on!(self, pool =>
            sqlx::query_as(lend).bind(now).bind(lease).bind(until).fetch_optional(pool).await?))
    }

    /// Writes what a try gave, if the call is still lent to whoever tried.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_call(
        &self,
        id: &str,
        lease: &str,
        end: CallEnd,
        outcome: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        const FINISH: &str = "UPDATE webhook_calls SET state = $3, next_at = $4, last_outcome = $5, last_at = $6, \
             lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2";
        let (state, next) = match end {
            CallEnd::Delivered => ("delivered", now),
            CallEnd::Again(next) => ("waiting", next),
            CallEnd::Failed => ("failed", now),
        };
        on!(self, pool => {
            let finish = sqlx::query(FINISH).bind(id).bind(lease).bind(state).bind(next.millis());
            let finish = finish.bind(outcome).bind(now.millis());
            Ok(finish.execute(pool).await?.rows_affected() == 1)
        })
    }

    /// The call about a batch.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn call_of(&self, batch: &str) -> Result<Option<CallState>, StoreError> {
        const GET: &str = "SELECT state, attempts, last_outcome FROM webhook_calls WHERE batch_id = $1";
        Ok(on!(self, pool => sqlx::query_as(GET).bind(batch).fetch_optional(pool).await?))
    }
}
