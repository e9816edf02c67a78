//! Answers kept for an `Idempotency-Key`: begun once, answered once, given again as they were.
//!
//! A key belongs to a tenant and to one request. Who begins it holds a lease; when its holder is gone, the lease ends
//! and the same request may begin again, as the same operation. An answer is personal data: it goes at its expiry.

use std::time::Duration;

use super::{Moment, Store, StoreError, on};

/// A request under its key.
#[derive(Debug, Clone, Copy)]
pub struct Keyed<'a> {
    /// Whose key.
    pub tenant: &'a str,
    /// The key.
    pub key: &'a str,
    /// What tells this request from another.
    pub digest: &'a [u8],
}

/// How much may be kept, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// For one tenant.
    pub tenant: u64,
    /// For all.
    pub total: u64,
}

/// An answer, to be given again as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<B = Vec<u8>> {
    /// The status.
    pub status: u16,
    /// Names and values of its own headers.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: B,
}

/// The right to answer a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    tenant: String,
    key: String,
    id: String,
    /// The same at each try of the same request: what is made under this name is made once.
    pub operation: String,
}

/// An answer as the database takes it.
struct Written<'a> {
    status: u16,
    headers: String,
    body: &'a [u8],
}

/// What becomes of a request with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is to be answered.
    Ours(Lease),
    /// It was: this is the answer.
    Answered(Kept),
    /// Someone answers it; the lease ends then.
    Running(Moment),
    /// The key belongs to another request.
    OtherRequest,
}

const BEGIN: &str = "INSERT INTO replays (tenant, idempotency_key, request_digest, state, operation, lease, \
    lease_until, created_at, expires_at) VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";

/// The same request, without an answer and without anyone who makes one.
const TAKE_OVER: &str = "UPDATE replays SET state = 'running', lease = $1, lease_until = $2 WHERE tenant = $3 AND \
    idempotency_key = $4 AND request_digest = $5 AND state <> 'kept' AND lease_until <= $6 AND expires_at > $6 \
    RETURNING operation";

const FORGET: &str = "DELETE FROM replays WHERE tenant = $1 AND idempotency_key = $2 AND expires_at <= $3 \
    AND lease_until <= $3";

const LOOK: &str =
    "SELECT request_digest, state, lease_until FROM replays WHERE tenant = $1 AND idempotency_key = $2";

const READ: &str = "SELECT status, headers, body FROM replays WHERE tenant = $1 AND idempotency_key = $2 \
    AND request_digest = $3 AND state = 'kept'";

/// In one statement, so that two answers do not both take the last room.
const KEEP: &str = "UPDATE replays SET state = 'kept', lease_until = 0, status = $1, headers = $2, body = $3, \
    bytes = $4 WHERE tenant = $5 AND idempotency_key = $6 AND lease = $7 AND state = 'running' \
    AND (SELECT CAST(COALESCE(SUM(r.bytes), 0) AS BIGINT) FROM replays r WHERE r.tenant = $5) + $4 <= $8 \
    AND (SELECT CAST(COALESCE(SUM(r.bytes), 0) AS BIGINT) FROM replays r) + $4 <= $9";

const LEAVE: &str = "UPDATE replays SET state = 'open', lease_until = 0 WHERE tenant = $1 AND idempotency_key = $2 \
    AND lease = $3 AND state = 'running'";

const PURGE: &str = "DELETE FROM replays WHERE expires_at <= $1 AND lease_until <= $1";

/// A row that changes hands between two looks is looked at again, so many times.
const LOOKS: u32 = 5;

