//! Intake of one exhibit: what it is (by its bytes, not its name), whether it can be shown whole, how many pages.
//!
//! Refused: what is empty, too large, protected, damaged, or not what its name says; a form whose
//! words would vanish from the stamped page. Every refusal says what to do; the finding is `exhibit.unreadable`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

pub use super::exhibit_error::ExhibitError;
pub use super::exhibit_format::{ExhibitFormat, Foreign};
use super::{exhibit_image, exhibit_pdf};
use crate::render::worker::STACK;

/// How much one exhibit may weigh, in any of the ways it can weigh too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file, this size included.
    pub max_bytes: usize,
    /// Pages of a PDF.
    pub max_pages: usize,
    /// Width times height of an image: a few kilobytes of PNG can claim gigabytes of memory.
    pub max_pixels: u64,
    /// Width or height of an image.
    pub max_side: u32,
}

impl Default for Limits {
    /// 25 × 1,048,576 bytes, 500 pages, 100 million pixels (A3 at 800 dpi is 124).
    fn default() -> Self {
        Limits { max_bytes: 25 * 1_048_576, max_pages: 500, max_pixels: 100_000_000, max_side: 20_000 }
    }
}

/// An exhibit that can be shown whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    format: ExhibitFormat,
    /// What is put on the page: the file, or its flattened copy.
    bytes: Vec<u8>,
    pages: Vec<PageSize>,
    /// A PDF of version 2.0 can only be embedded in another.
    needs_pdf_2: bool,
}

/// Size of a page as seen, rotation applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSize {
    /// Points for a PDF, pixels for an image.
    pub width: u32,
    /// Points for a PDF, pixels for an image.
    pub height: u32,
}

impl Exhibit {
    /// Takes in a file; `file_name` is only compared with what the bytes are.
    ///
    /// # Errors
    /// The reason for refusing it.
    pub fn read(file_name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, ExhibitError> {
        on_deep_stack(|| Self::read_here(file_name, bytes, limits)).unwrap_or(Err(ExhibitError::TooHeavy))
    }

    /// As [`Exhibit::read`], on a thread that has a deep stack already. A panic of a decoder is one more way of being
    /// unreadable.
    pub(super) fn read_here(file_name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, ExhibitError> {
        let format = Self::look(file_name, &bytes, limits)?;
        let read = catch_unwind(AssertUnwindSafe(|| match format {
            ExhibitFormat::Pdf => exhibit_pdf::read(bytes, limits),
            ExhibitFormat::Png | ExhibitFormat::Jpeg => exhibit_image::read(format, bytes, limits),
        }));
        read.unwrap_or(Err(ExhibitError::Corrupt { format }))
    }

    /// What can be said of a file without parsing it.
    pub(super) fn look(
        file_name: &str,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<ExhibitFormat, ExhibitError> {
        if bytes.is_empty() {
            return Err(ExhibitError::Empty);
        }
        if bytes.len() > limits.max_bytes {
            return Err(ExhibitError::TooLarge { limit: limits.max_bytes });
        }
        let format = ExhibitFormat::sniff(bytes)
            .ok_or_else(|| ExhibitError::UnknownFormat { found: Foreign::sniff(bytes) })?;
        if ExhibitFormat::announced(file_name).is_some_and(|a| a != Some(format)) {
            return Err(ExhibitError::WrongExtension { found: format });
        }
        Ok(format)
    }

    /// The parts of an exhibit read elsewhere.
    pub(super) fn from_parts(
        format: ExhibitFormat,
        bytes: Vec<u8>,
        pages: Vec<PageSize>,
        needs_pdf_2: bool,
    ) -> Self {
        Exhibit { format, bytes, pages, needs_pdf_2 }
    }

    pub(super) fn pdf(bytes: Vec<u8>, pages: Vec<PageSize>, needs_pdf_2: bool) -> Self {
        Exhibit { format: ExhibitFormat::Pdf, bytes, pages, needs_pdf_2 }
    }

    /// PDF, PNG or JPEG.
    #[must_use]
    pub fn format(&self) -> ExhibitFormat {
        self.format
    }

    /// How many pages it has; an image has one.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The size of each page.
    #[must_use]
    pub fn page_sizes(&self) -> &[PageSize] {
        &self.pages
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn needs_pdf_2(&self) -> bool {
        self.needs_pdf_2
    }
}

/// Runs a decoder on a stack as deep as a worker's: objects are nested in one another. It is a second line: a file made to
/// exhaust any stack or memory needs a process that may die. None when there is no room for the stack.
pub(super) fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|s| {
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(s, work).ok()?.join().ok()
    })
}
