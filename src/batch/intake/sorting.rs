//! Pieces to items: what cannot be used is refused at once, what came already is a duplicate, the rest waits.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Piece;
use crate::app::App;
use crate::claim::read_value;
use crate::problem::Problem;
use crate::store::batches::{ItemState, NewItem};

/// Sorts the pieces of one batch, in their order.
pub struct Sorter {
    app: Arc<App>,
    seen: HashMap<String, i64>,
    named: HashMap<String, i64>,
    next: i64,
}

impl Sorter {
    /// For one batch.
    #[must_use]
    pub fn new(app: Arc<App>) -> Self {
        Sorter { app, seen: HashMap::new(), named: HashMap::new(), next: 1 }
    }

    /// The item of a piece.
    #[must_use]
    pub fn sort(&mut self, piece: Piece) -> NewItem {
        let position = self.next;
        self.next += 1;
        let value = read_value(&piece.claim).ok();
        let named = value.as_ref().and_then(|v| v.get("reference")?.as_str());
        let digest = digest(value.as_ref(), &piece);
        let refused = piece.refused.or_else(|| self.app.read_claim(&piece.claim).err().map(|e| e.problem()));
        let mut item = NewItem {
            position,
            source: piece.source,
            reference: named.map(shown).unwrap_or_default(),
            digest,
            state: ItemState::Queued,
            claim: None,
            files: Vec::new(),
            duplicate_of: None,
            same_reference_as: None,
            problem: None,
        };
        if let Some(problem) = refused {
            item.state = ItemState::Refused;
            item.problem = Some(written(problem, position));
        } else if let Some(first) = self.seen.get(&item.digest) {
            item.state = ItemState::Duplicate;
            item.duplicate_of = Some(*first);
        } else {
            self.seen.insert(item.digest.clone(), position);
            match self.named.get(&item.reference) {
                // Two claims, and one number: both are made, and whoever files them is told.
                Some(first) => item.same_reference_as = Some(*first),
                None => drop(self.named.insert(item.reference.clone(), position)),
            }
            item.claim = Some(piece.claim);
            item.files = piece.files;
        }
        item
    }
}

/// A problem of an item, as it is kept.
pub(in crate::batch) fn written(mut problem: Problem, position: i64) -> String {
    // The report has its own address.
    problem.more.shift_remove("report");
    serde_json::to_string(&problem.at(format!("items/{position}"))).unwrap_or_default()
}

/// A reference as it may be listed: the claim may be refused for it.
fn shown(reference: &str) -> String {
    reference.chars().filter(|c| !c.is_control()).take(64).collect()
}

/// SHA-256 of the claim, however its fields are ordered and spaced, and of its files by name.
fn digest(claim: Option<&Value>, piece: &Piece) -> String {
    let mut sum = Sha256::new();
    match claim {
        Some(value) => sum.update(canonical(value)),
        None => sum.update(&piece.claim),
    }
    let files: BTreeMap<&str, &[u8]> = piece.files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    for (name, bytes) in files {
        sum.update([0]);
        sum.update(name.as_bytes());
        sum.update([0]);
        sum.update(Sha256::digest(bytes));
    }
    hex(&sum.finalize())
}

/// Lower case.
pub(in crate::batch) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// The value with its fields in order; reading bounds how deep it is.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let all = sorted.iter().map(|(k, v)| format!("{}:{}", Value::from(k.as_str()), canonical(v)));
            format!("{{{}}}", all.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
