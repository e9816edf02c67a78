//! `Idempotency-Key` through what happens to a service: stops, crashes, clients that go away, works that last.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use creance::store::Store;

use super::{Place, Running};
use crate::http::{FIRST, example};
use crate::workers::until;

const KEY: (&str, &str) = ("idempotency-key", "dossier-12/decompte");

/// A document that takes its time: two or three seconds, or for ever.
fn slow(turns: u32) -> String {
    format!(
        "#set document(title: \"Essai\")\n#set text(font: \"Creance Serif\", fallback: false, lang: \"fr\")\n= Titre\n\
         #for i in range({turns}) {{ for j in range(1000) {{ let x = i + j }} }}"
    )
}

fn busy(service: &Running) -> bool {
    service.metrics().contains("\ncreance_workers_busy 1\n")
}

#[test]
fn an_answer_outlives_the_service_that_gave_it() {
    let place = Place::new("");
    let claim = example(FIRST);
    let mut service = place.serve(&[]);
    let first = service.letter(&[KEY], &claim);
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, None));
    service.tell("-TERM");
    let service = place.serve(&[]);
    let second = service.letter(&[KEY], &claim);
    assert_eq!((second.status, second.header("idempotency-replayed")), (200, Some("true")));
    assert!(first.body == second.body);
    for name in ["content-type", "content-disposition", "cache-control"] {
        assert_eq!(first.header(name), second.header(name), "{name}");
    }
    let text = service.metrics();
    assert!(text.contains("creance_idempotency_total{outcome=\"replayed\"} 1\n"), "{text}");
    assert!(!text.contains("creance_render_seconds_count"), "nothing was made again: {text}");
}

#[test]
fn while_the_first_runs_the_second_is_told_to_come_back() {
    let place = Place::new("job_seconds = 60\n").with_template("documents/decompte/main.typ", &slow(3000));
    let claim = example(FIRST);
    let service = place.serve(&[]);
    thread::scope(|s| {
        let first = s.spawn(|| service.letter(&[KEY], &claim));
        until("the worker is taken", || busy(&service));
        let second = service.letter(&[KEY], &claim);
        assert_eq!(second.problem(409)["type"], "urn:creance:problem:idempotency.in_progress");
        assert!(second.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
        let first = first.join().unwrap();
        assert_eq!(first.status, 200, "{}", String::from_utf8_lossy(&first.body));
        let third = service.letter(&[KEY], &claim);
        assert_eq!(third.header("idempotency-replayed"), Some("true"));
        assert!(first.body == third.body);
    });
}

#[test]
fn the_work_of_a_client_that_went_away_is_there_when_it_comes_back() {
    let place = Place::new("job_seconds = 60\n").with_template("documents/decompte/main.typ", &slow(2000));
    let claim = example(FIRST);
    let service = place.serve(&[]);
    let mut stream = TcpStream::connect(service.at).unwrap();
    let head = format!(
        "POST /v1/documents/decompte HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{}: {}\r\ncontent-length: {}\r\n\r\n",
        KEY.0,
        KEY.1,
        claim.len()
    );
    stream.write_all(&[head.as_bytes(), &claim].concat()).unwrap();
    until("the worker is taken", || busy(&service));
    drop(stream);
    until("the answer is kept", || {
        let answer = service.letter(&[KEY], &claim);
        assert!(matches!(answer.status, 200 | 409), "{}", answer.status);
        answer.header("idempotency-replayed") == Some("true")
    });
    let text = service.metrics();
    assert!(
        text.contains("creance_render_seconds_count{kind=\"decompte\",outcome=\"answered\"} 1\n"),
        "{text}"
    );
}

#[test]
fn what_may_succeed_next_time_is_not_kept() {
    let place = Place::new("job_seconds = 60\nwork_seconds = 1\n")
        .with_template("documents/decompte/main.typ", &slow(1_000_000));
    let service = place.serve(&[]);
    for _ in 0..2 {
        let answer = service.letter(&[KEY], &example(FIRST));
        assert_eq!(answer.problem(503)["type"], "urn:creance:problem:service.overtime");
        assert_eq!(answer.header("idempotency-replayed"), None);
    }
}

#[actix_web::test]
async fn after_a_crash_in_the_middle_the_lease_ends_and_the_request_succeeds() {
    let place =
        Place::new("job_seconds = 60\n").with_template("documents/decompte/main.typ", &slow(1_000_000));
    let claim = example(FIRST);
    let mut service = place.serve(&[]);
    let at = service.at;
    thread::scope(|s| {
        s.spawn(move || {
            let body = example(FIRST);
            let mut stream = TcpStream::connect(at).unwrap();
            let head = format!(
                "POST /v1/documents/decompte HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{}: {}\r\ncontent-length: {}\r\n\r\n",
                KEY.0, KEY.1, body.len()
            );
            stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
            thread::sleep(Duration::from_secs(3));
        });
        until("the worker is taken", || busy(&service));
        service.tell("-KILL");
    });
    // The template is ours again.
    std::fs::remove_dir_all(place.path("templates")).unwrap();
    let service = place.serve(&[]);
    let waiting = service.letter(&[KEY], &claim);
    assert_eq!(waiting.problem(409)["type"], "urn:creance:problem:idempotency.in_progress");
    // Its time passes.
    let store = Store::open(&format!("sqlite:{}", place.path("creance.sqlite").display()), 1).await.unwrap();
    let Store::Sqlite(pool) = &store else { unreachable!() };
    let lease: i64 =
        sqlx::query_scalar("SELECT lease_until - created_at FROM replays").fetch_one(pool).await.unwrap();
    assert_eq!(lease, 75_000, "the longest request, and a little");
    sqlx::query("UPDATE replays SET lease_until = created_at").execute(pool).await.unwrap();
    let answer = service.letter(&[KEY], &claim);
    assert_eq!((answer.status, answer.header("idempotency-replayed")), (200, None));
    assert_eq!(service.letter(&[KEY], &claim).header("idempotency-replayed"), Some("true"));
}

/// The password, if any, comes by the environment.
#[actix_web::test]
async fn instances_that_share_a_database_share_the_keys() {
    let Some(given) = crate::store::postgres().await else { return };
    let shared = [("CREANCE_STATE__DATABASE", given.address.as_str())];
    let places = [Place::new(""), Place::new("")];
    let services = [places[0].serve(&shared), places[1].serve(&shared)];
    let claim = example(FIRST);
    let first = services[0].letter(&[KEY], &claim);
    let second = services[1].letter(&[KEY], &claim);
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, None));
    assert_eq!((second.status, second.header("idempotency-replayed")), (200, Some("true")));
    assert!(first.body == second.body);
    // At once, on both: one makes it, whoever it is.
    let key = ("idempotency-key", "ensemble");
    let answers: Vec<_> = thread::scope(|s| {
        let asking: Vec<_> = (0..6)
            .map(|n| {
                s.spawn({
                    let service = &services[n % 2];
                    let claim = &claim;
                    move || service.letter(&[key], claim)
                })
            })
            .collect();
        asking.into_iter().map(|a| a.join().unwrap()).collect()
    });
    let made =
        answers.iter().filter(|a| a.status == 200 && a.header("idempotency-replayed").is_none()).count();
    assert_eq!(made, 1);
    for answer in &answers {
        assert!(answer.status == 409 || answer.body == first.body, "{}", answer.status);
    }
}
