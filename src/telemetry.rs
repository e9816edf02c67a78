//! Logs and counters. Logs carry ids and codes, never a name, an address or an amount.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tracing_subscriber::EnvFilter;

/// Sends logs to the standard error; `RUST_LOG` chooses what is kept.
pub fn init(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second initialisation (tests in one process) leaves the first in place.
    let done = if json { builder.json().try_init() } else { builder.with_ansi(false).try_init() };
    drop(done);
}

/// Counters of the service, shown in the text format of Prometheus.
#[derive(Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), Served>>,
    busy: AtomicU64,
    overtime: AtomicU64,
}

#[derive(Default, Clone, Copy)]
struct Served {
    count: u64,
    micros: u64,
}

impl Metrics {
    /// Counts an answered request; `route` is the pattern, never the path typed.
    pub fn served(&self, method: &str, route: &str, status: u16, took: Duration) {
        let mut all = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = all.entry((method.to_owned(), route.to_owned(), status)).or_default();
        entry.count += 1;
        entry.micros = entry.micros.saturating_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// Counts a request turned away for want of a slot.
    pub fn turned_away(&self) {
        self.busy.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a work that took too long.
    pub fn ran_over(&self) {
        self.overtime.fetch_add(1, Ordering::Relaxed);
    }

    /// The text for Prometheus; `gauges` are read at the time of the question.
    #[must_use]
    pub fn text(&self, ruleset: &str, gauges: &[(&str, &str, usize)]) -> String {
        let mut out = String::new();
        let mut line = |s: std::fmt::Arguments<'_>| {
            // Writing to a String cannot fail.
            let _ = out.write_fmt(s);
            out.push('\n');
        };
        line(format_args!("# HELP creance_build_info Version of the software and of the rules."));
        line(format_args!("# TYPE creance_build_info gauge"));
        let version = env!("CARGO_PKG_VERSION");
        line(format_args!("creance_build_info{{version=\"{version}\",ruleset=\"{ruleset}\"}} 1"));
        line(format_args!("# HELP creance_http_requests_total Requests answered."));
        line(format_args!("# TYPE creance_http_requests_total counter"));
        let all = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((method, route, status), s) in &all {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            line(format_args!("creance_http_requests_total{{{labels}}} {}", s.count));
        }
        line(format_args!("# HELP creance_http_request_seconds_total Time spent on them."));
        line(format_args!("# TYPE creance_http_request_seconds_total counter"));
        for ((method, route, status), s) in &all {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            let (whole, rest) = (s.micros / 1_000_000, s.micros % 1_000_000);
            line(format_args!("creance_http_request_seconds_total{{{labels}}} {whole}.{rest:06}"));
        }
        for (name, help, n) in [
            ("creance_turned_away_total", "Requests turned away for want of a slot.", &self.busy),
            ("creance_overtime_total", "Works given up for their length.", &self.overtime),
        ] {
            line(format_args!("# HELP {name} {help}"));
            line(format_args!("# TYPE {name} counter"));
            line(format_args!("{name} {}", n.load(Ordering::Relaxed)));
        }
        for (name, help, n) in gauges {
            line(format_args!("# HELP {name} {help}"));
            line(format_args!("# TYPE {name} gauge"));
            line(format_args!("{name} {n}"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_text_that_prometheus_reads() {
        let m = Metrics::default();
        m.served("POST", "/v1/check", 200, Duration::from_millis(1500));
        m.served("POST", "/v1/check", 200, Duration::from_millis(500));
        m.turned_away();
        let text = m.text("2026.11", &[("creance_render_waiting", "Waiting.", 3)]);
        let labels = "{method=\"POST\",route=\"/v1/check\",status=\"200\"}";
        assert!(text.contains(&format!("creance_http_requests_total{labels} 2\n")), "{text}");
        assert!(text.contains(&format!("creance_http_request_seconds_total{labels} 2.000000\n")), "{text}");
        assert!(
            text.contains("creance_turned_away_total 1\n") && text.contains("creance_render_waiting 3\n")
        );
    }
}
