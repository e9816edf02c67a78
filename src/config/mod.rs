//! The configuration of the service: read once at start, typed, unknown keys refused. Every value has a default.

mod access;
mod batch;
mod state;
mod webhooks;

use std::net::SocketAddr;
use std::path::Path;

use serde::Deserialize;

use crate::claim::Limits;

pub use access::AccessConfig;
pub use batch::BatchConfig;
pub use state::StateConfig;
pub use webhooks::WebhooksConfig;

/// How the service runs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
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
            worker_mib: 1_536,
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

/// Less and a worker cannot even load its fonts and read a file on its deep stack.
const LEAST_MIB: u64 = 512;

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("le fichier de configuration ne peut pas être lu")]
    Unreadable(#[source] std::io::Error),
    /// It is not TOML of the expected shape.
    #[error("configuration inutilisable : {0}")]
    Invalid(String),
}

impl Config {
    /// Reads a TOML file; what it does not say keeps its default.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a number that makes no sense.
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(ConfigError::Unreadable)?;
        Config::parse(&text)
    }

    fn parse(text: &str) -> Result<Config, ConfigError> {
        let config: Config =
            toml::from_str(text).map_err(|e| ConfigError::Invalid(e.message().to_owned()))?;
        config.checked()
    }

    /// Refuses numbers that make no sense; to be called again when the command line changed some.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`].
    pub fn checked(self) -> Result<Config, ConfigError> {
        let config = self;
        let at_least_one = [
            ("web_workers", config.web_workers),
            ("connections", config.connections),
            ("workers", config.workers),
            ("compute_slots", config.compute_slots),
            ("upload_slots", config.upload_slots),
        ];
        let seconds = [
            ("job_seconds", config.job_seconds),
            ("work_seconds", config.work_seconds),
            ("head_seconds", config.head_seconds),
            ("body_seconds", config.body_seconds),
        ];
        if config.worker_mib < LEAST_MIB {
            return Err(ConfigError::Invalid(format!("worker_mib doit valoir au moins {LEAST_MIB}")));
        }
        if let Some(fault) = config.access.fault() {
            return Err(ConfigError::Invalid(fault));
        }
        let none = at_least_one.iter().find(|(_, n)| *n == 0).map(|(name, _)| *name);
        let none = none.or(seconds.iter().find(|(_, n)| *n == 0).map(|(name, _)| *name));
        if let Err(reason) = crate::webhook::Policy::new(&config.webhooks) {
            return Err(ConfigError::Invalid(format!("webhooks : {reason}")));
        }
        match none.or(config.batch.senseless()) {
            Some(name) => Err(ConfigError::Invalid(format!("{name} doit valoir au moins 1"))),
            None => Ok(config),
        }
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
    }
}
