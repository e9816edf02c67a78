//! `creance serve`, and the workers it starts.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use super::args::Serve;
use super::config::refused;
use super::{Failure, Outcome, UNUSABLE, output, state};
use crate::app::App;
use crate::bundle::intake;
use crate::claim::Limits;
use crate::config::Config;
use crate::problem::{Code, Problem};
use crate::render::worker::PoolConfig;
use crate::store::Store;
use crate::{clock, http, render, telemetry};

/// Serves until it is told to stop.
pub(super) fn serve(args: &Serve, load: impl Fn(Limits) -> Result<App, Failure>) -> Outcome {
    let mut config = state::config(args.config.as_deref())?;
    config.listen = args.listen.unwrap_or(config.listen);
    config.workers = args.workers.unwrap_or(config.workers);
    config.job_seconds = args.job_seconds.unwrap_or(config.job_seconds);
    config.worker_mib = args.worker_mib.unwrap_or(config.worker_mib);
    config.render_queue = args.render_queue.unwrap_or(config.render_queue);
    let config = config.checked().map_err(|e| refused(&e))?;
    telemetry::init(config.log_json);
    small_pages();
    let app = load(config.limits)?.with_workers(&pool(&config))?;
    // A service that starts can answer: broken templates or courts stop it here.
    app.make_ready()?;
    state::pepper(&config)?;
    let ruleset = app.law().rules.version().to_owned();
    let stopped = |e: &std::io::Error| {
        let detail = format!("Le service ne peut pas écouter à cette adresse : {}.", listening(e));
        Failure::from(Problem::new(Code::Installation, detail))
    };
    actix_web::rt::System::new().block_on(async move {
        let app = Arc::new(app);
        let store = state::open(&config).await?;
        guarded(&config, &store).await?;
        let (server, bound) = http::serve(app.clone(), config, store.clone()).map_err(|e| stopped(&e))?;
        for address in &bound {
            output::raw(format!("creance écoute sur http://{address}\n").as_bytes())?;
        }
        tracing::info!(version = env!("CARGO_PKG_VERSION"), %ruleset, "started");
        let served = server.await;
        // What was accepted is answered, or has had its time.
        app.close();
        store.close().await;
        served.map_err(|e| stopped(&e))?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}

/// The system gives memory by pages of 4 KiB, here and in the workers, which inherit it. The allocator asks for pages of
/// 2 MiB and gives them back between two dossiers: with sixty at once, the system spent a tenth of the machine wiping
/// them anew each time, and the service kept five times what it needed.
fn small_pages() {
    #[cfg(target_os = "linux")]
    if let Err(e) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::warn!(cause = %e, "huge pages stay in use: dossiers take more memory and time");
    }
}

/// On an address that others reach, nobody is let in without a key: a service without any would be of no use, and one
/// that let all in would hand out people's debts.
async fn guarded(config: &Config, store: &Store) -> Result<(), Failure> {
    let listen = config.listen;
    let keys = store.keys().await.map_err(|e| state::failed(&e))?;
    if listen.ip().is_loopback() || keys.iter().any(|key| key.usable(clock::now())) {
        return Ok(());
    }
    let detail = format!(
        "Le service refuse d'écouter à {listen}, que d'autres machines peuvent atteindre, tant qu'aucune clé n'est \
         utilisable : créez-en une avec « creance keys add », ou écoutez sur 127.0.0.1."
    );
    Err(Problem::new(Code::Installation, detail).into())
}

fn pool(config: &Config) -> PoolConfig {
    PoolConfig {
        program: None,
        workers: config.workers,
        // The lanes of the service turn requests away; a request that they let in is not sent back from here.
        queue: config
            .workers
            .saturating_add(config.render_queue)
            .saturating_add(config.compute_slots)
            .saturating_add(config.batch.runners),
        job_limit: Duration::from_secs(config.job_seconds),
        memory_mib: config.worker_mib,
    }
}

/// Works for a service until it closes the line.
pub(super) fn worker() -> ExitCode {
    match render::worker::serve(intake::HANDLERS) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(UNUSABLE),
    }
}

fn listening(e: &std::io::Error) -> &'static str {
    match e.kind() {
        std::io::ErrorKind::AddrInUse => "elle est déjà prise",
        std::io::ErrorKind::AddrNotAvailable => "elle n'est pas celle de cette machine",
        _ => output::reason(e),
    }
}
