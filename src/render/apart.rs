//! What a renderer may do apart, in a process that can be killed, and how long whoever asks will wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde_json::Value;

/// How long someone waits for documents: until an instant, or until he goes away.
///
/// Clones share the going away: whoever waits keeps one, the work carries another.
#[derive(Debug, Clone, Default)]
pub struct Patience {
    until: Option<Instant>,
    gone: Arc<AtomicBool>,
    background: bool,
}

impl Patience {
    /// Patience until an instant.
    #[must_use]
    pub fn until(instant: Instant) -> Self {
        Patience { until: Some(instant), ..Patience::default() }
    }

    /// The patience of a work that nobody looks at: it lets those who wait in person pass.
    #[must_use]
    pub fn background() -> Self {
        Patience { background: true, ..Patience::default() }
    }

    /// Whether others may pass.
    #[must_use]
    pub fn is_background(&self) -> bool {
        self.background
    }

    /// Nobody waits any more.
    pub fn give_up(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }

    /// Whether the work is still of use to someone.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.gone.load(Ordering::Relaxed) || self.until.is_some_and(|t| t <= Instant::now())
    }
}

/// Work other than rendering that belongs in a process that may die: the reading of a hostile file.
#[derive(Debug, Clone)]
pub struct Errand<'a> {
    /// Which handler of the worker takes it.
    pub kind: &'static str,
    /// Its parameters.
    pub head: Value,
    /// The file.
    pub blob: &'a [u8],
}

/// What an errand brings back.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The answer.
    pub head: Value,
    /// Files, if it makes any.
    pub blobs: Vec<Vec<u8>>,
}

/// How busy the workers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Jobs in the hands of a worker.
    pub busy: usize,
    /// Jobs that wait for one.
    pub waiting: usize,
    /// Workers killed at a deadline or dead of their job since the start.
    pub lost: usize,
    /// Workers started in the place of another since the start.
    pub restarted: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn patience_ends_with_its_instant_or_with_whoever_waits() {
        assert!(!Patience::default().is_over());
        assert!(Patience::until(Instant::now()).is_over());
        let long = Patience::until(Instant::now() + Duration::from_secs(3_600));
        let carried = long.clone();
        assert!(!carried.is_over());
        long.give_up();
        assert!(carried.is_over());
    }
}
