//! What outlives a request: one contract, held by the embedded database and by PostgreSQL.
//!
//! `CREANCE_TEST_POSTGRES` says where a PostgreSQL is (`.ci/with-postgres` starts one); without it that half is skipped,
//! and says so; where `CI` is set, its absence is a failure.

mod keys;
mod purge;
mod batches;
mod replays;

use std::sync::atomic::{AtomicU32, Ordering};

use creance::store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A database that nobody else uses, and its address for a second connection to it.
pub struct Given {
    pub store: Store,
    pub address: String,
    // Of the embedded one; goes with it.
    dir: Option<tempfile::TempDir>,
}

impl Given {
    async fn open(address: String, dir: Option<tempfile::TempDir>) -> Given {
        let store = Store::open(&address, 4).await.unwrap_or_else(|e| panic!("{e:?}"));
        Given { store, address, dir }
    }

    /// Its kind, for messages.
    pub fn kind(&self) -> &'static str {
        self.store.kind()
    }
}

/// The embedded database in a file of its own.
pub async fn sqlite() -> Given {
    let dir = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}/creance.sqlite", dir.path().display());
    Given::open(address, Some(dir)).await
}

/// A schema of its own in the PostgreSQL of the tests; none when there is no PostgreSQL.
pub async fn postgres() -> Option<Given> {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("CREANCE_TEST_POSTGRES") else {
        assert!(std::env::var_os("CI").is_none(), "CREANCE_TEST_POSTGRES is missing: use .ci/with-postgres");
        // Not `eprintln!`, which the test harness keeps to itself when the test succeeds.
        let line = b"SKIPPED: the half of a test that needs PostgreSQL; use .ci/with-postgres\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), line);
        return None;
    };
    let schema = format!("it_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&server).await.unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
    let sign = if server.contains('?') { '&' } else { '?' };
    Some(Given::open(format!("{server}{sign}options=-c%20search_path%3D{schema}"), None).await)
}

/// All that the embedded database has on the disk, its write-ahead log included.
pub fn bytes(given: &Given) -> Vec<u8> {
    let dir = given.dir.as_ref().expect("an embedded database").path();
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| std::fs::read(path).unwrap()).collect()
}

pub fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

/// Every database there is: the contract of the store is to be run on each.
pub async fn both() -> Vec<Given> {
    let mut all = vec![sqlite().await];
    all.extend(postgres().await);
    all
}

/// The command line writes beside a service that runs: what one connection wrote, the other reads.
#[actix_web::test]
async fn two_connections_to_one_database_see_the_same_rows() {
    for given in both().await {
        let again = Store::open(&given.address, 2).await.unwrap();
        assert_eq!(again.kind(), given.kind());
        again.ping().await.unwrap();
        let put = "INSERT INTO audit (id, at, tenant, request_id, action, status) VALUES ($1, $2, 'a', 'r', 'x', 200)";
        let count = "SELECT count(*) FROM audit";
        match (&given.store, &again) {
            (Store::Sqlite(a), Store::Sqlite(b)) => {
                sqlx::query(put).bind("1").bind(5_i64).execute(a).await.unwrap();
                assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(b).await.unwrap(), 1);
            }
            (Store::Postgres(a), Store::Postgres(b)) => {
                sqlx::query(put).bind("1").bind(5_i64).execute(a).await.unwrap();
                assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(b).await.unwrap(), 1);
            }
            _ => unreachable!(),
        }
    }
}
