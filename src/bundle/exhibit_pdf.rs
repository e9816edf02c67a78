//! Intake of a PDF: readable, unprotected, complete, its fields and signatures drawn into the pages.

use hayro_syntax::object::{Dict, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{Filter, LoadPdfError, Pdf, PdfVersion};

use super::exhibit_bounds;
use super::exhibit_flatten::{Unflattened, flatten};
use super::exhibits::{Exhibit, ExhibitError, ExhibitFormat, Limits, PageSize};

const CORRUPT: ExhibitError = ExhibitError::Corrupt { format: ExhibitFormat::Pdf };

/// How far from the end readers look for the end marker; mail gateways add some bytes after it.
const TAIL: usize = 8 * 1024;

pub(super) fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Exhibit, ExhibitError> {
    if !exhibit_bounds::are_kept(&bytes) {
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
    if !exhibit_bounds::is_shallow(&pdf) {
        return Err(CORRUPT);
    }
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
    let mut room = exhibit_bounds::MAX_STREAM;
    let mut sizes = Vec::with_capacity(pages.len());
    for page in pages.iter() {
        // Pages may share one stream, and each keeps its own copy of it.
        room = contents_size(page).and_then(|n| room.checked_sub(n)).ok_or(CORRUPT)?;
        sizes.push(size(page).ok_or(CORRUPT)?);
    }
    let needs_pdf_2 = pdf.version() > PdfVersion::Pdf17;
    let flat = flatten(&bytes, &pdf).map_err(|Unflattened(at)| ExhibitError::Annotations { page: at + 1 })?;
    Ok(Exhibit::pdf(flat.unwrap_or(bytes), sizes, needs_pdf_2))
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

/// The size of what a page draws, decoded; `None` when it is announced and does not decode.
fn contents_size(page: &Page<'_>) -> Option<u64> {
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(s)) => decoded_size(&s),
        Some(Object::Array(a)) => {
            let streams: Vec<_> = a.iter::<Stream<'_>>().collect();
            if streams.len() != a.raw_iter().count() {
                return None;
            }
            streams.iter().try_fold(0u64, |sum, s| sum.checked_add(decoded_size(s)?))
        }
        Some(Object::Null(_)) => Some(0),
        None if !page.raw().contains_key("Contents") => Some(0),
        _ => None,
    }
}

/// Streams behind other filters than Flate were not measured before parsing: only small ones are decoded.
fn decoded_size(stream: &Stream<'_>) -> Option<u64> {
    const SMALL: usize = 256 << 10;
    let measured = matches!(stream.filters().as_slice(), [] | [Filter::FlateDecode]);
    if !measured && stream.raw_data().len() > SMALL {
        return None;
    }
    u64::try_from(stream.decoded().ok()?.len()).ok()
}

/// Whole points are exact enough to choose an orientation and a scale.
fn size(page: &Page<'_>) -> Option<PageSize> {
    let (width, height) = page.render_dimensions();
    let whole = |x: f32| (x.is_finite() && (1.0..1_000_000.0).contains(&x)).then_some(x.round() as u32);
    Some(PageSize { width: whole(width)?, height: whole(height)? })
}
