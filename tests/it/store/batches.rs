//! Batches, their queue and their calls: the same contract on every database.

use std::time::Duration;

use creance::store::batches::{BatchState, Ending, Held, ItemState, Made, NewBatch, NewItem};
use creance::store::calls::CallEnd;
use creance::store::{Moment, Store};

use super::both;

const SECOND: i64 = 1_000;

fn at(seconds: i64) -> Moment {
    Moment::from_millis(1_700_000_000_000 + seconds * SECOND)
}

fn later(now: Moment) -> Moment {
    now.after(Duration::from_secs(3_600))
}

fn item(position: i64, state: ItemState) -> NewItem {
    let waits = state == ItemState::Queued;
    NewItem {
        position,
        source: format!("ligne {position}"),
        reference: format!("R{position}"),
        digest: "d".repeat(64),
        state,
        claim: waits.then(|| format!("claim {position}").into_bytes()),
        files: if waits { vec![("a.pdf".into(), vec![0, 255, 1])] } else { Vec::new() },
        duplicate_of: (state == ItemState::Duplicate).then_some(1),
        same_reference_as: (position == 2).then_some(1),
        problem: (state == ItemState::Refused).then(|| "{}".to_owned()),
    }
}

/// A batch of so many items that wait.
async fn batch(store: &Store, tenant: &str, id: &str, now: Moment, items: i64) {
    let all: Vec<NewItem> = (1..=items).map(|n| item(n, ItemState::Queued)).collect();
    batch_of(store, tenant, id, now, &all).await;
}

async fn batch_of(store: &Store, tenant: &str, id: &str, now: Moment, items: &[NewItem]) {
    let new = NewBatch {
        id: id.into(),
        tenant: tenant.into(),
        bundle: "auto".into(),
        as_of: "2026-11-22".into(),
        merge_exhibits: true,
        logo: Some(b"<svg/>".to_vec()),
        webhook_url: Some("https://erp.example.fr/".into()),
        trace: Some("00-a-b-01".into()),
        created_at: now,
    };
    store.open_batch(&new).await.unwrap();
    store.add_items(id, items).await.unwrap();
    store.start_batch(id, now, later(now)).await.unwrap();
}

fn done() -> Ending {
    let made =
        Made { bundle: "relance".into(), name: "r.zip".into(), bytes: b"PK".to_vec(), sha256: "s".into() };
    Ending { state: ItemState::Done, made: Some(made), problem: None }
}

async fn take(store: &Store, lease: &str, now: Moment) -> Option<Held> {
    store.take_item(lease, now, now.after(Duration::from_secs(60))).await.unwrap()
}

async fn finish(store: &Store, held: &Held, now: Moment) -> bool {
    store.finish_item(held, &done(), now, later(now)).await.unwrap()
}

#[actix_web::test]
async fn an_item_is_lent_once_finished_once_and_its_inputs_go_with_its_end() {
    for given in both().await {
        let store = &given.store;
        batch(store, "a", "b1", at(0), 2).await;
        let first = take(store, "l1", at(1)).await.unwrap();
        assert_eq!((first.position, first.attempts, first.claim.as_slice()), (1, 1, b"claim 1".as_slice()));
        assert_eq!(
            store.item_files("b1", 1).await.unwrap(),
            [("a.pdf".to_owned(), vec![0, 255, 1])],
            "{}",
            given.kind()
        );
        assert!(first.merge_exhibits && first.logo.as_deref() == Some(b"<svg/>"), "as the batch asks");
        assert_eq!(store.items_open().await.unwrap(), (1, 1), "{}", given.kind());
        let second = take(store, "l2", at(1)).await.unwrap();
        assert_eq!(second.position, 2);
        let shared: Vec<_> =
            store.items("b1", 0, 9).await.unwrap().iter().map(|i| i.same_reference_as).collect();
        assert_eq!(shared, [None, Some(1)]);
        assert_eq!(take(store, "l3", at(1)).await, None, "both are lent");
        assert!(finish(store, &first, at(2)).await);
        assert!(!finish(store, &first, at(2)).await, "its end is written once");
        assert!(store.item_files("b1", 1).await.unwrap().is_empty());
        let running = store.batch("a", "b1").await.unwrap().unwrap();
        assert_eq!((running.state, running.total), (BatchState::Running, 2));
        assert!(finish(store, &second, at(3)).await);
        let batch = store.batch("a", "b1").await.unwrap().unwrap();
        assert_eq!(
            (batch.state, batch.finished_at, batch.expires_at),
            (BatchState::Done, Some(at(3)), Some(later(at(3))))
        );
        assert_eq!(store.item_result("b1", 2).await.unwrap(), Some(b"PK".to_vec()));
        assert_eq!(take(store, "l4", at(4)).await, None);
        assert_eq!(store.items_open().await.unwrap(), (0, 0));
    }
}

