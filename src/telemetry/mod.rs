//! Logs and counters. Logs carry ids and codes, never a name, an address or an amount.

mod metrics;

use tracing_subscriber::EnvFilter;

pub use metrics::{Metrics, Replay};

/// Sends logs to the standard error; `RUST_LOG` chooses what is kept. Each line carries the id of its request.
pub fn init(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second initialisation (tests in one process) leaves the first in place.
    let done = if json {
        builder.json().flatten_event(true).with_span_list(false).try_init()
    } else {
        builder.with_ansi(false).try_init()
    };
    drop(done);
}
