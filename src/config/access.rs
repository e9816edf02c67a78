//! Who may ask, from where, and how often.

use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[access]`: keys, rates, origins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AccessConfig {
    /// A key is asked for even on loopback, even when none was ever made. On another address it always is.
    pub required: bool,
    /// Requests a minute for a key without a number of its own. Without it: 600, and no limit on loopback.
    pub per_minute: Option<NonZeroU32>,
    /// A file of 32 bytes or more that keys the digests of the keys; to change it ends all keys.
    pub pepper_file: Option<PathBuf>,
    /// The counters are open to whoever reaches the service.
    pub open_metrics: bool,
    /// Origins whose pages may call the service (`https://app.example`); none otherwise.
    pub origins: Vec<String>,
    /// Clients reach the service by https, through a proxy: browsers are told to keep to it.
    pub https: bool,
}

const DEFAULT_RATE: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);

impl AccessConfig {
    /// Requests a minute for a key without a number of its own.
    #[must_use]
    pub fn rate(&self, loopback: bool) -> Option<NonZeroU32> {
        self.per_minute.or((!loopback).then_some(DEFAULT_RATE))
    }

    /// Refuses an origin that no browser would ever send.
    pub(super) fn fault(&self) -> Option<String> {
        let wrong = self.origins.iter().find(|o| !is_origin(o))?;
        Some(format!("« {wrong} » n'est pas une origine, telle que https://app.example"))
    }
}

/// Scheme, host, port: in lower case, without path, without star.
fn is_origin(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.[:]".contains(&b);
    !host.is_empty() && host.bytes().all(plain) && port.is_none_or(|p| p.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_exact() {
        for good in ["https://app.example", "http://localhost:3000", "http://[::1]:8080", "http://[::1]"] {
            assert!(is_origin(good), "{good}");
        }
        for wrong in [
            "*",
            "null",
            "https://",
            "https://app.example/",
            "https://*.example",
            "app.example",
            "https://A.example",
            "https://a:b@c",
            "https://a:99999",
            "",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }

    #[test]
    fn nothing_limits_loopback_unless_said() {
        let said = AccessConfig { per_minute: NonZeroU32::new(5), ..AccessConfig::default() };
        assert_eq!((said.rate(true), said.rate(false)), (NonZeroU32::new(5), NonZeroU32::new(5)));
        let silent = AccessConfig::default();
        assert_eq!((silent.rate(true), silent.rate(false)), (None, NonZeroU32::new(600)));
    }
}