#[actix_web::test]
async fn a_loan_that_runs_out_is_lent_again_and_whoever_comes_late_writes_nothing() {
    for given in both().await {
        let store = &given.store;
        batch(store, "a", "b1", at(0), 1).await;
        let dead = take(store, "l1", at(0)).await.unwrap();
        assert_eq!(take(store, "l2", at(60)).await, None, "not before its time");
        assert!(store.renew_item(&dead, at(120)).await.unwrap());
        assert_eq!(take(store, "l2", at(61)).await, None, "it was prolonged");
        let heir = take(store, "l2", at(121)).await.unwrap();
        assert_eq!((heir.position, heir.attempts), (1, 2));
        assert!(!store.renew_item(&dead, at(500)).await.unwrap());
        assert!(!store.release_item(&dead, None, true).await.unwrap());
        assert!(!finish(store, &dead, at(122)).await);
        assert_eq!(store.items("b1", 0, 9).await.unwrap()[0].state, ItemState::Running);
        assert!(finish(store, &heir, at(123)).await);
        assert_eq!(store.items("b1", 0, 9).await.unwrap()[0].attempts, 2);
    }
}

#[actix_web::test]
async fn an_item_given_back_waits_for_its_moment_and_may_be_forgiven() {
    for given in both().await {
        let store = &given.store;
        batch(store, "a", "b1", at(0), 1).await;
        let held = take(store, "l1", at(0)).await.unwrap();
        assert!(store.release_item(&held, Some(at(10)), false).await.unwrap());
        assert_eq!(take(store, "l2", at(9)).await, None);
        let held = take(store, "l2", at(11)).await.unwrap();
        assert_eq!(held.attempts, 2);
        assert!(store.release_item(&held, None, true).await.unwrap());
        assert_eq!(take(store, "l3", at(11)).await.unwrap().attempts, 2, "that time did not count");
    }
}

#[actix_web::test]
async fn tenants_take_turns_then_the_batches_of_one_tenant() {
    for given in both().await {
        let store = &given.store;
        batch(store, "a", "a1", at(0), 4).await;
        batch(store, "a", "a2", at(1), 4).await;
        batch(store, "b", "b1", at(2), 2).await;
        let mut order = Vec::new();
        for n in 0..6 {
            let held = take(store, &format!("l{n}"), at(10 + n)).await.unwrap();
            order.push(held.batch);
        }
        assert_eq!(order, ["a1", "b1", "a2", "b1", "a1", "a2"], "{}", given.kind());
    }
}

