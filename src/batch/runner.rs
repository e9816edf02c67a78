//! Works on the items, a few at once, and lets those who wait in person pass.

use std::sync::atomic::Ordering;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{sleep, timeout};

use super::intake::{hex, written};
use super::{Asked, Desk, ids};
use crate::app::{AppError, Made as File, Options};
use crate::clock;
use crate::domain::{Bundle, Day};
use crate::problem::{Code, Problem};
use crate::render::Patience;
use crate::store::StoreError;
use crate::store::batches::{Ending, Held, ItemState, Made};

/// How often the queue is looked at when nothing wakes the runner: other instances fill it too.
const IDLE: Duration = Duration::from_secs(1);

/// The first wait after a failure; then twice as long each time.
const RETRY: Duration = Duration::from_secs(2);

/// A batch that stopped coming in for so long is erased.
const ABANDONED: Duration = Duration::from_secs(3_600);

/// How often that is looked at.
const ROUND: Duration = Duration::from_secs(600);

/// The tasks of an instance.
pub struct Running {
    desk: Desk,
    items: Vec<JoinHandle<()>>,
    others: Vec<JoinHandle<()>>,
    // Tells the works in hand that their time is over.
    hurry: watch::Sender<bool>,
}

impl Desk {
    /// Starts working; to be called within the runtime that will carry the tasks.
    #[must_use]
    pub fn start(&self) -> Running {
        let (hurry, hurried) = watch::channel(false);
        let runners = self.shared.config.batch.runners;
        let items = (0..runners).map(|_| tokio::spawn(run(self.clone(), hurried.clone()))).collect();
        let mut others = vec![tokio::spawn(keep_house(self.clone()))];
        if runners > 0 {
            others.push(tokio::spawn(super::telling::run(self.clone())));
        }
        Running { desk: self.clone(), items, others, hurry }
    }
}

impl Running {
    /// Begins nothing more, leaves the items in hand their time, gives the rest back to the queue.
    pub async fn stop(self, within: Duration) {
        self.desk.begin_stop();
        let all = async {
            for task in self.items {
                // A task that panicked has nothing in hand: its loan runs out.
                let _ = task.await;
            }
        };
        tokio::pin!(all);
        if timeout(within, &mut all).await.is_err() {
            self.hurry.send_replace(true);
            let _ = timeout(Duration::from_secs(5), &mut all).await;
        }
        for task in self.others {
            let _ = timeout(Duration::from_secs(1), task).await;
        }
    }
}

/// Waits until there may be work, or the end; `false` at the end.
async fn rest(desk: &Desk, stop: &mut watch::Receiver<bool>, wait: Duration) -> bool {
    if *stop.borrow() {
        return false;
    }
    tokio::select! {
        () = desk.shared.wake.notified() => {}
        () = sleep(wait) => {}
        _ = stop.changed() => {}
    }
    !*stop.borrow()
}

async fn run(desk: Desk, hurried: watch::Receiver<bool>) {
    let mut stop = desk.stopping();
    while !*stop.borrow() {
        let now = clock::now();
        let until = now.after(desk.shared.config.batch.lease());
        let wait = match desk.shared.store.take_item(&ids::lease(now), now, until).await {
            Ok(Some(held)) => {
                // Where one item was, there may be another for the next runner.
                desk.shared.wake.notify_one();
                work(&desk, held, hurried.clone()).await;
                continue;
            }
            Ok(None) => IDLE,
            Err(e) => {
                tracing::error!(cause = ?e, "the queue cannot be read");
                RETRY
            }
        };
        if !rest(&desk, &mut stop, wait).await {
            break;
        }
    }
}

/// One item, from its loan to its end.
async fn work(desk: &Desk, held: Held, hurried: watch::Receiver<bool>) {
    let batch = &desk.shared.config.batch;
    if held.attempts > i64::from(batch.attempts) {
        // It was begun as often as it may be, and each time whoever worked on it disappeared.
        let ending = failed(Problem::server(), held.position);
        return settle(desk, &held, Verdict::End(ending)).await;
    }
    let patience = Patience::background();
    let watching = tokio::spawn(watch_over(desk.clone(), held.clone(), patience.clone(), hurried));
    let verdict = match desk.shared.store.item_files(&held.batch, held.position).await {
        Ok(files) => {
            let (app, item, patient) = (desk.shared.app.clone(), held.clone(), patience.clone());
            let made = spawn_blocking(move || make(&app.within(&patient), &item, &files)).await;
            match made {
                Ok(made) => judge(made, &held, i64::from(batch.attempts), &patience),
                Err(e) => {
                    tracing::error!(cause = %e, "an item stopped without an answer");
                    again(Problem::server(), &held, i64::from(batch.attempts))
                }
            }
        }
        Err(e) => {
            tracing::error!(cause = ?e, "the files of an item cannot be read");
            Verdict::GiveBack { after: RETRY, forgiven: true }
        }
    };
    watching.abort();
    settle(desk, &held, verdict).await;
}

