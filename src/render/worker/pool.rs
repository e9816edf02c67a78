//! The workers together: who gets one, for how long, and what is told when one is lost.
//!
//! First come, first served, except that large jobs never hold all workers: a letter does not wait for a décompte of
//! two thousand lines. Jobs of the background let the others pass and never hold all workers either; one that has
//! let them pass long enough takes its turn. A job that a worker died of is refused; one whose worker someone else ended is done again.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::frame::Frame;
use super::process::{Lost, Setup, Worker, this_program};
use super::{Rendered, Reply, Request};
use crate::render::{
    Done, Errand, Job, Load, Observer, Patience, Pdf, RenderError, Renderer, TemplateFiles, check_bounds,
};

/// Data past this size makes a job large: some three hundred lines of a décompte.
const LARGE_DATA: usize = 128 << 10;

/// Files past this size do: most of a PDF is copied, an image is decoded.
const LARGE_FILES: usize = 4 << 20;

/// A worker that keeps more memory than this after a large job is replaced: the allocator does not give it back.
const KEPT_MIB: u64 = 384;

/// How long a job of the background lets the others pass.
const COURTESY: Duration = Duration::from_secs(10);

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

#[derive(Default)]
struct State {
    idle: Vec<Worker>,
    busy: usize,
    busy_large: usize,
    busy_background: usize,
    waiting: VecDeque<Ticket>,
    next: u64,
}

#[derive(Clone)]
struct Ticket {
    id: u64,
    large: bool,
    /// Until when it lets the others pass; none: it does not.
    courteous: Option<Instant>,
    /// Wakes the one who waits with it, and nobody else: sixty who wake for one worker would cost as much as a letter.
    turn: Arc<Condvar>,
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

    fn call(
        &self,
        name: &str,
        request: &Request,
        blobs: &[&[u8]],
        large: bool,
    ) -> Result<(Value, Vec<Vec<u8>>), RenderError> {
        let head = serde_json::to_vec(request).map_err(|_| RenderError::Crashed(name.to_owned()))?;
        let mut slot = self.shared.enter(large, &self.patience)?;
        let started = Instant::now();
        let mut lost = self.ask(&mut slot, &head, blobs);
        if let Ok(Err(why @ (Lost::Killed | Lost::Worn))) = &lost {
            tracing::warn!(
                job = name,
                ?why,
                "a worker was lost, not by its job alone; the job is done again"
            );
            lost = self.ask(&mut slot, &head, blobs);
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
    ) -> Result<Result<Frame, Lost>, RenderError> {
        // One that died while it had nothing to do is not told apart from one that never was.
        let at_hand = slot.worker.take().and_then(|mut w| w.is_alive().then_some(w));
        let mut worker = match at_hand {
            Some(worker) => worker,
            None => self.shared.restart()?,
        };
        let until = Instant::now() + self.shared.job_limit;
        let end = || {
            if self.patience.is_over() || self.shared.closed.load(Ordering::Relaxed) {
                Some(Lost::Abandoned)
            } else {
                (Instant::now() >= until).then_some(Lost::Late)
            }
        };
        let answer = worker.ask(head, blobs, &end);
        // A small file may unpack to much: what is capped has to be there for the next job, whatever its size.
        let light = || {
            worker.kept_mib().is_none_or(|(space, memory)| {
                space <= self.shared.setup.memory_mib / 2 && (!slot.ticket.large || memory <= KEPT_MIB)
            })
        };
        if answer.is_ok() && light() {
            slot.worker = Some(worker);
        }
        Ok(answer)
    }
}

impl Renderer for WorkerPool {
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        check_bounds(job)?;
        let request =
            Request::Render { template: job.template.to_owned(), standard: job.standard, day: job.day };
        let files = job.files.iter().map(Vec::len).sum::<usize>();
        let large = job.data.len() > LARGE_DATA || files > LARGE_FILES;
        let mut blobs: Vec<&[u8]> = vec![&job.data];
        blobs.extend(job.files.iter().map(Vec::as_slice));
        let (head, blobs) = self.call(job.template, &request, &blobs, large)?;
        let broken = || RenderError::Crashed(job.template.to_owned());
        let Rendered { pages, warnings } = serde_json::from_value(head).map_err(|_| broken())?;
        Ok(Pdf { bytes: blobs.into_iter().next().ok_or_else(broken)?, pages, warnings })
    }

    fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        let request = Request::Errand { kind: errand.kind.to_owned(), head: errand.head.clone() };
        let done = self.call(errand.kind, &request, &[errand.blob], errand.blob.len() > LARGE_FILES);
        Some(done.map(|(head, blobs)| Done { head, blobs }))
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

impl State {
    /// Whether a ticket is next, all those before it served first.
    fn may_enter(&self, ticket: &Ticket, workers: usize, now: Instant) -> bool {
        self.entering(workers, now).any(|t| t.id == ticket.id)
    }

    /// Tells those whose turn it is.
    fn wake(&self, workers: usize) {
        self.entering(workers, Instant::now()).for_each(|t| t.turn.notify_one());
    }

    /// Those whose turn it is.
    fn entering(&self, workers: usize, now: Instant) -> impl Iterator<Item = &Ticket> {
        let most = workers.saturating_sub(1).max(1);
        let (mut busy, mut large, mut background) = (self.busy, self.busy_large, self.busy_background);
        let turns = self.in_order(now).map_while(move |t| {
            if busy >= workers {
                return None;
            }
            let goes = (!t.large || large < most) && (t.courteous.is_none() || background < most);
            busy += usize::from(goes);
            large += usize::from(goes && t.large);
            background += usize::from(goes && t.courteous.is_some());
            Some(goes.then_some(t))
        });
        turns.flatten()
    }

    /// Those who wait, in the order of their turns: first come, first served, the courteous after the others.
    fn in_order(&self, now: Instant) -> impl Iterator<Item = &Ticket> {
        let lets_pass = move |t: &&Ticket| t.courteous.is_some_and(|until| now < until);
        let first = self.waiting.iter().filter(move |t| !lets_pass(t));
        first.chain(self.waiting.iter().filter(lets_pass))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(busy: usize, busy_large: usize, waiting: &[bool]) -> State {
        let waiting = waiting.iter().enumerate().map(|(id, large)| Ticket {
            id: id as u64,
            large: *large,
            courteous: None,
            turn: Arc::default(),
        });
        State { busy, busy_large, waiting: waiting.collect(), ..State::default() }
    }

    fn entering(state: &State, workers: usize) -> Vec<u64> {
        state.entering(workers, Instant::now()).map(|t| t.id).collect()
    }

    #[test]
    fn the_first_come_enter_as_many_as_there_are_workers() {
        assert_eq!(entering(&state(0, 0, &[false, false, false]), 2), [0, 1]);
        assert_eq!(entering(&state(1, 0, &[false, false]), 2), [0]);
        assert!(entering(&state(2, 0, &[false]), 2).is_empty());
    }

    #[test]
    fn large_jobs_leave_one_worker_to_the_others() {
        assert_eq!(entering(&state(0, 0, &[true, true, false]), 2), [0, 2]);
        assert_eq!(entering(&state(1, 1, &[true, true, false, false]), 2), [2]);
        assert_eq!(entering(&state(0, 0, &[true, true, true, false]), 3), [0, 1, 3]);
        // Alone, a worker does everything.
        assert_eq!(entering(&state(0, 0, &[true, false]), 1), [0]);
    }

    #[test]
    fn the_background_lets_the_others_pass_for_a_while_and_leaves_a_worker_free() {
        let now = Instant::now();
        let courteous = |mut s: State, which: &[usize], until: Instant| {
            which.iter().for_each(|&n| s.waiting[n].courteous = Some(until));
            s
        };
        let entering = |s: &State, workers| s.entering(workers, now).map(|t| t.id).collect::<Vec<_>>();
        let later = now + COURTESY;
        // It came first, and is passed by.
        assert_eq!(entering(&courteous(state(1, 0, &[false, false]), &[0], later), 2), [1]);
        // Alone, it goes; two of them leave a worker to the others.
        assert_eq!(entering(&courteous(state(0, 0, &[false, false]), &[0, 1], later), 2), [0]);
        assert_eq!(entering(&courteous(state(0, 0, &[false, false, false]), &[0, 1], later), 3), [2, 0, 1]);
        let held = State { busy_background: 1, ..courteous(state(1, 0, &[false, false]), &[0], later) };
        assert_eq!(entering(&held, 2), [1]);
        assert_eq!(entering(&courteous(state(0, 0, &[false]), &[0], later), 1), [0]);
        // It has waited long enough: its turn is the one of its arrival.
        assert_eq!(entering(&courteous(state(1, 0, &[false, false]), &[0], now), 2), [0]);
    }
}