impl Store {
    /// Begins a request, or says what became of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_replay(
        &self,
        asked: Keyed<'_>,
        now: Moment,
        lease: Duration,
        keep: Duration,
    ) -> Result<Begun, StoreError> {
        let until = now.after(lease);
        for _ in 0..LOOKS {
            if let Some(ours) = self.lease(asked, now, until, now.after(keep)).await? {
                return Ok(Begun::Ours(ours));
            }
            let Keyed { tenant, key, digest } = asked;
            let forgotten = on!(self, pool => {
                let forget = sqlx::query(FORGET).bind(tenant).bind(key).bind(now.millis());
                forget.execute(pool).await?.rows_affected()
            });
            if forgotten > 0 {
                continue;
            }
            let row: Option<(Vec<u8>, String, i64)> = on!(self, pool => {
                sqlx::query_as(LOOK).bind(tenant).bind(key).fetch_optional(pool).await?
            });
            match row {
                Some((theirs, _, _)) if theirs != digest => return Ok(Begun::OtherRequest),
                Some((_, state, _)) if state == "kept" => {
                    if let Some(kept) = self.kept(asked).await? {
                        return Ok(Begun::Answered(kept));
                    }
                }
                Some((_, _, theirs)) if theirs > now.millis() => {
                    return Ok(Begun::Running(Moment::from_millis(theirs)));
                }
                // Gone or left since we tried: once more.
                Some(_) | None => {}
            }
        }
        Ok(Begun::Running(until))
    }

    /// A new row, or one whose holder is gone.
    async fn lease(
        &self,
        asked: Keyed<'_>,
        now: Moment,
        until: Moment,
        expires: Moment,
    ) -> Result<Option<Lease>, StoreError> {
        let Keyed { tenant, key, digest } = asked;
        let (id, operation) = (fresh_id(now)?, fresh_id(now)?);
        let ours =
            |operation| Lease { tenant: tenant.to_owned(), key: key.to_owned(), id: id.clone(), operation };
        let begun = on!(self, pool => {
            let begin = sqlx::query(BEGIN).bind(tenant).bind(key).bind(digest).bind(&operation).bind(&id);
            let begin = begin.bind(until.millis()).bind(now.millis()).bind(expires.millis());
            begin.execute(pool).await?.rows_affected()
        });
        if begun == 1 {
            return Ok(Some(ours(operation)));
        }
        let taken: Option<String> = on!(self, pool => {
            let take = sqlx::query_scalar(TAKE_OVER).bind(&id).bind(until.millis()).bind(tenant).bind(key);
            take.bind(digest).bind(now.millis()).fetch_optional(pool).await?
        });
        Ok(taken.map(ours))
    }

    async fn kept(&self, asked: Keyed<'_>) -> Result<Option<Kept>, StoreError> {
        let row: Option<(i64, String, Vec<u8>)> = on!(self, pool => {
            let read = sqlx::query_as(READ).bind(asked.tenant).bind(asked.key).bind(asked.digest);
            read.fetch_optional(pool).await?
        });
        let Some((status, headers, body)) = row else { return Ok(None) };
        let status = u16::try_from(status).map_err(|_| StoreError::Content("replays.status"))?;
        let headers = serde_json::from_str(&headers).map_err(|_| StoreError::Content("replays.headers"))?;
        Ok(Some(Kept { status, headers, body }))
    }

    /// Keeps the answer; false when there is no room for it, or when the lease was lost: then it is not kept, and the
    /// same request may begin again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_replay<B: AsRef<[u8]>>(
        &self,
        lease: &Lease,
        answer: &Kept<B>,
        now: Moment,
        room: Room,
    ) -> Result<bool, StoreError> {
        let headers =
            serde_json::to_string(&answer.headers).map_err(|_| StoreError::Content("replays.headers"))?;
        let body = answer.body.as_ref();
        let answer = Written { status: answer.status, headers, body };
        let bytes = body.len().saturating_add(answer.headers.len()) as u64;
        if bytes <= room.tenant && bytes <= room.total {
            if self.keep_within(lease, &answer, bytes, room).await? {
                return Ok(true);
            }
            // What is over may stand where this one would go.
            if purge(self, now).await? > 0 && self.keep_within(lease, &answer, bytes, room).await? {
                return Ok(true);
            }
        }
        self.leave_replay(lease).await?;
        Ok(false)
    }

    async fn keep_within(
        &self,
        lease: &Lease,
        answer: &Written<'_>,
        bytes: u64,
        room: Room,
    ) -> Result<bool, StoreError> {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let kept = on!(self, pool => {
            let keep = sqlx::query(KEEP).bind(i64::from(answer.status)).bind(&answer.headers).bind(answer.body);
            let keep = keep.bind(number(bytes)).bind(&lease.tenant).bind(&lease.key).bind(&lease.id);
            keep.bind(number(room.tenant)).bind(number(room.total)).execute(pool).await?.rows_affected()
        });
        Ok(kept == 1)
    }

    /// Gives up the lease without an answer: the same request may begin again at once, as the same operation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn leave_replay(&self, lease: &Lease) -> Result<(), StoreError> {
        on!(self, pool => {
            let leave = sqlx::query(LEAVE).bind(&lease.tenant).bind(&lease.key).bind(&lease.id);
            leave.execute(pool).await?.rows_affected()
        });
        Ok(())
    }
}

/// Erases the answers that are over; how many.
///
/// # Errors
/// [`StoreError`].
pub async fn purge(store: &Store, now: Moment) -> Result<u64, StoreError> {
    Ok(on!(store, pool => sqlx::query(PURGE).bind(now.millis()).execute(pool).await?.rows_affected()))
}

/// A name of its own, sorted by time.
fn fresh_id(now: Moment) -> Result<String, StoreError> {
    let mut random = [0u8; 10];
    getrandom::fill(&mut random).map_err(|_| StoreError::Random)?;
    let millis = u64::try_from(now.millis()).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
}
