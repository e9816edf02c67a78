//! The gate: a key shown becomes a pass or a refusal.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;

use super::key::{Pepper, Shown};
use super::rate::{Left, Rates};
use super::scope::Scopes;
use crate::store::{KeyRow, Moment, Store};

/// How long the keys read from the database are used: a key added or revoked is so after this time at most.
pub const REFRESH: Duration = Duration::from_secs(2);
/// How long they are used when the database does not answer; past it, nobody is let in.
const STALE: Duration = Duration::from_secs(60);

/// On what terms one is let in.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// A key is asked for even when none was ever made.
    pub closed: bool,
    /// Requests a minute for a key that has no number of its own; none: as many as it likes.
    pub per_minute: Option<NonZeroU32>,
    /// What the digests are keyed with.
    pub pepper: Pepper,
}

/// One who is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Tenant and id of the key; none where no key is asked for.
    pub holder: Option<Holder>,
    /// What is left of his rate; none: as many as he likes.
    pub left: Option<Left>,
}

/// The owner of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// His tenant.
    pub tenant: String,
    /// The key's id.
    pub key: String,
    /// What it opens.
    pub scopes: Scopes,
}

/// Why a key opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is not one of ours.
    Unknown,
    /// It was revoked.
    Revoked,
    /// Its time is over.
    Expired,
}

/// One who is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No key was shown.
    Missing,
    /// The key shown opens nothing.
    Invalid(Why),
    /// Too many requests.
    TooMany {
        /// Requests a minute.
        per_minute: u32,
        /// Seconds after which the next one is let in.
        seconds: u64,
    },
    /// The keys cannot be read.
    Unavailable,
}

/// The keys as they were read.
#[derive(Debug)]
struct Known {
    at: Moment,
    keys: HashMap<String, KeyRow>,
}

impl Known {
    fn younger_than(&self, age: Duration, now: Moment) -> bool {
        // A clock set back makes them old, not eternal.
        self.at <= now && now < self.at.after(age)
    }
}

/// Lets in or refuses. One for the whole service.
#[derive(Debug)]
pub struct Gate {
    store: Store,
    terms: Terms,
    known: RwLock<Option<Arc<Known>>>,
    reading: Mutex<()>,
    failed_at: AtomicI64,
    rates: Rates,
}

impl Gate {
    /// The gate of a service.
    #[must_use]
    pub fn new(store: Store, terms: Terms) -> Self {
        let (known, reading) = (RwLock::new(None), Mutex::new(()));
        Gate { store, terms, known, reading, failed_at: AtomicI64::new(i64::MIN), rates: Rates::default() }
    }

