//! `creance serve`.

use std::process::ExitCode;
use std::sync::Arc;

use super::args::Serve;
use super::{Failure, Outcome, output};
use crate::app::App;
use crate::claim::Limits;
use crate::config::Config;
use crate::problem::{Code, Problem};
use crate::{http, telemetry};

/// Serves until it is told to stop.
pub(super) fn serve(args: &Serve, load: impl Fn(Limits) -> Result<App, Failure>) -> Outcome {
    let mut config = match &args.config {
        None => Config::default(),
        Some(path) => Config::read(path).map_err(|e| Problem::new(Code::Installation, format!("{e}.")))?,
    };
    if let Some(listen) = args.listen {
        config.listen = listen;
    }
    telemetry::init(config.log_json);
    let app = load(config.limits)?;
    // A service that starts can answer: broken templates or courts stop it here.
    app.make_ready()?;
    let ruleset = app.law().rules.version().to_owned();
    let stopped = |e: &std::io::Error| {
        let detail = format!("Le service ne peut pas écouter à cette adresse : {}.", listening(e));
        Failure::from(Problem::new(Code::Installation, detail))
    };
    actix_web::rt::System::new().block_on(async move {
        let (server, bound) = http::serve(Arc::new(app), config).map_err(|e| stopped(&e))?;
        for address in &bound {
            output::raw(format!("creance écoute sur http://{address}\n").as_bytes())?;
        }
        tracing::info!(version = env!("CARGO_PKG_VERSION"), %ruleset, "started");
        server.await.map_err(|e| stopped(&e))?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}

fn listening(e: &std::io::Error) -> &'static str {
    match e.kind() {
        std::io::ErrorKind::AddrInUse => "elle est déjà prise",
        std::io::ErrorKind::AddrNotAvailable => "elle n'est pas celle de cette machine",
        _ => output::reason(e),
    }
}
