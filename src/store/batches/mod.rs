//! Batches and their items: what was sent, what became of it, until it is erased.
//!
//! Items change under the lock of their batch, each change with the next number of that batch: whoever has seen
//! number `n` has seen all before it.

mod queue;

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::{Moment, Store, StoreError, on};

pub use queue::{Ending, Held, Made};

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// As the database and the API write it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            fn read(word: &str) -> Result<Self, StoreError> {
                match word {
                    $($word => Ok($name::$variant),)+
                    _ => Err(StoreError::Content(stringify!($name))),
                }
            }
        }
    };
}

states! {
    /// What a batch is doing.
    BatchState {
        /// It is being written down; nobody sees it yet.
        Receiving = "receiving",
        /// No item was begun.
        Queued = "queued",
        /// Some item was begun.
        Running = "running",
        /// Every item has its end.
        Done = "done",
    }
}

states! {
    /// What became of an item.
    ItemState {
        /// It waits.
        Queued = "queued",
        /// Someone works on it.
        Running = "running",
        /// Its bundle is there.
        Done = "done",
        /// Findings close its bundle.
        Blocked = "blocked",
        /// It cannot be used as it was sent.
        Refused = "refused",
        /// We could not, although we tried.
        Failed = "failed",
        /// The same as an earlier one of its batch.
        Duplicate = "duplicate",
    }
}

impl ItemState {
    /// Whether nothing more will become of it.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, ItemState::Queued | ItemState::Running)
    }
}

/// A batch to write down.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Unique, and sorted by time.
    pub id: String,
    /// Whose it is.
    pub tenant: String,
    /// The bundle asked of each item, or `auto`.
    pub bundle: String,
    /// The day of the items that name none.
    pub as_of: String,
    /// Whether each bundle holds its exhibits in one file as well.
    pub merge_exhibits: bool,
    /// The creditor's logo, for the head of its letters; kept until the batch is done.
    pub logo: Option<Vec<u8>>,
    /// Whom to tell when it is done.
    pub webhook_url: Option<String>,
    /// The trace that whoever is told goes on with (`traceparent`).
    pub trace: Option<String>,
    /// Now.
    pub created_at: Moment,
}

/// An item to write down; either it waits, or its end is known already.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// From 1.
    pub position: i64,
    /// Where it stood in what was sent.
    pub source: String,
    /// The reference of the claim, if it could be read.
    pub reference: String,
    /// Of the claim and its files.
    pub digest: String,
    /// Queued, refused or duplicate.
    pub state: ItemState,
    /// The claim, for one that waits.
    pub claim: Option<Vec<u8>>,
    /// Its files, each name once.
    pub files: Vec<(String, Vec<u8>)>,
    /// The earlier one it repeats.
    pub duplicate_of: Option<i64>,
    /// The earlier one that has its reference and is another claim.
    pub same_reference_as: Option<i64>,
    /// Why it is refused.
    pub problem: Option<String>,
}

/// A batch as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub tenant: String,
    /// The bundle asked, or `auto`.
    pub bundle: String,
    /// The day of the items that name none.
    pub as_of: String,
    /// Whether each bundle holds its exhibits in one file as well.
    pub merge_exhibits: bool,
    /// What it is doing.
    pub state: BatchState,
    /// How many items.
    pub total: i64,
    /// The number of its last change.
    pub changes: i64,
    /// Whom to tell.
    pub webhook_url: Option<String>,
    /// When it came.
    pub created_at: Moment,
    /// When its last item ended.
    pub finished_at: Option<Moment>,
    /// When it is erased.
    pub expires_at: Option<Moment>,
}

/// An item as it stands, without the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// From 1.
    pub position: i64,
    /// Where it stood in what was sent.
    pub source: String,
    /// The reference of the claim; may be empty.
    pub reference: String,
    /// Of the claim and its files.
    pub digest: String,
    /// What became of it.
    pub state: ItemState,
    /// The number of its last change.
    pub changed: i64,
    /// How many times it was begun.
    pub attempts: i64,
    /// The earlier one it repeats.
    pub duplicate_of: Option<i64>,
    /// The earlier one that has its reference and is another claim.
    pub same_reference_as: Option<i64>,
    /// The bundle made.
    pub bundle: Option<String>,
    /// Its file name.
    pub result_name: Option<String>,
    /// Its digest.
    pub result_sha256: Option<String>,
    /// Why there is none.
    pub problem: Option<String>,
}

