//! Batches: how much one may hold, who works on them, for how long an item is lent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// `[batch]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BatchConfig {
    /// Claims in one batch.
    pub items: usize,
    /// MiB of what is sent.
    pub body_mib: u64,
    /// MiB of what a ZIP inflates to, files that several claims share counted for each.
    pub unpacked_mib: u64,
    /// Batches of one tenant that are not done.
    pub open: u32,
    /// Items worked on at once by this instance; 0: it only takes batches in.
    pub runners: usize,
    /// How long an item is lent without news of its worker.
    pub lease_seconds: u64,
    /// How many times an item is begun before it is given up.
    pub attempts: u32,
    /// Followers of events at once.
    pub followers: usize,
}

impl Default for BatchConfig {
    fn default() -> Self {
        BatchConfig {
            items: 1_000,
            body_mib: 128,
            unpacked_mib: 512,
            open: 20,
            runners: 1,
            lease_seconds: 60,
            attempts: 3,
            followers: 64,
        }
    }
}

impl BatchConfig {
    /// The most that may be sent, in bytes.
    #[must_use]
    pub fn body_bytes(&self) -> u64 {
        self.body_mib.saturating_mul(1 << 20)
    }

    /// The most that it may inflate to, in bytes.
    #[must_use]
    pub fn unpacked_bytes(&self) -> u64 {
        self.unpacked_mib.saturating_mul(1 << 20)
    }

    /// How long an item is lent.
    #[must_use]
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }

    /// The name of a number that makes no sense.
    pub(super) fn senseless(&self) -> Option<&'static str> {
        let all = [
            ("batch.items", self.items == 0),
            ("batch.body_mib", self.body_mib == 0),
            ("batch.unpacked_mib", self.unpacked_mib == 0),
            ("batch.open", self.open == 0),
            ("batch.lease_seconds", self.lease_seconds == 0),
            ("batch.attempts", self.attempts == 0),
        ];
        all.into_iter().find(|(_, senseless)| *senseless).map(|(name, _)| name)
    }
}
