//! The words of a PDF, from its own text layer: glyph codes through each font's ToUnicode table, `ActualText` where the
//! file gives one, in the order of the structure tree. What an assistive reader reads, and what a search finds.
// Places on a page.
#![allow(clippy::float_arithmetic)]

use std::collections::{BTreeMap, HashMap};

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, String as PdfString};
use hayro_syntax::page::Page;

use super::font::{ToUnicode, decoded};

/// The words of a PDF.
#[derive(Debug, Default)]
pub struct PdfText {
    /// One entry a paragraph, heading, list item or table row (cells parted by ` | `), in reading order. A hard line
    /// break is `\n`; spaces are kept as they are (U+00A0, U+202F).
    pub blocks: Vec<Block>,
    /// Heads, feet and other artifacts, page by page.
    pub running: Vec<Vec<String>>,
    /// Text that is neither in the structure nor an artifact: there must be none.
    pub stray: Vec<String>,
}

/// One block of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Standard structure type: `Title`, `H1`, `P`, `LI`, `TR`…
    pub tag: String,
    /// Its words.
    pub text: String,
}

impl PdfText {
    /// The words of a file.
    pub fn read(bytes: &[u8]) -> PdfText {
        let pdf = Pdf::new(bytes.to_vec()).expect("an unreadable PDF");
        let mut out = PdfText::default();
        let mut marked = HashMap::new();
        for page in pdf.pages().iter() {
            let id = page.raw().obj_id().expect("a page without number");
            let mut reader = PageReader::new(page);
            reader.read();
            marked.extend(reader.marked.into_iter().map(|(mcid, line)| ((id, mcid), line)));
            out.running.push(reader.artifacts.into_iter().filter(|l| !l.trim().is_empty()).collect());
            out.stray.extend(reader.stray);
        }
        let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).expect("no catalog");
        let root = catalog.get::<Dict<'_>>("StructTreeRoot").expect("no structure tree");
        let mut walk = Walk { marked, blocks: Vec::new(), open: Run::default() };
        walk.children(&root, "", None);
        walk.close("P");
        out.blocks = walk.blocks;
        out
    }

    /// The body, one line a block: what golden files hold, heads and feet at the end.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for b in &self.blocks {
            let mark = match b.tag.as_str() {
                "Title" => "# ",
                "H1" => "## ",
                "H2" => "### ",
                _ => "",
            };
            out.push_str(mark);
            out.push_str(&b.text.replace('\n', "\n    "));
            out.push('\n');
        }
        for (n, lines) in self.running.iter().enumerate() {
            for line in lines {
                out.push_str(&format!("[page {}] {}\n", n + 1, line.replace('\n', " / ")));
            }
        }
        out
    }

    /// Body, heads and feet as one line with plain spaces, for questions such as « does it say… ».
    pub fn folded(&self) -> String {
        let body = self.blocks.iter().map(|b| b.text.as_str());
        let running = self.running.iter().flatten().map(String::as_str);
        fold(&body.chain(running).collect::<Vec<_>>().join(" "))
    }

    /// Whether it says a sentence, whatever its spaces and line breaks.
    pub fn says(&self, sentence: &str) -> bool {
        self.folded().contains(&fold(sentence))
    }
}

