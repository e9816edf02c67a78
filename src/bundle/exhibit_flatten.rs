//! Flattening: what annotations draw over a page (a filled field, a visible signature, a note) becomes part of it.
//!
//! A stamped page carries the page's own content and nothing above it; without this step a signed quote would reach
//! the judge unsigned. Only appearances that the file holds are drawn (ISO 32000-1, 12.5.5); one that a viewer would
//! have to invent is a reason to refuse. The copy is written as an update at the end of the file.
#![allow(clippy::float_arithmetic, reason = "places on a page, never sums")]

use std::fmt::Write;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, Rect, Stream, String as PdfString};
use hayro_syntax::page::{Page, Rotation};

/// Far above the numbers that files use, below the limit of the format (8,388,607).
const FIRST_OBJECT: i32 = 8_300_000;

/// How far up the page tree resources are looked for.
const MAX_TREE: usize = 64;

/// A page (from 0) whose annotations cannot be drawn as they are seen.
pub(super) struct Unflattened(pub usize);

/// The file with its annotations drawn into the pages; `None` when there is nothing to draw.
pub(super) fn flatten(bytes: &[u8], pdf: &Pdf) -> Result<Option<Vec<u8>>, Unflattened> {
    let mut update = Update::new(bytes);
    for (at, page) in pdf.pages().iter().enumerate() {
        let drawings = drawings(page).ok_or(Unflattened(at))?;
        if !drawings.is_empty() {
            update.page(page, &drawings).ok_or(Unflattened(at))?;
            update.pages.push(at);
        }
    }
    if update.offsets.is_empty() {
        return Ok(None);
    }
    let changed = update.pages.clone();
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

/// How the content of a flattened page starts.
const MARK: &[u8] = b"q /CreancePage Do Q";

/// One appearance and where it goes.
struct Drawing {
    appearance: ObjRef,
    /// `a d e f` of the matrix that brings its box onto the annotation's rectangle.
    place: [f64; 4],
}

/// What the annotations of a page draw; `None` when one is seen but not drawn by the file.
fn drawings(page: &Page<'_>) -> Option<Vec<Drawing>> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return Some(Vec::new()) };
    let mut out = Vec::new();
    for a in annotations.iter::<Dict<'_>>() {
        let kind = a.get::<Name<'_>>("Subtype");
        let kind = kind.as_ref().map_or("", |k| k.as_str());
        let Some(rect) = a.get::<Rect>("Rect") else { continue };
        let seen = rect.x1 > rect.x0 && rect.y1 > rect.y0 && !is_hidden(&a);
        if !seen || matches!(kind, "Link" | "Popup") {
            continue;
        }
        match appearance(&a) {
            Appearance::Stream(appearance) => {
                let stream = page.xref().get::<Stream<'_>>(appearance.into())?;
                if let Some(place) = place(stream.dict(), rect) {
                    out.push(Drawing { appearance, place });
                }
            }
            Appearance::Nothing => {}
            // A comment icon or an empty field: the viewer's own decoration.
            Appearance::Missing if kind == "Text" || kind == "Widget" && !has_value(&a) => {}
            Appearance::Missing => return None,
        }
    }
    Some(out)
}