#[derive(FromRow)]
struct BatchRow {
    id: String,
    tenant: String,
    bundle: String,
    as_of: String,
    merge_exhibits: i64,
    state: String,
    total: i64,
    changes: i64,
    webhook_url: Option<String>,
    created_at: i64,
    finished_at: Option<i64>,
    expires_at: Option<i64>,
}

impl BatchRow {
    fn read(self) -> Result<Batch, StoreError> {
        Ok(Batch {
            state: BatchState::read(&self.state)?,
            id: self.id,
            tenant: self.tenant,
            bundle: self.bundle,
            as_of: self.as_of,
            merge_exhibits: self.merge_exhibits != 0,
            total: self.total,
            changes: self.changes,
            webhook_url: self.webhook_url,
            created_at: Moment::from_millis(self.created_at),
            finished_at: self.finished_at.map(Moment::from_millis),
            expires_at: self.expires_at.map(Moment::from_millis),
        })
    }
}

#[derive(FromRow)]
struct ItemRow {
    position: i64,
    source: String,
    reference: String,
    digest: String,
    state: String,
    changed: i64,
    attempts: i64,
    duplicate_of: Option<i64>,
    same_reference_as: Option<i64>,
    bundle: Option<String>,
    result_name: Option<String>,
    result_sha256: Option<String>,
    problem: Option<String>,
}

impl ItemRow {
    fn read(self) -> Result<Item, StoreError> {
        Ok(Item {
            state: ItemState::read(&self.state)?,
            position: self.position,
            source: self.source,
            reference: self.reference,
            digest: self.digest,
            changed: self.changed,
            attempts: self.attempts,
            duplicate_of: self.duplicate_of,
            same_reference_as: self.same_reference_as,
            bundle: self.bundle,
            result_name: self.result_name,
            result_sha256: self.result_sha256,
            problem: self.problem,
        })
    }
}

macro_rules! batch_columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, tenant, bundle, as_of, merge_exhibits, state, total, changes, webhook_url, created_at, finished_at, \
             expires_at FROM batches ",
            $rest
        )
    };
}

macro_rules! item_columns {
    ($rest:literal) => {
        concat!(
            "SELECT position, source, reference, digest, state, changed, attempts, duplicate_of, \
             same_reference_as, bundle, \
             result_name, result_sha256, problem FROM batch_items ",
            $rest
        )
    };
}

/// The change that items written down with their end bear.
const FIRST_CHANGE: i64 = 1;

