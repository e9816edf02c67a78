//! What is erased and when, on both databases; and that it is really gone.

use std::time::Duration;

use creance::store::{AuditLine, KeyRow, Moment, Purged, Retention, Store};
use sqlx::AssertSqlSafe;

use super::{Given, both, bytes, holds};

const HOUR: Duration = Duration::from_secs(3_600);
const NOW: Moment = Moment::from_millis(1_763_800_000_000);
const KEEP: Retention = Retention {
    batch: Duration::from_secs(72 * 3_600),
    replay: Duration::from_secs(24 * 3_600),
    audit: Duration::from_secs(365 * 86_400),
};
const NAME: &[u8] = b"Debiteur Introuvable 4711";

async fn run(store: &Store, statement: String) {
    let statement = AssertSqlSafe(statement);
    match store {
        Store::Sqlite(pool) => sqlx::query(statement).execute(pool).await.map(|_| ()).unwrap(),
        Store::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(|_| ()).unwrap(),
    }
}

async fn ids(store: &Store, table: &'static str, column: &'static str) -> Vec<String> {
    let read = AssertSqlSafe(format!("SELECT CAST({column} AS TEXT) FROM {table} ORDER BY 1"));
    match store {
        Store::Sqlite(pool) => sqlx::query_scalar(read).fetch_all(pool).await.unwrap(),
        Store::Postgres(pool) => sqlx::query_scalar(read).fetch_all(pool).await.unwrap(),
    }
}

fn sql(moment: Option<Moment>) -> String {
    moment.map_or("NULL".to_owned(), |m| m.millis().to_string())
}

/// A batch of one claim, with a file, a result and a call to make.
async fn batch(store: &Store, id: &str, created: Moment, finished: Option<Moment>, expires: Option<Moment>) {
    let claim = match store {
        Store::Sqlite(_) => format!("CAST('{}' AS BLOB)", String::from_utf8_lossy(NAME)),
        Store::Postgres(_) => format!("'{}'::bytea", String::from_utf8_lossy(NAME)),
    };
    run(store, format!("INSERT INTO batches (id, tenant, bundle, as_of, state, total, created_at, finished_at, expires_at) VALUES ('{id}', 'a', 'relance', '2026-11-22', 'x', 1, {}, {}, {})", created.millis(), sql(finished), sql(expires))).await;
    run(store, format!("INSERT INTO batch_items (batch_id, position, reference, digest, state, claim, result) VALUES ('{id}', 0, 'r', 'd', 'x', {claim}, {claim})")).await;
    run(
        store,
        format!(
            "INSERT INTO batch_files (batch_id, position, name, bytes) VALUES ('{id}', 0, 'f.pdf', {claim})"
        ),
    )
    .await;
    run(store, format!("INSERT INTO webhook_calls (id, batch_id, url, state, next_at) VALUES ('{id}', '{id}', 'u', 'x', 0)")).await;
}

async fn replay(store: &Store, key: &str, created: Moment, expires: Moment) {
    let body = String::from_utf8_lossy(NAME);
    let body = match store {
        Store::Sqlite(_) => format!("CAST('{body}' AS BLOB)"),
        Store::Postgres(_) => format!("'{body}'::bytea"),
    };
    run(store, format!("INSERT INTO replays (tenant, idempotency_key, request_digest, state, body, created_at, expires_at) VALUES ('a', '{key}', {body}, 'x', {body}, {}, {})", created.millis(), expires.millis())).await;
}

fn line(id: &str, at: Moment) -> AuditLine {
    AuditLine {
        id: id.to_owned(),
        at,
        tenant: "a".to_owned(),
        key_id: Some("k".to_owned()),
        request_id: "r".to_owned(),
        action: "POST /v1/batches".to_owned(),
        status: 202,
    }
}

fn key(id: &str, revoked_at: Option<Moment>) -> KeyRow {
    KeyRow {
        id: id.to_owned(),
        tenant: "a".to_owned(),
        label: "Madame Untel".to_owned(),
        digest: id.as_bytes().to_vec(),
        scopes: "read".to_owned(),
        per_minute: None,
        created_at: NOW.before(KEEP.audit * 2),
        expires_at: None,
        revoked_at,
    }
}

