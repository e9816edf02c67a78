//! A PDF rewritten by an update at its end: each page concerned draws its own content, then its annotations.
#![allow(clippy::float_arithmetic, reason = "places on a page, never sums")]

use std::fmt::Write;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, ObjRef, Rect, Stream};
use hayro_syntax::page::{Page, Rotation};

/// Far above the numbers that files use, below the limit of the format (8,388,607).
const FIRST_OBJECT: i32 = 8_300_000;

/// How far up the page tree resources are looked for.
const MAX_TREE: usize = 64;

/// How the content of a flattened page starts.
pub(super) const MARK: &[u8] = b"q /CreancePage Do Q";

/// One appearance and where it goes.
pub(super) struct Drawing {
    pub appearance: ObjRef,
    /// `a d e f` of the matrix that brings its box onto the annotation's rectangle.
    pub place: [f64; 4],
}

/// An update being written at the end of a file.
pub(super) struct Update {
    out: Vec<u8>,
    next: i32,
    /// Object, generation, offset.
    offsets: Vec<(i32, i32, usize)>,
    /// The pages rewritten, from 0.
    pages: Vec<usize>,
    previous: Option<usize>,
}

impl Update {
    pub fn new(bytes: &[u8]) -> Self {
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

    /// The pages rewritten, from 0.
    pub fn pages(&self) -> &[usize] {
        &self.pages
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
    pub fn page(&mut self, at: usize, page: &Page<'_>, drawings: &[Drawing]) -> Option<()> {
        let id = page.raw().obj_id()?;
        let file = page.xref();
        let media = rect(page.media_box());
        let mut dict = format!("/Type /XObject /Subtype /Form /BBox {media} ").into_bytes();
        if let Some(resources) = raw_resources(page) {
            dict.extend_from_slice(b"/Resources ");
            dict.extend_from_slice(&resources);
        }
        let content = match page.page_stream() {
            Some(content) => content,
            None if !page.raw().contains_key("Contents") => &[],
            None => return None,
        };
        let own = self.stream(&dict, content);

        let mut content = String::from_utf8_lossy(MARK).into_owned();
        let mut forms = format!("/CreancePage {own} 0 R");
        for (n, Drawing { appearance, place: [a, d, e, f] }) in drawings.iter().enumerate() {
            file.get::<Stream<'_>>((*appearance).into())?;
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
        // How the page blends: without it, transparent parts may change colour.
        let group =
            raw(page.raw(), "Group").map(|g| [b" /Group ".as_slice(), &g].concat()).unwrap_or_default();
        let body = format!(
            "<< /Type /Page /Parent {} {} R /MediaBox {media} /CropBox {} /Rotate {rotate} \
             /Resources << /XObject << {forms} >> >> /Contents {content} 0 R",
            parent.obj_number,
            parent.gen_number,
            rect(page.crop_box()),
        );
        let body = [body.as_bytes(), &group, b" >>"].concat();
        self.object(id.obj_number, id.gen_number, &body);
        self.pages.push(at);
        Some(())
    }

    pub fn finish(mut self, pdf: &Pdf) -> Option<Vec<u8>> {
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
        if let Some(resources) = raw(&node, "Resources") {
            return Some(resources);
        }
        node = node.get::<Dict<'_>>("Parent")?;
    }
    None
}

/// A dictionary held under a key, as the file writes it: by reference or in place.
fn raw(dict: &Dict<'_>, key: &str) -> Option<Vec<u8>> {
    if let Some(r) = dict.get_ref(key) {
        return Some(format!("{} {} R", r.obj_number, r.gen_number).into_bytes());
    }
    Some(dict.get::<Dict<'_>>(key)?.data().to_vec())
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