impl Store {
    /// Opens a batch that nobody sees until [`Store::start_batch`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open_batch(&self, batch: &NewBatch) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO batches (id, tenant, bundle, as_of, state, total, changes, webhook_url, created_at, \
             merge_exhibits, logo, trace) VALUES ($1, $2, $3, $4, 'receiving', 0, $5, $6, $7, $8, $9, $10)";
        on!(self, pool => {
            let put = sqlx::query(PUT).bind(&batch.id).bind(&batch.tenant).bind(&batch.bundle);
            let put = put.bind(&batch.as_of).bind(FIRST_CHANGE).bind(&batch.webhook_url);
            let put = put.bind(batch.created_at.millis()).bind(i64::from(batch.merge_exhibits));
            put.bind(&batch.logo).bind(&batch.trace).execute(pool).await?;
        });
        Ok(())
    }

    /// Writes items down, all or none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_items(&self, batch: &str, items: &[NewItem]) -> Result<(), StoreError> {
        const ITEM: &str = "INSERT INTO batch_items (batch_id, position, source, reference, digest, state, changed, claim, \
             duplicate_of, same_reference_as, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        const FILE: &str =
            "INSERT INTO batch_files (batch_id, position, name, bytes) VALUES ($1, $2, $3, $4)";
        on!(self, pool => {
            let mut tx = pool.begin().await?;
            for item in items {
                let changed = if item.state.is_final() { FIRST_CHANGE } else { 0 };
                let put = sqlx::query(ITEM).bind(batch).bind(item.position).bind(&item.source);
                let put = put.bind(&item.reference).bind(&item.digest).bind(item.state.name()).bind(changed);
                let put = put.bind(&item.claim).bind(item.duplicate_of).bind(item.same_reference_as);
                put.bind(&item.problem).execute(&mut *tx).await?;
                for (name, bytes) in &item.files {
                    let put = sqlx::query(FILE).bind(batch).bind(item.position).bind(name).bind(bytes);
                    put.execute(&mut *tx).await?;
                }
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// Makes a batch seen and worked on; it is done at once when no item waits. `expires` is for that case.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn start_batch(&self, id: &str, now: Moment, expires: Moment) -> Result<(), StoreError> {
        const START: &str = "UPDATE batches SET state = 'queued', \
             total = (SELECT count(*) FROM batch_items WHERE batch_id = $1) WHERE id = $1 AND state = 'receiving'";
        on!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(START).bind(id).execute(&mut *tx).await?;
            queue::settle!(tx, id, now, expires);
            tx.commit().await?;
        });
        Ok(())
    }

    /// A batch of a tenant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn batch(&self, tenant: &str, id: &str) -> Result<Option<Batch>, StoreError> {
        const GET: &str = batch_columns!("WHERE id = $1 AND tenant = $2 AND state <> 'receiving'");
        let row: Option<BatchRow> =
            on!(self, pool => sqlx::query_as(GET).bind(id).bind(tenant).fetch_optional(pool).await?);
        row.map(BatchRow::read).transpose()
    }

    /// The batches of a tenant, the last first, older than `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn batches(
        &self,
        tenant: &str,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Batch>, StoreError> {
        const LIST: &str = batch_columns!(
            "WHERE tenant = $1 AND state <> 'receiving' AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3"
        );
        let before = before.unwrap_or_default();
        let rows: Vec<BatchRow> = on!(self, pool =>
            sqlx::query_as(LIST).bind(tenant).bind(before).bind(limit).fetch_all(pool).await?);
        rows.into_iter().map(BatchRow::read).collect()
    }

    /// How many batches of a tenant are not done, those that still come in included.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn batches_open(&self, tenant: &str) -> Result<i64, StoreError> {
        const COUNT: &str = "SELECT count(*) FROM batches WHERE tenant = $1 AND state <> 'done'";
        Ok(on!(self, pool => sqlx::query_scalar(COUNT).bind(tenant).fetch_one(pool).await?))
    }

    /// How many items of a batch are in each state.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn item_counts(&self, batch: &str) -> Result<BTreeMap<ItemState, i64>, StoreError> {
        const COUNT: &str = "SELECT state, count(*) FROM batch_items WHERE batch_id = $1 GROUP BY state";
        let rows: Vec<(String, i64)> =
            on!(self, pool => sqlx::query_as(COUNT).bind(batch).fetch_all(pool).await?);
        rows.into_iter().map(|(state, n)| Ok((ItemState::read(&state)?, n))).collect()
    }

    /// The items of a batch after a position, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn items(&self, batch: &str, after: i64, limit: i64) -> Result<Vec<Item>, StoreError> {
        const LIST: &str = item_columns!("WHERE batch_id = $1 AND position > $2 ORDER BY position LIMIT $3");
        let rows: Vec<ItemRow> = on!(self, pool =>
            sqlx::query_as(LIST).bind(batch).bind(after).bind(limit).fetch_all(pool).await?);
        rows.into_iter().map(ItemRow::read).collect()
    }

    /// The items changed after a number, in the order of their last changes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn items_changed(&self, batch: &str, after: i64, limit: i64) -> Result<Vec<Item>, StoreError> {
        const LIST: &str =
            item_columns!("WHERE batch_id = $1 AND changed > $2 ORDER BY changed, position LIMIT $3");
        let rows: Vec<ItemRow> = on!(self, pool =>
            sqlx::query_as(LIST).bind(batch).bind(after).bind(limit).fetch_all(pool).await?);
        rows.into_iter().map(ItemRow::read).collect()
    }

    /// The bundle of an item.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn item_result(&self, batch: &str, position: i64) -> Result<Option<Vec<u8>>, StoreError> {
        const GET: &str = "SELECT result FROM batch_items WHERE batch_id = $1 AND position = $2";
        let row: Option<Option<Vec<u8>>> = on!(self, pool =>
            sqlx::query_scalar(GET).bind(batch).bind(position).fetch_optional(pool).await?);
        Ok(row.flatten())
    }

    /// Erases a batch with all that belongs to it; whoever works on one of its items works for nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_batch(&self, tenant: &str, id: &str) -> Result<bool, StoreError> {
        const ERASE: &str = "DELETE FROM batches WHERE id = $1 AND tenant = $2";
        let erased =
            on!(self, pool => sqlx::query(ERASE).bind(id).bind(tenant).execute(pool).await?.rows_affected());
        Ok(erased > 0)
    }

    /// Erases what stopped coming in: batches opened before a moment and never started.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_abandoned(&self, before: Moment) -> Result<u64, StoreError> {
        const ERASE: &str = "DELETE FROM batches WHERE state = 'receiving' AND created_at < $1";
        Ok(on!(self, pool => sqlx::query(ERASE).bind(before.millis()).execute(pool).await?.rows_affected()))
    }
}
