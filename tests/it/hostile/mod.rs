//! What a stranger sends to harm: over a real socket, to the service with its workers. Each request has its expected
//! answer (`tests/cases/hostile/`); afterwards the service still answers, has lost no worker, and is no larger.

mod case;
mod markup;
mod outputs;
mod table;
mod wire;

use crate::workers::service::Service;

/// What a test's service may weigh in the end, in MiB: the process that answers, and each of its workers.
const FRONT_MIB: u64 = 400;
const WORKER_MIB: u64 = 700;

/// A service that waits for nobody: a silent client is told so after two seconds.
fn service(more: &str) -> Service {
    Service::start(
        &format!("workers = 1\nhead_seconds = 2\nbody_seconds = 4\nidle_seconds = 1\n{more}"),
        None,
    )
}

/// Still serves, with the same workers, in bounded memory.
fn is_well(service: &Service, started_with: &[u32]) {
    assert_eq!(service.bundle().status, 200, "a bundle is made as before");
    assert_eq!(service.gauge("creance_workers_lost_total"), 0);
    assert_eq!(service.workers(), started_with, "no worker was replaced");
    let front = peak_mib(service.child.id());
    println!("front: {front} MiB at most");
    assert!(front < FRONT_MIB, "{front} MiB");
    for id in started_with {
        let worker = peak_mib(*id);
        println!("worker: {worker} MiB at most");
        assert!(worker < WORKER_MIB, "{worker} MiB");
    }
}

/// The most memory a process ever held, in MiB.
fn peak_mib(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}
