//! The queue: an item is lent to one worker for a while, and its end is written only by whoever still holds it.
//!
//! A worker that dies gives nothing back: its loan runs out and the item is lent again. One that comes back late finds
//! its token gone, and what it made is not kept: nothing is done twice.

use sqlx::FromRow;

use super::{ItemState, Moment, Store, StoreError, on};

/// An item lent out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its batch.
    pub batch: String,
    /// Its position.
    pub position: i64,
    /// The token of the loan.
    pub lease: String,
    /// How many times it was begun, this time included.
    pub attempts: i64,
    /// The bundle asked, or `auto`.
    pub bundle: String,
    /// The day, if the claim names none.
    pub as_of: String,
    /// Whether the bundle holds its exhibits in one file as well.
    pub merge_exhibits: bool,
    /// The creditor's logo.
    pub logo: Option<Vec<u8>>,
    /// The claim.
    pub claim: Vec<u8>,
}

/// A bundle made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Which.
    pub bundle: String,
    /// Its file name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub sha256: String,
}

/// How an item ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Done, blocked, refused or failed.
    pub state: ItemState,
    /// The bundle, when done.
    pub made: Option<Made>,
    /// Why not, otherwise.
    pub problem: Option<String>,
}

#[derive(FromRow)]
struct Lent {
    tenant: String,
    bundle: String,
    as_of: String,
    merge_exhibits: i64,
    logo: Option<Vec<u8>>,
    changes: i64,
}

#[derive(FromRow)]
struct LentItem {
    position: i64,
    attempts: i64,
    claim: Option<Vec<u8>>,
}

/// Batches with something to do: tenants take turns, then the batches of one tenant.
const NEXT: &str = "SELECT b.id FROM batches b WHERE b.state IN ('queued', 'running') AND EXISTS (\
       SELECT 1 FROM batch_items i WHERE i.batch_id = b.id AND i.state IN ('queued', 'running') \
         AND (i.lease_until IS NULL OR i.lease_until < $1)) \
     ORDER BY (SELECT coalesce(max(t.taken_at), 0) FROM batches t WHERE t.tenant = b.tenant), \
       coalesce(b.taken_at, 0), b.id LIMIT 4";

/// Locks the batch and numbers the change. Every writer locks the batch before its items.
const TURN: &str = "UPDATE batches SET state = 'running', taken_at = $2, changes = changes + 1 \
     WHERE id = $1 AND state IN ('queued', 'running') \
     RETURNING tenant, bundle, as_of, merge_exhibits, logo, changes";

const CHANGE: &str = "UPDATE batches SET changes = changes + 1 WHERE id = $1 RETURNING changes";

macro_rules! lend {
    ($locking:literal) => {
        concat!(
            "UPDATE batch_items SET state = 'running', lease = $2, lease_until = $3, attempts = attempts + 1, changed = $4 \
             WHERE batch_id = $1 AND position = (SELECT position FROM batch_items WHERE batch_id = $1 \
               AND state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < $5) \
               ORDER BY position LIMIT 1",
            $locking,
            ") RETURNING position, attempts, claim"
        )
    };
}

/// Closes a batch without anything left to do, and has its caller told, once.
macro_rules! settle {
    ($tx:ident, $id:expr, $now:expr, $expires:expr) => {
        let close = sqlx::query(
            "UPDATE batches SET state = 'done', finished_at = $2, expires_at = $3, logo = NULL WHERE id = $1 AND state <> 'done' \
             AND NOT EXISTS (SELECT 1 FROM batch_items WHERE batch_id = $1 AND state IN ('queued', 'running'))",
        );
        let close = close.bind($id).bind($now.millis()).bind($expires.millis());
        if close.execute(&mut *$tx).await?.rows_affected() == 1 {
            let tell = sqlx::query(
                "INSERT INTO webhook_calls (id, batch_id, url, state, next_at) \
                 SELECT 'msg_' || id, id, webhook_url, 'waiting', $2 FROM batches WHERE id = $1 AND webhook_url IS NOT NULL",
            );
            tell.bind($id).bind($now.millis()).execute(&mut *$tx).await?;
        }
    };
}
pub(super) use settle;