fn make(app: &crate::app::App, held: &Held, files: &[(String, Vec<u8>)]) -> Result<(Bundle, File), AppError> {
    let asked = match Asked::read(&held.bundle) {
        Some(Asked::One(bundle)) => Some(bundle),
        _ => None,
    };
    // Written by us as a day.
    let day = held.as_of.parse::<Day>().unwrap_or_else(|_| app.today());
    let options = Options { merge_exhibits: held.merge_exhibits };
    app.with_tried_logo(held.logo.as_deref())?.bundle_later(asked, &held.claim, day, files, options)
}

/// Prolongs the loan; ends the work when the loan is lost or time is over.
async fn watch_over(desk: Desk, held: Held, patience: Patience, mut hurried: watch::Receiver<bool>) {
    let lease = desk.shared.config.batch.lease();
    loop {
        tokio::select! {
            () = sleep(lease / 3) => {}
            _ = hurried.changed() => return patience.give_up(),
        }
        match desk.shared.store.renew_item(&held, clock::now().after(lease)).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::info!(batch = %held.batch, position = held.position, "a loan was lost");
                return patience.give_up();
            }
            // The loan may still hold; if it does not, the end will not be written.
            Err(e) => tracing::warn!(cause = ?e, "a loan could not be prolonged"),
        }
    }
}

/// What follows from a work.
enum Verdict {
    End(Ending),
    GiveBack { after: Duration, forgiven: bool },
}

fn failed(problem: Problem, position: i64) -> Ending {
    Ending { state: ItemState::Failed, made: None, problem: Some(written(problem, position)) }
}

/// Another try after a while, unless this was the last.
fn again(problem: Problem, held: &Held, most: i64) -> Verdict {
    if held.attempts >= most {
        return Verdict::End(failed(problem, held.position));
    }
    let times = u32::try_from(held.attempts.clamp(1, 8)).unwrap_or(1);
    Verdict::GiveBack { after: RETRY * 2u32.saturating_pow(times - 1), forgiven: false }
}

fn judge(made: Result<(Bundle, File), AppError>, held: &Held, most: i64, patience: &Patience) -> Verdict {
    let e = match made {
        Ok((bundle, file)) => {
            let sha256 = hex(&Sha256::digest(&file.bytes));
            let made =
                Made { bundle: bundle.name().to_owned(), name: file.file_name, bytes: file.bytes, sha256 };
            return Verdict::End(Ending { state: ItemState::Done, made: Some(made), problem: None });
        }
        Err(e) => e,
    };
    if patience.is_over() {
        // We stopped it: it is not to blame.
        return Verdict::GiveBack { after: Duration::ZERO, forgiven: true };
    }
    let problem = e.problem();
    let state = match problem.code {
        Code::Blocked => ItemState::Blocked,
        // The workers are all taken, or being replaced: it only has to wait.
        Code::Busy => return Verdict::GiveBack { after: RETRY, forgiven: true },
        code if code.status() >= 500 => {
            tracing::error!(batch = %held.batch, position = held.position, cause = %e, "an item failed");
            return again(problem, held, most);
        }
        _ => ItemState::Refused,
    };
    Verdict::End(Ending { state, made: None, problem: Some(written(problem, held.position)) })
}

/// Writes what became of an item; a database that is away for a moment is asked again while the loan lasts.
async fn settle(desk: &Desk, held: &Held, verdict: Verdict) {
    let store = &desk.shared.store;
    for turn in 0..5u32 {
        let now = clock::now();
        let written: Result<bool, StoreError> = match &verdict {
            Verdict::End(ending) => store.finish_item(held, ending, now, desk.expiry(now)).await,
            Verdict::GiveBack { after, forgiven } => {
                store.release_item(held, Some(now.after(*after)), *forgiven).await
            }
        };
        match written {
            Ok(true) => {
                if matches!(verdict, Verdict::End(_)) {
                    desk.shared.ended.fetch_add(1, Ordering::Relaxed);
                }
                return;
            }
            Ok(false) => {
                let (batch, position) = (&held.batch, held.position);
                return tracing::info!(%batch, position, "an end came after its loan and is not kept");
            }
            Err(e) => {
                tracing::error!(cause = ?e, "the end of an item cannot be written");
                sleep(Duration::from_millis(200) * 2u32.pow(turn)).await;
            }
        }
    }
    // The loan runs out, and the item is lent again.
}

/// Erases what stopped coming in; what has had its time goes with the purge of the service.
async fn keep_house(desk: Desk) {
    let mut stop = desk.stopping();
    while !*stop.borrow() {
        match desk.shared.store.erase_abandoned(clock::now().before(ABANDONED)).await {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "batches that stopped coming in were erased"),
            Err(e) => tracing::error!(cause = ?e, "batches that stopped coming in are not erased"),
        }
        tokio::select! {
            () = sleep(ROUND) => {}
            _ = stop.changed() => {}
        }
    }
}
