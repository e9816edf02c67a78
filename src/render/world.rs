//! What one job can see: the engine's templates and fonts, its own data and files, and nothing else.

use typst::World;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use super::engine::Engine;

/// The world of one job. Built for one compilation, then dropped.
pub(super) struct JobWorld<'a> {
    pub engine: &'a Engine,
    pub main: FileId,
    pub data: Bytes,
    pub files: Vec<Bytes>,
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<typst::Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.engine.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.engine.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.engine.data_id {
            return Ok(self.data.clone());
        }
        if let Some(at) = self.engine.file_ids.iter().position(|f| *f == id) {
            return self.files.get(at).cloned().ok_or_else(|| not_found(id));
        }
        self.engine.assets.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.get(index).cloned()
    }

    /// None: a document bears the day of its model, not that of the machine.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The path is virtual: it starts at the root of the templates.
fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
