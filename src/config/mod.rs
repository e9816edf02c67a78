//! The configuration of the service: one typed value from a file (TOML) and the environment (`CREANCE_…`, two
//! underscores for a table), read once at start, unknown keys refused in both. Every value has a default. Options of
//! the command line go over the environment, the environment over the file.

mod access;
mod batch;
mod read;
mod shown;
mod state;
mod webhooks;

use std::net::SocketAddr;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::claim::Limits;

pub use access::AccessConfig;
pub use batch::BatchConfig;
pub use state::StateConfig;
pub use webhooks::WebhooksConfig;

/// How the service runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Threads that answer HTTP.
    pub web_workers: usize,
    /// Connections open at once, for each of these threads; the next one waits to be accepted.
    pub connections: usize,
    /// Processes that make documents and read files; each uses one core.
    pub workers: usize,
    /// Longest time for one document; its worker is then killed and replaced.
    pub job_seconds: u64,
    /// Memory (address space) of one worker, in MiB; a document that needs more is refused.
    pub worker_mib: u64,
    /// Requests for documents and bundles that may wait for a worker; the next one is told to come back.
    pub render_queue: usize,
    /// Reports and statements computed at once.
    pub compute_slots: usize,
    /// Requests that may wait for one.
    pub compute_queue: usize,
    /// Longest time for one request, waiting included.
    pub work_seconds: u64,
    /// Longest time for the head of a request to arrive.
    pub head_seconds: u64,
    /// How long a connection without request stays open.
    pub idle_seconds: u64,
    /// Longest time for a body to arrive.
    pub body_seconds: u64,
    /// Uploads with files received at once: each is held in memory.
    pub upload_slots: usize,
    /// Time left to running requests when the service stops.
    pub shutdown_seconds: u64,
    /// Logs as JSON lines instead of text.
    pub log_json: bool,
    /// Limits of a claim and its pieces.
    pub limits: Limits,
    /// The database, and how long things stay in it.
    pub state: StateConfig,
    /// Keys, rates, origins.
    pub access: AccessConfig,
    /// Batches.
    pub batch: BatchConfig,
    /// Calls that tell their end.
    pub webhooks: WebhooksConfig,
}

impl Default for Config {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            web_workers: cores.min(4),
            connections: 256,
            workers: cores,
            job_seconds: 20,
            worker_mib: 1_792,
            render_queue: 16,
            compute_slots: cores,
            compute_queue: 64,
            work_seconds: 60,
            head_seconds: 10,
            idle_seconds: 5,
            body_seconds: 120,
            upload_slots: 8,
            shutdown_seconds: 30,
            log_json: false,
            limits: Limits::default(),
            state: StateConfig::default(),
            access: AccessConfig::default(),
            batch: BatchConfig::default(),
            webhooks: WebhooksConfig::default(),
        }
    }
}

/// Less and a worker, with its fonts and its deep stack, has no room to work in.
const LEAST_MIB: u64 = 896;

/// One fault of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// `state.connections`; empty for the whole.
    pub key: String,
    /// The file, or the variable; empty when it is not known which.
    pub origin: String,
    /// In French, without the value.
    pub message: String,
}

impl ConfigFault {
    pub(crate) fn new(key: &str, origin: &str, message: impl Into<String>) -> Self {
        ConfigFault { key: key.to_owned(), origin: origin.to_owned(), message: message.into() }
    }
}

impl std::fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.key.as_str(), self.origin.as_str()) {
            ("", origin) => write!(f, "{origin}, {}", self.message),
            (key, "") => write!(f, "{key} : {}", self.message),
            (key, origin) => write!(f, "{key} ({origin}) : {}", self.message),
        }
    }
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("le fichier de configuration ne peut pas être lu")]
    Unreadable(#[source] std::io::Error),
    /// Every fault found.
    #[error("configuration inutilisable : {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ; "))]
    Invalid(Vec<ConfigFault>),
}

