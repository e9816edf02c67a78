//! The keys that open the service, as the database keeps them: never the key itself, only its digest.

use super::{Moment, Store, StoreError, on};

/// A key at rest.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The part of the key that may be shown.
    pub id: String,
    /// Whose it is.
    pub tenant: String,
    /// What its owner calls it.
    pub label: String,
    /// The digest of its secret part.
    pub digest: Vec<u8>,
    /// What it opens: words with commas between them.
    pub scopes: String,
    /// Requests a minute, when it has a number of its own.
    pub per_minute: Option<i64>,
    /// When it was made.
    pub created_at: Moment,
    /// From when it opens nothing.
    pub expires_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
}

impl std::fmt::Debug for KeyRow {
    /// Without the digest, which has no place in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRow").field("id", &self.id).field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl KeyRow {
    /// Whether it opens anything at that moment.
    #[must_use]
    pub fn usable(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && !self.expired(now)
    }

    /// Whether its time is over.
    #[must_use]
    pub fn expired(&self, now: Moment) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

type Columns = (String, String, String, Vec<u8>, String, Option<i64>, i64, Option<i64>, Option<i64>);

impl Store {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_key(&self, key: &KeyRow) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO api_keys (id, tenant, label, digest, scopes, requests_per_minute, created_at, \
                           expires_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, pool => {
            let put = sqlx::query(PUT).bind(&key.id).bind(&key.tenant).bind(&key.label).bind(&key.digest);
            let put = put.bind(&key.scopes).bind(key.per_minute).bind(key.created_at.millis());
            let put = put.bind(key.expires_at.map(Moment::millis)).bind(key.revoked_at.map(Moment::millis));
            put.execute(pool).await.map(|_| ())
        })
        .map_err(StoreError::from)
    }

    /// Every key there ever was, revoked ones too, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        const ALL: &str = "SELECT id, tenant, label, digest, scopes, requests_per_minute, created_at, expires_at, \
                           revoked_at FROM api_keys ORDER BY created_at, id";
        let rows: Vec<Columns> = on!(self, pool => sqlx::query_as(ALL).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Revokes a key, for good; the moment it was revoked at, which is the first. `None`: there is no such key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revoke_key(&self, id: &str, now: Moment) -> Result<Option<KeyRow>, StoreError> {
        const REVOKE: &str = "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        const ONE: &str = "SELECT id, tenant, label, digest, scopes, requests_per_minute, created_at, expires_at, \
                           revoked_at FROM api_keys WHERE id = $1";
        on!(self, pool => sqlx::query(REVOKE).bind(id).bind(now.millis()).execute(pool).await.map(|_| ()))?;
        let found: Option<Columns> =
            on!(self, pool => sqlx::query_as(ONE).bind(id).fetch_optional(pool).await)?;
        Ok(found.map(row))
    }
}

fn row(c: Columns) -> KeyRow {
    let (id, tenant, label, digest, scopes, per_minute, created_at, expires_at, revoked_at) = c;
    KeyRow {
        id,
        tenant,
        label,
        digest,
        scopes,
        per_minute,
        created_at: Moment::from_millis(created_at),
        expires_at: expires_at.map(Moment::from_millis),
        revoked_at: revoked_at.map(Moment::from_millis),
    }
}
