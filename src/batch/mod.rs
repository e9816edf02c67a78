//! Many claims at once: taken in, worked on in the background, told as they go, given back as one archive with a ledger.
//!
//! What was taken in is in the database before it is acknowledged; a process that dies loses nothing, and nothing is
//! done twice (see [`crate::store::batches`]). The day of the claims that name none is the one of the intake: the same
//! bytes come out however often the work is interrupted.

mod events;
mod ids;
pub mod intake;
mod ledger;
mod result;
mod runner;
mod telling;
mod view;

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::clock;
use crate::config::Config;
use crate::domain::Bundle;
use crate::problem::{Code, Fault, Problem};
use crate::store::batches::{Batch, ItemState, NewBatch, NewItem};
use crate::store::{Moment, Store, StoreError};
use crate::webhook::Policy;

pub use events::{Event, follow};
pub use result::pack;
pub use runner::Running;
pub use view::{BatchList, BatchView, Counts, ItemView, WebhookView};

/// Items written down at once: a transaction stays short.
const CHUNK_ITEMS: usize = 50;
const CHUNK_BYTES: usize = 4 << 20;

/// The bundle asked of each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The best of each claim's route.
    Auto,
    /// The same for all.
    One(Bundle),
}

impl Asked {
    /// `auto`, or the name of a bundle.
    #[must_use]
    pub fn read(word: &str) -> Option<Asked> {
        if word == "auto" { Some(Asked::Auto) } else { word.parse().ok().map(Asked::One) }
    }

    /// As it was read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Asked::Auto => "auto",
            Asked::One(bundle) => bundle.name(),
        }
    }
}

/// What is asked of a batch.
#[derive(Debug, Clone)]
pub struct Order {
    /// Whose it is.
    pub tenant: String,
    /// The bundle.
    pub asked: Asked,
    /// Whether each bundle holds its exhibits in one file as well.
    pub merge_exhibits: bool,
    /// The creditor's logo, for the head of its letters.
    pub logo: Option<Vec<u8>>,
    /// Whom to tell.
    pub webhook: Option<String>,
    /// The trace that whoever is told goes on with (`traceparent`).
    pub trace: Option<String>,
    /// In what form it comes.
    pub kind: intake::Kind,
    /// The name of the operation, when it may be tried again: the batch takes it.
    pub operation: Option<String>,
}

/// Where batches are taken in and looked at. Clones share it.
#[derive(Clone)]
pub struct Desk {
    shared: Arc<Shared>,
}

struct Shared {
    app: Arc<App>,
    store: Store,
    config: Config,
    policy: Policy,
    wake: Notify,
    stop: watch::Sender<bool>,
    followers: Arc<Semaphore>,
    ended: AtomicUsize,
}

impl Desk {
    /// The desk of one instance; nothing is worked on until [`Desk::start`].
    #[must_use]
    pub fn new(app: Arc<App>, store: Store, config: &Config) -> Desk {
        // A configuration that was checked has rules that can be read; of others nothing is allowed.
        let policy = Policy::new(&config.webhooks).unwrap_or_default();
        let followers = Arc::new(Semaphore::new(config.batch.followers));
        let (stop, _) = watch::channel(false);
        let (config, wake, ended) = (config.clone(), Notify::new(), AtomicUsize::new(0));
        Desk { shared: Arc::new(Shared { app, store, config, policy, wake, stop, followers, ended }) }
    }

    /// The most that may be sent, in bytes.
    #[must_use]
    pub fn body_bytes(&self) -> u64 {
        self.shared.config.batch.body_bytes()
    }

    /// Whether an order may be taken, before its body is read.
    ///
    /// # Errors
    /// An address that may not be called; too many batches not done.
    pub async fn admit(&self, order: &Order) -> Result<(), Problem> {
        if let Some(url) = &order.webhook
            && let Err(why) = self.shared.policy.check(&order.tenant, url)
        {
            let detail = format!("L'adresse d'appel est refusée : {why}.");
            let fault = Fault::new("webhook.refused", "/webhook", detail.clone());
            return Err(Problem::new(Code::WebhookRefused, detail).with_errors(vec![fault]));
        }
        let open = self.shared.store.batches_open(&order.tenant).await.map_err(|e| unstored(&e))?;
        let most = self.shared.config.batch.open;
        if open >= i64::from(most) {
            let detail =
                format!("{open} lots ne sont pas finis, {most} au plus : attendez la fin de l'un d'eux.");
            return Err(Problem::new(Code::Busy, detail));
        }
        Ok(())
    }

