//! The worker's side of the line: limits on itself, the engine, then one job after another until the line closes.

use std::io::{self, BufReader};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde_json::Value;

use super::frame::{self, Frame};
use super::together::Answer;
use super::{Hello, Part, Rendered, Reply, Request};
use crate::render::{Done, Engine, InProcess, Job, RenderError, Renderer, TemplateFiles};

/// What does an errand: its parameters and its file, to its answer.
pub type Handler = fn(Value, Vec<u8>) -> Result<Done, RenderError>;

/// Layout and export recurse as deep as what they lay out, and readers of foreign files as deep as their objects are
/// nested. Only what is used of it takes memory. One stack serves all jobs: a thread for each file was put to wait
/// behind another worker on one core while the next core had nothing to do.
pub const STACK: usize = 256 << 20;

/// Works until the line, which is the standard input, is closed. `handlers`: errands by kind.
///
/// # Errors
/// When the line breaks or speaks another language; the worker has to end.
pub fn serve(handlers: &[(&str, Handler)]) -> io::Result<()> {
    std::thread::scope(|s| {
        let works =
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(s, || work_through(handlers))?;
        works.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
    })
}

fn work_through(handlers: &[(&str, Handler)]) -> io::Result<()> {
    // Layout and export hand parts of a document to rayon's threads. A worker has one, which is this one: waking another
    // for each part, and waiting for it, took longer than many of them.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    alone.map_err(io::Error::other)?;
    let mut line = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut jobs = BufReader::with_capacity(frame::AT_ONCE, line.try_clone()?);
    end_with_parent();
    let Some(first) = frame::read(&mut jobs)? else { return Ok(()) };
    let bench = match start(first, handlers)? {
        Ok(bench) => bench,
        Err(e) => return answer(&mut line, &Err(e), &[]),
    };
    answer(&mut line, &Ok(Value::Null), &[])?;
    while let Some(frame) = frame::read(&mut jobs)? {
        let request: Request = serde_json::from_slice(&frame.head)?;
        match bench.work(request, frame.blobs) {
            Ok((head, blobs)) => {
                let blobs: Vec<&[u8]> = blobs.iter().map(Vec::as_slice).collect();
                answer(&mut line, &Ok(head), &blobs)?;
            }
            Err(e) => answer(&mut line, &Err(e), &[])?,
        }
    }
    Ok(())
}

/// A service that is killed closes no line to a worker in the middle of a job: nobody else would stop it.
fn end_with_parent() {
    let parent = std::os::unix::process::parent_id();
    std::thread::spawn(move || {
        while std::os::unix::process::parent_id() == parent {
            std::thread::sleep(Duration::from_secs(1));
        }
        std::process::exit(1);
    });
}

fn start<'a>(frame: Frame, handlers: &'a [(&'a str, Handler)]) -> io::Result<Result<Bench<'a>, RenderError>> {
    let hello: Hello = serde_json::from_slice(&frame.head)?;
    let bytes = hello.memory_mib.saturating_mul(1 << 20);
    setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) })?;
    // A core file would hold what the job held.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let files = match hello.templates {
        None => TemplateFiles::embedded(),
        Some(paths) => TemplateFiles::given(paths.into_iter().zip(frame.blobs)),
    };
    Ok(Engine::new(&files).map(|e| Bench { renderer: InProcess::new(e), handlers }))
}

/// What a worker works with.
struct Bench<'a> {
    renderer: InProcess,
    handlers: &'a [(&'a str, Handler)],
}

impl Bench<'_> {
    fn work(&self, request: Request, mut blobs: Vec<Vec<u8>>) -> Answer {
        match request {
            Request::Render { template, standard, day } => {
                let data = if blobs.is_empty() { Vec::new() } else { blobs.remove(0) };
                let job = Job { template: &template, data, files: blobs, standard, day };
                let pdf = self.renderer.render(&job)?;
                let rendered = Rendered { pages: pdf.pages, warnings: pdf.warnings };
                let head = serde_json::to_value(rendered).unwrap_or_default();
                Ok((head, vec![pdf.bytes]))
            }
            Request::Errand { kind, head } => {
                let Some((_, handler)) = self.handlers.iter().find(|(k, _)| *k == kind) else {
                    return Err(RenderError::UnknownTemplate(kind));
                };
                let data = blobs.into_iter().next().unwrap_or_default();
                let done = catch_unwind(AssertUnwindSafe(|| handler(head, data)));
                let done = done.unwrap_or_else(|_| Err(RenderError::Crashed(kind)));
                done.map(|done| (done.head, done.blobs))
            }
            Request::Several(jobs) => self.several(jobs, blobs),
        }
    }

    /// One after the other. What one leaves behind can only end the worker, never change what the next is told.
    fn several(&self, jobs: Vec<(Request, usize)>, blobs: Vec<Vec<u8>>) -> Answer {
        let mut blobs = blobs.into_iter();
        let (mut parts, mut files) = (Vec::with_capacity(jobs.len()), Vec::new());
        for (request, count) in jobs {
            let done = self.work(request, blobs.by_ref().take(count).collect());
            let own = files.len();
            let reply = done.map(|(head, blobs)| {
                files.extend(blobs);
                head
            });
            parts.push(Part { reply, blobs: files.len() - own });
        }
        Ok((serde_json::to_value(parts).unwrap_or_default(), files))
    }
}

fn answer(line: &mut UnixStream, reply: &Reply, blobs: &[&[u8]]) -> io::Result<()> {
    frame::write(line, &serde_json::to_vec(reply)?, blobs)
}
