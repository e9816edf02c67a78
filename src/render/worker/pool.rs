//! The workers together: who gets one, for how long, and what is told when one is lost.
//!
//! A job that a worker died of is refused; one whose worker someone else ended, or others had worn, is done again on a
//! fresh one.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::Reply;
use super::frame::Frame;
use super::process::{Lost, Setup, Worker, this_program};
use super::queue::{COURTESY, State, Ticket};
use super::together::{Answer, One, pdf};
use crate::render::{Done, Errand, Job, Load, Observer, Patience, Pdf, RenderError, Renderer, TemplateFiles};

/// A worker that keeps more memory than this after a job is replaced: the allocator does not give it back.
const KEPT_MIB: u64 = 384;

/// How often a waiting job looks whether someone still wants it.
const STEP: Duration = Duration::from_millis(100);

/// How the workers run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolConfig {
    /// The program to start; none: this one.
    pub program: Option<PathBuf>,
    /// How many; one a core.
    pub workers: usize,
    /// Jobs that may wait for one.
    pub queue: usize,
    /// Longest time for one job, waiting not included.
    pub job_limit: Duration,
    /// Address space of one worker.
    pub memory_mib: u64,
}

/// Renders in worker processes. Clones share them.
#[derive(Clone)]
pub struct WorkerPool {
    shared: Arc<Shared>,
    patience: Patience,
}

struct Shared {
    setup: Setup,
    workers: usize,
    queue: usize,
    job_limit: Duration,
    state: Mutex<State>,
    closed: AtomicBool,
    lost: AtomicUsize,
    restarted: AtomicUsize,
    observer: OnceLock<Observer>,
}

impl WorkerPool {
    /// Starts the workers; each has loaded the fonts and templates when this returns.
    ///
    /// # Errors
    /// When a worker cannot be started, or refuses the templates.
    pub fn start(config: &PoolConfig, templates: TemplateFiles) -> Result<Self, RenderError> {
        let program = match &config.program {
            Some(program) => program.clone(),
            None => this_program().map_err(|e| RenderError::NoWorker(e.to_string()))?,
        };
        let setup = Setup { program, memory_mib: config.memory_mib, templates };
        let workers = config.workers.max(1);
        let idle = (0..workers).map(|_| Worker::start(&setup)).collect::<Result<_, _>>()?;
        let shared = Shared {
            setup,
            workers,
            queue: config.queue,
            job_limit: config.job_limit,
            state: Mutex::new(State { idle, ..State::default() }),
            closed: AtomicBool::new(false),
            lost: AtomicUsize::new(0),
            restarted: AtomicUsize::new(0),
            observer: OnceLock::new(),
        };
        Ok(WorkerPool { shared: Arc::new(shared), patience: Patience::default() })
    }

    /// Kills the workers; jobs that run or wait are refused.
    pub fn close(&self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        let mut state = self.shared.lock();
        state.idle.clear();
        state.waiting.iter().for_each(|t| t.turn.notify_one());
    }

    /// The process ids of the idle workers.
    #[must_use]
    pub fn idle_ids(&self) -> Vec<u32> {
        self.shared.lock().idle.iter().map(Worker::id).collect()
    }

    /// Has a job done; `limit` bounds one try.
    pub(super) fn call(&self, one: &One<'_>, limit: Duration) -> Answer {
        let (name, blobs) = (one.name, one.blobs.as_slice());
        let head = serde_json::to_vec(&one.request).map_err(|_| RenderError::Crashed(name.to_owned()))?;
        let mut slot = self.shared.enter(one.large, &self.patience)?;
        let started = Instant::now();
        let mut lost = self.ask(&mut slot, &head, blobs, limit);
        if let Ok(Err(why @ (Lost::Killed | Lost::Worn))) = &lost {
            tracing::warn!(
                job = name,
                ?why,
                "a worker was lost, not by its job alone; the job is done again"
            );
            lost = self.ask(&mut slot, &head, blobs, limit);
        }
        if let Some(observer) = self.shared.observer.get() {
            let outcome = match &lost {
                Ok(Ok(_)) => "answered",
                Ok(Err(Lost::Abandoned)) => "abandoned",
                Ok(Err(_)) | Err(_) => "lost",
            };
            observer(name, outcome, started.elapsed());
        }
        let frame = match lost? {
            Ok(frame) => frame,
            Err(Lost::Abandoned) => return Err(RenderError::Overtime),
            Err(why) => {
                self.shared.lost.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(job = name, ?why, "a worker was lost to its job");
                let name = name.to_owned();
                return Err(match why {
                    Lost::Broken => RenderError::Crashed(name),
                    _ => RenderError::TooHeavy(name),
                });
            }
        };
        let reply: Reply =
            serde_json::from_slice(&frame.head).map_err(|_| RenderError::Crashed(name.to_owned()))?;
        Ok((reply?, frame.blobs))
    }

