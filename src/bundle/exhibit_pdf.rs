//! Intake of a PDF: readable, unprotected, complete, its fields and signatures drawn into the pages.

use hayro_syntax::object::{Dict, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf, PdfVersion};

use super::exhibit_flatten::{Unflattened, flatten};
use super::exhibits::{Exhibit, ExhibitError, Limits, PageSize};

const CORRUPT: ExhibitError = ExhibitError::Corrupt { format: "PDF" };

/// How far from the end readers look for the end marker; mail gateways add some bytes after it.
const TAIL: usize = 8 * 1024;

/// The parser descends into objects without a bound of its own; the deep stack it runs on holds ten times this.
const MAX_NESTING: usize = 120_000;

pub(super) fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Exhibit, ExhibitError> {
    if nesting(&bytes) > MAX_NESTING {
        return Err(CORRUPT);
    }
    // Trailers and cross-reference streams are never compressed: the word is in plain sight.
    if contains(&bytes, b"/Encrypt") && is_encrypted(&bytes) {
        return Err(ExhibitError::Encrypted);
    }
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(&bytes);
    if !contains(tail, b"%%EOF") {
        return Err(CORRUPT);
    }
    let pdf = Pdf::new(bytes.clone()).map_err(|e| match e {
        LoadPdfError::Decryption(_) => ExhibitError::Encrypted,
        LoadPdfError::Invalid => without_page(&bytes),
    })?;
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let form = catalog.as_ref().and_then(|c| c.get::<Dict<'_>>("AcroForm"));
    if form.as_ref().is_some_and(|f| f.contains_key("XFA")) {
        return Err(ExhibitError::Xfa);
    }
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(ExhibitError::NoPage);
    }
    if pages.len() > limits.max_pages {
        return Err(ExhibitError::TooManyPages { pages: pages.len(), limit: limits.max_pages });
    }
    // A repaired file may have lost pages: the count it declares must be the count that is there.
    let declared = catalog.and_then(|c| c.get::<Dict<'_>>("Pages")?.get::<i32>("Count"));
    if declared.is_some_and(|n| usize::try_from(n) != Ok(pages.len())) {
        return Err(CORRUPT);
    }
    let mut sizes = Vec::with_capacity(pages.len());
    for page in pages.iter() {
        if !contents_are_whole(page) {
            return Err(CORRUPT);
        }
        sizes.push(size(page).ok_or(CORRUPT)?);
    }
    let needs_pdf_2 = pdf.version() > PdfVersion::Pdf17;
    let flat = flatten(&bytes, &pdf).map_err(|Unflattened(at)| ExhibitError::Annotations { page: at + 1 })?;
    Ok(Exhibit::pdf(flat.unwrap_or(bytes), sizes, needs_pdf_2))
}

/// Brackets that stay open at the deepest point, wherever they stand; a bound against careless files, no proof.
///
/// Compressed data holds both sorts at random: over 25 MiB the excess stays in the thousands.
fn nesting(bytes: &[u8]) -> usize {
    let (mut open, mut deepest) = (0usize, 0usize);
    for b in bytes {
        match b {
            b'[' | b'<' => open += 1,
            b']' | b'>' => open = open.saturating_sub(1),
            _ => continue,
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// `/Encrypt` as a key of a trailer: followed by a reference or a dictionary.
fn is_encrypted(bytes: &[u8]) -> bool {
    let key = b"/Encrypt";
    bytes.windows(key.len()).enumerate().filter(|(_, w)| w == key).any(|(at, _)| {
        let rest = bytes.get(at + key.len()..).unwrap_or_default();
        let value = rest.iter().copied().find(|b| !b.is_ascii_whitespace());
        // `/EncryptMetadata` is another key.
        let ended = rest.first().is_some_and(|b| !b.is_ascii_alphanumeric()) || value.is_none();
        ended && value.is_some_and(|b| b.is_ascii_digit() || b == b'<')
            || rest.first().is_some_and(u8::is_ascii_digit)
    })
}

/// A file that parses as PDF and only lacks pages is told so.
fn without_page(bytes: &[u8]) -> ExhibitError {
    if contains(bytes, b"/Type/Pages") || contains(bytes, b"/Type /Pages") {
        ExhibitError::NoPage
    } else {
        CORRUPT
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

/// A page may have no content; content that is announced must decode.
fn contents_are_whole(page: &Page<'_>) -> bool {
    let raw = page.raw();
    if !raw.contains_key("Contents") {
        return true;
    }
    match raw.get::<Object<'_>>("Contents") {
        Some(Object::Stream(s)) => s.decoded().is_ok(),
        Some(Object::Array(a)) => {
            let announced = a.raw_iter().count();
            let decoded = a.iter::<Stream<'_>>().filter(|s| s.decoded().is_ok()).count();
            announced == decoded
        }
        Some(Object::Null(_)) => true,
        _ => false,
    }
}

/// Whole points are exact enough to choose an orientation and a scale.
fn size(page: &Page<'_>) -> Option<PageSize> {
    let (width, height) = page.render_dimensions();
    let whole = |x: f32| (x.is_finite() && (1.0..1_000_000.0).contains(&x)).then_some(x.round() as u32);
    Some(PageSize { width: whole(width)?, height: whole(height)? })
}
