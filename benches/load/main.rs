//! The measure that HTTP is held against: what a request asks for, made in a loop of one thread without any service.
//! Started by `benches/load/run.sh`: `WHAT SECONDS PROCESSES` starts so many loops at once, each in its own process, and
//! prints what they made together: results, microseconds, processor microseconds. `claims COUNT` prints so many claim
//! files, one a line, for those who ask the service.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../claims/mod.rs"]
mod claims;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use claims::{COMPANIES, example, exhibits, numbered, on_this_thread};
use creance::app::{App, Format, Options, Wanted};
use creance::claim::Limits;
use creance::domain::{Bundle, Document};

fn main() {
    // Cargo adds arguments of its own.
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["claims", count] => claims_to_send(count.parse().unwrap()),
        [what, seconds] => alone(what, Duration::from_secs(seconds.parse().unwrap())),
        [what, seconds, processes] => together(what, seconds, processes.parse().unwrap()),
        _ => println!("cargo bench --bench load -- check|lettre|requete|dossier SECONDS PROCESSES"),
    }
}

fn claims_to_send(count: usize) {
    let mut claim = numbered(example(COMPANIES));
    for _ in 0..count {
        println!("{}", String::from_utf8(claim()).unwrap());
    }
}

fn alone(what: &str, time: Duration) {
    on_this_thread();
    let app = App::load(None, None, Limits::default(), claims::as_of).unwrap();
    app.make_ready().unwrap();
    let files = exhibits();
    let mut claim = numbered(example(COMPANIES));
    let mut make = || {
        let claim = claim();
        let document = |d: Document| app.document(d, &claim, Wanted::form(Format::Pdf), None).unwrap().bytes;
        match what {
            "check" => serde_json::to_vec(&app.check(&claim, None, None).unwrap()).unwrap(),
            "lettre" => document(Document::MiseEnDemeure),
            "requete" => document(Document::RequeteInjonctionDePayer),
            "dossier" => {
                app.bundle(Bundle::InjonctionDePayer, &claim, None, &files, Options::default()).unwrap().bytes
            }
            other => panic!("{other}: check, lettre, requete or dossier"),
        }
    };
    // What is loaded at the first question is loaded.
    make();
    let (started, before) = (Instant::now(), spent());
    let mut made = 0_u64;
    while started.elapsed() < time {
        assert!(!make().is_empty());
        made += 1;
    }
    println!("{made} {} {}", started.elapsed().as_micros(), spent() - before);
}

fn together(what: &str, seconds: &str, processes: usize) {
    let program = std::env::current_exe().unwrap();
    let start = |_| {
        let mut loop_of_one = Command::new(&program);
        loop_of_one.args([what, seconds]).stdout(Stdio::piped());
        loop_of_one.spawn().unwrap()
    };
    let loops: Vec<_> = (0..processes).map(start).collect();
    let (mut made, mut took, mut spent) = (0, 0, 0);
    for one in loops {
        let out = one.wait_with_output().unwrap();
        assert!(out.status.success(), "{what}");
        let figures: Vec<u64> =
            String::from_utf8(out.stdout).unwrap().split_whitespace().map(|n| n.parse().unwrap()).collect();
        made += figures[0];
        took = took.max(figures[1]);
        spent += figures[2];
    }
    println!("BARE {made} {took} {spent}");
}

/// Processor time of this process so far, in microseconds; Linux counts in hundredths of a second.
fn spent() -> u64 {
    let line = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = line.rsplit_once(") ").unwrap();
    fields.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap() * 10_000).sum()
}