#[actix_web::test]
async fn many_workers_on_several_connections_share_the_queue_and_nothing_is_done_twice() {
    for given in both().await {
        batch(&given.store, "a", "b1", at(0), 30).await;
        batch(&given.store, "b", "b2", at(0), 30).await;
        let mut workers = Vec::new();
        for worker in 0..4 {
            let store = Store::open(&given.address, 2).await.unwrap();
            workers.push(actix_web::rt::spawn(async move {
                let mut done = Vec::new();
                let mut n = 0;
                loop {
                    n += 1;
                    let Some(held) = take(&store, &format!("w{worker}-{n}"), at(1)).await else {
                        let open =
                            store.batches_open("a").await.unwrap() + store.batches_open("b").await.unwrap();
                        if open == 0 {
                            return done;
                        }
                        actix_web::rt::task::yield_now().await;
                        continue;
                    };
                    assert!(finish(&store, &held, at(2)).await);
                    done.push((held.batch, held.position));
                }
            }));
        }
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((count, all.len()), (60, 60), "{}", given.kind());
        for (tenant, id) in [("a", "b1"), ("b", "b2")] {
            assert!(given.store.items(id, 0, 99).await.unwrap().iter().all(|i| i.attempts == 1));
            let batch = given.store.batch(tenant, id).await.unwrap().unwrap();
            assert_eq!(batch.state, BatchState::Done);
            assert_eq!(batch.changes, 61, "a change for each loan and each end");
        }
    }
}

#[actix_web::test]
async fn changes_are_numbered_and_asked_from_any_of_them() {
    for given in both().await {
        let store = &given.store;
        let items = [item(1, ItemState::Queued), item(2, ItemState::Refused), item(3, ItemState::Duplicate)];
        batch_of(store, "a", "b1", at(0), &items).await;
        let seen = |after| async move {
            let all = store.items_changed("b1", after, 9).await.unwrap();
            all.into_iter().map(|i| (i.changed, i.position, i.state)).collect::<Vec<_>>()
        };
        assert_eq!(seen(0).await, [(1, 2, ItemState::Refused), (1, 3, ItemState::Duplicate)]);
        let held = take(store, "l1", at(1)).await.unwrap();
        assert_eq!(seen(1).await, [(2, 1, ItemState::Running)]);
        finish(store, &held, at(2)).await;
        assert_eq!(seen(1).await, [(3, 1, ItemState::Done)]);
        assert!(seen(3).await.is_empty());
        let counts = store.item_counts("b1").await.unwrap();
        let counts: Vec<_> = counts.into_iter().collect();
        assert_eq!(
            counts,
            [(ItemState::Done, 1), (ItemState::Refused, 1), (ItemState::Duplicate, 1)],
            "{}",
            given.kind()
        );
    }
}

#[actix_web::test]
async fn a_tenant_sees_and_erases_only_his_own_and_a_worker_of_what_is_erased_writes_nothing() {
    for given in both().await {
        let store = &given.store;
        batch(store, "a", "b1", at(0), 1).await;
        assert_eq!(store.batch("b", "b1").await.unwrap(), None);
        assert!(store.batches("b", None, 9).await.unwrap().is_empty());
        assert!(!store.erase_batch("b", "b1").await.unwrap());
        let held = take(store, "l1", at(1)).await.unwrap();
        assert!(store.erase_batch("a", "b1").await.unwrap());
        assert!(!store.renew_item(&held, at(99)).await.unwrap());
        assert!(!finish(store, &held, at(2)).await);
        assert_eq!(store.batch("a", "b1").await.unwrap(), None);
        assert!(store.items("b1", 0, 9).await.unwrap().is_empty());
        assert!(store.item_files("b1", 1).await.unwrap().is_empty());
    }
}

