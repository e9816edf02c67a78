//! From a document model (JSON bytes) to PDF bytes: fonts, templates, the Typst world, PDF options. And from the facts
//! of a message to its text, its HTML and its e-mail ([`Messages`], [`mail`], [`sms`]).
//!
//! A job names a template and carries its data; nothing else reaches the page. The world has no disk, no package,
//! no network and no clock: a template that asks the day fails, a file that is not part of the job does not exist.
//! The data is served as the file `/data.json`, never spliced into Typst source: a debtor named `#let` is a name.
//! Same job, same templates: the same bytes.

mod apart;
mod engine;
mod error;
mod glyphs;
pub mod logo;
pub mod mail;
mod messages;
mod object_streams;
pub mod pictures;
pub mod sms;
mod templates;
pub mod worker;
mod world;

pub use apart::{Done, Errand, Load, Patience, handfuls};
pub use engine::{Engine, InProcess};
pub use error::RenderError;
pub use glyphs::{holds, unprintable};
pub use messages::Messages;
pub use templates::TemplateFiles;

use std::sync::Arc;
use std::time::Duration;

use crate::domain::Day;

/// How many bytes of data a job may carry: a décompte of 10,000 lines takes a quarter of it.
pub const MAX_DATA_BYTES: usize = 16 << 20;

/// How many files a job may carry, at `/files/0`, `/files/1` and so on.
///
/// Fixed, because Typst keeps every path it has met for the life of the process, and has room for 65,535.
pub const MAX_FILES: usize = 8;

/// What the PDF promises about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// PDF/A-2a and PDF/UA-1: every document of ours, and images as exhibits.
    #[default]
    A2aUa1,
    /// PDF/A-3a and PDF/UA-1: a document with attachments.
    A3aUa1,
    /// Tagged PDF 1.7 and no promise of archiving: pages of a foreign PDF, which PDF/A does not let us embed.
    Plain,
    /// As [`Standard::Plain`] in PDF 2.0: a page of a PDF 2.0 file fits in no older one.
    Plain20,
}

/// One document to render.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// Path of the main template under `templates/`, such as `documents/decompte/main.typ`.
    pub template: &'a str,
    /// The document model as JSON; the template reads it with `json("/data.json")`.
    pub data: Vec<u8>,
    /// Images or PDF files; the template reads them at `/files/0`, `/files/1` and so on, up to [`MAX_FILES`].
    pub files: Vec<Vec<u8>>,
    /// What the PDF promises.
    pub standard: Standard,
    /// The day the PDF says it was made: `as_of`, never the clock.
    pub day: Day,
}

impl<'a> Job<'a> {
    /// A job without files, under the default standard.
    #[must_use]
    pub fn new(template: &'a str, data: Vec<u8>, day: Day) -> Self {
        Job { template, data, files: Vec::new(), standard: Standard::default(), day }
    }
}

/// A rendered document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What Typst found odd; none is expected from our templates, and their tests ask for none.
    pub warnings: Vec<String>,
}

/// Who is told of each job of a worker: the template or the kind of errand, how it ended, how long it took.
pub type Observer = Box<dyn Fn(&str, &'static str, Duration) + Send + Sync>;

/// Whoever turns jobs into PDF files: in this process, or in workers that can be killed.
pub trait Renderer: Send + Sync {
    /// Renders one document, whole or not at all.
    ///
    /// # Errors
    /// When the template or its data cannot be rendered; the message names the template, never a path of the machine.
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError>;

    /// Renders small documents in one go (see [`handfuls`]): each is made or refused as if it were alone.
    fn render_together(&self, jobs: &[Job<'_>]) -> Vec<Result<Pdf, RenderError>> {
        jobs.iter().map(|job| self.render(job)).collect()
    }

    /// Does an errand in a process that may die; `None`: this renderer has none, do it yourself.
    fn apart(&self, _: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        None
    }

    /// Does small errands in one go (see [`handfuls`]): each is done or refused as if it were alone.
    fn apart_together(&self, errands: &[Errand<'_>]) -> Option<Vec<Result<Done, RenderError>>> {
        errands.iter().map(|errand| self.apart(errand)).collect()
    }

    /// The same renderer for someone whose patience is bounded; `None`: it cannot be stopped, use it as it is.
    fn within(&self, _: &Patience) -> Option<Arc<dyn Renderer>> {
        None
    }

    /// How busy its workers are; `None`: it has none.
    fn load(&self) -> Option<Load> {
        None
    }

    /// Whether it can render: one of its workers lives, or can be started.
    ///
    /// # Errors
    /// Why not.
    fn usable(&self) -> Result<(), RenderError> {
        Ok(())
    }

    /// Tells each job of its workers from now on; without workers, nothing is told.
    fn observe(&self, _: Observer) {}

    /// Ends its workers, if it has any.
    fn close(&self) {}
}

/// What no template may be given, whoever renders it.
fn check_bounds(job: &Job<'_>) -> Result<(), RenderError> {
    let too_large = |what: &'static str| {
        Err(RenderError::TooLarge { template: job.template.to_owned(), what: what.into() })
    };
    if job.data.len() > MAX_DATA_BYTES {
        return too_large("les données dépassent la taille admise");
    }
    if job.files.len() > MAX_FILES {
        return too_large("trop de fichiers joints");
    }
    Ok(())
}
