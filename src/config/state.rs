//! Where the service keeps what outlives a request, and for how long.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::store::Retention;
use crate::store::replays::Room;

/// `[state]`: the database and the time things stay in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StateConfig {
    /// `sqlite:PATH`, or `postgres://…`. Without it: `creance.sqlite` in the directory that systemd gives
    /// (`STATE_DIRECTORY`), else in that of the user's state (`XDG_STATE_HOME`, `~/.local/state`).
    pub database: Option<String>,
    /// Connections to the database open at once.
    pub connections: u32,
    /// Hours that a finished batch, its claims and its results stay.
    pub batch_hours: u32,
    /// Hours that the answer to an `Idempotency-Key` stays.
    pub replay_hours: u32,
    /// MiB of such answers for one tenant; one that finds no room is given, and not kept.
    pub replay_tenant_mib: u64,
    /// MiB of such answers for all tenants together.
    pub replay_mib: u64,
    /// Days that the lines of the audit log stay.
    pub audit_days: u32,
}

impl Default for StateConfig {
    fn default() -> Self {
        StateConfig {
            database: None,
            connections: 4,
            batch_hours: 72,
            replay_hours: 24,
            replay_tenant_mib: 256,
            replay_mib: 1_024,
            audit_days: 365,
        }
    }
}

impl StateConfig {
    /// How long things stay.
    #[must_use]
    pub fn retention(&self) -> Retention {
        let hours = |n: u32| Duration::from_secs(u64::from(n) * 3_600);
        let audit = Duration::from_secs(u64::from(self.audit_days) * 86_400);
        Retention { batch: hours(self.batch_hours), replay: hours(self.replay_hours), audit }
    }

    /// How much of the answers to an `Idempotency-Key` may be kept.
    #[must_use]
    pub fn replay_room(&self) -> Room {
        let bytes = |mib: u64| mib.saturating_mul(1 << 20);
        Room { tenant: bytes(self.replay_tenant_mib), total: bytes(self.replay_mib) }
    }

    /// How long such an answer stays.
    #[must_use]
    pub fn replay_time(&self) -> Duration {
        Duration::from_secs(u64::from(self.replay_hours) * 3_600)
    }

    /// The address of the database; `var` reads the environment.
    ///
    /// # Errors
    /// A French reason when nothing says where the state goes.
    pub fn address(&self, var: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        if let Some(database) = &self.database {
            return Ok(database.clone());
        }
        let under = |name: &str, rest: &str| {
            var(name).filter(|v| Path::new(v).is_absolute()).map(|v| PathBuf::from(v).join(rest))
        };
        let dir = under("STATE_DIRECTORY", "")
            .or_else(|| under("XDG_STATE_HOME", "creance"))
            .or_else(|| under("HOME", ".local/state/creance"))
            .ok_or("dites où ranger l'état du service : state.database dans la configuration")?;
        Ok(format!("sqlite:{}", dir.join("creance.sqlite").display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_goes_where_it_is_said_else_where_the_system_says() {
        let env = |all: &'static [(&'static str, &'static str)]| {
            move |name: &str| all.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        };
        let said = StateConfig { database: Some("postgres://h/d".to_owned()), ..StateConfig::default() };
        assert_eq!(said.address(env(&[("HOME", "/h")])).unwrap(), "postgres://h/d");
        let silent = StateConfig::default();
        let unit = env(&[("STATE_DIRECTORY", "/var/lib/creance"), ("HOME", "/h")]);
        assert_eq!(silent.address(unit).unwrap(), "sqlite:/var/lib/creance/creance.sqlite");
        assert_eq!(
            silent.address(env(&[("HOME", "/h")])).unwrap(),
            "sqlite:/h/.local/state/creance/creance.sqlite"
        );
        assert!(silent.address(env(&[("HOME", "relative")])).is_err());
    }
}
