//! What outlives a request: keys, batches, replayed answers, the audit log. One contract over two databases, the
//! embedded one (SQLite) and PostgreSQL; holds no law and reads no clock: the time comes in as a value.

mod audit;
pub mod batches;
pub mod calls;
mod error;
mod keys;
mod purge;
pub mod replays;
mod time;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

pub use audit::AuditLine;
pub use error::StoreError;
pub use keys::KeyRow;
pub use purge::{Purged, Retention};
pub use time::Moment;

static SQLITE: Migrator = sqlx::migrate!("src/store/migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("src/store/migrations/postgres");

/// How long a request waits for a connection, and a connection for its turn to write.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database of the service.
#[derive(Debug, Clone)]
pub enum Store {
    /// The embedded one: one file, one instance.
    Sqlite(SqlitePool),
    /// Shared by several instances.
    Postgres(PgPool),
}

/// The same statement on either database: both read `$1` and the types used here (`i64`, `String`, `Vec<u8>`).
macro_rules! on {
    ($store:expr, $pool:ident => $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite($pool) => $body,
            $crate::store::Store::Postgres($pool) => $body,
        }
    };
}
pub(crate) use on;

impl Store {
    /// Opens the database at `sqlite:PATH` or `postgres://…` and brings its tables up to date.
    ///
    /// # Errors
    /// [`StoreError`]: an address of another kind, a database that does not answer, tables of another version.
    pub async fn open(address: &str, connections: u32) -> Result<Store, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address)?;
            let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
            let pool = pool.connect_with(options.application_name("creance")).await?;
            POSTGRES.run(&pool).await?;
            return Ok(Store::Postgres(pool));
        }
        if !address.starts_with("sqlite:") {
            return Err(StoreError::Address);
        }
        let options = SqliteConnectOptions::from_str(address).map_err(|_| StoreError::Address)?;
        private(options.get_filename()).map_err(StoreError::Directory)?;
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // In this mode a power cut loses nothing that was committed.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            // What is deleted is overwritten: these are people's debts.
            .pragma("secure_delete", "ON");
        let pool = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
        let pool = pool.connect_with(options).await?;
        SQLITE.run(&pool).await?;
        Ok(Store::Sqlite(pool))
    }

    /// A database in memory, for a service that keeps nothing and for tests.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn in_memory() -> Result<Store, StoreError> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:").map_err(|_| StoreError::Address)?;
        // Each connection would have a memory of its own: there is one, kept open.
        let pool = SqlitePoolOptions::new().max_connections(1).min_connections(1);
        let pool = pool.idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(options.foreign_keys(true)).await?;
        SQLITE.run(&pool).await?;
        Ok(Store::Sqlite(pool))
    }

    /// Whether the database answers, and holds our tables.
    ///
    /// # Errors
    /// [`StoreError`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        on!(self, pool => sqlx::query("SELECT 1 FROM api_keys LIMIT 1").execute(pool).await.map(|_| ()))
            .map_err(StoreError::from)
    }

    /// Its kind, for logs and counters.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Store::Sqlite(_) => "sqlite",
            Store::Postgres(_) => "postgres",
        }
    }

    /// Closes its connections once what runs is done.
    pub async fn close(&self) {
        on!(self, pool => pool.close().await);
    }
}

/// Makes the file of the embedded database, for its owner alone; the files that stand beside it take its rights.
fn private(path: &Path) -> std::io::Result<()> {
    let (mut directory, mut file) = (std::fs::DirBuilder::new(), std::fs::OpenOptions::new());
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        directory.mode(0o700);
        file.mode(0o600);
    }
    if let Some(dir) = path.parent() {
        directory.recursive(true).create(dir)?;
    }
    match file.write(true).create_new(true).open(path) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(e),
        Ok(_) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn it_opens_twice_and_keeps_what_it_was_given() {
        let dir = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}/below/creance.sqlite", dir.path().display());
        let store = Store::open(&address, 2).await.unwrap();
        let put = "INSERT INTO audit (id, at, tenant, request_id, action, status) VALUES ($1, $2, 'a', 'r', 'x', 200)";
        on!(&store, pool => sqlx::query(put).bind("1").bind(5_i64).execute(pool).await.map(|_| ())).unwrap();
        store.close().await;
        let again = Store::open(&address, 2).await.unwrap();
        let n: i64 =
            on!(&again, pool => sqlx::query_scalar("SELECT count(*) FROM audit").fetch_one(pool).await)
                .unwrap();
        assert_eq!(n, 1);
    }

    #[cfg(unix)]
    #[actix_web::test]
    async fn only_its_owner_reads_its_files() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("below");
        let store = Store::open(&format!("sqlite:{}/c.sqlite", below.display()), 2).await.unwrap();
        store.ping().await.unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&below), 0o700);
        let files: Vec<_> = std::fs::read_dir(&below).unwrap().map(|e| e.unwrap().path()).collect();
        assert!(files.len() > 1, "with its write-ahead log: {files:?}");
        assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
        store.close().await;
    }

    #[actix_web::test]
    async fn an_address_of_another_kind_is_refused() {
        for address in ["mysql://h/d", "creance.sqlite", "", "postgres://[bad"] {
            assert!(matches!(Store::open(address, 1).await, Err(StoreError::Address)), "{address}");
        }
    }
}
