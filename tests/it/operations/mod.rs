//! The service as an operator runs it: its configuration, its logs, its counters, its stops and starts.

mod config;
mod examples;
mod logs;
mod once;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::http::{Answer, send};

/// A directory of configuration and state; a service that runs on it, or does not.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    pub fn new(config: &str) -> Place {
        let dir = tempfile::tempdir().unwrap();
        let head = "listen = \"127.0.0.1:0\"\nweb_workers = 1\nworkers = 1\n";
        std::fs::write(dir.path().join("creance.toml"), format!("{head}{config}")).unwrap();
        Place { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The templates of the service, ours but one.
    pub fn with_template(self, name: &str, text: &str) -> Place {
        let to = self.path("templates");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        assert!(Command::new("cp").arg("-r").arg(from).arg(&to).status().unwrap().success());
        std::fs::write(to.join(name), text).unwrap();
        self
    }

    /// The program, with no variable of ours but those of this place.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_creance"));
        for (name, _) in std::env::vars().filter(|(n, _)| n.starts_with("CREANCE_") || n == "RUST_LOG") {
            command.env_remove(name);
        }
        command.env("STATE_DIRECTORY", self.dir.path());
        command
    }

    pub fn serve(&self, variables: &[(&str, &str)]) -> Running {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        let mut command = self.command();
        command.arg("serve").arg("--config").arg(self.path("creance.toml"));
        if self.path("templates").exists() {
            command.arg("--templates").arg(self.path("templates"));
        }
        command.envs(variables.iter().copied()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let log = || std::fs::read_to_string(self.path("log")).unwrap();
        let at = line.trim().rsplit('/').next().unwrap().parse();
        Running { child, at: at.unwrap_or_else(|_| panic!("{line} {}", log())) }
    }
}

pub struct Running {
    pub child: Child,
    pub at: SocketAddr,
}

impl Running {
    pub fn get(&self, path: &str) -> Answer {
        send(self.at, "GET", path, &[], b"")
    }

    pub fn letter(&self, headers: &[(&str, &str)], claim: &[u8]) -> Answer {
        let all = [&[("content-type", "application/json")], headers].concat();
        send(self.at, "POST", "/v1/documents/decompte", &all, claim)
    }

    pub fn metrics(&self) -> String {
        String::from_utf8(self.get("/metrics").body).unwrap()
    }

    pub fn tell(&mut self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
