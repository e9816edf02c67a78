//! Who gets the next worker.
//!
//! First come, first served, except that large jobs never hold all workers: a letter does not wait for a décompte of
//! two thousand lines. Jobs of the background let the others pass and never hold all workers either; one that has let
//! them pass long enough takes its turn.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar};
use std::time::{Duration, Instant};

use super::process::Worker;

/// How long a job of the background lets the others pass.
pub(super) const COURTESY: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct State {
    pub idle: Vec<Worker>,
    pub busy: usize,
    pub busy_large: usize,
    pub busy_background: usize,
    pub waiting: VecDeque<Ticket>,
    pub next: u64,
}

#[derive(Clone)]
pub(super) struct Ticket {
    pub id: u64,
    pub large: bool,
    /// Until when it lets the others pass; none: it does not.
    pub courteous: Option<Instant>,
    /// Wakes the one who waits with it, and nobody else: sixty who wake for one worker would cost as much as a letter.
    pub turn: Arc<Condvar>,
}

impl State {
    /// Whether a ticket is next, all those before it served first.
    pub(super) fn may_enter(&self, ticket: &Ticket, workers: usize, now: Instant) -> bool {
        self.entering(workers, now).any(|t| t.id == ticket.id)
    }

    /// Tells those whose turn it is.
    pub(super) fn wake(&self, workers: usize) {
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