/// Flags Invisible, Hidden and NoView of an annotation.
fn is_hidden(annotation: &Dict<'_>) -> bool {
    const MASK: i32 = 1 | 1 << 1 | 1 << 5;
    annotation.get::<i32>("F").unwrap_or(0) & MASK != 0
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

/// Whether a form field, or the one it is part of, holds something.
fn has_value(field: &Dict<'_>) -> bool {
    let filled = |d: &Dict<'_>| match d.get::<Object<'_>>("V") {
        None | Some(Object::Null(_)) => false,
        Some(Object::String(s)) => !PdfString::as_bytes(&s).is_empty(),
        Some(Object::Name(n)) => n.as_str() != "Off",
        Some(_) => true,
    };
    filled(field) || field.get::<Dict<'_>>("Parent").is_some_and(|p| filled(&p))
}

/// ISO 32000-1, 12.5.5, algorithm 8.1: the appearance's box, through its matrix, onto the rectangle.
fn place(form: &Dict<'_>, rect: Rect) -> Option<[f64; 4]> {
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
    (width > 0.0 && height > 0.0 && out.iter().all(|n| n.is_finite())).then_some(out)
}

/// An update being written at the end of a file.
struct Update {
    out: Vec<u8>,
    next: i32,
    /// Object, generation, offset.
    offsets: Vec<(i32, i32, usize)>,
    /// The pages rewritten, from 0.
    pages: Vec<usize>,
    previous: Option<usize>,
}

impl Update {
    fn new(bytes: &[u8]) -> Self {
        let mut out = bytes.to_vec();
        out.push(b'\n');
        Update {
            out,
            next: FIRST_OBJECT,
            offsets: Vec::new(),
            pages: Vec::new(),
            previous: start_of_xref(bytes),
        }
    }

    fn object(&mut self, number: i32, generation: i32, body: &[u8]) {
        self.offsets.push((number, generation, self.out.len()));
        self.out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
        self.out.extend_from_slice(body);
        self.out.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, dict: &[u8], content: &[u8]) -> i32 {
        let number = self.next;
        self.next += 1;
        let length = format!(" /Length {} >>\nstream\n", content.len());
        self.object(number, 0, &[b"<< ", dict, length.as_bytes(), content, b"\nendstream"].concat());
        number
    }

    /// The page's own content becomes one form, each appearance another, and the page draws them in turn.
    fn page(&mut self, page: &Page<'_>, drawings: &[Drawing]) -> Option<()> {
        let id = page.raw().obj_id()?;
        let at = page.xref();
        let media = rect(page.media_box());
        let mut dict = format!("/Type /XObject /Subtype /Form /BBox {media} ").into_bytes();
        if let Some(resources) = raw_resources(page) {
            dict.extend_from_slice(b"/Resources ");
            dict.extend_from_slice(&resources);
        }
        let own = self.stream(&dict, page.page_stream().unwrap_or_default());

        let mut content = String::from_utf8_lossy(MARK).into_owned();
        let mut forms = format!("/CreancePage {own} 0 R");
        for (n, Drawing { appearance, place: [a, d, e, f] }) in drawings.iter().enumerate() {
            at.get::<Stream<'_>>((*appearance).into())?;
            write!(content, "\nq {a:.6} 0 0 {d:.6} {e:.6} {f:.6} cm /CreanceNote{n} Do Q").ok()?;
            let ObjRef { obj_number, gen_number } = *appearance;
            write!(forms, " /CreanceNote{n} {obj_number} {gen_number} R").ok()?;
        }
        let content = self.stream(b"", content.as_bytes());
        let rotate = match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 90,
            Rotation::Flipped => 180,
            Rotation::FlippedHorizontal => 270,
        };
        let parent = page.raw().get_ref("Parent")?;
        let body = format!(
            "<< /Type /Page /Parent {} {} R /MediaBox {media} /CropBox {} /Rotate {rotate} \
             /Resources << /XObject << {forms} >> >> /Contents {content} 0 R >>",
            parent.obj_number,
            parent.gen_number,
            rect(page.crop_box()),
        );
        self.object(id.obj_number, id.gen_number, body.as_bytes());
        Some(())
    }

    fn finish(mut self, pdf: &Pdf) -> Option<Vec<u8>> {
        let root = pdf.xref().root_id();
        let start = self.out.len();
        let mut table = String::from("xref\n");
        for (number, generation, offset) in &self.offsets {
            write!(table, "{number} 1\n{offset:010} {generation:05} n \n").ok()?;
        }
        let previous = self.previous?;
        write!(
            table,
            "trailer\n<< /Size {} /Root {} {} R /Prev {previous} >>\nstartxref\n{start}\n%%EOF\n",
            self.next, root.obj_number, root.gen_number
        )
        .ok()?;
        self.out.extend_from_slice(table.as_bytes());
        Some(self.out)
    }
}

