//! What our PDF files are, read back from their bytes as any reader would.

mod font;
pub mod text;

pub use text::PdfText;