    /// Takes a batch in: once this returns, it is in the database and will be worked on.
    ///
    /// # Errors
    /// Why nothing of it can be used, or kept.
    pub async fn take_in(&self, order: &Order, body: File) -> Result<Batch, Problem> {
        let now = clock::now();
        let id = order.operation.clone().unwrap_or_else(|| ids::batch(now));
        if order.operation.is_some()
            && let Some(there) = self.first_try(&order.tenant, &id).await?
        {
            return Ok(there);
        }
        self.try_logo(order).await?;
        let batch = NewBatch {
            id: id.clone(),
            tenant: order.tenant.clone(),
            bundle: order.asked.name().to_owned(),
            as_of: self.shared.app.today().to_string(),
            merge_exhibits: order.merge_exhibits,
            logo: order.logo.clone(),
            webhook_url: order.webhook.clone(),
            trace: order.trace.clone(),
            created_at: now,
        };
        let store = &self.shared.store;
        store.open_batch(&batch).await.map_err(|e| unstored(&e))?;
        let written = self.write_down(&id, order.kind, body).await;
        let started = match written {
            Ok(()) => {
                let now = clock::now();
                store.start_batch(&id, now, self.expiry(now)).await.map_err(|e| unstored(&e))
            }
            Err(problem) => Err(problem),
        };
        if let Err(problem) = started {
            // If this fails too, it is erased as abandoned.
            if let Err(e) = store.erase_batch(&order.tenant, &id).await {
                tracing::error!(cause = ?e, "a batch that was not taken in is not erased yet");
            }
            return Err(problem);
        }
        self.shared.wake.notify_one();
        tracing::info!(batch = %id, "a batch was taken in");
        self.batch(&order.tenant, &id).await
    }

    /// A logo that cannot be printed is the fault of the order, not of each of its items.
    async fn try_logo(&self, order: &Order) -> Result<(), Problem> {
        let Some(logo) = order.logo.clone() else { return Ok(()) };
        let app = self.shared.app.clone();
        let tried = spawn_blocking(move || app.with_logo(Some(&logo)).map(drop)).await;
        tried.map_err(|_| Problem::server())?.map_err(|e| e.problem())
    }

    /// What an earlier try of the same operation left: its batch, or the remains of one that were never all written.
    async fn first_try(&self, tenant: &str, id: &str) -> Result<Option<Batch>, Problem> {
        let store = &self.shared.store;
        let found = store.batch(tenant, id).await.map_err(|e| unstored(&e))?;
        if found.is_none() {
            store.erase_batch(tenant, id).await.map_err(|e| unstored(&e))?;
        }
        Ok(found)
    }

    async fn write_down(&self, id: &str, kind: intake::Kind, body: File) -> Result<(), Problem> {
        let (send, mut receive) = mpsc::channel::<NewItem>(8);
        let app = self.shared.app.clone();
        let batch = &self.shared.config.batch;
        let bounds = intake::Bounds {
            items: batch.items,
            unpacked: batch.unpacked_bytes(),
            claim: self.shared.config.limits,
        };
        let reading = spawn_blocking(move || {
            let mut sorter = intake::Sorter::new(app);
            intake::read(kind, body, &bounds, &mut |piece| {
                // Nobody takes the items any more: the other side has its reason.
                send.blocking_send(sorter.sort(piece)).map_err(|_| Problem::server())
            })
        });
        let store = &self.shared.store;
        let (mut chunk, mut weight) = (Vec::new(), 0usize);
        while let Some(item) = receive.recv().await {
            weight += item.claim.as_ref().map_or(0, Vec::len);
            weight += item.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
            chunk.push(item);
            if chunk.len() >= CHUNK_ITEMS || weight >= CHUNK_BYTES {
                store.add_items(id, &chunk).await.map_err(|e| unstored(&e))?;
                (chunk, weight) = (Vec::new(), 0);
            }
        }
        match reading.await {
            Ok(read) => read?,
            Err(e) => {
                tracing::error!(cause = %e, "the intake of a batch stopped without an answer");
                return Err(if kind == intake::Kind::Zip { intake::not_zip() } else { Problem::server() });
            }
        }
        store.add_items(id, &chunk).await.map_err(|e| unstored(&e))
    }

    fn expiry(&self, now: Moment) -> Moment {
        now.after(Duration::from_secs(u64::from(self.shared.config.state.batch_hours) * 3_600))
    }

