//! The worker's side of the line: limits on itself, the engine, then one job after another until the line closes.

use std::io::{self, BufReader};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde_json::Value;

use super::frame::{self, Frame};
use super::{Hello, Rendered, Reply, Request};
use crate::render::{Done, Engine, InProcess, Job, RenderError, Renderer, TemplateFiles};

/// What does an errand: its parameters and its file, to its answer.
pub type Handler = fn(Value, Vec<u8>) -> Result<Done, RenderError>;

/// Layout and export recurse as deep as what they lay out.
const STACK: usize = 16 << 20;

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
    let renderer = match start(first)? {
        Ok(renderer) => renderer,
        Err(e) => return answer(&mut line, &Err(e), &[]),
    };
    answer(&mut line, &Ok(Value::Null), &[])?;
    while let Some(frame) = frame::read(&mut jobs)? {
        let request: Request = serde_json::from_slice(&frame.head)?;
        match work(&renderer, handlers, request, frame.blobs) {
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

fn start(frame: Frame) -> io::Result<Result<InProcess, RenderError>> {
    let hello: Hello = serde_json::from_slice(&frame.head)?;
    let bytes = hello.memory_mib.saturating_mul(1 << 20);
    setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) })?;
    // A core file would hold what the job held.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let files = match hello.templates {
        None => TemplateFiles::embedded(),
        Some(paths) => TemplateFiles::given(paths.into_iter().zip(frame.blobs)),
    };
    Ok(Engine::new(&files).map(InProcess::new))
}

fn work(
    renderer: &InProcess,
    handlers: &[(&str, Handler)],
    request: Request,
    mut blobs: Vec<Vec<u8>>,
) -> Result<(Value, Vec<Vec<u8>>), RenderError> {
    let data = if blobs.is_empty() { Vec::new() } else { blobs.remove(0) };
    match request {
        Request::Render { template, standard, day } => {
            let pdf = renderer.render(&Job { template: &template, data, files: blobs, standard, day })?;
            let rendered = Rendered { pages: pdf.pages, warnings: pdf.warnings };
            let head = serde_json::to_value(rendered).unwrap_or_default();
            Ok((head, vec![pdf.bytes]))
        }
        Request::Errand { kind, head } => {
            let Some((_, handler)) = handlers.iter().find(|(k, _)| *k == kind) else {
                return Err(RenderError::UnknownTemplate(kind));
            };
            let done = catch_unwind(AssertUnwindSafe(|| handler(head, data)));
            let done = done.unwrap_or_else(|_| Err(RenderError::Crashed(kind)))?;
            Ok((done.head, done.blobs))
        }
    }
}

fn answer(line: &mut UnixStream, reply: &Reply, blobs: &[&[u8]]) -> io::Result<()> {
    frame::write(line, &serde_json::to_vec(reply)?, blobs)
}
