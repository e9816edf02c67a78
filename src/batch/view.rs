//! A batch as the API shows it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::store::batches::{Batch, Item, ItemState};
use crate::store::calls::CallState;

/// How many items are in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// Waiting.
    pub queued: i64,
    /// Being worked on.
    pub running: i64,
    /// With a bundle.
    pub done: i64,
    /// Closed by findings.
    pub blocked: i64,
    /// Unusable as sent.
    pub refused: i64,
    /// Given up after several tries: our fault.
    pub failed: i64,
    /// The same as an earlier one.
    pub duplicate: i64,
}

impl Counts {
    /// From what the database counts.
    #[must_use]
    pub fn new(all: &BTreeMap<ItemState, i64>) -> Counts {
        let of = |state| all.get(&state).copied().unwrap_or(0);
        Counts {
            queued: of(ItemState::Queued),
            running: of(ItemState::Running),
            done: of(ItemState::Done),
            blocked: of(ItemState::Blocked),
            refused: of(ItemState::Refused),
            failed: of(ItemState::Failed),
            duplicate: of(ItemState::Duplicate),
        }
    }
}

/// The call that tells the end of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct WebhookView {
    /// Where to.
    pub url: String,
    /// pending (the batch is not done), waiting (for its next try), delivered, failed.
    pub state: String,
    /// How many tries.
    pub attempts: i64,
    /// What the last one gave: a status, or a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_outcome: Option<String>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ItemView {
    /// From 1, in the order of what was sent.
    pub n: i64,
    /// Where it stood: `ligne 3`, or the name of its folder.
    pub source: String,
    /// The reference of the claim; empty when it could not be read.
    pub reference: String,
    /// queued, running, done, blocked, refused, failed, duplicate.
    pub state: &'static str,
    /// The bundle made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<String>,
    /// Its file name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// SHA-256 of the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// SHA-256 of the claim (fields in order) and its files.
    pub claim_sha256: String,
    /// The earlier item that this one repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<i64>,
    /// The earlier item that has its reference, although it is another claim: a warning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_reference_as: Option<i64>,
    /// Why there is no bundle (RFC 9457).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Value>,
}

impl ItemView {
    /// From the database.
    #[must_use]
    pub fn new(item: Item) -> ItemView {
        ItemView {
            n: item.position,
            source: item.source,
            reference: item.reference,
            state: item.state.name(),
            bundle: item.bundle,
            file: item.result_name,
            sha256: item.result_sha256,
            claim_sha256: item.digest,
            duplicate_of: item.duplicate_of,
            same_reference_as: item.same_reference_as,
            problem: item.problem.and_then(|p| serde_json::from_str(&p).ok()),
        }
    }
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct BatchView {
    /// Its id.
    pub id: String,
    /// queued, running, done.
    pub state: &'static str,
    /// The bundle asked, or `auto`.
    pub bundle: String,
    /// The day of the claims that name none.
    pub as_of: String,
    /// Whether each bundle holds its exhibits in one file as well.
    pub merge_exhibits: bool,
    /// How many items.
    pub total: i64,
    /// How many in each state.
    pub counts: Counts,
    /// When it came.
    pub created_at: String,
    /// When its last item ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// When it is erased with its results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The call that tells its end, if one is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<WebhookView>,
    /// A page of its items; left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<ItemView>>,
    /// `after` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

impl BatchView {
    /// From the database.
    #[must_use]
    pub fn new(
        batch: &Batch,
        counts: &Counts,
        call: Option<CallState>,
        items: Vec<Item>,
        limit: i64,
    ) -> BatchView {
        let webhook = batch.webhook_url.clone().map(|url| match call {
            Some(c) => {
                WebhookView { url, state: c.state, attempts: c.attempts, last_outcome: c.last_outcome }
            }
            None => WebhookView { url, state: "pending".to_owned(), attempts: 0, last_outcome: None },
        });
        let last = items.last().map(|i| i.position);
        let full = i64::try_from(items.len()).unwrap_or(i64::MAX) >= limit;
        BatchView {
            id: batch.id.clone(),
            state: batch.state.name(),
            bundle: batch.bundle.clone(),
            as_of: batch.as_of.clone(),
            merge_exhibits: batch.merge_exhibits,
            total: batch.total,
            counts: *counts,
            created_at: batch.created_at.rfc3339(),
            finished_at: batch.finished_at.map(|m| m.rfc3339()),
            expires_at: batch.expires_at.map(|m| m.rfc3339()),
            webhook,
            next: last.filter(|l| limit > 0 && full && *l < batch.total),
            items: (limit > 0).then(|| items.into_iter().map(ItemView::new).collect()),
        }
    }
}

/// The batches of a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct BatchList {
    /// The last first, without their items.
    pub batches: Vec<BatchView>,
    /// `before` of the next page, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl BatchList {
    pub(super) fn new(batches: Vec<BatchView>, limit: i64) -> BatchList {
        let full = i64::try_from(batches.len()).unwrap_or(i64::MAX) >= limit;
        let next = batches.last().filter(|_| full).map(|b| b.id.clone());
        BatchList { batches, next }
    }
}
