//! Killed, restarted, shared: every item has one end, and the same bytes.

use std::process::Command;
use std::time::{Duration, Instant};

use creance::clock;
use creance::store::Store;
use creance::store::batches::ItemState;
use serde_json::Value;

use super::{Program, many, sqlite, states, until};
use crate::store::postgres;

const COUNT: usize = 12;

/// Enough for another instance to find some left when it looks.
const SHARED: usize = 50;

const SHORT_LOANS: &str = "[batch]\nlease_seconds = 2\n";

/// How many times each item was begun, by its position.
async fn attempts(database: &str, path: &str) -> Vec<i64> {
    let store = Store::open(database, 1).await.unwrap();
    let items = store.items(path.rsplit('/').next().unwrap(), 0, 1_000).await.unwrap();
    assert!(items.iter().all(|i| i.state == ItemState::Done), "{items:?}");
    items.iter().map(|i| i.attempts).collect()
}

fn whole(batch: &Value) {
    all_done(batch, COUNT);
}

fn all_done(batch: &Value, count: usize) {
    assert_eq!(states(batch), vec!["done"; count], "{batch}");
}

#[actix_web::test]
async fn killed_in_the_middle_it_goes_on_and_the_result_is_the_same_bytes() {
    let (calm, rough) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let body = many(COUNT);
    let undisturbed = {
        let program = Program::start(&sqlite(calm.path()), SHORT_LOANS);
        let path = program.begin("", &body);
        whole(&program.end(&path));
        program.get(&format!("{path}/result")).body
    };
    let database = sqlite(rough.path());
    let mut program = Program::start(&database, SHORT_LOANS);
    let path = program.begin("", &body);
    let mut before = 0;
    // Twice, each time with an item in hand.
    for goal in [2, 5] {
        until("some are done", || program.ended(&path) >= goal);
        before = program.ended(&path);
        program.kill();
        program = Program::start(&database, SHORT_LOANS);
    }
    whole(&program.end(&path));
    assert!((5..COUNT as u64).contains(&before), "{before}: it was killed in the middle");
    let result = program.get(&format!("{path}/result"));
    assert_eq!(result.status, 200);
    assert!(result.body == undisturbed, "the same bytes as without a kill");
    let attempts = attempts(&database, &path).await;
    let again = attempts.iter().filter(|n| **n > 1).count();
    assert!(again <= 3, "only what was in hand was begun again: {attempts:?}");
}

#[actix_web::test]
async fn told_to_stop_it_finishes_the_item_in_hand_lets_followers_go_and_the_rest_waits() {
    let dir = tempfile::tempdir().unwrap();
    let database = sqlite(dir.path());
    let mut program = Program::start(&database, "");
    let path = program.begin("", &many(COUNT));
    until("one is done", || program.ended(&path) >= 1);
    let at = program.at;
    let events = format!("{path}/events");
    let follower = std::thread::spawn(move || crate::http::send(at, "GET", &events, &[], b""));
    std::thread::sleep(Duration::from_millis(100));
    let asked = Instant::now();
    assert!(
        Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().unwrap().success()
    );
    let status = program.child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", asked.elapsed());
    assert_eq!(follower.join().unwrap().status, 200);
    // Nothing is left in hand: the next one begins at once, although loans last a minute.
    let program = Program::start(&database, "");
    let batch = program.batch(&path);
    assert!(batch["counts"]["running"].as_u64().unwrap() <= 1 && batch["state"] != "done", "{batch}");
    whole(&program.end(&path));
    assert_eq!(attempts(&database, &path).await, vec![1; COUNT]);
}

#[actix_web::test]
async fn instances_share_one_postgresql_and_one_takes_over_from_the_other() {
    let Some(given) = postgres().await else { return };
    let one = Program::start(&given.address, SHORT_LOANS);
    let two = Program::start(&given.address, SHORT_LOANS);
    let path = one.begin("", &many(SHARED));
    all_done(&two.end(&path), SHARED);
    let shares = [one.gauge("creance_batch_items_ended"), two.gauge("creance_batch_items_ended")];
    assert!(shares.iter().sum::<usize>() == SHARED && !shares.contains(&0), "{shares:?}");
    assert_eq!(attempts(&given.address, &path).await, vec![1; SHARED], "nothing twice");
    assert!(one.get(&format!("{path}/result")).body == two.get(&format!("{path}/result")).body);

    let path = one.begin("", &many(SHARED));
    until("some are done", || one.ended(&path) >= 3);
    one.kill();
    all_done(&two.end(&path), SHARED);
    let attempts = attempts(&given.address, &path).await;
    assert!(attempts.iter().filter(|n| **n > 1).count() <= 1, "{attempts:?}");
}

#[actix_web::test]
async fn an_item_that_its_workers_never_come_back_from_is_given_up_and_the_others_are_made() {
    let dir = tempfile::tempdir().unwrap();
    let database = sqlite(dir.path());
    let program = Program::start(&database, "[batch]\nrunners = 0\n");
    let path = program.begin("", &many(2));
    program.kill();
    let store = Store::open(&database, 1).await.unwrap();
    for lease in ["first", "second"] {
        // Lent until a moment already past.
        let now = clock::now();
        let held = store.take_item(lease, now, now.before(Duration::from_secs(1))).await.unwrap().unwrap();
        assert_eq!(held.position, 1);
    }
    store.close().await;
    let program = Program::start(&database, "[batch]\nattempts = 2\n");
    let batch = program.end(&path);
    assert_eq!(states(&batch), ["failed", "done"]);
    assert_eq!(batch["items"][0]["problem"]["type"], "urn:creance:problem:server.error");
}
