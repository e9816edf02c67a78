//! Counters of the service, in the words of OpenMetrics. Labels come from closed lists: routes, not paths; codes, not
//! messages; kinds of documents, not files.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::problem::Code;

/// Seconds; the longest request takes a minute.
const BUCKETS: [f64; 13] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Told {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Rendered {
    kind: String,
    outcome: &'static str,
}

/// What became of a request with an `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Replay {
    /// Answered, and its answer kept.
    Kept,
    /// Answered, without room to keep its answer.
    NoRoom,
    /// Given the answer that was kept.
    Replayed,
    /// Told to wait for the first one.
    InProgress,
    /// Refused: the key belongs to another request.
    Reused,
}

impl Replay {
    fn name(self) -> &'static str {
        match self {
            Replay::Kept => "kept",
            Replay::NoRoom => "no_room",
            Replay::Replayed => "replayed",
            Replay::InProgress => "in_progress",
            Replay::Reused => "reused",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Replayed {
    outcome: &'static str,
}

type Timed<L> = Family<L, Histogram, fn() -> Histogram>;

fn timed<L: Clone + std::hash::Hash + Eq>() -> Timed<L> {
    Family::new_with_constructor(|| Histogram::new(BUCKETS))
}

/// Counters of the service.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Request, Counter>,
    took: Timed<Route>,
    problems: Family<Told, Counter>,
    renders: Timed<Rendered>,
    replays: Family<Replayed, Counter>,
    busy: Counter,
    overtime: Counter,
    lost: Counter,
    restarted: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let m = Metrics {
            registry: Mutex::default(),
            requests: Family::default(),
            took: timed(),
            problems: Family::default(),
            renders: timed(),
            replays: Family::default(),
            busy: Counter::default(),
            overtime: Counter::default(),
            lost: Counter::default(),
            restarted: Counter::default(),
        };
        let mut all = m.lock();
        all.register("creance_http_requests", "Requests answered", m.requests.clone());
        all.register(
            "creance_http_request_seconds",
            "Time to answer, body received included",
            m.took.clone(),
        );
        all.register("creance_problems", "Refusals and failures told, by code", m.problems.clone());
        all.register("creance_render_seconds", "Time in the hands of a worker", m.renders.clone());
        all.register(
            "creance_idempotency",
            "Requests with an Idempotency-Key, by outcome",
            m.replays.clone(),
        );
        all.register("creance_turned_away", "Requests turned away for want of a slot", m.busy.clone());
        all.register("creance_overtime", "Works given up for their length", m.overtime.clone());
        all.register("creance_workers_lost", "Workers lost to their job", m.lost.clone());
        all.register(
            "creance_workers_restarted",
            "Workers started in the place of another",
            m.restarted.clone(),
        );
        drop(all);
        m
    }
}

impl Metrics {
    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an answered request; `route` is the pattern, never the path typed.
    pub fn served(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.took
            .get_or_create(&Route { method: method.clone(), route: route.clone() })
            .observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status }).inc();
    }

    /// Counts a problem told.
    pub fn told(&self, code: Code) {
        self.problems.get_or_create(&Told { code: code.name() }).inc();
    }

    /// Counts a job of a worker: the template or the kind of errand, how it ended, how long it took.
    pub fn rendered(&self, job: &str, outcome: &'static str, took: Duration) {
        // documents/decompte/main.typ → decompte
        let mut parts = job.rsplit('/');
        let last = parts.next().unwrap_or(job);
        let kind = parts.next().unwrap_or(last).to_owned();
        self.renders.get_or_create(&Rendered { kind, outcome }).observe(took.as_secs_f64());
    }

    /// Counts a request with an `Idempotency-Key`.
    pub fn replay(&self, outcome: Replay) {
        self.replays.get_or_create(&Replayed { outcome: outcome.name() }).inc();
    }

    /// Counts a request turned away for want of a slot.
    pub fn turned_away(&self) {
        self.busy.inc();
    }

    /// Counts a work that took too long.
    pub fn ran_over(&self) {
        self.overtime.inc();
    }

    /// What the workers have lost and restarted since the start: they count for themselves.
    pub fn workers(&self, lost: usize, restarted: usize) {
        for (counter, seen) in [(&self.lost, lost), (&self.restarted, restarted)] {
            counter.inner().fetch_max(seen as u64, std::sync::atomic::Ordering::Relaxed);
        }
    }

    /// A gauge that is read at each question; the name in full, unlabelled.
    pub fn watch(
        &self,
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> i64 + Send + Sync + 'static,
    ) {
        self.lock().register_collector(Box::new(Watched { name, help, read: Box::new(read) }));
    }

    /// The text, in OpenMetrics; `gauges` are read at the time of the question.
    #[must_use]
    pub fn text(&self, ruleset: &str, gauges: &[(&'static str, &'static str, usize)]) -> String {
        let mut now = Registry::default();
        let build = vec![("version", env!("CARGO_PKG_VERSION").to_owned()), ("ruleset", ruleset.to_owned())];
        now.register("creance_build", "Version of the software and of the rules", Info::new(build));
        for (name, help, n) in gauges {
            let gauge = Gauge::<i64>::default();
            gauge.set(i64::try_from(*n).unwrap_or(i64::MAX));
            // The encoder ends the sentence itself.
            now.register(*name, help.trim_end_matches('.'), gauge);
        }
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = encode_registry(&mut out, &self.lock());
        let _ = encode_registry(&mut out, &now).and_then(|()| encode_eof(&mut out));
        out
    }
}

struct Watched {
    name: &'static str,
    help: &'static str,
    read: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Collector for Watched {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let gauge = ConstGauge::new((self.read)());
        gauge.encode(encoder.encode_descriptor(self.name, self.help, None, MetricType::Gauge)?)
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
        m.told(Code::Busy);
        m.replay(Replay::Replayed);
        m.rendered("documents/decompte/main.typ", "answered", Duration::from_millis(200));
        m.rendered("intake", "lost", Duration::from_secs(20));
        m.workers(2, 3);
        m.workers(1, 3);
        m.watch("creance_batch_waiting", "Items that wait", || 7);
        let text = m.text("2026.11", &[("creance_render_waiting", "Waiting.", 3)]);
        for line in [
            "creance_http_requests_total{method=\"POST\",route=\"/v1/check\",status=\"200\"} 2",
            "creance_http_request_seconds_sum{method=\"POST\",route=\"/v1/check\"} 2.0",
            "creance_http_request_seconds_bucket{le=\"0.5\",method=\"POST\",route=\"/v1/check\"} 1",
            "creance_turned_away_total 1",
            "creance_problems_total{code=\"service.busy\"} 1",
            "creance_idempotency_total{outcome=\"replayed\"} 1",
            "creance_render_seconds_count{kind=\"decompte\",outcome=\"answered\"} 1",
            "creance_render_seconds_count{kind=\"intake\",outcome=\"lost\"} 1",
            "creance_workers_lost_total 2",
            "creance_workers_restarted_total 3",
            "creance_batch_waiting 7",
            "creance_render_waiting 3",
        ] {
            assert!(text.contains(&format!("\n{line}\n")), "{line}\n{text}");
        }
        assert!(text.contains("creance_build_info{") && text.contains("ruleset=\"2026.11\""), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