    /// Lets in or refuses the one who shows this text, or none.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn admit(&self, text: Option<&str>, now: Moment) -> Result<Pass, Refusal> {
        let known = self.known(now).await?;
        // A key ever made, even revoked since, closes the gate: revoking the last one must not open it.
        if !self.terms.closed && known.keys.is_empty() {
            return Ok(Pass { holder: None, left: None });
        }
        let shown = Shown::read(text.ok_or(Refusal::Missing)?).ok_or(Refusal::Invalid(Why::Unknown))?;
        let row = known.keys.get(shown.id).filter(|row| self.terms.pepper.is(shown, &row.digest));
        let row = row.ok_or(Refusal::Invalid(Why::Unknown))?;
        if row.revoked_at.is_some() {
            return Err(Refusal::Invalid(Why::Revoked));
        }
        if row.expired(now) {
            return Err(Refusal::Invalid(Why::Expired));
        }
        let own = row.per_minute.and_then(|n| u32::try_from(n).ok()).and_then(NonZeroU32::new);
        let left = match own.or(self.terms.per_minute) {
            None => None,
            Some(n) => Some(
                self.rates
                    .take(&row.id, n)
                    .map_err(|seconds| Refusal::TooMany { per_minute: n.get(), seconds })?,
            ),
        };
        let (tenant, key) = (row.tenant.clone(), row.id.clone());
        Ok(Pass { holder: Some(Holder { tenant, key, scopes: Scopes::read(&row.scopes) }), left })
    }

    fn last(&self) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The keys, read again when they are old; one request reads, the others use what there is.
    async fn known(&self, now: Moment) -> Result<Arc<Known>, Refusal> {
        let last = self.last();
        if let Some(known) = last.as_ref().filter(|k| k.younger_than(REFRESH, now)) {
            return Ok(known.clone());
        }
        let usable = last.filter(|k| k.younger_than(STALE, now));
        let reading = match &usable {
            None => self.reading.lock().await,
            Some(known) => match self.reading.try_lock() {
                Ok(reading) => reading,
                Err(_) => return Ok(known.clone()),
            },
        };
        // Another may have read them, or tried in vain, while this one waited.
        if let Some(known) = self.last().filter(|k| k.younger_than(REFRESH, now)) {
            return Ok(known);
        }
        let failed = Moment::from_millis(self.failed_at.load(Ordering::Relaxed));
        if failed <= now && now < failed.after(REFRESH) {
            return usable.ok_or(Refusal::Unavailable);
        }
        let read = self.store.keys().await;
        let out = match read {
            Ok(rows) => {
                let keys = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
                let known = Arc::new(Known { at: now, keys });
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
                Ok(known)
            }
            Err(e) => {
                tracing::warn!(cause = %e, "the keys cannot be read");
                self.failed_at.store(now.millis(), Ordering::Relaxed);
                usable.ok_or(Refusal::Unavailable)
            }
        };
        drop(reading);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fresh, Scope};
    use super::*;

    const NOON: Moment = Moment::from_millis(1_000_000_000);

    fn row(key: &Fresh, pepper: &Pepper) -> KeyRow {
        KeyRow {
            id: key.id.clone(),
            tenant: "a".to_owned(),
            label: "essai".to_owned(),
            digest: pepper.digest(Shown::read(key.text()).unwrap()),
            scopes: "read".to_owned(),
            per_minute: None,
            created_at: NOON,
            expires_at: None,
            revoked_at: None,
        }
    }

    async fn gate(closed: bool) -> (Store, Gate) {
        let store = Store::in_memory().await.unwrap();
        (store.clone(), Gate::new(store, Terms { closed, ..Terms::default() }))
    }

    #[actix_web::test]
    async fn without_a_key_it_is_open_until_one_is_made_and_never_again() {
        let (store, gate) = gate(false).await;
        assert_eq!(gate.admit(None, NOON).await, Ok(Pass { holder: None, left: None }));
        let key = Fresh::make().unwrap();
        store.add_key(&row(&key, &Pepper::default())).await.unwrap();
        assert!(gate.admit(None, NOON.after(Duration::from_millis(1_999))).await.is_ok(), "not read yet");
        let later = NOON.after(REFRESH);
        assert_eq!(gate.admit(None, later).await, Err(Refusal::Missing));
        let pass = gate.admit(Some(key.text()), later).await.unwrap();
        let scopes = Scopes::new(&[Scope::Read]);
        assert_eq!(pass.holder, Some(Holder { tenant: "a".to_owned(), key: key.id.clone(), scopes }));
        store.revoke_key(&key.id, later).await.unwrap();
        assert!(gate.admit(Some(key.text()), later).await.is_ok(), "not read yet");
        let last = later.after(REFRESH);
        assert_eq!(gate.admit(Some(key.text()), last).await, Err(Refusal::Invalid(Why::Revoked)));
        assert_eq!(gate.admit(None, last).await, Err(Refusal::Missing), "the last key opens nothing");
    }

    #[actix_web::test]
    async fn closed_it_asks_for_a_key_from_the_start() {
        let (_, gate) = gate(true).await;
        assert_eq!(gate.admit(None, NOON).await, Err(Refusal::Missing));
        let unknown = Fresh::make().unwrap();
        for text in ["", "x", unknown.text()] {
            assert_eq!(gate.admit(Some(text), NOON).await, Err(Refusal::Invalid(Why::Unknown)));
        }
    }

    #[actix_web::test]
    async fn a_key_ends_at_its_moment() {
        let (store, gate) = gate(true).await;
        let key = Fresh::make().unwrap();
        let end = NOON.after(Duration::from_secs(1));
        store.add_key(&KeyRow { expires_at: Some(end), ..row(&key, &Pepper::default()) }).await.unwrap();
        assert!(gate.admit(Some(key.text()), end.before(Duration::from_millis(1))).await.is_ok());
        assert_eq!(gate.admit(Some(key.text()), end).await, Err(Refusal::Invalid(Why::Expired)));
    }

    #[actix_web::test]
    async fn without_its_database_it_goes_on_for_a_minute_then_lets_nobody_in() {
        let (store, gate) = gate(true).await;
        let key = Fresh::make().unwrap();
        store.add_key(&row(&key, &Pepper::default())).await.unwrap();
        assert!(gate.admit(Some(key.text()), NOON).await.is_ok());
        store.close().await;
        assert!(gate.admit(Some(key.text()), NOON.after(Duration::from_secs(59))).await.is_ok());
        let past = NOON.after(STALE);
        assert_eq!(gate.admit(Some(key.text()), past).await, Err(Refusal::Unavailable));
        let before = NOON.before(Duration::from_secs(1));
        assert_eq!(gate.admit(Some(key.text()), before).await, Err(Refusal::Unavailable), "a clock set back");
    }
}