    /// A batch of a tenant.
    ///
    /// # Errors
    /// When there is none, or the database does not answer.
    pub async fn batch(&self, tenant: &str, id: &str) -> Result<Batch, Problem> {
        let found = self.shared.store.batch(tenant, id).await.map_err(|e| unstored(&e))?;
        found.ok_or_else(|| {
            Problem::new(Code::BatchUnknown, "Aucun lot ne porte cet identifiant : il a pu être effacé.")
        })
    }

    /// A batch with its counts and its items after a position.
    ///
    /// # Errors
    /// As [`Desk::batch`].
    pub async fn view(&self, batch: &Batch, after: i64, limit: i64) -> Result<BatchView, Problem> {
        let store = &self.shared.store;
        let read = async {
            let counts = store.item_counts(&batch.id).await?;
            let items = if limit > 0 { store.items(&batch.id, after, limit).await? } else { Vec::new() };
            let call = if batch.webhook_url.is_some() { store.call_of(&batch.id).await? } else { None };
            Ok((counts, items, call))
        };
        let (counts, items, call) = read.await.map_err(|e| unstored(&e))?;
        Ok(BatchView::new(batch, &Counts::new(&counts), call, items, limit))
    }

    /// The batches of a tenant, the last first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list(&self, tenant: &str, before: Option<&str>, limit: i64) -> Result<BatchList, Problem> {
        let all = self.shared.store.batches(tenant, before, limit).await.map_err(|e| unstored(&e))?;
        let mut out = Vec::new();
        for batch in &all {
            out.push(self.view(batch, 0, 0).await?);
        }
        Ok(BatchList::new(out, limit))
    }

    /// The bundle of one item, with its file name.
    ///
    /// # Errors
    /// When it has none, or none yet.
    pub async fn item_result(&self, batch: &Batch, position: i64) -> Result<(String, Vec<u8>), Problem> {
        let store = &self.shared.store;
        let found = store.items(&batch.id, position.saturating_sub(1), 1).await.map_err(|e| unstored(&e))?;
        let item = found.into_iter().find(|i| i.position == position).ok_or_else(|| {
            let detail = format!("Ce lot n'a pas d'élément {position} : il en compte {}.", batch.total);
            Problem::new(Code::BatchUnknown, detail)
        })?;
        if !item.state.is_final() {
            return Err(Problem::new(Code::BatchNotDone, "Cet élément n'est pas encore traité."));
        }
        if let (ItemState::Done, Some(name)) = (item.state, item.result_name) {
            let bytes = store.item_result(&batch.id, position).await.map_err(|e| unstored(&e))?;
            return bytes.map(|b| (name, b)).ok_or_else(Problem::server);
        }
        let detail = match item.duplicate_of {
            Some(first) => format!("Cet élément répète l'élément {first} : prenez le dossier de celui-là."),
            None => "Cet élément n'a pas donné de dossier : son motif est dans le lot.".to_owned(),
        };
        Err(Problem::new(Code::BatchNoResult, detail))
    }

    /// Erases a batch and stops what is made of it.
    ///
    /// # Errors
    /// As [`Desk::batch`].
    pub async fn erase(&self, batch: &Batch) -> Result<(), Problem> {
        self.shared.store.erase_batch(&batch.tenant, &batch.id).await.map_err(|e| unstored(&e))?;
        tracing::info!(batch = %batch.id, "a batch was erased");
        Ok(())
    }

    /// A place among those who follow events.
    ///
    /// # Errors
    /// When all are taken.
    pub fn follower(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.shared.followers.clone().try_acquire_owned().map_err(|_| Problem::busy())
    }

    /// How many items this instance has brought to their end.
    #[must_use]
    pub fn ended(&self) -> usize {
        self.shared.ended.load(Ordering::Relaxed)
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// Nothing more is begun, and followers are let go.
    pub fn begin_stop(&self) {
        self.shared.stop.send_replace(true);
    }

    fn stopping(&self) -> watch::Receiver<bool> {
        self.shared.stop.subscribe()
    }
}

/// The database failed: logged here, told without detail.
fn unstored(e: &StoreError) -> Problem {
    tracing::error!(cause = ?e, "the database failed a batch");
    match e {
        StoreError::Database(_) => {
            Problem::new(Code::Busy, "La base de données ne répond pas : réessayez dans quelques secondes.")
        }
        _ => Problem::server(),
    }
}