impl Store {
    /// How many items wait, and how many are lent out, of all the batches that are not done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn items_open(&self) -> Result<(i64, i64), StoreError> {
        const COUNT: &str = "SELECT i.state, count(*) FROM batches b JOIN batch_items i ON i.batch_id = b.id \
             WHERE b.state IN ('queued', 'running') AND i.state IN ('queued', 'running') GROUP BY i.state";
        let rows: Vec<(String, i64)> = on!(self, pool => sqlx::query_as(COUNT).fetch_all(pool).await?);
        let of = |state: ItemState| rows.iter().find(|(s, _)| s == state.name()).map_or(0, |(_, n)| *n);
        Ok((of(ItemState::Queued), of(ItemState::Running)))
    }

    /// Lends the next item until a moment, under a token that nobody else has.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_item(
        &self,
        lease: &str,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Held>, StoreError> {
        let lend = match self {
            Store::Sqlite(_) => lend!(""),
            Store::Postgres(_) => lend!(" FOR UPDATE SKIP LOCKED"),
        };
        let (now, until) = (now.millis(), until.millis());
        let next: Vec<(String,)> = on!(self, pool => sqlx::query_as(NEXT).bind(now).fetch_all(pool).await?);
        for (batch,) in next {
            let lent: Option<(Lent, LentItem)> = on!(self, pool => {
                let mut tx = pool.begin().await?;
                let turn: Option<Lent> =
                    sqlx::query_as(TURN).bind(&batch).bind(now).fetch_optional(&mut *tx).await?;
                let Some(turn) = turn else { continue };
                let item = sqlx::query_as(lend).bind(&batch).bind(lease).bind(until).bind(turn.changes);
                let item: Option<LentItem> = item.bind(now).fetch_optional(&mut *tx).await?;
                // Someone was quicker: the change is not made, and the next batch is asked.
                let Some(item) = item else { continue };
                tx.commit().await?;
                Some((turn, item))
            });
            if let Some((turn, item)) = lent {
                tracing::debug!(batch, position = item.position, tenant = turn.tenant, "an item is begun");
                return Ok(Some(Held {
                    batch,
                    position: item.position,
                    lease: lease.to_owned(),
                    attempts: item.attempts,
                    bundle: turn.bundle,
                    as_of: turn.as_of,
                    merge_exhibits: turn.merge_exhibits != 0,
                    logo: turn.logo,
                    claim: item.claim.ok_or(StoreError::Content("claim"))?,
                }));
            }
        }
        Ok(None)
    }

    /// The files of an item, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn item_files(&self, batch: &str, position: i64) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        const LIST: &str =
            "SELECT name, bytes FROM batch_files WHERE batch_id = $1 AND position = $2 ORDER BY name";
        Ok(on!(self, pool => sqlx::query_as(LIST).bind(batch).bind(position).fetch_all(pool).await?))
    }

    /// Prolongs a loan; `false` when it is lost.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew_item(&self, held: &Held, until: Moment) -> Result<bool, StoreError> {
        const RENEW: &str = "UPDATE batch_items SET lease_until = $4 \
             WHERE batch_id = $1 AND position = $2 AND lease = $3 AND state = 'running'";
        on!(self, pool => {
            let renew = sqlx::query(RENEW).bind(&held.batch).bind(held.position).bind(&held.lease);
            Ok(renew.bind(until.millis()).execute(pool).await?.rows_affected() == 1)
        })
    }

    /// Gives an item back unfinished, to be lent again after a moment. `forgiven`: this time does not count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release_item(
        &self,
        held: &Held,
        after: Option<Moment>,
        forgiven: bool,
    ) -> Result<bool, StoreError> {
        const RELEASE: &str = "UPDATE batch_items SET state = 'queued', lease = NULL, lease_until = $4, \
             attempts = attempts - $5, changed = $6 \
             WHERE batch_id = $1 AND position = $2 AND lease = $3 AND state = 'running'";
        on!(self, pool => {
            let mut tx = pool.begin().await?;
            let change = sqlx::query_scalar(CHANGE).bind(&held.batch).fetch_optional(&mut *tx).await?;
            let Some(change): Option<i64> = change else { return Ok(false) };
            let release = sqlx::query(RELEASE).bind(&held.batch).bind(held.position).bind(&held.lease);
            let release = release.bind(after.map(Moment::millis)).bind(i64::from(forgiven)).bind(change);
            if release.execute(&mut *tx).await?.rows_affected() != 1 {
                return Ok(false);
            }
            tx.commit().await?;
            Ok(true)
        })
    }

    /// Writes the end of an item, if it is still lent to whoever brings it; what was sent is erased with it. The last
    /// end closes the batch, which then stays until `expires`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_item(
        &self,
        held: &Held,
        ending: &Ending,
        now: Moment,
        expires: Moment,
    ) -> Result<bool, StoreError> {
        const FINISH: &str = "UPDATE batch_items SET state = $4, lease = NULL, lease_until = NULL, changed = $5, claim = NULL, \
             bundle = $6, result_name = $7, result = $8, result_sha256 = $9, problem = $10, finished_at = $11 \
             WHERE batch_id = $1 AND position = $2 AND lease = $3 AND state = 'running'";
        const FILES: &str = "DELETE FROM batch_files WHERE batch_id = $1 AND position = $2";
        let made = ending.made.as_ref();
        on!(self, pool => {
            let mut tx = pool.begin().await?;
            let change = sqlx::query_scalar(CHANGE).bind(&held.batch).fetch_optional(&mut *tx).await?;
            let Some(change): Option<i64> = change else { return Ok(false) };
            let finish = sqlx::query(FINISH).bind(&held.batch).bind(held.position).bind(&held.lease);
            let finish = finish.bind(ending.state.name()).bind(change).bind(made.map(|m| &m.bundle));
            let finish = finish.bind(made.map(|m| &m.name)).bind(made.map(|m| &m.bytes));
            let finish = finish.bind(made.map(|m| &m.sha256)).bind(&ending.problem).bind(now.millis());
            if finish.execute(&mut *tx).await?.rows_affected() != 1 {
                return Ok(false);
            }
            sqlx::query(FILES).bind(&held.batch).bind(held.position).execute(&mut *tx).await?;
            settle!(tx, &held.batch, now, expires);
            tx.commit().await?;
            Ok(true)
        })
    }
}
