//! Intake of a PDF: readable, unprotected, complete, its fields and signatures drawn into the pages.

use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf, PdfVersion};

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
    if catalog.as_ref().is_some_and(|c| c.contains_key("Collection")) {
        return Err(ExhibitError::Portfolio);
    }
    if catalog.as_ref().is_some_and(hides_layers) {
        return Err(ExhibitError::HiddenLayers);
    }
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
        room = after_contents(page, room).ok_or(CORRUPT)?;
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

/// Whether a layer is off when the file is opened (ISO 32000-1, 8.11.4). The settings of layers stay with the file: on
/// the stamped page every layer is seen, an older price or a draft's words among them.
fn hides_layers(catalog: &Dict<'_>) -> bool {
    let Some(layers) = catalog.get::<Dict<'_>>("OCProperties") else { return false };
    let Some(shown) = layers.get::<Dict<'_>>("D") else { return false };
    let is_off = |d: &Dict<'_>, key: &str| d.get::<Name<'_>>(key).is_some_and(|n| n.as_str() == "OFF");
    let some = |key: &str| shown.get::<Array<'_>>(key).is_some_and(|a| a.raw_iter().next().is_some());
    // Layers that the occasion (screen, printer) turns off, when the file says that occasions do.
    let by_occasion = |group: Dict<'_>| {
        let view = group.get::<Dict<'_>>("Usage").and_then(|u| u.get::<Dict<'_>>("View"));
        view.is_some_and(|v| is_off(&v, "ViewState"))
    };
    let groups = || layers.get::<Array<'_>>("OCGs");
    is_off(&shown, "BaseState")
        || some("OFF")
        || some("AS") && groups().is_some_and(|g| g.iter::<Dict<'_>>().any(by_occasion))
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

/// What is left of `room` after what a page draws, decoded; `None` when it takes more, or is announced and does not
/// decode. A page may name one stream a hundred thousand times: it stops at the first that is too much.
fn after_contents(page: &Page<'_>, room: u64) -> Option<u64> {
    let after =
        |room: u64, s: &Stream<'_>| room.checked_sub(u64::try_from(exhibit_bounds::decoded(s)?.len()).ok()?);
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(s)) => after(room, &s),
        Some(Object::Array(a)) => {
            let (mut room, mut streams) = (room, 0);
            for s in a.iter::<Stream<'_>>() {
                // Even a stream without a byte takes its time.
                room = after(room, &s)?.checked_sub(1_000)?;
                streams += 1;
            }
            (streams == a.raw_iter().count()).then_some(room)
        }
        Some(Object::Null(_)) => Some(room),
        None if !page.raw().contains_key("Contents") => Some(room),
        _ => None,
    }
}

/// Whole points are exact enough to choose an orientation and a scale.
fn size(page: &Page<'_>) -> Option<PageSize> {
    let (width, height) = page.render_dimensions();
    let whole = |x: f32| (x.is_finite() && (1.0..1_000_000.0).contains(&x)).then_some(x.round() as u32);
    Some(PageSize { width: whole(width)?, height: whole(height)? })
}
