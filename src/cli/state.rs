//! Commands on what the service keeps: its configuration and database found as `serve` finds them.

use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::args::{Audit, Purge};
use super::{Failure, Outcome, output};
use crate::access::Pepper;
use crate::clock;
use crate::config::Config;
use crate::problem::{Code, Problem};
use crate::store::{AuditLine, Moment, Store, StoreError};

/// The configuration of the service.
pub(super) fn config(path: Option<&Path>) -> Result<Config, Failure> {
    super::config::read(path)
}

/// The pepper of its keys.
pub(super) fn pepper(config: &Config) -> Result<Pepper, Failure> {
    let read = Pepper::read(config.access.pepper_file.as_deref());
    Ok(read.map_err(|e| Problem::new(Code::Installation, format!("{e}.")))?)
}

/// Its database.
pub(super) async fn open(config: &Config) -> Result<Store, Failure> {
    let address = super::config::database(config)?;
    Store::open(&address, config.state.connections).await.map_err(|e| failed(&e))
}

/// A database that cannot be used.
pub(super) fn failed(e: &StoreError) -> Failure {
    tracing::error!(cause = ?e, "no database");
    Failure::from(Problem::new(Code::Installation, format!("{e} : vérifiez state.database.")))
}

/// Runs a short work on the database of the service.
pub(super) fn with_store<T, W>(config: &Config, work: impl FnOnce(Store) -> W) -> Result<T, Failure>
where
    W: Future<Output = Result<T, Failure>>,
{
    actix_web::rt::System::new().block_on(async {
        let store = open(config).await?;
        let out = work(store.clone()).await;
        store.close().await;
        out
    })
}

/// The tenant of an action on all of them; no tenant is called so.
const EVERY_TENANT: &str = "*";

/// `creance purge`
pub(super) fn purge(args: &Purge) -> Outcome {
    let config = config(args.configured.config.as_deref())?;
    let now = clock::now();
    let before = match args.before {
        Some(day) => Some(clock::start_of(day)),
        None => args.all.then_some(Moment::from_millis(i64::MAX)),
    };
    let keep = config.state.retention();
    // Who erases what is not due can show that he did, when, and how far.
    let action = args.before.map(|day| format!("purge --before {day}"));
    let action = action.or_else(|| args.all.then(|| "purge --all".to_owned()));
    let purged = with_store(&config, |store| async move {
        let purged = match before {
            Some(before) => store.purge_before(now, before).await,
            None => store.purge(now, &keep).await,
        };
        let purged = purged.map_err(|e| failed(&e))?;
        if let Some(action) = action {
            let (id, tenant) = (uuid::Uuid::now_v7().to_string(), EVERY_TENANT.to_owned());
            let request_id = "cli".to_owned();
            let line = AuditLine { id, at: now, tenant, key_id: None, request_id, action, status: 0 };
            store.add_audit(&[line]).await.map_err(|e| failed(&e))?;
        }
        store.scrub().await.map_err(|e| failed(&e))?;
        Ok(purged)
    })?;
    output::json(&purged)?;
    Ok(ExitCode::SUCCESS)
}

/// One line of the audit log, as it is shown.
#[derive(Serialize)]
struct Shown {
    at: String,
    tenant: String,
    key: Option<String>,
    request: String,
    action: String,
    status: i64,
}

impl From<AuditLine> for Shown {
    fn from(line: AuditLine) -> Self {
        let AuditLine { at, tenant, key_id: key, request_id: request, action, status, .. } = line;
        Shown { at: at.rfc3339(), tenant, key, request, action, status }
    }
}

/// `creance audit`
pub(super) fn audit(args: &Audit) -> Outcome {
    /// More are asked for day by day.
    const MOST: u32 = 100_000;
    let config = config(args.configured.config.as_deref())?;
    let since = args.since.map_or(Moment::from_millis(0), clock::start_of);
    let tenant = args.tenant.clone();
    let lines = with_store(&config, |store| async move {
        store.audit(since, tenant.as_deref(), MOST).await.map_err(|e| failed(&e))
    })?;
    output::json(&lines.into_iter().map(Shown::from).collect::<Vec<_>>())?;
    Ok(ExitCode::SUCCESS)
}
