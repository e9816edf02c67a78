//! Rendering in single-threaded processes of the same program, which can be killed and may run out of memory alone.
//!
//! Typst cannot be stopped from inside, and a failed allocation ends the process it happens in: neither may be the
//! process that answers requests. A worker reads one job from its line, answers, and keeps nothing of it. It has no
//! argument, no environment, no other open file; its templates come over the line, so that all workers have the same.

mod frame;
mod pool;
mod process;
mod queue;
mod room;
mod serve;
mod together;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RenderError, Standard};
use crate::domain::Day;

pub use pool::{PoolConfig, WorkerPool};
pub use serve::{Handler, STACK, serve};

/// The hidden command by which the program becomes a worker.
pub const COMMAND: &str = "render-worker";

/// First frame to a worker.
#[derive(Debug, Serialize, Deserialize)]
struct Hello {
    /// Cap on its memory.
    memory_mib: u64,
    /// Paths of the templates, whose contents follow; none: those embedded in the program.
    templates: Option<Vec<String>>,
}

/// A job on the line; the data and the files follow.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Request {
    /// A document.
    Render { template: String, standard: Standard, day: Day },
    /// Something else.
    Errand { kind: String, head: Value },
    /// One after the other, each with so many of the files that follow.
    Several(Vec<(Request, usize)>),
}

/// What is known of a PDF besides its bytes.
#[derive(Debug, Serialize, Deserialize)]
struct Rendered {
    pages: usize,
    warnings: Vec<String>,
}

/// The answer to a job; the files follow.
type Reply = Result<Value, RenderError>;

/// The answer to one of several jobs, with how many of the files that follow are its own.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    reply: Reply,
    blobs: usize,
}