/// Every space, breaking or not, as one plain space.
pub fn fold(text: &str) -> String {
    text.split(|c: char| c.is_whitespace()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Words in the making, and where the pen last stood.
#[derive(Debug, Default, Clone)]
struct Run {
    text: String,
    at: Option<Pen>,
}

/// Across, up, and the size of the words.
type Pen = (f32, f32, f32);

impl Run {
    /// Adds words written at a height, in a size: another line, and no blank between: a hard break.
    fn add(&mut self, text: &str, at: Option<Pen>) {
        if let (Some((_, y, size)), Some((_, was, old))) = (at, self.at) {
            let moved = (y - was).abs() > 0.75 * size.max(old);
            if moved && self.text.ends_with('\u{ad}') {
                self.text.pop();
            } else if moved
                && !self.text.ends_with(|c: char| c.is_whitespace() || "-/\u{2010}".contains(c))
                && !text.starts_with(char::is_whitespace)
            {
                self.text.push('\n');
            }
        }
        self.text.push_str(text);
        self.at = at.or(self.at);
    }

    /// As [`Run::add`], where columns stand side by side and no structure parts them.
    fn add_beside(&mut self, text: &str, at: Option<Pen>) {
        if let (Some((x, y, size)), Some((from, was, _))) = (at, self.at)
            && y == was
            && x - from > 2.0 * size
        {
            self.text.push_str(" | ");
        }
        self.add(text, at);
    }
}

/// A page's content, in the order of its stream.
struct PageReader<'a> {
    page: &'a Page<'a>,
    fonts: BTreeMap<Vec<u8>, ToUnicode>,
    marked: HashMap<i32, Run>,
    artifacts: Vec<String>,
    stray: Vec<String>,
    /// The marks that are open.
    stack: Vec<Mark>,
    artifact: Run,
}

#[derive(Debug, Clone)]
enum Mark {
    Content(i32),
    Artifact,
    Actual,
    Other,
}

impl<'a> PageReader<'a> {
    fn new(page: &'a Page<'a>) -> Self {
        PageReader {
            page,
            fonts: BTreeMap::new(),
            marked: HashMap::new(),
            artifacts: Vec::new(),
            stray: Vec::new(),
            stack: Vec::new(),
            artifact: Run::default(),
        }
    }

    fn read(&mut self) {
        use TypedInstruction as I;
        let stream = self.page.page_stream().unwrap_or_default();
        let mut ops = TypedIter::new(stream);
        let (mut ctm, mut saved) = (IDENTITY, Vec::new());
        let (mut matrix, mut font, mut size) = (IDENTITY, Vec::new(), 0.0);
        while let Some(op) = ops.next() {
            match op {
                I::SaveState(_) => saved.push(ctm),
                I::RestoreState(_) => ctm = saved.pop().unwrap_or(IDENTITY),
                I::Transform(t) => {
                    let m = [t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64() as f32);
                    ctm = times(m, ctm);
                }
                I::SetTextMatrix(t) => matrix = [t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64() as f32),
                I::TextFont(f) => {
                    font = f.0.as_ref().to_vec();
                    size = f.1.as_f64() as f32;
                    if !self.fonts.contains_key(&font) {
                        let table = self.page.resources().get_font(f.0).and_then(|d| ToUnicode::of(&d));
                        let table = table.unwrap_or_else(|| panic!("a font without ToUnicode"));
                        self.fonts.insert(font.clone(), table);
                    }
                }
                I::ShowText(s) => self.show(&font, &[s.0.as_bytes()], pen(matrix, ctm, size)),
                I::ShowTexts(a) => {
                    let parts: Vec<_> = a.0.iter::<Object<'_>>().filter_map(Object::into_string).collect();
                    let parts: Vec<&[u8]> = parts.iter().map(PdfString::as_bytes).collect();
                    self.show(&font, &parts, pen(matrix, ctm, size));
                }
                I::NextLineAndShowText(_) | I::ShowTextWithParameters(_) => {
                    panic!("an operator not known here")
                }
                I::BeginMarkedContent(m) => {
                    let artifact = m.0.as_ref() == b"Artifact";
                    self.begin(if artifact { Mark::Artifact } else { Mark::Other });
                }
                I::BeginMarkedContentWithProperties(m) => {
                    let of = m.1.clone().into_dict();
                    let mcid = of.as_ref().and_then(|d| d.get::<i32>("MCID"));
                    let actual = of.as_ref().and_then(|d| d.get::<PdfString<'_>>("ActualText"));
                    let at = pen(matrix, ctm, size);
                    match (m.0.as_ref() == b"Artifact", mcid, actual) {
                        (true, ..) => self.begin(Mark::Artifact),
                        (_, Some(mcid), _) => self.begin(Mark::Content(mcid)),
                        (_, _, Some(text)) => {
                            self.put(&decoded(text.as_bytes()), at);
                            self.begin(Mark::Actual);
                        }
                        _ => self.begin(Mark::Other),
                    }
                }
                I::EndMarkedContent(_) => self.end(),
                _ => {}
            }
        }
    }

    fn begin(&mut self, mark: Mark) {
        if let Mark::Content(mcid) = mark {
            self.marked.entry(mcid).or_default();
        }
        self.stack.push(mark);
    }

    fn end(&mut self) {
        if matches!(self.stack.pop(), Some(Mark::Artifact)) {
            self.artifacts.push(std::mem::take(&mut self.artifact).text);
        }
    }

    fn show(&mut self, font: &[u8], parts: &[&[u8]], at: Pen) {
        let table = self.fonts.get(font).expect("text before its font");
        let text: String = parts.iter().map(|p| table.text(p)).collect();
        let end = at.0 + at.2 * parts.iter().map(|p| table.advance(p)).sum::<f32>();
        if !self.stack.iter().any(|m| matches!(m, Mark::Actual)) {
            self.put(&text, at);
        }
        if let Some(run) = self.open() {
            run.at = Some((end, at.1, at.2));
        }
    }

    fn put(&mut self, text: &str, at: Pen) {
        let artifact = self.stack.iter().any(|m| matches!(m, Mark::Artifact));
        match self.open() {
            Some(run) if artifact => run.add_beside(text, Some(at)),
            Some(run) => run.add(text, Some(at)),
            None => self.stray.push(text.to_owned()),
        }
    }

    /// What the words being written belong to.
    fn open(&mut self) -> Option<&mut Run> {
        self.stack
            .iter()
            .rev()
            .find_map(|m| match m {
                Mark::Content(_) | Mark::Artifact => Some(m.clone()),
                Mark::Actual | Mark::Other => None,
            })
            .map(|m| match m {
                Mark::Content(mcid) => self.marked.entry(mcid).or_default(),
                _ => &mut self.artifact,
            })
    }
}

const IDENTITY: [f32; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn pen(matrix: [f32; 6], ctm: [f32; 6], size: f32) -> Pen {
    let at = times(matrix, ctm);
    (at[4], at[5], size)
}

fn times(a: [f32; 6], b: [f32; 6]) -> [f32; 6] {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// The structure tree, walked in reading order.
struct Walk {
    marked: HashMap<(ObjectIdentifier, i32), Run>,
    blocks: Vec<Block>,
    open: Run,
}

/// Structure types that stand within a block, not beside it.
const INLINE: [&str; 10] =
    ["Span", "Quote", "Link", "Em", "Strong", "Sub", "Reference", "Code", "BibEntry", "Annot"];

impl Walk {
    fn children(&mut self, element: &Dict<'_>, tag: &str, page: Option<ObjectIdentifier>) {
        let page = element.get_ref("Pg").map(ObjectIdentifier::from).or(page);
        match element.get::<Object<'_>>("K") {
            Some(Object::Array(kids)) => {
                for kid in Array::iter::<Object<'_>>(&kids) {
                    self.child(&kid, tag, page);
                }
            }
            Some(kid) => self.child(&kid, tag, page),
            None => {}
        }
    }

    fn child(&mut self, kid: &Object<'_>, tag: &str, page: Option<ObjectIdentifier>) {
        match kid {
            Object::Number(mcid) => self.content(page, mcid.as_i64()),
            Object::Dict(d) if d.contains_key("S") => self.element(d, page, tag),
            Object::Dict(d) => {
                let page = d.get_ref("Pg").map(ObjectIdentifier::from).or(page);
                if let Some(mcid) = d.get::<i32>("MCID") {
                    self.content(page, i64::from(mcid));
                }
            }
            _ => {}
        }
    }

    fn content(&mut self, page: Option<ObjectIdentifier>, mcid: i64) {
        let at = page.expect("content of no page");
        let key = (at, i32::try_from(mcid).expect("a content number too large"));
        let run = self.marked.get(&key).unwrap_or_else(|| panic!("no content {mcid}"));
        self.open.add(&run.text, run.at);
    }

    fn element(&mut self, d: &Dict<'_>, page: Option<ObjectIdentifier>, within: &str) {
        let tag = d.get::<Name<'_>>("S").map(|n| n.as_str().to_owned()).unwrap_or_default();
        if INLINE.contains(&tag.as_str()) {
            return self.children(d, within, page);
        }
        self.close(within);
        let from = self.blocks.len();
        self.children(d, &tag, page);
        self.close(&tag);
        if let Some(alt) = d.get::<PdfString<'_>>("Alt") {
            self.blocks.push(Block { tag: tag.clone(), text: format!("[{}]", decoded(alt.as_bytes())) });
        }
        // A row is one block, and so are an item with its mark and a heading.
        let joint = match tag.as_str() {
            "TR" => " | ",
            "LI" | "TH" | "TD" | "Lbl" | "Title" | "H1" | "H2" => " ",
            _ => return,
        };
        let parts: Vec<String> = self.blocks.drain(from..).map(|b| b.text).collect();
        if !parts.is_empty() || matches!(tag.as_str(), "TD" | "TH") {
            self.blocks.push(Block { tag, text: parts.join(joint) });
        }
    }

    fn close(&mut self, tag: &str) {
        let text = std::mem::take(&mut self.open).text;
        let text = text.trim_matches([' ', '\n']);
        if !text.is_empty() {
            self.blocks.push(Block { tag: tag.to_owned(), text: text.to_owned() });
        }
    }
}
