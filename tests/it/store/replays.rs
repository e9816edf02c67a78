//! Answers kept for an `Idempotency-Key`.

use std::time::Duration;

use creance::store::replays::{self, Begun, Kept, Keyed, Lease, Room};
use creance::store::{Moment, Store};

use super::{both, bytes, holds, sqlite};

const LEASE: Duration = Duration::from_secs(75);
const KEEP: Duration = Duration::from_secs(86_400);
const ROOM: Room = Room { tenant: 10_000, total: 15_000 };
const NOW: Moment = Moment::from_millis(1_800_000_000_000);

fn later(seconds: u64) -> Moment {
    NOW.after(Duration::from_secs(seconds))
}

fn asked<'a>(tenant: &'a str, key: &'a str, digest: &'a [u8]) -> Keyed<'a> {
    Keyed { tenant, key, digest }
}

async fn begin(store: &Store, asked: Keyed<'_>, now: Moment) -> Begun {
    store.begin_replay(asked, now, LEASE, KEEP).await.unwrap()
}

async fn ours(store: &Store, asked: Keyed<'_>, now: Moment) -> Lease {
    match begin(store, asked, now).await {
        Begun::Ours(lease) => lease,
        other => panic!("{other:?}"),
    }
}

fn answer(body: Vec<u8>) -> Kept {
    let headers = vec![("content-type".to_owned(), "application/pdf".to_owned())];
    Kept { status: 200, headers, body }
}

#[actix_web::test]
async fn an_answer_is_given_again_to_the_same_request_of_the_same_tenant() {
    for given in both().await {
        let (store, kind) = (&given.store, given.kind());
        let first = ours(store, asked("a", "k", b"one"), NOW).await;
        let kept = answer(vec![0, 1, 255, b'%']);
        assert!(store.keep_replay(&first, &kept, NOW, ROOM).await.unwrap(), "{kind}");
        assert_eq!(begin(store, asked("a", "k", b"one"), later(9)).await, Begun::Answered(kept), "{kind}");
        assert_eq!(begin(store, asked("a", "k", b"two"), later(9)).await, Begun::OtherRequest, "{kind}");
        let other = ours(store, asked("b", "k", b"two"), later(9)).await;
        assert_ne!(other.operation, first.operation, "{kind}: another tenant begins his own");
        // A second instance on the same database.
        let again = Store::open(&given.address, 2).await.unwrap();
        assert!(
            matches!(begin(&again, asked("a", "k", b"one"), later(9)).await, Begun::Answered(_)),
            "{kind}"
        );
    }
}

#[actix_web::test]
async fn while_it_runs_nobody_else_begins_it_and_a_crash_lets_go_of_it() {
    for given in both().await {
        let (store, kind) = (&given.store, given.kind());
        let one = asked("a", "k", b"one");
        let first = ours(store, one, NOW).await;
        assert_eq!(begin(store, one, later(74)).await, Begun::Running(NOW.after(LEASE)), "{kind}");
        assert_eq!(begin(store, asked("a", "k", b"two"), later(74)).await, Begun::OtherRequest, "{kind}");
        // Its holder is gone: the lease is over, that instant included.
        let second = ours(store, one, later(75)).await;
        assert_eq!(second.operation, first.operation, "{kind}: the same operation");
        // A holder that comes back too late has nothing to say any more.
        assert!(
            !store.keep_replay(&first, &answer(b"late".to_vec()), later(76), ROOM).await.unwrap(),
            "{kind}"
        );
        store.leave_replay(&first).await.unwrap();
        assert!(matches!(begin(store, one, later(76)).await, Begun::Running(_)), "{kind}");
        let kept = answer(b"second".to_vec());
        assert!(store.keep_replay(&second, &kept, later(77), ROOM).await.unwrap(), "{kind}");
        assert_eq!(begin(store, one, later(78)).await, Begun::Answered(kept), "{kind}");
    }
}

#[actix_web::test]
async fn one_left_without_answer_begins_again_at_once_as_the_same_operation() {
    for given in both().await {
        let (store, kind) = (&given.store, given.kind());
        let one = asked("a", "k", b"one");
        let first = ours(store, one, NOW).await;
        store.leave_replay(&first).await.unwrap();
        assert_eq!(begin(store, asked("a", "k", b"two"), NOW).await, Begun::OtherRequest, "{kind}");
        assert_eq!(ours(store, one, NOW).await.operation, first.operation, "{kind}");
    }
}

#[actix_web::test]
async fn of_many_at_once_one_begins() {
    for given in both().await {
        let tries = (0..12).map(|_| {
            let store = given.store.clone();
            actix_web::rt::spawn(async move { begin(&store, asked("a", "k", b"one"), NOW).await })
        });
        let mut begun = 0;
        for one in tries.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Begun::Ours(_) => begun += 1,
                Begun::Running(_) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(begun, 1, "{}", given.kind());
    }
}

#[actix_web::test]
async fn what_finds_no_room_is_not_kept_and_what_is_over_makes_room() {
    for given in both().await {
        let (store, kind) = (&given.store, given.kind());
        let keep = async |tenant: &str, key: &str, n: usize, now: Moment| {
            let lease = ours(store, asked(tenant, key, b"one"), now).await;
            store.keep_replay(&lease, &answer(vec![7; n]), now, ROOM).await.unwrap()
        };
        assert!(!keep("a", "vast", 10_000, NOW).await, "{kind}: its headers count");
        assert!(keep("a", "1", 6_000, NOW).await, "{kind}");
        assert!(!keep("a", "2", 6_000, NOW).await, "{kind}: over the tenant's");
        assert!(keep("b", "3", 8_000, NOW).await, "{kind}");
        assert!(!keep("c", "4", 3_000, NOW).await, "{kind}: over the whole");
        // The one without room may begin again; a day later the first is over, and leaves its room.
        assert!(!keep("a", "2", 6_000, later(10)).await, "{kind}");
        assert!(keep("a", "2", 6_000, later(86_400)).await, "{kind}");
    }
}

#[actix_web::test]
async fn at_its_expiry_an_answer_is_gone_and_its_key_free() {
    for given in both().await {
        let (store, kind) = (&given.store, given.kind());
        let one = asked("a", "k", b"one");
        let first = ours(store, one, NOW).await;
        store.keep_replay(&first, &answer(b"x".to_vec()), NOW, ROOM).await.unwrap();
        let day = NOW.after(KEEP);
        assert!(matches!(begin(store, one, day.before(Duration::from_millis(1))).await, Begun::Answered(_)));
        // Even before it is purged, it is not given any more.
        let second = ours(store, asked("a", "k", b"two"), day).await;
        assert_ne!(second.operation, first.operation, "{kind}");
        assert_eq!(replays::purge(store, day).await.unwrap(), 0, "{kind}: the new one stays");
        assert_eq!(replays::purge(store, day.after(KEEP)).await.unwrap(), 1, "{kind}");
    }
}

/// An answer is a letter about somebody's debt.
#[actix_web::test]
async fn what_is_erased_is_not_left_in_the_file() {
    let given = sqlite().await;
    let lease = ours(&given.store, asked("a", "k", b"one"), NOW).await;
    let secret = b"Veuve Poignet doit 12345,67 euros".repeat(50);
    assert!(given.store.keep_replay(&lease, &answer(secret.clone()), NOW, ROOM).await.unwrap());
    assert!(holds(&bytes(&given), &secret[..33]));
    assert_eq!(replays::purge(&given.store, NOW.after(KEEP)).await.unwrap(), 1);
    // The write-ahead log goes with its last connection.
    given.store.close().await;
    assert!(!holds(&bytes(&given), &secret[..33]));
}