    /// One try: on a worker at hand, or a fresh one. Only a worker that answered goes back.
    fn ask(
        &self,
        slot: &mut Slot<'_>,
        head: &[u8],
        blobs: &[&[u8]],
        limit: Duration,
    ) -> Result<Result<Frame, Lost>, RenderError> {
        // One that died while it had nothing to do is not told apart from one that never was.
        let at_hand = slot.worker.take().and_then(|mut w| w.is_alive().then_some(w));
        let mut worker = match at_hand {
            Some(worker) => worker,
            None => self.shared.restart()?,
        };
        let until = Instant::now() + limit.min(self.shared.job_limit);
        let end = || {
            if self.patience.is_over() || self.shared.closed.load(Ordering::Relaxed) {
                Some(Lost::Abandoned)
            } else {
                (Instant::now() >= until).then_some(Lost::Late)
            }
        };
        let answer = worker.ask(head, blobs, &end);
        let light = || worker.kept_mib().is_none_or(|(memory, room)| room && memory <= KEPT_MIB);
        if answer.is_ok() && light() {
            slot.worker = Some(worker);
        }
        Ok(answer)
    }
}

impl Renderer for WorkerPool {
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        only(self.render_together(std::slice::from_ref(job)))
    }

    fn render_together(&self, jobs: &[Job<'_>]) -> Vec<Result<Pdf, RenderError>> {
        self.each(jobs.iter().map(One::document).collect())
            .into_iter()
            .zip(jobs)
            .map(|(done, job)| pdf(job, done?))
            .collect()
    }

    fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        self.apart_together(std::slice::from_ref(errand)).map(only)
    }

    fn apart_together(&self, errands: &[Errand<'_>]) -> Option<Vec<Result<Done, RenderError>>> {
        let done = self.each(errands.iter().map(|e| Ok(One::errand(e))).collect());
        Some(done.into_iter().map(|d| d.map(|(head, blobs)| Done { head, blobs })).collect())
    }

    fn within(&self, patience: &Patience) -> Option<Arc<dyn Renderer>> {
        Some(Arc::new(WorkerPool { shared: self.shared.clone(), patience: patience.clone() }))
    }

    fn load(&self) -> Option<Load> {
        let state = self.shared.lock();
        let lost = self.shared.lost.load(Ordering::Relaxed);
        let restarted = self.shared.restarted.load(Ordering::Relaxed);
        Some(Load { busy: state.busy, waiting: state.waiting.len(), lost, restarted })
    }

    /// A worker at work or alive; else one is started, and kept.
    fn usable(&self) -> Result<(), RenderError> {
        let closed = || self.shared.closed.load(Ordering::Relaxed);
        if closed() {
            return Err(RenderError::NoWorker("closed".to_owned()));
        }
        let mut state = self.shared.lock();
        state.idle.retain_mut(Worker::is_alive);
        if state.busy > 0 || !state.idle.is_empty() {
            return Ok(());
        }
        drop(state);
        let worker = self.shared.restart()?;
        let mut state = self.shared.lock();
        if !closed() && state.idle.len() + state.busy < self.shared.workers {
            state.idle.push(worker);
        }
        Ok(())
    }

    fn observe(&self, observer: Observer) {
        // The first one stays.
        let _ = self.shared.observer.set(observer);
    }

    fn close(&self) {
        WorkerPool::close(self);
    }
}

/// The answer to the only job there was.
fn only<T>(answers: Vec<Result<T, RenderError>>) -> Result<T, RenderError> {
    answers.into_iter().next().unwrap_or_else(|| Err(RenderError::Crashed(String::new())))
}

/// The right to one worker, and the worker at hand if there is one.
struct Slot<'a> {
    shared: &'a Shared,
    ticket: Ticket,
    worker: Option<Worker>,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.busy -= 1;
        state.busy_large -= usize::from(self.ticket.large);
        state.busy_background -= usize::from(self.ticket.courteous.is_some());
        if !self.shared.closed.load(Ordering::Relaxed) {
            state.idle.extend(self.worker.take());
        }
        state.wake(self.shared.workers);
    }
}

impl Shared {
    fn restart(&self) -> Result<Worker, RenderError> {
        let started = Worker::start(&self.setup);
        match &started {
            Ok(_) => _ = self.restarted.fetch_add(1, Ordering::Relaxed),
            Err(e) => tracing::error!(cause = %e, "a worker cannot be started"),
        }
        started
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a worker. One that is gone away from leaves the queue without having cost anything.
    fn enter(&self, large: bool, patience: &Patience) -> Result<Slot<'_>, RenderError> {
        let mut state = self.lock();
        let courteous = patience.is_background().then(|| Instant::now() + COURTESY);
        let ticket = Ticket { id: state.next, large, courteous, turn: Arc::default() };
        state.next += 1;
        state.waiting.push_back(ticket.clone());
        let mut refused = None;
        while refused.is_none() && !state.may_enter(&ticket, self.workers, Instant::now()) {
            if state.waiting.len() > self.queue || self.closed.load(Ordering::Relaxed) {
                refused = Some(RenderError::Busy);
            } else if patience.is_over() {
                refused = Some(RenderError::Overtime);
            } else {
                state = ticket.turn.wait_timeout(state, STEP).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        state.waiting.retain(|t| t.id != ticket.id);
        if let Some(why) = refused.or_else(|| self.too_late(patience)) {
            state.wake(self.workers);
            return Err(why);
        }
        state.busy += 1;
        state.busy_large += usize::from(large);
        state.busy_background += usize::from(courteous.is_some());
        let worker = state.idle.pop();
        // Whoever stood behind may be next.
        state.wake(self.workers);
        drop(state);
        Ok(Slot { shared: self, ticket, worker })
    }

    fn too_late(&self, patience: &Patience) -> Option<RenderError> {
        if self.closed.load(Ordering::Relaxed) {
            Some(RenderError::Busy)
        } else {
            patience.is_over().then_some(RenderError::Overtime)
        }
    }
}
