//! The pages of a document as pictures, for a browser that shows no PDF: drawn from the very bytes of the file, so that
//! they show what will be printed. Done apart, as all that reads a file.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use serde_json::{Value, json};

use super::{Done, Errand, RenderError, Renderer};

/// The name of the errand, for the worker.
pub const KIND: &str = "pictures";

/// How many pages are drawn of one document: the file itself shows the others.
pub const MOST_PAGES: usize = 20;

/// Pixels a point: 108 to the inch.
const SCALE: f32 = 1.5;

/// The first pages of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pictures {
    /// How many pages it has.
    pub pages: usize,
    /// PNG files, one a page, up to [`MOST_PAGES`].
    pub drawn: Vec<Vec<u8>>,
}

/// Draws the first pages of a PDF of ours.
///
/// # Errors
/// When no worker is there to draw them, or the file cannot be read.
pub fn pictures(renderer: &dyn Renderer, pdf: &[u8]) -> Result<Pictures, RenderError> {
    let errand = Errand { kind: KIND, head: Value::Null, blob: pdf };
    let done = match renderer.apart(&errand) {
        Some(done) => done?,
        None => handle(Value::Null, pdf.to_vec())?,
    };
    let pages = done.head.get("pages").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    Ok(Pictures { pages: pages.ok_or_else(broken)?, drawn: done.blobs })
}

/// The worker's side of [`pictures`].
///
/// # Errors
/// A file that cannot be read.
pub fn handle(_: Value, pdf: Vec<u8>) -> Result<Done, RenderError> {
    catch_unwind(AssertUnwindSafe(|| draw(pdf))).unwrap_or_else(|_| Err(broken()))
}

fn broken() -> RenderError {
    RenderError::Crashed(KIND.to_owned())
}

fn draw(pdf: Vec<u8>) -> Result<Done, RenderError> {
    let pdf = Pdf::new(pdf).map_err(|_| broken())?;
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    let paper =
        RenderSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE, ..RenderSettings::default() };
    let pages = pdf.pages();
    let drawn = pages.iter().take(MOST_PAGES);
    let blobs = drawn.map(|page| png(&render(page, &cache, &settings, &paper))).collect::<Result<_, _>>()?;
    Ok(Done { head: json!({ "pages": pages.len() }), blobs })
}

/// In greys when the page has no colour: a third of the weight.
fn png(page: &Pixmap) -> Result<Vec<u8>, RenderError> {
    let pixels = page.data();
    let grey = pixels.iter().all(|p| p.r == p.g && p.g == p.b);
    let (bytes, kind): (Vec<u8>, _) = if grey {
        (pixels.iter().map(|p| p.r).collect(), ExtendedColorType::L8)
    } else {
        (pixels.iter().flat_map(|p| [p.r, p.g, p.b]).collect(), ExtendedColorType::Rgb8)
    };
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive)
        .write_image(&bytes, page.width().into(), page.height().into(), kind)
        .map_err(|_| broken())?;
    Ok(out)
}
