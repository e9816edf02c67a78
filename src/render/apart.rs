//! What a renderer may do apart, in a process that can be killed, and how long whoever asks will wait.

use std::ops::Range;
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

/// How many small things are done in one go.
const HANDFUL: usize = 8;

/// What they may weigh together.
const HANDFUL_BYTES: usize = 512 << 10;

/// Those that are handed over together, of things of these sizes in their order: a worker that is asked five times for
/// a millisecond's work spends as long being woken. What is not small goes alone.
#[must_use]
pub fn handfuls(sizes: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut weight = 0;
    for (at, &size) in sizes.iter().enumerate() {
        match out.last_mut() {
            Some(last) if last.len() < HANDFUL && size <= HANDFUL_BYTES.saturating_sub(weight) => {
                last.end = at + 1;
                weight += size;
            }
            _ => {
                out.push(at..at + 1);
                weight = size;
            }
        }
    }
    out
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
    fn what_is_small_goes_together_and_all_goes_in_its_order() {
        let big = HANDFUL_BYTES + 1;
        assert!(handfuls(&[]).is_empty());
        assert_eq!(handfuls(&[3, 4, big, 1, 2, big, 3]), [0..2, 2..3, 3..5, 5..6, 6..7]);
        assert_eq!(handfuls(&[HANDFUL_BYTES - 1, 1, 1]), [0..2, 2..3]);
        assert_eq!(handfuls(&[0; HANDFUL + 1]), [0..HANDFUL, HANDFUL..HANDFUL + 1]);
    }

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
