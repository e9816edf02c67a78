//! Flattening: what annotations draw over a page (a filled field, a visible signature, a note) becomes part of it.
//!
//! A stamped page carries the page's own content and nothing above it; without this step a signed quote would reach
//! the judge unsigned. Only appearances that the file holds are drawn (ISO 32000-1, 12.5.5); one that a viewer would
//! have to invent is a reason to refuse. The copy is written as an update at the end of the file.
#![allow(clippy::float_arithmetic, reason = "places on a page, never sums")]

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, Rect, Stream, String as PdfString};
use hayro_syntax::page::Page;

use super::exhibit_bounds;
use super::exhibit_update::{Drawing, MARK, Update};

/// How far up the tree of fields a value is looked for.
const MAX_FIELDS: usize = 32;

/// Annotations of all pages together: pages may share one endless list.
const MAX_ANNOTATIONS: usize = 50_000;

/// A page (from 0) whose annotations cannot be drawn as they are seen.
pub(super) struct Unflattened(pub usize);

/// The file with its annotations drawn into the pages; `None` when there is nothing to draw.
pub(super) fn flatten(bytes: &[u8], pdf: &Pdf) -> Result<Option<Vec<u8>>, Unflattened> {
    let mut update = Update::new(bytes);
    let stale = needs_appearances(pdf);
    let mut left = MAX_ANNOTATIONS;
    for (at, page) in pdf.pages().iter().enumerate() {
        let drawings = drawings(page, stale, &mut left).ok_or(Unflattened(at))?;
        if !drawings.is_empty() {
            update.page(at, page, &drawings).ok_or(Unflattened(at))?;
        }
    }
    let changed = update.pages().to_vec();
    if changed.is_empty() {
        return Ok(None);
    }
    let flat = update.finish(pdf).ok_or(Unflattened(0))?;
    // Trust the parser that the renderer will use, not the writer.
    let read = Pdf::new(flat.clone()).map_err(|_| Unflattened(0))?;
    if read.pages().len() != pdf.pages().len() {
        return Err(Unflattened(0));
    }
    for at in changed {
        let page = read.pages().get(at).ok_or(Unflattened(at))?;
        if page.raw().contains_key("Annots") || !page.page_stream().is_some_and(|s| s.starts_with(MARK)) {
            return Err(Unflattened(at));
        }
    }
    Ok(Some(flat))
}

/// Whether the form tells its reader to draw the fields anew: what the file draws may not be what was filled in.
fn needs_appearances(pdf: &Pdf) -> bool {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let form = catalog.and_then(|c| c.get::<Dict<'_>>("AcroForm"));
    form.and_then(|f| f.get::<bool>("NeedAppearances")) == Some(true)
}

/// What the annotations of a page draw; `None` when one is seen but not drawn by the file.
fn drawings(page: &Page<'_>, stale: bool, left: &mut usize) -> Option<Vec<Drawing>> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Some(Vec::new()) };
    let mut out = Vec::new();
    for a in annotations.iter::<Dict<'_>>() {
        *left = left.checked_sub(1)?;
        let kind = a.get::<Name<'_>>("Subtype");
        let kind = kind.as_ref().map_or("", |k| k.as_str());
        let Some(rect) = a.get::<Rect>("Rect") else { continue };
        let seen = rect.x1 > rect.x0 && rect.y1 > rect.y0 && !is_hidden(&a);
        if !seen || matches!(kind, "Link" | "Popup") {
            continue;
        }
        // A file behind an icon would be left out with it.
        if kind == "FileAttachment" {
            return None;
        }
        let value = if kind == "Widget" { value(&a) } else { Value::None };
        match appearance(&a) {
            Appearance::Stream(appearance) => {
                let stream = page.xref().get::<Stream<'_>>(appearance.into())?;
                if value == Value::Text && (stale || !writes(&stream)) {
                    return None;
                }
                if let Some(place) = place(stream.dict(), rect)? {
                    out.push(Drawing { appearance, place });
                }
            }
            Appearance::Nothing => {}
            // An empty field, a note without a word: the viewer's own decoration.
            Appearance::Missing if kind == "Widget" && value == Value::None => {}
            Appearance::Missing if kind == "Text" && !has_words(&a) => {}
            Appearance::Missing => return None,
        }
    }
    Some(out)
}

/// Flags Hidden and NoView of an annotation. Invisible (1) only concerns kinds that no reader knows.
fn is_hidden(annotation: &Dict<'_>) -> bool {
    const MASK: i32 = 1 << 1 | 1 << 5;
    annotation.get::<i32>("F").unwrap_or(0) & MASK != 0
}

