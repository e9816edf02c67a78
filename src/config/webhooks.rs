//! Who may be told that a batch is done, and how the call is signed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `[webhooks]`: refused unless hosts are listed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhooksConfig {
    /// Hosts that may be called over HTTPS, at port 443 unless one is written: `erp.example.fr`, `erp.example.fr:8443`.
    /// Their addresses must be public.
    pub hosts: Vec<String>,
    /// `host:port` that may be called whatever its address, over HTTP as well: a system beside this one.
    pub internal: Vec<String>,
    /// The secret that signs, `whsec_…`: base64 of 24 to 64 random bytes.
    pub secret: Option<String>,
    /// Secrets of tenants that have their own.
    pub secrets: BTreeMap<String, String>,
    /// Seconds after which a call is tried again, once for each.
    pub retry_seconds: Vec<u64>,
    /// Longest time for one try.
    pub timeout_seconds: u64,
}

impl Default for WebhooksConfig {
    fn default() -> Self {
        WebhooksConfig {
            hosts: Vec::new(),
            internal: Vec::new(),
            secret: None,
            secrets: BTreeMap::new(),
            // Within the time that a batch is kept.
            retry_seconds: vec![5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000],
            timeout_seconds: 15,
        }
    }
}

/// Without the secrets: a configuration may be printed.
impl std::fmt::Debug for WebhooksConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhooksConfig")
            .field("hosts", &self.hosts)
            .field("internal", &self.internal)
            .field("retry_seconds", &self.retry_seconds)
            .field("timeout_seconds", &self.timeout_seconds)
            .finish_non_exhaustive()
    }
}
