//! What no table can write: bombs made here, clients that never end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::table::exchange;
use super::{is_well, service};
use crate::http::{Form, example, send};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn who_never_ends_is_cut_off_and_others_are_served() {
    let service = service("");
    assert_eq!(service.bundle().status, 200);
    let workers = service.workers();
    let endless = |head: &str, again: &[u8]| {
        let mut stream = TcpStream::connect(service.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut reader = stream.try_clone().unwrap();
        let reading = std::thread::spawn(move || {
            let mut answer = String::new();
            let _ = reader.read_to_string(&mut answer);
            answer
        });
        let started = Instant::now();
        stream.write_all(head.as_bytes()).unwrap();
        let mut sent = 0;
        while !reading.is_finished() && started.elapsed() < Duration::from_secs(30) {
            if stream.write_all(again).is_err() {
                break;
            }
            sent += 1;
            std::thread::sleep(Duration::from_millis(100));
            if sent % 20 == 0 {
                assert_eq!(send(service.at, "GET", "/healthz", &[], b"").status, 200);
            }
        }
        let answer = reading.join().unwrap();
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
        answer.split(' ').nth(1).map_or(0, |s| s.parse().unwrap_or(0))
    };
    let head = |kind: &str| {
        format!(
            "POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
        )
    };
    let drop_by_drop = endless(&head("application/json"), b"1\r\n \r\n");
    assert_eq!(drop_by_drop, 408, "a body that never ends");
    let form = endless(&head("multipart/form-data; boundary=x"), b"3\r\n--x\r\n");
    assert!(matches!(form, 400 | 408), "{form}");
    let piece = [b"40000\r\n".as_slice(), &[b' '; 0x40000], b"\r\n"].concat();
    assert_eq!(endless(&head("application/json"), &piece), 413);
    let headers = endless("GET /healthz HTTP/1.1\r\nhost: localhost\r\n", b"x-a: b\r\n");
    assert!(matches!(headers, 0 | 408 | 431), "{headers}");
    // Empty lines before a request are nothing, however many.
    let lines = endless("", b"\r\n\r\n\r\n\r\n");
    assert!(matches!(lines, 0 | 400 | 408), "{lines}");
    is_well(&service, &workers);
}

#[test]
fn bombs_are_refused_soon_and_leave_nothing() {
    let service = service("");
    assert_eq!(service.bundle().status, 200);
    let workers = service.workers();
    let post = |path: &str, kind: &str, body: &[u8]| {
        let started = Instant::now();
        let answer = send(service.at, "POST", path, &[("content-type", kind)], body);
        assert!(started.elapsed() < Duration::from_secs(20), "{path}: {:?}", started.elapsed());
        answer
    };
    // A hundred thousand levels, well formed, above and within a claim.
    let deep = |head: &str, tail: &str| {
        [head, &"[".repeat(100_000), &"]".repeat(100_000), tail].concat().into_bytes()
    };
    for path in ["/v1/check", "/v1/statement", "/v1/deadlines", "/v1/interest", "/v1/documents/decompte"] {
        for (head, tail) in [("", ""), ("{\"reference\":", "}"), ("{\"kind\":\"procedure\",\"input\":", "}")]
        {
            let answer = post(path, JSON.1, &deep(head, tail));
            let codes = answer.codes(422);
            let told = |c: &String| c == "json.too_deep" || (head.is_empty() && c == "json.not_object");
            assert!(codes.iter().any(told), "{path} {head}: {codes:?}");
        }
    }
    // The worst that a megabyte can do to the list of faults.
    let name = "n".repeat(500_000);
    let many = |one: &str| vec![one; 80_000].join(",");
    for body in [
        format!("{{\"{name}\":[{}]}}", many("0.5")),
        format!("{{\"{name}\":{{{}}}}}", many("\"a\":0")),
        format!("{{\"kind\":\"procedure\",\"input\":{{\"{name}\":[{}]}}}}", many("0.5")),
        format!("{{{}}}", (0..60_000).map(|n| format!("\"f{n}\":1")).collect::<Vec<_>>().join(",")),
        format!("{{\"debtors\":[{}]}}", many("{\"k\":1}")),
    ] {
        for path in ["/v1/check", "/v1/deadlines", "/v1/interest"] {
            let answer = post(path, JSON.1, body.as_bytes());
            assert_eq!(answer.status, 422, "{path} {:.60}", body);
            assert!(answer.body.len() < 4 << 20, "{path} {:.60}: {} bytes", body, answer.body.len());
        }
    }
    // Archives and pictures that unpack without end.
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("manifest.json", zip::write::SimpleFileOptions::default()).unwrap();
    bomb.write_all(&vec![b' '; 200 << 20]).unwrap();
    let bomb = bomb.finish().unwrap().into_inner();
    let told = post("/v1/bundles/verify", "application/zip", &bomb);
    assert_eq!((told.status, told.json()["valid"].as_bool()), (200, Some(false)));
    let form = |bytes: &[u8]| Form::new().claim(&example(crate::http::FIRST)).file("devis_signe.pdf", bytes);
    let answer = form(&bomb).post(service.at, "/v1/check");
    let findings = answer.json()["findings"].to_string();
    assert!(answer.status == 200 && findings.contains("exhibit.unreadable"), "{findings}");
    // The corpus of exhibits holds the others; here, that the service survives one that is refused in the middle.
    let refused = form(&bomb).post(service.at, "/v1/bundles/injonction_de_payer");
    assert!(refused.codes(422).contains(&"exhibit.unreadable".to_owned()));
    is_well(&service, &workers);
}

#[test]
fn two_requests_of_one_connection_are_two_and_a_broken_one_is_the_last() {
    let service = service("");
    let ask = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let last = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let both = exchange(service.at, [ask, last].concat().as_bytes());
    assert_eq!(both.iter().map(|a| a.0).collect::<Vec<_>>(), [200, 200]);
    // What follows a refused body is never read as a request.
    for broken in [
        "POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        "POST /v1/check HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip\r\n\r\n",
    ] {
        let answers = exchange(service.at, [ask, broken, ask, last].concat().as_bytes());
        let seen: Vec<u16> = answers.iter().map(|a| a.0).collect();
        assert!(matches!(seen.as_slice(), [200] | [200, 400] | [200, 501]), "{broken:?}: {seen:?}");
    }
    // A body that was refused before its end: the rest is no request either.
    let early = format!(
        "POST /v1/statement HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n",
        ask.len()
    );
    let answers = exchange(service.at, [&early, ask, last].concat().as_bytes());
    let seen: Vec<u16> = answers.iter().map(|a| a.0).collect();
    assert!(matches!(seen.as_slice(), [415] | [415, 200]), "{seen:?}");
}