/// The resources of a page, its own or those of the tree above it, as the file writes them.
fn raw_resources(page: &Page<'_>) -> Option<Vec<u8>> {
    let mut node = page.raw().clone();
    for _ in 0..MAX_TREE {
        if let Some(r) = node.get_ref("Resources") {
            return Some(format!("{} {} R", r.obj_number, r.gen_number).into_bytes());
        }
        if let Some(dict) = node.get::<Dict<'_>>("Resources") {
            return Some(dict.data().to_vec());
        }
        node = node.get::<Dict<'_>>("Parent")?;
    }
    None
}

fn rect(r: Rect) -> String {
    format!("[{} {} {} {}]", r.x0, r.y0, r.x1, r.y1)
}

/// The offset that the last `startxref` gives.
fn start_of_xref(bytes: &[u8]) -> Option<usize> {
    const KEY: &[u8] = b"startxref";
    let at = bytes.windows(KEY.len()).rposition(|w| w == KEY)?;
    let digits: Vec<u8> = bytes
        .get(at + KEY.len()..)?
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take_while(u8::is_ascii_digit)
        .collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::samples;

    fn flat(page: &str) -> Option<Option<Vec<u8>>> {
        let bytes = samples::pdf("", page, "0 0 1 rg 0 0 50 50 re f");
        let pdf = Pdf::new(bytes.clone()).unwrap();
        flatten(&bytes, &pdf).ok()
    }

    #[test]
    fn an_appearance_is_drawn_where_the_annotation_stands() {
        let out =
            flat("/Rotate 90 /Annots [<< /Subtype /Stamp /Rect [100 200 120 230] /AP << /N 4 0 R >> >>]");
        let out = out.unwrap().unwrap();
        if let Some(dir) = std::env::var_os("CREANCE_KEEP") {
            std::fs::write(std::path::Path::new(&dir).join("flat.pdf"), &out).unwrap();
        }
        let pdf = Pdf::new(out).unwrap();
        let page = &pdf.pages()[0];
        let content = String::from_utf8_lossy(page.page_stream().unwrap()).into_owned();
        assert!(
            content.contains("q 2.000000 0 0 3.000000 100.000000 200.000000 cm /CreanceNote0 Do Q"),
            "{content}"
        );
        assert_eq!(page.render_dimensions(), (400.0, 300.0));
        let own = page.resources().get_x_object(&Name::new(b"CreancePage").unwrap()).unwrap();
        assert_eq!(&*own.decoded().unwrap(), b"0 0 1 rg 0 0 50 50 re f");
    }

    #[test]
    fn a_checked_box_is_drawn_and_an_unchecked_one_is_not() {
        let field = |state: &str| {
            format!(
                "/Annots [<< /Subtype /Widget /FT /Btn /AS /{state} /Rect [0 0 9 9] /AP << /N << /Yes 4 0 R >> >> >>]"
            )
        };
        assert!(flat(&field("Yes")).unwrap().is_some());
        assert!(flat(&field("Off")).unwrap().is_none());
    }

    #[test]
    fn what_is_hidden_or_has_no_area_is_left_out() {
        for annotation in [
            "/F 2 /Rect [0 0 9 9] /AP << /N 4 0 R >>",
            "/F 32 /Rect [0 0 9 9] /AP << /N 4 0 R >>",
            "/Rect [0 0 0 0] /AP << /N 4 0 R >>",
        ] {
            assert!(
                flat(&format!("/Annots [<< /Subtype /Widget {annotation} >>]")).unwrap().is_none(),
                "{annotation}"
            );
        }
    }

    #[test]
    fn what_the_file_does_not_draw_is_refused() {
        assert!(
            flat("/Annots [<< /Subtype /FreeText /Contents (lu et approuvé) /Rect [0 0 9 9] >>]").is_none()
        );
        assert!(flat("/Annots [<< /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 99 0 R >> >>]").is_none());
    }
}
