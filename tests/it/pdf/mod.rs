//! What our PDF files are, read back from their bytes as any reader would: their words, their structure, their parts.

mod samples;
pub mod text;

pub use samples::{Rendered, rendered};
