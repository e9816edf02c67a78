//! `creance keys`: made, listed, revoked; each leaves its line in the audit log.

use std::process::ExitCode;

use serde::Serialize;

use super::args::{AddKey, Keys, KeysVerb};
use super::{Failure, Outcome, output, state};
use crate::access::{Fresh, Scope, Scopes, Shown};
use crate::clock;
use crate::problem::{Code, Problem};
use crate::store::{AuditLine, KeyRow, Moment, Store};

/// A key as it is shown.
#[derive(Serialize)]
struct Told {
    id: String,
    tenant: String,
    label: String,
    scopes: Vec<&'static str>,
    per_minute: Option<i64>,
    state: &'static str,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
    /// Its text: only when it has just been made.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl Told {
    fn of(row: KeyRow, now: Moment) -> Self {
        let state = match (row.revoked_at, row.expired(now)) {
            (Some(_), _) => "revoked",
            (None, true) => "expired",
            (None, false) => "active",
        };
        Told {
            state,
            scopes: Scopes::read(&row.scopes).names(),
            id: row.id,
            tenant: row.tenant,
            label: row.label,
            per_minute: row.per_minute,
            created_at: row.created_at.rfc3339(),
            expires_at: row.expires_at.map(Moment::rfc3339),
            revoked_at: row.revoked_at.map(Moment::rfc3339),
            key: None,
        }
    }
}

pub(super) fn keys(args: &Keys) -> Outcome {
    match &args.verb {
        KeysVerb::Add(a) => add(a),
        KeysVerb::List(a) => {
            let config = state::config(a.config.as_deref())?;
            let read = |store: Store| async move { store.keys().await.map_err(|e| state::failed(&e)) };
            let (rows, now) = (state::with_store(&config, read)?, clock::now());
            output::json(&rows.into_iter().map(|row| Told::of(row, now)).collect::<Vec<_>>())?;
            Ok(ExitCode::SUCCESS)
        }
        KeysVerb::Revoke { id, configured } => {
            let (config, now) = (state::config(configured.config.as_deref())?, clock::now());
            let row = state::with_store(&config, |store| async move {
                let row = store.revoke_key(id, now).await.map_err(|e| state::failed(&e))?;
                let detail = "Aucune clé n'a cet identifiant : voyez « creance keys list ».";
                let row = row.ok_or_else(|| Failure::from(Problem::new(Code::ResourceUnknown, detail)))?;
                noted(&store, &row, "keys revoke", now).await?;
                Ok(row)
            })?;
            output::json(&Told::of(row, now))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn add(args: &AddKey) -> Outcome {
    let (config, now) = (state::config(args.configured.config.as_deref())?, clock::now());
    // Through its last day.
    let expires_at = args.expires.and_then(|day| day.succ_opt()).map(clock::start_of);
    if expires_at.is_some_and(|end| end <= now) {
        return Err(Problem::new(Code::Usage, "--expires est passé : la clé n'ouvrirait rien.").into());
    }
    let pepper = state::pepper(&config)?;
    let fresh = Fresh::make().map_err(|e| Problem::new(Code::Installation, format!("{e}.")))?;
    let shown = Shown::read(fresh.text()).ok_or_else(Problem::server)?;
    let scopes: Vec<Scope> = args.scope.iter().filter_map(|word| word.parse().ok()).collect();
    let row = KeyRow {
        id: fresh.id.clone(),
        tenant: args.tenant.clone(),
        label: args.label.clone(),
        digest: pepper.digest(shown),
        scopes: Scopes::new(&scopes).names().join(","),
        per_minute: args.per_minute.map(i64::from),
        created_at: now,
        expires_at,
        revoked_at: None,
    };
    let row = state::with_store(&config, |store| async move {
        store.add_key(&row).await.map_err(|e| state::failed(&e))?;
        noted(&store, &row, "keys add", now).await?;
        Ok(row)
    })?;
    output::json(&Told { key: Some(fresh.text().to_owned()), ..Told::of(row, now) })?;
    Ok(ExitCode::SUCCESS)
}

/// The command line acts without a key: the key it names is the one acted on.
async fn noted(store: &Store, row: &KeyRow, action: &str, at: Moment) -> Result<(), Failure> {
    let line = AuditLine {
        id: uuid::Uuid::now_v7().to_string(),
        at,
        tenant: row.tenant.clone(),
        key_id: Some(row.id.clone()),
        request_id: "cli".to_owned(),
        action: action.to_owned(),
        status: 0,
    };
    store.add_audit(&[line]).await.map_err(|e| state::failed(&e))
}
