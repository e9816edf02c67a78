//! Work away from the web threads: a bounded number at once, a bounded queue, a time limit.
//!
//! A work that outlives its request keeps its slot until it ends: the machine is never asked for more than its slots.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::answer::HttpError;
use crate::app::AppError;
use crate::problem::Problem;
use crate::render::{Patience, RenderError};
use crate::telemetry::Metrics;

/// Up to this many bytes of JSON, a computation is over before another thread is awake: the web threads do it themselves,
/// each one at a time, and nobody has to be turned away.
const SMALL: usize = 8 << 10;

/// A bounded place to work in.
#[derive(Clone)]
pub struct Lane {
    slots: Arc<Semaphore>,
    places: Arc<Semaphore>,
    size: usize,
    limit: Duration,
    metrics: Arc<Metrics>,
}

impl Lane {
    /// A lane of `slots` works at once, `queue` more waiting, `limit` for one.
    #[must_use]
    pub fn new(slots: usize, queue: usize, limit: Duration, metrics: Arc<Metrics>) -> Self {
        let size = slots.saturating_add(queue).min(Semaphore::MAX_PERMITS);
        Lane {
            slots: Arc::new(Semaphore::new(slots)),
            places: Arc::new(Semaphore::new(size)),
            size,
            limit,
            metrics,
        }
    }

    /// How many are working or waiting.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.size.saturating_sub(self.places.available_permits())
    }

    /// Runs a work of the application.
    ///
    /// # Errors
    /// The application's own; [`Code::Busy`] when the queue is full, [`Code::Overtime`] past the limit.
    pub async fn run<T, F>(&self, work: F) -> Result<T, HttpError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, AppError> + Send + 'static,
    {
        self.run_within(|_| work()).await
    }

    /// Runs a computation over so many bytes of JSON: at once on this thread when they are few, else as [`Lane::run`].
    ///
    /// # Errors
    /// As [`Lane::run`].
    pub async fn run_sized<T, F>(&self, bytes: usize, work: F) -> Result<T, HttpError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, AppError> + Send + 'static,
    {
        if bytes > SMALL {
            return self.run(work).await;
        }
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(out) => out.map_err(HttpError::from),
            Err(_) => Err(stopped()),
        }
    }

    /// As [`Lane::run`], for a work that can be stopped: its patience ends with the limit, or when nobody waits for
    /// the answer any more.
    ///
    /// # Errors
    /// As [`Lane::run`].
    pub async fn run_within<T, F>(&self, work: F) -> Result<T, HttpError>
    where
        T: Send + 'static,
        F: FnOnce(&Patience) -> Result<T, AppError> + Send + 'static,
    {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            self.metrics.turned_away();
            return Err(busy());
        };
        let deadline = Instant::now() + self.limit;
        let slot = match timeout_at(deadline, self.slots.clone().acquire_owned()).await {
            Ok(Ok(slot)) => slot,
            Ok(Err(_)) | Err(_) => {
                self.metrics.turned_away();
                return Err(busy());
            }
        };
        let waits = Waits(Patience::until(deadline.into_std()));
        let patience = waits.0.clone();
        let span = tracing::Span::current();
        let running = web::block(move || {
            let over = patience.is_over();
            let out =
                if over { Err(RenderError::Overtime.into()) } else { span.in_scope(|| work(&patience)) };
            drop((place, slot));
            out
        });
        match timeout_at(deadline, running).await {
            Ok(Ok(out)) => out.map_err(HttpError::from),
            Ok(Err(_)) => Err(stopped()),
            Err(_) => {
                self.metrics.ran_over();
                Err(Problem::overtime().into())
            }
        }
    }
}

/// Lives as long as the request: the framework drops it when the client goes away.
struct Waits(Patience);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

/// The answer when a work panicked.
fn stopped() -> HttpError {
    tracing::error!("a work stopped without an answer");
    Problem::server().into()
}

/// The answer when every slot is taken.
#[must_use]
pub fn busy() -> HttpError {
    Problem::busy().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use std::sync::mpsc;

    fn lane(limit: Duration) -> Lane {
        Lane::new(1, 1, limit, Arc::new(Metrics::default()))
    }

    #[actix_web::test]
    async fn past_the_queue_the_next_one_is_turned_away() {
        let lane = lane(Duration::from_secs(20));
        let (go, wait) = mpsc::channel::<()>();
        let (one, two) = (lane.clone(), lane.clone());
        let first = actix_web::rt::spawn(async move {
            one.run(move || {
                let _ = wait.recv();
                Ok(1)
            })
            .await
        });
        let second = actix_web::rt::spawn(async move { two.run(|| Ok(2)).await });
        while lane.taken() < 2 {
            actix_web::rt::task::yield_now().await;
        }
        let third = lane.run(|| Ok(3)).await.unwrap_err();
        assert_eq!(third.problem().code, Code::Busy);
        go.send(()).unwrap();
        assert_eq!(first.await.unwrap().unwrap() + second.await.unwrap().unwrap(), 3);
        assert_eq!(lane.taken(), 0);
    }

    #[actix_web::test]
    async fn a_long_work_is_given_up_and_a_broken_one_is_an_error_of_ours() {
        let (go, wait) = mpsc::channel::<()>();
        let short = lane(Duration::from_millis(20));
        let late = short
            .run(move || {
                let _ = wait.recv();
                Ok(())
            })
            .await
            .unwrap_err();
        assert_eq!(late.problem().code, Code::Overtime);
        assert_eq!(short.taken(), 1, "its slot is kept until it ends");
        go.send(()).unwrap();
        let (tell, told) = mpsc::channel();
        let waiting = lane(Duration::from_secs(20));
        let work = waiting.run_within(move |patience| {
            while !patience.is_over() {
                std::thread::sleep(Duration::from_millis(1));
            }
            tell.send(()).map_err(|_| AppError::Render(RenderError::Busy))
        });
        // The client goes away: its work is told.
        assert!(timeout_at(Instant::now() + Duration::from_millis(50), work).await.is_err());
        assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(()));
        let broken = lane(Duration::from_secs(20)).run(|| -> Result<(), AppError> { panic!("essai") }).await;
        assert_eq!(broken.unwrap_err().problem().code, Code::Server);
    }

    #[actix_web::test]
    async fn a_small_computation_takes_no_place_and_is_never_turned_away() {
        let (full, here) = (lane(Duration::from_secs(20)), std::thread::current().id());
        let places = full.places.clone().try_acquire_many_owned(2).unwrap();
        let thread = || Ok(std::thread::current().id());
        assert_eq!(full.run_sized(SMALL, thread).await.unwrap(), here);
        assert_eq!(full.run_sized(SMALL + 1, thread).await.unwrap_err().problem().code, Code::Busy);
        drop(places);
        assert_ne!(full.run_sized(SMALL + 1, thread).await.unwrap(), here);
        let broken = full.run_sized(0, || -> Result<(), AppError> { panic!("essai") }).await;
        assert_eq!(broken.unwrap_err().problem().code, Code::Server);
    }
}
