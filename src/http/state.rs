//! What every handler shares.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::HttpError;
use super::journal::Journal;
use super::work::{self, Lane};
use crate::access::{Gate, Pepper, PepperError, Terms};
use crate::app::{App, SchemaName};
use crate::batch::Desk;
use crate::config::Config;
use crate::render::RenderError;
use crate::store::{AuditLine, Store};
use crate::telemetry::Metrics;
use crate::web::fields::Form;
use crate::web::{Pages, Reference};

/// The application, its lanes and counters.
#[derive(Clone)]
pub struct State {
    /// The application.
    pub app: Arc<App>,
    /// The configuration.
    pub config: Arc<Config>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Documents and bundles.
    pub render: Lane,
    /// Reports, statements, deadlines.
    pub compute: Lane,
    /// What outlives a request.
    pub store: Store,
    /// Who is let in.
    pub gate: Arc<Gate>,
    /// The audit log.
    pub journal: Journal,
    /// Batches.
    pub batches: Desk,
    /// The pages.
    pub pages: Arc<Pages>,
    /// Terms, calculators, words of the rules.
    pub reference: Arc<Reference>,
    /// The form of a claim.
    pub form: Arc<Form>,
    uploads: Arc<Semaphore>,
}

/// The service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The pepper of the keys cannot be read.
    #[error(transparent)]
    Pepper(#[from] PepperError),
    /// The templates of the pages are broken.
    #[error(transparent)]
    Pages(#[from] RenderError),
}

impl State {
    /// The state of one service, and the lines of its audit log, to be written down.
    ///
    /// # Errors
    /// [`StateError`].
    pub fn new(
        app: Arc<App>,
        config: Config,
        store: Store,
    ) -> Result<(Self, Receiver<AuditLine>), StateError> {
        let loopback = config.listen.ip().is_loopback();
        let terms = Terms {
            closed: config.access.required || !loopback,
            per_minute: config.access.rate(loopback),
            pepper: Pepper::read(config.access.pepper_file.as_deref())?,
        };
        let (journal, lines) = Journal::new();
        let metrics = Arc::new(Metrics::default());
        let counted = metrics.clone();
        app.observe_renders(Box::new(move |job, outcome, took| counted.rendered(job, outcome, took)));
        let limit = Duration::from_secs(config.work_seconds);
        let lane = |slots, queue| Lane::new(slots, queue, limit, metrics.clone());
        let form = Form::new(app.templates(), &app.schema(SchemaName::Claim))?;
        let state = State {
            // Each request has at most one job with the workers: whoever is let in here finds a place in their queue.
            render: lane(config.workers.saturating_add(config.render_queue), 0),
            compute: lane(config.compute_slots, config.compute_queue),
            uploads: Arc::new(Semaphore::new(config.upload_slots)),
            gate: Arc::new(Gate::new(store.clone(), terms)),
            pages: Arc::new(Pages::new(app.templates())?),
            reference: Arc::new(Reference::read(app.templates(), app.law(), &form)?),
            form: Arc::new(form),
            journal,
            batches: Desk::new(app.clone(), store.clone(), &config),
            metrics,
            store,
            config: Arc::new(config),
            app,
        };
        Ok((state, lines))
    }

    /// Uploads being received, or held while their work runs.
    #[must_use]
    pub fn uploads_taken(&self) -> usize {
        self.config.upload_slots.saturating_sub(self.uploads.available_permits())
    }

    /// A place for an upload, kept until its files are no longer needed.
    ///
    /// # Errors
    /// 503 when all are taken.
    pub fn upload_place(&self) -> Result<OwnedSemaphorePermit, HttpError> {
        self.uploads.clone().try_acquire_owned().map_err(|_| {
            self.metrics.turned_away();
            work::busy()
        })
    }
}