impl Config {
    /// Reads a TOML file, if one is given, and the environment of this process; what they do not say keeps its default.
    ///
    /// # Errors
    /// A file that cannot be read; every unknown key, every number that makes no sense.
    pub fn read<'a>(path: impl Into<Option<&'a Path>>) -> Result<Config, ConfigError> {
        let words =
            std::env::vars_os().filter_map(|(n, v)| Some((n.into_string().ok()?, v.into_string().ok()?)));
        Config::read_with(path.into(), words)
    }

    /// As [`Config::read`], with variables given.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn read_with(
        path: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Config, ConfigError> {
        let (config, mut faults) = read::read(path, variables)?;
        faults.extend(config.faults());
        if faults.is_empty() { Ok(config) } else { Err(ConfigError::Invalid(faults)) }
    }

    /// Refuses numbers that make no sense; to be called again when the command line changed some.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`].
    pub fn checked(self) -> Result<Config, ConfigError> {
        let faults = self.faults();
        if faults.is_empty() { Ok(self) } else { Err(ConfigError::Invalid(faults)) }
    }

    /// The numbers that make no sense.
    fn faults(&self) -> Vec<ConfigFault> {
        let none = [
            ("web_workers", self.web_workers == 0),
            ("connections", self.connections == 0),
            ("workers", self.workers == 0),
            ("compute_slots", self.compute_slots == 0),
            ("upload_slots", self.upload_slots == 0),
            ("job_seconds", self.job_seconds == 0),
            ("work_seconds", self.work_seconds == 0),
            ("head_seconds", self.head_seconds == 0),
            ("body_seconds", self.body_seconds == 0),
            ("state.connections", self.state.connections == 0),
            ("state.replay_hours", self.state.replay_hours == 0),
        ];
        let none = none.iter().filter(|(_, none)| *none);
        let mut faults: Vec<ConfigFault> =
            none.map(|(key, _)| ConfigFault::new(key, "", "doit valoir au moins 1")).collect();
        if self.worker_mib < LEAST_MIB {
            faults.push(ConfigFault::new("worker_mib", "", format!("doit valoir au moins {LEAST_MIB}")));
        }
        if let Some(fault) = self.access.fault() {
            faults.push(ConfigFault::new("access.origins", "", fault));
        }
        if let Err(reason) = crate::webhook::Policy::new(&self.webhooks) {
            faults.push(ConfigFault::new("webhooks", "", reason));
        }
        faults.extend(self.batch.senseless().map(|key| ConfigFault::new(key, "", "doit valoir au moins 1")));
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if self.state.database.as_ref().is_some_and(|d| !known.iter().any(|k| d.starts_with(k))) {
            faults.push(ConfigFault::new("state.database", "", "écrivez sqlite:CHEMIN ou postgres://…"));
        }
        faults
    }

    /// The most that a form with files may weigh: the claim, the pieces and the form's own lines.
    #[must_use]
    pub fn upload_bytes(&self) -> u64 {
        const FORM_LINES: u64 = 1 << 20;
        self.limits.exhibits_bytes.saturating_add(self.limits.json_bytes as u64).saturating_add(FORM_LINES)
    }

    /// The most that a bundle sent for verification may weigh: stamped copies are larger than the pieces.
    #[must_use]
    pub fn bundle_bytes(&self) -> u64 {
        const DOCUMENTS: u64 = 64 << 20;
        self.limits.exhibits_bytes.saturating_add(DOCUMENTS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Config {
        fn parse(text: &str) -> Result<Config, ConfigError> {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("creance.toml");
            std::fs::write(&path, text).unwrap();
            Config::read_with(Some(&path), [])
        }
    }

    #[test]
    fn what_is_not_said_keeps_its_default() {
        let c = Config::parse("listen = \"127.0.0.1:0\"\n[limits]\ninvoices = 10\n").unwrap();
        assert_eq!(c.listen.port(), 0);
        assert_eq!((c.limits.invoices, c.limits.payments), (10, 2_000));
        assert_eq!(c.render_queue, Config::default().render_queue);
    }

    #[test]
    fn an_unknown_key_or_no_slot_is_refused() {
        assert!(Config::parse("ecoute = 1").is_err());
        assert!(Config::parse("workers = 0").is_err());
        assert!(Config::parse("job_seconds = 0").is_err());
        assert!(Config::parse("worker_mib = 100").is_err());
        assert!(Config::parse("[access]\norigins = [\"*\"]").is_err());
        assert!(Config::parse("[access]\nper_minute = 0").is_err());
        assert!(Config::parse("[state]\ndatabase = \"mysql://h/d\"").is_err());
    }
}
