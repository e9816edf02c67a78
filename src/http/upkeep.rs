//! What the service does by itself: it erases what has been kept long enough.

use std::time::Duration;

use crate::clock;
use crate::store::{Retention, Store};

/// Between two rounds: what is due is gone that much later at most.
const EVERY: Duration = Duration::from_secs(600);

/// Erases at the start, then round after round.
pub async fn purge(store: Store, keep: Retention) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        match store.purge(clock::now(), &keep).await {
            Ok(done) if done.is_nothing() => {}
            Ok(done) => {
                tracing::info!(batches = done.batches, replays = done.replays, audit = done.audit, "purged");
            }
            Err(e) => tracing::error!(cause = %e, "the purge failed; the next round tries again"),
        }
    }
}
