//! The service as its operator runs it: keys made and revoked, a public address, the log, the audit log, the purge.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use creance::store::{AuditLine, Store};
use serde_json::{Value, json};

use crate::http::{Answer, FIRST, example, send};
use crate::store::Given;

/// A configuration of its own, and the program run with it.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new(config: &str) -> Place {
        let dir = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}/state/creance.sqlite", dir.path().display());
        Place::within(dir, &database, config)
    }

    fn on(given: &Given) -> Place {
        Place::within(tempfile::tempdir().unwrap(), &given.address, "")
    }

    fn within(dir: tempfile::TempDir, database: &str, config: &str) -> Place {
        let text = format!("workers = 1\nweb_workers = 1\n[state]\ndatabase = \"{database}\"\n{config}");
        std::fs::write(dir.path().join("creance.toml"), text).unwrap();
        Place { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_creance"));
        for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("CREANCE_")) {
            command.env_remove(name);
        }
        command.args(words).arg("--config").arg(self.path("creance.toml"));
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// The answer of a command that succeeds.
    fn told(&self, words: &[&str]) -> Value {
        let out = self.run(words);
        let error = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{words:?}: {error}");
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {words:?}"))
    }

    /// The problem of one that does not.
    fn refused(&self, words: &[&str]) -> Value {
        let out = self.run(words);
        assert_eq!(out.status.code(), Some(2), "{words:?}");
        assert!(out.stdout.is_empty());
        // Lines of the log may come before.
        let error = String::from_utf8(out.stderr).unwrap();
        let problem = error.find("\n{\n").map_or(error.as_str(), |at| &error[at..]);
        serde_json::from_str(problem).unwrap_or_else(|e| panic!("{e}: {error}"))
    }

    fn key(&self, words: &[&str]) -> Value {
        self.told(&[&["keys", "add", "--label", "Logiciel"], words].concat())
    }

    fn serve(&self, words: &[&str]) -> Running {
        let log = std::fs::File::create(self.path("log")).unwrap();
        let mut child = self
            .command(&[&["serve"], words].concat())
            // All that can be logged.
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port = at.unwrap_or_else(|| panic!("{line}: {}", read(&self.path("log"))));
        Running { child, at: SocketAddr::from(([127, 0, 0, 1], port)) }
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

struct Running {
    child: Child,
    at: SocketAddr,
}

impl Running {
    fn ask(&self, method: &str, path: &str, header: (&str, &str), body: &[u8]) -> Answer {
        send(self.at, method, path, &[header, ("content-type", "application/json")], body)
    }

    fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_key_is_shown_once_listed_without_its_secret_and_revoked() {
    let place = Place::new("");
    assert_eq!(place.told(&["keys", "list"]), json!([]));
    let made = place.key(&[
        "--tenant",
        "cabinet",
        "--scope",
        "documents,read",
        "--per-minute",
        "30",
        "--expires",
        "2099-12-31",
    ]);
    let text = made["key"].as_str().unwrap();
    let id = made["id"].as_str().unwrap();
    assert!(text.starts_with(&format!("creance_{id}_")) && text.len() == 68, "{text}");
    assert_eq!((&made["scopes"], &made["per_minute"]), (&json!(["read", "documents"]), &json!(30)));
    assert_eq!(made["expires_at"], "2099-12-31T23:00:00Z", "through its last day, in Paris");
    let list = place.told(&["keys", "list"]);
    let mut listed = made.clone();
    listed.as_object_mut().unwrap().shift_remove("key");
    assert_eq!(list, json!([listed]));
    let revoked = place.told(&["keys", "revoke", id]);
    assert_eq!((&revoked["state"], revoked["revoked_at"].is_string()), (&json!("revoked"), true));
    assert_eq!(place.told(&["keys", "revoke", id]), revoked, "once is enough");
    assert_eq!(place.refused(&["keys", "revoke", "0000"])["type"], "urn:creance:problem:resource.unknown");
    let actions = place.told(&["audit"]);
    let actions: Vec<&str> =
        actions.as_array().unwrap().iter().map(|l| l["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["keys add", "keys revoke", "keys revoke"]);
}

#[test]
fn a_key_that_makes_no_sense_is_refused() {
    let place = Place::new("");
    for words in [
        &["--tenant", "Cabinet Été", "--scope", "read"][..],
        &["--tenant", "a", "--scope", "tout"],
        &["--tenant", "a"],
        &["--tenant", "a", "--scope", "read", "--expires", "2020-01-01"],
        &["--tenant", "a", "--scope", "read", "--per-minute", "0"],
    ] {
        let all = [&["keys", "add", "--label", "x"], words].concat();
        assert_eq!(place.refused(&all)["type"], "urn:creance:problem:cli.usage", "{words:?}");
    }
    assert_eq!(place.told(&["keys", "list"]), json!([]));
}

#[test]
fn a_public_address_is_refused_without_a_usable_key() {
    let place = Place::new("");
    let refused = |place: &Place| {
        let problem = place.refused(&["serve", "--listen", "0.0.0.0:0"]);
        let detail = problem["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("0.0.0.0:0") && detail.contains("creance keys add"), "{detail}");
    };
    refused(&place);
    let key = place.key(&["--tenant", "a", "--scope", "read"]);
    place.told(&["keys", "revoke", key["id"].as_str().unwrap()]);
    refused(&place);
}

/// One life of a service on a public address: no secret shown to it, good or wrong, is in what it logs at its most
/// talkative; its keys end while it runs; what was done is in the audit log after it stopped.
#[test]
fn a_public_service_lets_in_by_key_and_keeps_its_secrets() {
    let place = Place::new("[access]\nper_minute = 1000\n");
    let pepper = place.path("pepper");
    std::fs::write(&pepper, "un poivre de plus de trente-deux octets").unwrap();
    let more = format!("pepper_file = \"{}\"\n", pepper.display());
    let config = read(&place.path("creance.toml")) + &more;
    std::fs::write(place.path("creance.toml"), config).unwrap();

    let made = place.key(&["--tenant", "cabinet", "--scope", "read,documents"]);
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    let wrong = format!("creance_{id}_{}", "W".repeat(43));
    let (bearer, bad) = (format!("Bearer {key}"), format!("Bearer {wrong}"));
    let service = place.serve(&["--listen", "0.0.0.0:0"]);
    assert_eq!(service.ask("GET", "/v1/rules", ("x-nothing", ""), b"").status, 401);
    assert_eq!(service.ask("GET", "/v1/rules", ("authorization", &bad), b"").status, 401);
    assert_eq!(service.ask("GET", "/v1/rules", ("x-api-key", &wrong), b"").status, 401);
    assert_eq!(service.ask("GET", "/v1/rules", ("x-api-key", key), b"").status, 200);
    let claim = example(FIRST);
    let letter = service.ask("POST", "/v1/documents/decompte", ("authorization", &bearer), &claim);
    assert_eq!(letter.status, 200);
    let asked = service.ask("GET", "/v1/rules?nom=durand", ("authorization", &bearer), b"");
    assert_eq!(asked.status, 422, "the query is not logged either");
    assert_eq!(letter.header("ratelimit-policy"), Some("\"minute\";q=1000;w=60"));

    // Beside the service, while it runs.
    place.told(&["keys", "revoke", id]);
    let end = Instant::now() + Duration::from_secs(4);
    let revoked = || service.ask("GET", "/v1/rules", ("authorization", &bearer), b"").status == 401;
    while !revoked() {
        assert!(Instant::now() < end, "a revoked key still opens");
        std::thread::sleep(Duration::from_millis(50));
    }
    service.stop();

    let log = read(&place.path("log"));
    assert!(log.contains("answered") && log.lines().count() > 20, "{log}");
    let secret = &key["creance_".len() + 17..];
    let name =
        serde_json::from_slice::<Value>(&claim).unwrap()["debtors"][0]["name"].as_str().unwrap().to_owned();
    for hidden in [secret, &"W".repeat(43), "un poivre", "durand", name.as_str()] {
        assert!(!log.contains(hidden), "{hidden} is in the log: {}", line_of(&log, hidden));
    }
    let audit = place.told(&["audit", "--tenant", "cabinet"]);
    let told: Vec<_> = audit
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["action"].as_str().unwrap(), &l["key"], &l["status"]))
        .collect();
    let (id, none) = (json!(id), json!(0));
    let expected = [
        ("keys add", &id, &none),
        ("POST /v1/documents/{document}", &id, &json!(200)),
        ("keys revoke", &id, &none),
    ];
    assert_eq!(told, expected);
}

fn line_of<'a>(log: &'a str, hidden: &str) -> &'a str {
    log.lines().find(|l| l.contains(hidden)).unwrap_or_default()
}

#[test]
fn the_service_erases_by_itself_what_is_due() {
    let place = Place::new("audit_days = 30\n");
    let address = format!("sqlite:{}/state/creance.sqlite", place.dir.path().display());
    let line = |id: &str, days: u64| AuditLine {
        id: id.to_owned(),
        at: creance::clock::now().before(Duration::from_secs(days * 86_400)),
        tenant: "a".to_owned(),
        key_id: None,
        request_id: id.to_owned(),
        action: "POST /v1/batches".to_owned(),
        status: 202,
    };
    actix_web::rt::System::new().block_on(async {
        let store = Store::open(&address, 1).await.unwrap();
        store.add_audit(&[line("old", 31), line("young", 29)]).await.unwrap();
        store.close().await;
    });
    let service = place.serve(&["--listen", "127.0.0.1:0"]);
    let end = Instant::now() + Duration::from_secs(10);
    let left = || -> Vec<Value> {
        place.told(&["audit"]).as_array().unwrap().iter().map(|l| l["request"].clone()).collect()
    };
    while left().len() > 1 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(left(), ["young"]);
    service.stop();
}

#[test]
fn purge_erases_what_is_asked_and_says_how_much() {
    let all = actix_web::rt::System::new().block_on(crate::store::both());
    for given in &all {
        let place = Place::on(given);
        place.key(&["--tenant", "a", "--scope", "read"]);
        let nothing = json!({ "batches": 0, "replays": 0, "audit": 0, "labels": 0 });
        assert_eq!(place.told(&["purge"]), nothing, "{}", given.kind());
        assert_eq!(place.told(&["purge", "--before", "2020-01-01"]), nothing);
        assert_eq!(place.told(&["purge", "--all"])["audit"], 2, "the key's, and that of the purge before");
        let audit = place.told(&["audit"]);
        assert_eq!((audit.as_array().unwrap().len(), &audit[0]["action"]), (1, &json!("purge --all")));
        assert_eq!(place.told(&["keys", "list"]).as_array().unwrap().len(), 1, "keys stay");
        place.refused(&["purge", "--all", "--before", "2020-01-01"]);
    }
}

#[test]
fn a_database_that_cannot_be_used_is_told_without_its_password() {
    let place = Place::within(tempfile::tempdir().unwrap(), "postgres://u:motdepasse@127.0.0.1:1/d", "");
    let out = place.run(&["keys", "list"]);
    assert_eq!(out.status.code(), Some(2));
    let served = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(served.status.code(), Some(2));
    for text in [&out.stderr, &served.stderr] {
        let text = String::from_utf8_lossy(text);
        assert!(text.contains("state.database") && !text.contains("motdepasse"), "{text}");
    }
}
