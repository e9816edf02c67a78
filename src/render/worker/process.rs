//! One worker process as the service sees it: started, asked, killed.

use std::io::{self, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::frame::{self, Frame};
use super::room::{Room, kept_mib};
use super::{COMMAND, Hello, Reply};
use crate::render::{RenderError, TemplateFiles};

/// How often a wait on the line looks whether it is still worth while.
const STEP: Duration = Duration::from_millis(50);

/// A fresh worker parses the templates; a machine under load may take its time.
const START: Duration = Duration::from_secs(30);

/// What every worker is started with.
pub(super) struct Setup {
    pub program: PathBuf,
    pub memory_mib: u64,
    pub templates: TemplateFiles,
}

/// This program, even when its file was replaced by a newer one since it started.
pub(super) fn this_program() -> io::Result<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Ok(own.to_owned()) } else { std::env::current_exe() }
}

/// Why a worker gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// It took longer than a job may.
    Late,
    /// Nobody waits for the answer any more.
    Abandoned,
    /// It died of its job: no memory, no stack.
    Died,
    /// It died so after other jobs, whose memory it may have kept: nothing is said of this one.
    Worn,
    /// Someone else ended it; the job is not to blame.
    Killed,
    /// It ended, or spoke nonsense.
    Broken,
}

pub(super) struct Worker {
    child: Child,
    line: UnixStream,
    /// Whether it has answered a job.
    served: bool,
    room: Room,
}

impl Worker {
    pub(super) fn start(setup: &Setup) -> Result<Worker, RenderError> {
        let mut worker = Worker::spawn(setup).map_err(|e| RenderError::NoWorker(e.to_string()))?;
        let embedded = setup.templates.are_embedded();
        let (paths, contents): (Vec<_>, Vec<_>) =
            setup.templates.iter().map(|(p, c)| (p.to_owned(), &c[..])).unzip();
        let hello =
            Hello { memory_mib: setup.memory_mib, templates: if embedded { None } else { Some(paths) } };
        let head = serde_json::to_vec(&hello).unwrap_or_default();
        let until = Instant::now() + START;
        let late = || (Instant::now() >= until).then_some(Lost::Late);
        let frame = worker
            .ask(&head, if embedded { &[] } else { &contents }, &late)
            .map_err(|lost| RenderError::NoWorker(format!("{lost:?}")))?;
        let reply: Reply =
            serde_json::from_slice(&frame.head).map_err(|e| RenderError::NoWorker(e.to_string()))?;
        worker.served = false;
        worker.room = Room::at_start(worker.id(), setup.memory_mib);
        reply.map(|_| worker)
    }

    fn spawn(setup: &Setup) -> io::Result<Worker> {
        let (line, other) = UnixStream::pair()?;
        line.set_read_timeout(Some(STEP))?;
        line.set_write_timeout(Some(STEP))?;
        let child = Command::new(&setup.program)
            .arg0("creance")
            .arg(COMMAND)
            // Secrets of the service are none of its business.
            .env_clear()
            // Address space is what is capped: the allocator takes it by 64 MiB (in KiB), not a GiB in advance.
            .env("MIMALLOC_ARENA_RESERVE", "65536")
            // That of the system, which a thread's own start asks, takes 64 MiB for each thread but the first.
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir("/")
            // Ctrl-C in a terminal is for the service, which lets its workers finish.
            .process_group(0)
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(other)))
            // A decoder that prints would print what it reads.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let room = Room::at_start(child.id(), setup.memory_mib);
        Ok(Worker { child, line, served: false, room })
    }

    /// Sends a job and waits for its answer as long as `end` gives no reason to stop. After an error the worker is of
    /// no further use.
    pub(super) fn ask(
        &mut self,
        head: &[u8],
        blobs: &[&[u8]],
        end: &dyn Fn() -> Option<Lost>,
    ) -> Result<Frame, Lost> {
        let mut line = Line { stream: &self.line, end, ended: None };
        let answer = frame::write(&mut line, head, blobs).and_then(|()| {
            let mut reader = BufReader::with_capacity(frame::AT_ONCE, &mut line);
            let frame = frame::read(&mut reader)?;
            // One answer for one job: more is nonsense.
            if reader.buffer().is_empty() { Ok(frame) } else { Err(io::ErrorKind::InvalidData.into()) }
        });
        let ended = line.ended;
        match answer {
            Ok(Some(frame)) => {
                self.served = true;
                Ok(frame)
            }
            Ok(None) | Err(_) => Err(ended.unwrap_or_else(|| self.cause_of_death())),
        }
    }

    /// The line is closed or speaks nonsense: what became of the process?
    fn cause_of_death(&mut self) -> Lost {
        const OF_THE_JOB: [Signal; 3] = [Signal::ABORT, Signal::BUS, Signal::SEGV];
        // The line closes a moment before the process is gone.
        let until = Instant::now() + Duration::from_secs(1);
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(2)),
                Ok(None) | Err(_) => return Lost::Broken,
            }
        };
        match status.signal() {
            Some(signal) if OF_THE_JOB.iter().any(|s| s.as_raw() == signal) => {
                if self.served {
                    Lost::Worn
                } else {
                    Lost::Died
                }
            }
            Some(_) => Lost::Killed,
            None => Lost::Broken,
        }
    }

    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it keeps, in MiB, and whether that leaves room for the next job. Unknown outside Linux.
    pub(super) fn kept_mib(&self) -> Option<(u64, bool)> {
        let (space, memory) = kept_mib(self.id())?;
        Some((memory, self.room.is_left(space)))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Both fail on a process that is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The line, given up when there is a reason to.
struct Line<'a> {
    stream: &'a UnixStream,
    end: &'a dyn Fn() -> Option<Lost>,
    ended: Option<Lost>,
}

impl Line<'_> {
    fn patiently(&mut self, mut once: impl FnMut(&UnixStream) -> io::Result<usize>) -> io::Result<usize> {
        loop {
            self.ended = (self.end)();
            if self.ended.is_some() {
                return Err(io::ErrorKind::Other.into());
            }
            match once(self.stream) {
                Err(e) if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                done => return done,
            }
        }
    }
}

impl Read for Line<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.patiently(|mut s| s.read(buffer))
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.patiently(|mut s| s.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
