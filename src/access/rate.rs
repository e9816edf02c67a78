//! How often a key may ask: GCRA, a minute's worth at once, then one after the other.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;

/// What is left of a minute's worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Requests a minute.
    pub per_minute: u32,
    /// Requests left now.
    pub remaining: u32,
}

/// One limiter a key. Only keys that were verified come here: there are never more than keys.
#[derive(Debug, Default)]
pub(super) struct Rates(Mutex<HashMap<String, (NonZeroU32, Arc<Limiter>)>>);

impl Rates {
    /// Takes one request.
    ///
    /// # Errors
    /// The whole seconds after which the next one is let in.
    pub(super) fn take(&self, key: &str, per_minute: NonZeroU32) -> Result<Left, u64> {
        let limiter = self.limiter(key, per_minute);
        match limiter.check() {
            Ok(state) => {
                Ok(Left { per_minute: per_minute.get(), remaining: state.remaining_burst_capacity() })
            }
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(DefaultClock::default().now());
                Err(wait.as_secs().saturating_add(1))
            }
        }
    }

    fn limiter(&self, key: &str, per_minute: NonZeroU32) -> Arc<Limiter> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((n, limiter)) = all.get(key)
            && *n == per_minute
        {
            return limiter.clone();
        }
        let made = RateLimiter::direct(Quota::per_minute(per_minute));
        let made = Arc::new(made.with_middleware::<StateInformationMiddleware>());
        all.insert(key.to_owned(), (per_minute, made.clone()));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_rate() {
        let rates = Rates::default();
        let two = NonZeroU32::new(2).unwrap();
        assert_eq!(rates.take("a", two), Ok(Left { per_minute: 2, remaining: 1 }));
        assert_eq!(rates.take("a", two), Ok(Left { per_minute: 2, remaining: 0 }));
        let wait = rates.take("a", two).unwrap_err();
        assert!((1..=31).contains(&wait), "{wait}");
        assert!(rates.take("b", two).is_ok());
    }
}