/// Whether a note says something to who opens it.
fn has_words(note: &Dict<'_>) -> bool {
    ["Contents", "RC"].iter().any(|key| is_filled(note, key))
}

enum Appearance {
    Stream(ObjRef),
    /// A state that draws nothing, as a box left unchecked.
    Nothing,
    Missing,
}

fn appearance(annotation: &Dict<'_>) -> Appearance {
    let Some(ap) = annotation.get::<Dict<'_>>("AP") else { return Appearance::Missing };
    let found = match ap.get::<Object<'_>>("N") {
        Some(Object::Stream(_)) => ap.get_ref("N"),
        Some(Object::Dict(states)) => {
            let Some(state) = annotation.get::<Name<'_>>("AS") else { return Appearance::Missing };
            if !states.contains_key(state.as_ref()) {
                return Appearance::Nothing;
            }
            states.get_ref(state.as_ref())
        }
        _ => None,
    };
    found.map_or(Appearance::Missing, Appearance::Stream)
}

/// What a form field holds.
#[derive(PartialEq, Eq)]
enum Value {
    None,
    /// Words, typed or chosen, that its appearance must write.
    Text,
    /// A box checked, a signature.
    Other,
}

/// The value of a form field, its own or that of the fields it is part of.
fn value(widget: &Dict<'_>) -> Value {
    let (mut field, mut filled, mut kind) = (widget.clone(), false, None);
    for _ in 0..MAX_FIELDS {
        filled |= is_filled(&field, "V");
        kind = kind.or_else(|| field.get::<Name<'_>>("FT").map(|n| n.as_str().to_owned()));
        let Some(parent) = field.get::<Dict<'_>>("Parent") else { break };
        field = parent;
    }
    match kind.as_deref() {
        _ if !filled => Value::None,
        Some("Tx" | "Ch") => Value::Text,
        _ => Value::Other,
    }
}

fn is_filled(dict: &Dict<'_>, key: &str) -> bool {
    match dict.get::<Object<'_>>(key) {
        None | Some(Object::Null(_)) => false,
        Some(Object::String(s)) => !PdfString::as_bytes(&s).iter().all(u8::is_ascii_whitespace),
        Some(Object::Name(n)) => n.as_str() != "Off",
        Some(Object::Array(a)) => a.raw_iter().next().is_some(),
        Some(_) => true,
    }
}

/// Whether an appearance writes something: a filled field whose appearance is blank would be lost without a trace.
fn writes(appearance: &Stream<'_>) -> bool {
    const SHOWS: [&[u8]; 4] = [b"Tj", b"TJ", b"'", b"\""];
    // A field drawn through other forms or pictures is drawn all the same.
    const DRAWS: &[u8] = b"Do";
    let Some(content) = exhibit_bounds::decoded(appearance) else { return false };
    content
        .split(|b| b.is_ascii_whitespace() || matches!(b, b')' | b'>' | b']'))
        .any(|word| word == DRAWS || SHOWS.contains(&word))
}

/// ISO 32000-1, 12.5.5, algorithm 8.1: the appearance's box, through its matrix, onto the rectangle. A box without area
/// draws nothing; without a box, nobody can tell.
fn place(form: &Dict<'_>, rect: Rect) -> Option<Option<[f64; 4]>> {
    let bbox = form.get::<Rect>("BBox")?;
    let matrix: Vec<f64> =
        form.get::<Array<'_>>("Matrix").map(|m| m.iter::<f64>().collect()).unwrap_or_default();
    let [a, b, c, d, e, f] = <[f64; 6]>::try_from(matrix).unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    let corners = [(bbox.x0, bbox.y0), (bbox.x1, bbox.y0), (bbox.x0, bbox.y1), (bbox.x1, bbox.y1)];
    let xs = corners.map(|(x, y)| a * x + c * y + e);
    let ys = corners.map(|(x, y)| b * x + d * y + f);
    let low = |v: [f64; 4]| v.into_iter().fold(f64::INFINITY, f64::min);
    let high = |v: [f64; 4]| v.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let (width, height) = (high(xs) - low(xs), high(ys) - low(ys));
    let (sx, sy) = (rect.width() / width, rect.height() / height);
    let out = [sx, sy, rect.x0 - low(xs) * sx, rect.y0 - low(ys) * sy];
    Some((width > 0.0 && height > 0.0 && out.iter().all(|n| n.is_finite())).then_some(out))
}