#[actix_web::test]
async fn what_still_comes_in_is_seen_by_nobody_and_erased_when_it_is_abandoned() {
    for given in both().await {
        let store = &given.store;
        let new = NewBatch {
            id: "b1".into(),
            tenant: "a".into(),
            bundle: "auto".into(),
            as_of: "2026-11-22".into(),
            merge_exhibits: false,
            logo: None,
            webhook_url: None,
            trace: None,
            created_at: at(0),
        };
        store.open_batch(&new).await.unwrap();
        store.add_items("b1", &[item(1, ItemState::Queued)]).await.unwrap();
        assert_eq!(store.batch("a", "b1").await.unwrap(), None);
        assert!(store.batches("a", None, 9).await.unwrap().is_empty());
        assert_eq!(take(store, "l1", at(1)).await, None);
        assert_eq!(store.batches_open("a").await.unwrap(), 1, "it counts among those not done");
        assert_eq!(store.erase_abandoned(at(0)).await.unwrap(), 0);
        // One that was started is not abandoned, even without an item that waits.
        batch(store, "a", "b2", at(0), 0).await;
        batch(store, "a", "b3", at(0), 1).await;
        assert_eq!(store.batch("a", "b2").await.unwrap().unwrap().state, BatchState::Done);
        assert_eq!(store.erase_abandoned(at(1)).await.unwrap(), 1);
        assert_eq!(store.batches("a", None, 9).await.unwrap().len(), 2);
    }
}

#[actix_web::test]
async fn pages_follow_one_another() {
    for given in both().await {
        let store = &given.store;
        for n in 0..5 {
            batch(store, "a", &format!("b{n}"), at(n), 3).await;
        }
        let ids =
            |all: Vec<creance::store::batches::Batch>| all.into_iter().map(|b| b.id).collect::<Vec<_>>();
        assert_eq!(ids(store.batches("a", None, 2).await.unwrap()), ["b4", "b3"]);
        assert_eq!(ids(store.batches("a", Some("b3"), 9).await.unwrap()), ["b2", "b1", "b0"]);
        let positions = |after| async move {
            let all = store.items("b0", after, 2).await.unwrap();
            all.into_iter().map(|i| i.position).collect::<Vec<_>>()
        };
        assert_eq!((positions(0).await, positions(2).await), (vec![1, 2], vec![3]));
    }
}

#[actix_web::test]
async fn the_end_of_a_batch_is_told_once_and_again_until_it_is_heard() {
    for given in both().await {
        let store = &given.store;
        batch(store, "a", "b1", at(0), 1).await;
        let until = |now: Moment| now.after(Duration::from_secs(30));
        assert_eq!(store.take_call("c", at(1), until(at(1))).await.unwrap(), None, "it is not done");
        let held = take(store, "l1", at(1)).await.unwrap();
        finish(store, &held, at(2)).await;
        let call = store.take_call("c1", at(2), until(at(2))).await.unwrap().unwrap();
        assert_eq!(
            (call.id.as_str(), call.batch_id.as_str(), call.tenant.as_str(), call.attempts),
            ("msg_b1", "b1", "a", 1)
        );
        assert_eq!(call.trace.as_deref(), Some("00-a-b-01"));
        assert_eq!(store.take_call("c2", at(2), until(at(2))).await.unwrap(), None, "it is lent");
        // Whoever had it disappears; the next one comes with its token.
        let heir = store.take_call("c3", at(33), until(at(33))).await.unwrap().unwrap();
        assert_eq!((heir.id.as_str(), heir.attempts), ("msg_b1", 2));
        assert!(!store.finish_call("msg_b1", "c1", CallEnd::Delivered, "200", at(34)).await.unwrap());
        assert!(store.finish_call("msg_b1", "c3", CallEnd::Again(at(100)), "500", at(34)).await.unwrap());
        assert_eq!(store.take_call("c4", at(99), until(at(99))).await.unwrap(), None);
        let call = store.take_call("c5", at(100), until(at(100))).await.unwrap().unwrap();
        assert_eq!(call.id, heir.id, "the receiver knows it by its id");
        assert!(store.finish_call("msg_b1", "c5", CallEnd::Delivered, "204", at(101)).await.unwrap());
        assert_eq!(store.take_call("c6", at(9_999), until(at(9_999))).await.unwrap(), None);
        let told = store.call_of("b1").await.unwrap().unwrap();
        assert_eq!(
            (told.state.as_str(), told.attempts, told.last_outcome.as_deref()),
            ("delivered", 3, Some("204"))
        );
    }
}
