//! The service as it is started: more asked than it can, workers killed, told to stop, kept waiting.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{HEAD, program, until};
use crate::http::{Answer, FIRST, example, first_with_files, send};

pub struct Service {
    pub child: Child,
    pub at: SocketAddr,
    // Read by the service; goes with it.
    _dir: tempfile::TempDir,
}

impl Service {
    /// With a configuration, and optionally a template that replaces one of ours.
    pub fn start(config: &str, replaced: Option<(&str, String)>) -> Service {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        std::fs::write(&path, format!("listen = \"127.0.0.1:0\"\nweb_workers = 1\n{config}")).unwrap();
        let mut command = Command::new(program());
        for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("CREANCE_")) {
            command.env_remove(name);
        }
        command.env("STATE_DIRECTORY", dir.path());
        command.arg("serve").arg("--config").arg(path).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some((name, text)) = replaced {
            let templates = dir.path().join("templates");
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &templates);
            std::fs::write(templates.join(name), text).unwrap();
            command.arg("--templates").arg(templates);
        }
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().rsplit('/').next().unwrap().parse().unwrap_or_else(|_| panic!("{line}"));
        Service { child, at, _dir: dir }
    }

    pub fn gauge(&self, name: &str) -> usize {
        let text = String::from_utf8(send(self.at, "GET", "/metrics", &[], b"").body).unwrap();
        let value = text.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
    }

    pub fn workers(&self) -> Vec<u32> {
        let parent = self.child.id().to_string();
        let all =
            std::fs::read_dir("/proc").unwrap().filter_map(|e| e.unwrap().file_name().into_string().ok());
        let ids = all.filter_map(|name| name.parse::<u32>().ok());
        ids.filter(|id| {
            // After the name, which stands in brackets: state, parent.
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            let rest = stat.rsplit(") ").next().unwrap_or_default().to_owned();
            rest.split(' ').nth(1) == Some(parent.as_str()) && !rest.starts_with('Z')
        })
        .collect()
    }

    pub fn bundle(&self) -> Answer {
        first_with_files().post(self.at, "/v1/bundles/injonction_de_payer")
    }

    fn letter(&self) -> Answer {
        let json = [("content-type", "application/json")];
        send(self.at, "POST", "/v1/documents/decompte", &json, &example(FIRST))
    }

    fn tell(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A service whose décompte never ends.
fn endless(config: &str) -> Service {
    let body =
        format!("{HEAD}= Titre\n#for i in range(1000000) {{ for j in range(1000000) {{ let x = i + j }} }}");
    Service::start(config, Some(("documents/decompte/main.typ", body)))
}

#[test]
fn asked_for_twice_what_it_can_every_answer_is_a_success_or_an_honest_503() {
    let service = Service::start("workers = 1\nrender_queue = 2\nupload_slots = 3\n", None);
    let expected = service.bundle();
    assert_eq!(expected.status, 200);
    let answers: Vec<Answer> = thread::scope(|s| {
        let clients: Vec<_> = (0..6).map(|_| s.spawn(|| [(); 3].map(|()| service.bundle()))).collect();
        clients.into_iter().flat_map(|c| c.join().unwrap()).collect()
    });
    let mut refused = 0;
    for answer in &answers {
        if answer.status == 200 {
            assert_eq!(answer.body, expected.body, "the same bytes under load");
        } else {
            let problem = answer.problem(503);
            assert_eq!(problem["type"], "urn:creance:problem:service.busy");
            assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
            refused += 1;
        }
    }
    assert!(refused > 0 && refused < answers.len(), "{refused} of {}", answers.len());
    assert_eq!(service.bundle().status, 200, "and it goes on");
    assert_eq!(service.gauge("creance_workers_lost_total"), 0);
}

#[test]
fn a_document_that_never_ends_is_refused_and_the_others_are_made() {
    let service = endless("workers = 2\njob_seconds = 1\n");
    thread::scope(|s| {
        let endless: Vec<_> = (0..2).map(|_| s.spawn(|| service.letter())).collect();
        for answer in endless {
            assert_eq!(answer.join().unwrap().codes(422), ["document.too_heavy"]);
        }
    });
    assert_eq!(service.gauge("creance_workers_lost_total"), 2);
    let json = [("content-type", "application/json")];
    let other = send(service.at, "POST", "/v1/documents/bordereau_de_pieces", &json, &example(FIRST));
    assert_eq!(other.status, 200, "{}", String::from_utf8_lossy(&other.body));
}

#[test]
fn past_its_time_a_request_is_told_so_and_its_worker_is_freed() {
    let service = endless("workers = 1\njob_seconds = 60\nwork_seconds = 1\n");
    let answer = service.letter();
    assert_eq!(answer.problem(503)["type"], "urn:creance:problem:service.overtime");
    assert!(answer.header("retry-after").is_some());
    until("the worker is freed", || service.gauge("creance_workers_busy") == 0);
    until("the place is freed", || service.gauge("creance_render_taken") == 0);
}

#[test]
fn when_the_client_goes_away_its_work_is_dropped() {
    let service = endless("workers = 1\njob_seconds = 60\n");
    let ask = || {
        let mut stream = TcpStream::connect(service.at).unwrap();
        let body = example(FIRST);
        let head = format!(
            "POST /v1/documents/decompte HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        stream
    };
    let running = ask();
    until("the worker is taken", || service.gauge("creance_workers_busy") == 1);
    let waiting = ask();
    until("one waits", || service.gauge("creance_workers_waiting") == 1);
    drop(waiting);
    until("it leaves the queue", || service.gauge("creance_workers_waiting") == 0);
    assert_eq!(service.gauge("creance_workers_busy"), 1);
    drop(running);
    until("the worker is freed", || service.gauge("creance_workers_busy") == 0);
}

#[test]
fn workers_killed_from_outside_are_replaced_unseen() {
    let service = Service::start("workers = 2\n", None);
    let before = service.workers();
    assert_eq!(before.len(), 2);
    super::kill(&before);
    assert_eq!(service.bundle().status, 200);
    assert!(service.workers().iter().any(|id| !before.contains(id)));
}

#[test]
fn told_to_stop_it_finishes_what_it_accepted_and_leaves_nothing_behind() {
    let mut service = Service::start("workers = 1\n", None);
    let expected = service.bundle();
    let workers = service.workers();
    assert_eq!(workers.len(), 1);
    thread::scope(|s| {
        let accepted: Vec<_> = (0..3).map(|_| s.spawn(|| service.bundle())).collect();
        until("all are accepted", || service.gauge("creance_render_taken") == 3);
        service.tell("-TERM");
        for answer in accepted {
            let answer = answer.join().unwrap();
            assert_eq!(answer.status, 200);
            assert_eq!(answer.body, expected.body);
        }
    });
    assert!(TcpStream::connect(service.at).is_err(), "nothing is accepted any more");
    let status = service.child.wait().unwrap();
    assert!(status.success(), "{status}");
    for id in workers {
        assert!(!Path::new(&format!("/proc/{id}")).exists(), "worker {id} is still there");
    }
}

#[test]
fn workers_do_not_outlive_a_service_that_is_killed() {
    let mut service = endless("workers = 2\n");
    let workers = service.workers();
    let at = service.at;
    let asking = thread::spawn(move || {
        let mut stream = TcpStream::connect(at).unwrap();
        let body = example(FIRST);
        let head = format!(
            "POST /v1/documents/decompte HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    until("a worker is taken", || service.gauge("creance_workers_busy") == 1);
    service.child.kill().unwrap();
    service.child.wait().unwrap();
    asking.join().unwrap();
    let gone = |id: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.is_empty() || stat.contains(") Z ")
    };
    until("the workers are gone", || workers.iter().all(gone));
}

#[test]
fn who_sends_slowly_is_cut_off_and_holds_nobody_up() {
    let service = Service::start("workers = 1\nhead_seconds = 1\nbody_seconds = 1\nidle_seconds = 1\n", None);
    let cut = |sent: &str| {
        let mut stream = TcpStream::connect(service.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(sent.as_bytes()).unwrap();
        let started = Instant::now();
        // Others are served meanwhile.
        assert_eq!(send(service.at, "GET", "/healthz", &[], b"").status, 200);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
        answer.lines().next().unwrap_or_default().to_owned()
    };
    let head = cut("POST /v1/check HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    assert!(head.contains(" 408 ") || head.is_empty(), "{head}");
    let body = "POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{";
    assert!(cut(body).contains(" 408 "));
    // A connection kept alive without request is closed.
    assert!(cut("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").contains(" 200 "));
}

#[test]
fn a_logo_reaches_the_letter_through_a_worker() {
    let service = Service::start("workers = 1\n", None);
    let ask = |at, logo: &[u8]| crate::logo::ask(at, "mise_en_demeure", Some(logo));
    let (apart, here) = (ask(service.at, crate::logo::SVG), ask(*crate::http::SERVICE, crate::logo::SVG));
    assert_eq!((apart.status, here.status), (200, 200));
    assert_eq!(apart.body, here.body);
    assert_eq!(ask(service.at, b"\x89PNG\r\n\x1a\n").codes(422), ["logo.unusable"]);
}
