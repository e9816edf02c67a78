//! Several PDFs as one, page by page, with a bookmark where each begins.

use serde::Serialize;

use crate::domain::Day;
use crate::render::{Job, MAX_FILES, Pdf, RenderError, Renderer, Standard};

/// The template that sets PDF pages one after the other.
const TEMPLATE: &str = "joined/main.typ";

/// One of the files to join; its pages are A4.
pub(super) struct Part {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Page by page, whether it lies on its side.
    pub landscape: Vec<bool>,
    /// Its bookmark.
    pub title: String,
    /// Whether it fits in no older PDF.
    pub needs_pdf_2: bool,
}

#[derive(Serialize)]
struct Joined<'a> {
    title: &'a str,
    pages: Vec<PageModel<'a>>,
}

#[derive(Serialize)]
struct PageModel<'a> {
    file: usize,
    page: usize,
    landscape: bool,
    bookmark: Option<&'a str>,
    alt: &'a str,
}

/// A page as it goes from one join to the next: a PDF taken in loses its bookmarks.
struct Sheet {
    landscape: bool,
    bookmark: Option<String>,
    alt: String,
}

struct Pile {
    bytes: Vec<u8>,
    sheets: Vec<Sheet>,
    needs_pdf_2: bool,
}

impl From<Part> for Pile {
    fn from(part: Part) -> Self {
        let Part { bytes, landscape, title, needs_pdf_2 } = part;
        let total = landscape.len();
        let sheet = |(at, landscape)| Sheet {
            landscape,
            bookmark: (at == 0).then(|| title.clone()),
            alt: format!("{title}, page {}/{total}", at + 1),
        };
        Pile { bytes, sheets: landscape.into_iter().enumerate().map(sheet).collect(), needs_pdf_2 }
    }
}

/// Joins the parts in their order; a job carries a few files only, so that many are joined by groups of groups.
///
/// # Errors
/// When the renderer refuses a page, or one went missing on the way.
pub(super) fn join(
    parts: Vec<Part>,
    title: &str,
    day: Day,
    renderer: &dyn Renderer,
) -> Result<Pdf, RenderError> {
    let mut piles: Vec<Pile> = parts.into_iter().map(Pile::from).collect();
    loop {
        let mut rest = std::mem::take(&mut piles).into_iter();
        let last = rest.len() <= MAX_FILES;
        loop {
            let group: Vec<Pile> = rest.by_ref().take(MAX_FILES).collect();
            if group.is_empty() {
                break;
            }
            let needs_pdf_2 = group.iter().any(|p| p.needs_pdf_2);
            let pdf = joined(&group, title, needs_pdf_2, day, renderer)?;
            if last {
                return Ok(pdf);
            }
            let sheets = group.into_iter().flat_map(|p| p.sheets).collect();
            piles.push(Pile { bytes: pdf.bytes, sheets, needs_pdf_2 });
        }
    }
}

fn joined(
    group: &[Pile],
    title: &str,
    needs_pdf_2: bool,
    day: Day,
    renderer: &dyn Renderer,
) -> Result<Pdf, RenderError> {
    let mut pages = Vec::new();
    for (file, pile) in group.iter().enumerate() {
        pages.extend(pile.sheets.iter().enumerate().map(|(at, sheet)| PageModel {
            file,
            page: at + 1,
            landscape: sheet.landscape,
            bookmark: sheet.bookmark.as_deref(),
            alt: &sheet.alt,
        }));
    }
    let expected = pages.len();
    let missing = |e: &dyn std::fmt::Display| RenderError::Compile {
        template: TEMPLATE.to_owned(),
        message: e.to_string(),
        hints: Vec::new(),
    };
    let data = serde_json::to_vec(&Joined { title, pages }).map_err(|e| missing(&e))?;
    let files = group.iter().map(|p| p.bytes.clone()).collect();
    // PDF/A takes no foreign page in, and a PDF page is one to it.
    let standard = if needs_pdf_2 { Standard::Plain20 } else { Standard::Plain };
    let pdf = renderer.render(&Job { template: TEMPLATE, data, files, standard, day })?;
    if pdf.pages == expected {
        Ok(pdf)
    } else {
        Err(missing(&format!("{} pages au lieu de {expected}", pdf.pages)))
    }
}
