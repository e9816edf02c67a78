//! Batches over HTTP, on the program as it is started: taken in, followed, killed, shared, told.

mod answers;
mod options;
mod survival;
mod telling;
mod tenants;

use std::io::{BufRead, BufReader, Cursor, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, example, send};

/// The program, serving on a database.
pub struct Program {
    pub child: Child,
    pub at: SocketAddr,
    // Read by the program; goes with it.
    _dir: tempfile::TempDir,
}

impl Program {
    pub fn start(database: &str, config: &str) -> Program {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        let head = "listen = \"127.0.0.1:0\"\nweb_workers = 1\nworkers = 1\n";
        std::fs::write(&path, format!("{head}[state]\ndatabase = \"{database}\"\n{config}")).unwrap();
        let program =
            std::env::var_os("CREANCE_TEST_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_creance").into());
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("CREANCE_")) {
            command.env_remove(name);
        }
        command.arg("serve").arg("--config").arg(path).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().rsplit('/').next().unwrap().parse().unwrap_or_else(|_| panic!("{line}"));
        Program { child, at, _dir: dir }
    }

    pub fn get(&self, path: &str) -> Answer {
        send(self.at, "GET", path, &[], b"")
    }

    pub fn lines(&self, query: &str, body: &[u8]) -> Answer {
        let typed = [("content-type", "application/x-ndjson")];
        send(self.at, "POST", &format!("/v1/batches{query}"), &typed, body)
    }

    /// Sends a batch and gives its address.
    pub fn begin(&self, query: &str, body: &[u8]) -> String {
        let answer = self.lines(query, body);
        assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
        answer.header("location").unwrap().to_owned()
    }

    pub fn batch(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    /// Waits for its end.
    pub fn end(&self, path: &str) -> Value {
        until("the batch is done", || self.batch(path)["state"] == "done");
        self.batch(path)
    }

    pub fn ended(&self, path: &str) -> u64 {
        let counts = &self.batch(path)["counts"];
        ["done", "blocked", "refused", "failed", "duplicate"]
            .iter()
            .map(|s| counts[s].as_u64().unwrap())
            .sum()
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn gauge(&self, name: &str) -> usize {
        let text = String::from_utf8(self.get("/metrics").body).unwrap();
        let value = text.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn until(what: &str, mut reached: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(90);
    while !reached() {
        assert!(Instant::now() < end, "{what}");
        thread::sleep(Duration::from_millis(20));
    }
}

pub fn sqlite(dir: &Path) -> String {
    format!("sqlite:{}", dir.join("creance.sqlite").display())
}

/// A claim that gives a reminder without any file, on one line.
pub fn line(reference: &str) -> String {
    let mut claim: Value = serde_json::from_slice(&example(crate::http::FIRST)).unwrap();
    let fields = claim.as_object_mut().unwrap();
    fields.shift_remove("exhibits");
    fields.shift_remove("notices");
    claim["reference"] = json!(reference);
    claim.to_string()
}

/// So many of them.
pub fn many(count: usize) -> Vec<u8> {
    let all = (1..=count).map(|n| line(&format!("LOT-{n:03}")) + "\n");
    all.collect::<String>().into_bytes()
}

/// The files of an archive, in their order.
pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut file = zip.by_index(n).unwrap();
            let mut out = Vec::new();
            file.read_to_end(&mut out).unwrap();
            (file.name().unwrap().into_owned(), out)
        })
        .collect()
}

/// What became of each item.
pub fn states(batch: &Value) -> Vec<String> {
    let items = batch["items"].as_array().unwrap();
    items.iter().map(|i| i["state"].as_str().unwrap().to_owned()).collect()
}