/// One of each on either side of its end.
async fn filled() -> Vec<Given> {
    let all = both().await;
    for Given { store, .. } in &all {
        let long_ago = NOW.before(KEEP.batch * 3);
        batch(store, "due", long_ago, Some(NOW.before(HOUR)), Some(NOW)).await;
        batch(store, "kept", long_ago, Some(NOW.before(HOUR)), Some(NOW.after(HOUR))).await;
        batch(store, "running", NOW.before(HOUR), None, None).await;
        batch(store, "stuck", NOW.before(KEEP.batch + HOUR), None, None).await;
        // The configuration was longer when it was finished.
        let finished = NOW.before(KEEP.batch + HOUR);
        batch(store, "shortened", long_ago, Some(finished), Some(NOW.after(KEEP.batch))).await;
        replay(store, "due", NOW.before(HOUR), NOW).await;
        replay(store, "kept", NOW.before(HOUR), NOW.after(HOUR)).await;
        replay(store, "shortened", NOW.before(KEEP.replay + HOUR), NOW.after(HOUR)).await;
        let lines = [line("due", NOW.before(KEEP.audit + HOUR)), line("kept", NOW.before(KEEP.audit - HOUR))];
        store.add_audit(&lines).await.unwrap();
        store.add_key(&key("dead", Some(NOW.before(KEEP.audit + HOUR)))).await.unwrap();
        store.add_key(&key("revoked", Some(NOW.before(HOUR)))).await.unwrap();
        store.add_key(&key("used", None)).await.unwrap();
    }
    all
}

#[actix_web::test]
async fn what_is_due_goes_with_all_that_hangs_on_it_and_nothing_else() {
    for given in filled().await {
        let (store, kind) = (&given.store, given.kind());
        let purged = store.purge(NOW, &KEEP).await.unwrap();
        assert_eq!(purged, Purged { batches: 3, replays: 2, audit: 1, labels: 1 }, "{kind}");
        for (table, column) in [
            ("batches", "id"),
            ("batch_items", "batch_id"),
            ("batch_files", "batch_id"),
            ("webhook_calls", "batch_id"),
        ] {
            assert_eq!(ids(store, table, column).await, ["kept", "running"], "{kind} {table}");
        }
        assert_eq!(ids(store, "replays", "idempotency_key").await, ["kept"], "{kind}");
        assert_eq!(ids(store, "audit", "id").await, ["kept"], "{kind}");
        let labels: Vec<String> = store.keys().await.unwrap().into_iter().map(|k| k.label).collect();
        assert_eq!(
            labels,
            ["", "Madame Untel", "Madame Untel"],
            "{kind}: keys stay, so the gate stays closed"
        );
        assert!(store.purge(NOW, &KEEP).await.unwrap().is_nothing(), "{kind}: once");
    }
}

#[actix_web::test]
async fn before_a_day_goes_all_that_was_written_before_even_what_runs() {
    for given in filled().await {
        let (store, kind) = (&given.store, given.kind());
        store.purge_before(NOW, NOW.before(HOUR / 2)).await.unwrap();
        assert_eq!(ids(store, "batches", "id").await, Vec::<String>::new(), "{kind}");
        batch(store, "young", NOW, None, None).await;
        replay(store, "young", NOW, NOW.after(HOUR)).await;
        let nothing = store.purge_before(NOW, NOW.before(HOUR / 2)).await.unwrap();
        assert!(nothing.is_nothing(), "{kind}: {nothing:?}");
        store.purge_before(NOW, Moment::from_millis(i64::MAX)).await.unwrap();
        for (table, column) in
            [("batches", "id"), ("batch_files", "name"), ("replays", "tenant"), ("audit", "id")]
        {
            assert_eq!(ids(store, table, column).await, Vec::<String>::new(), "{kind} {table}");
        }
        assert_eq!(store.keys().await.unwrap().len(), 3, "{kind}");
    }
}

#[actix_web::test]
async fn more_than_one_transaction_may_erase_all_goes() {
    for given in both().await {
        for n in 0..45 {
            batch(&given.store, &format!("b{n}"), NOW.before(KEEP.batch * 2), None, None).await;
        }
        assert_eq!(given.store.purge(NOW, &KEEP).await.unwrap().batches, 45, "{}", given.kind());
    }
}

#[actix_web::test]
async fn what_was_erased_is_in_no_file_of_the_embedded_database() {
    let given = super::sqlite().await;
    batch(&given.store, "b", NOW.before(KEEP.batch * 2), None, None).await;
    replay(&given.store, "r", NOW.before(KEEP.batch * 2), NOW).await;
    assert!(holds(&bytes(&given), NAME), "it was there");
    given.store.purge(NOW, &KEEP).await.unwrap();
    given.store.scrub().await.unwrap();
    assert!(!holds(&bytes(&given), NAME));
}

#[actix_web::test]
async fn room_is_given_back_on_either_database() {
    for given in filled().await {
        given.store.scrub().await.unwrap_or_else(|e| panic!("{}: {e:?}", given.kind()));
    }
}
