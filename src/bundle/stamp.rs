//! The stamp: « Pièce n° N – page p/P » on every page, in a band above the page, which shrinks to make room.
//!
//! No text requires the stamp; it is what courts expect (document rules, C.7). The text layer of a PDF survives;
//! its scripts, links and form fields do not. PDF/A does not let foreign pages in: such an exhibit is plain PDF.

use serde::Serialize;

use super::exhibits::{Exhibit, ExhibitFormat, PageSize};
use crate::domain::Day;
use crate::render::{Job, Pdf, RenderError, Renderer, Standard, handfuls};

/// The template of a stamped exhibit.
pub const TEMPLATE: &str = "exhibit/main.typ";

/// What is written on the pages of one exhibit.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// Number in the bordereau, from 1.
    pub number: usize,
    /// Its title in the bordereau: title of the PDF and text for those who cannot see the image.
    pub label: &'a str,
    /// Second line of the stamp, such as « A c/ B ».
    pub caption: Option<&'a str>,
}

/// An exhibit ready for the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has: those of the exhibit.
    pub pages: usize,
    /// Page by page, whether it lies on its side.
    pub landscape: Vec<bool>,
    /// « Pièce n° 1 – Devis signé ».
    pub title: String,
}

/// An exhibit that was taken in but could not be stamped.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    /// The renderer refused it.
    #[error("la pièce n° {number} ne peut pas être reprise : enregistrez-la à nouveau ou imprimez-la en PDF")]
    Render {
        /// Number of the exhibit.
        number: usize,
        /// Why.
        #[source]
        source: RenderError,
    },
    /// Pages went missing on the way.
    #[error("la pièce n° {number} compte {expected} pages et {got} ont été reprises : imprimez-la en PDF")]
    Pages {
        /// Number of the exhibit.
        number: usize,
        /// Pages of the exhibit.
        expected: usize,
        /// Pages of the stamped one.
        got: usize,
    },
}

#[derive(Serialize)]
struct Model {
    title: String,
    alt: String,
    format: &'static str,
    caption: Option<String>,
    number: String,
    pages: Vec<PageModel>,
}

#[derive(Serialize)]
struct PageModel {
    page: usize,
    landscape: bool,
    /// Hundredths of a millimetre.
    width: u32,
    /// Hundredths of a millimetre.
    height: u32,
    folio: String,
}

/// Stamps every page of an exhibit.
///
/// # Errors
/// When the renderer refuses a page: the exhibit goes in whole or not at all.
pub fn stamp(
    renderer: &dyn Renderer,
    exhibit: &Exhibit,
    what: &Stamp<'_>,
    day: Day,
) -> Result<Stamped, StampError> {
    let (drawn, job) = draw(exhibit, what, day);
    let pdf = renderer.render(&job);
    drawn.stamped(renderer, job, pdf)
}

/// Stamps several exhibits, the small ones together.
///
/// # Errors
/// As [`stamp`], of the first that is refused.
pub fn stamp_all(
    renderer: &dyn Renderer,
    exhibits: &[(&Exhibit, Stamp<'_>)],
    day: Day,
) -> Result<Vec<Stamped>, StampError> {
    let sizes: Vec<usize> = exhibits.iter().map(|(exhibit, _)| exhibit.bytes().len()).collect();
    let mut out = Vec::with_capacity(exhibits.len());
    for some in handfuls(&sizes).into_iter().filter_map(|range| exhibits.get(range)) {
        let (drawn, jobs): (Vec<_>, Vec<_>) = some.iter().map(|(e, what)| draw(e, what, day)).unzip();
        let made = renderer.render_together(&jobs);
        for ((drawn, job), pdf) in drawn.into_iter().zip(jobs).zip(made) {
            out.push(drawn.stamped(renderer, job, pdf)?);
        }
    }
    Ok(out)
}

/// What is to be found on the stamped pages.
struct Drawn {
    number: usize,
    title: String,
    landscape: Vec<bool>,
}

fn draw(exhibit: &Exhibit, what: &Stamp<'_>, day: Day) -> (Drawn, Job<'static>) {
    let model = model(exhibit, what);
    let data = serde_json::to_vec(&model).unwrap_or_default();
    let standard = match exhibit.format() {
        ExhibitFormat::Pdf if exhibit.needs_pdf_2() => Standard::Plain20,
        ExhibitFormat::Pdf => Standard::Plain,
        ExhibitFormat::Png | ExhibitFormat::Jpeg => Standard::A2aUa1,
    };
    let job = Job { template: TEMPLATE, data, files: vec![exhibit.bytes().to_vec()], standard, day };
    let landscape = model.pages.iter().map(|p| p.landscape).collect();
    (Drawn { number: what.number, title: model.title, landscape }, job)
}

impl Drawn {
    fn stamped(
        self,
        renderer: &dyn Renderer,
        job: Job<'_>,
        pdf: Result<Pdf, RenderError>,
    ) -> Result<Stamped, StampError> {
        let Drawn { number, title, landscape } = self;
        let pdf = match pdf {
            // A colour space that PDF/A refuses (a scan in CMYK without profile): the evidence goes first.
            Err(RenderError::Compile { .. }) if job.standard == Standard::A2aUa1 => {
                renderer.render(&Job { standard: Standard::Plain, ..job })
            }
            other => other,
        };
        let pdf = pdf.map_err(|source| StampError::Render { number, source })?;
        if pdf.pages != landscape.len() {
            return Err(StampError::Pages { number, expected: landscape.len(), got: pdf.pages });
        }
        Ok(Stamped { bytes: pdf.bytes, pages: pdf.pages, landscape, title })
    }
}

fn model(exhibit: &Exhibit, what: &Stamp<'_>) -> Model {
    // Ordinary spaces: the stamp never breaks there, and a reader who searches for « Pièce n° 3 » types them.
    let number = format!("Pièce n° {}", what.number);
    let total = exhibit.pages();
    let label = drawable(what.label, 200);
    let pages = exhibit.page_sizes().iter().enumerate().map(|(at, size)| {
        let placed = place(exhibit.format(), *size);
        PageModel {
            page: at + 1,
            landscape: placed.landscape,
            width: placed.width,
            height: placed.height,
            folio: format!("page {}/{total}", at + 1),
        }
    });
    Model {
        title: format!("{number} – {label}"),
        alt: format!("{number} : {label}"),
        format: exhibit.format().typst(),
        caption: what.caption.filter(|c| c.chars().all(in_fonts)).map(|c| drawable(c, 80)),
        number,
        pages: pages.collect(),
    }
}

/// The scripts of the embedded fonts. A name in another is left out of the stamp: number and folio identify the page.
fn in_fonts(c: char) -> bool {
    matches!(c, ' '..='\u{52f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}' | '\u{202f}' | '€' | '№')
}

/// At most `max` characters, without control characters.
fn drawable(text: &str, max: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim();
    if clean.chars().count() <= max {
        return clean.to_owned();
    }
    let cut: String = clean.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

struct Placed {
    landscape: bool,
    width: u32,
    height: u32,
}

/// A4 less the band and the margins of the template, in hundredths of a millimetre.
const PORTRAIT: (u64, u64) = (20_000, 26_900);
const LANDSCAPE: (u64, u64) = (28_700, 18_200);

/// The largest size that fits, never larger than life.
///
/// A pixel counts as 1/96 of an inch: a small image stays readable and does not fill the page with blur.
fn place(format: ExhibitFormat, size: PageSize) -> Placed {
    let per_unit = match format {
        ExhibitFormat::Pdf => 72,
        ExhibitFormat::Png | ExhibitFormat::Jpeg => 96,
    };
    let natural = |n: u32| u64::from(n) * 2_540 / per_unit;
    let (width, height) = (natural(size.width).max(1), natural(size.height).max(1));
    // A wide strip that fits on an upright page stays upright.
    let landscape = width > height && (format == ExhibitFormat::Pdf || width > PORTRAIT.0);
    let room = if landscape { LANDSCAPE } else { PORTRAIT };
    let (mut w, mut h) = (width, height);
    if w > room.0 {
        (w, h) = (room.0, height * room.0 / width);
    }
    if h > room.1 {
        (w, h) = (width * room.1 / height, room.1);
    }
    let fit = |n: u64| u32::try_from(n.max(1)).unwrap_or(u32::MAX);
    Placed { landscape, width: fit(w), height: fit(h) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::exhibits::Limits;
    use crate::bundle::samples::{pdf, png};
    use crate::render::{Engine, InProcess, TemplateFiles};

    fn renderer() -> InProcess {
        InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap())
    }

    fn day() -> Day {
        "2026-11-22".parse().unwrap()
    }

    const STAMP: Stamp<'_> =
        Stamp { number: 3, label: "Devis signé", caption: Some("SAS Exemple c/ SARL Débiteur") };

    fn text(pdf: &[u8]) -> String {
        String::from_utf8_lossy(pdf).into_owned()
    }

    #[test]
    fn every_page_is_stamped_and_the_bytes_are_the_same_twice() {
        let renderer = renderer();
        for name in ["factures.pdf", "devis_signe.pdf", "bon_de_livraison.png", "avis_de_reception.png"] {
            let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
            let exhibit = Exhibit::read(name, std::fs::read(path).unwrap(), &Limits::default()).unwrap();
            let first = stamp(&renderer, &exhibit, &STAMP, day()).unwrap();
            assert_eq!(first, stamp(&renderer, &exhibit, &STAMP, day()).unwrap());
            assert_eq!(first.pages, exhibit.pages());
            let archival = text(&first.bytes).contains("pdfaid:part");
            assert_eq!(archival, exhibit.format() != ExhibitFormat::Pdf, "{name}");
            if let Some(dir) = std::env::var_os("CREANCE_KEEP") {
                std::fs::write(std::path::Path::new(&dir).join(name).with_extension("out.pdf"), &first.bytes)
                    .unwrap();
            }
        }
    }

    #[test]
    fn a_pdf_2_exhibit_is_carried_by_a_pdf_2() {
        let two = text(&pdf("", "", "")).replace("%PDF-1.7", "%PDF-2.0");
        let exhibit = Exhibit::read("a.pdf", two.into_bytes(), &Limits::default()).unwrap();
        let stamped = stamp(&renderer(), &exhibit, &STAMP, day()).unwrap();
        assert!(stamped.bytes.starts_with(b"%PDF-2.0"));
    }

    #[test]
    fn scripts_and_links_do_not_survive() {
        let script = "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>";
        let link =
            "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://example.org/x) >> >>]";
        let exhibit = Exhibit::read("a.pdf", pdf(script, link, ""), &Limits::default()).unwrap();
        let out = text(&stamp(&renderer(), &exhibit, &STAMP, day()).unwrap().bytes);
        assert!(!out.contains("JavaScript") && !out.contains("example.org"));
    }

    #[test]
    fn an_image_keeps_its_proportions_and_a_page_its_orientation() {
        let strip = place(ExhibitFormat::Png, PageSize { width: 620, height: 196 });
        assert_eq!((strip.landscape, strip.width, strip.height), (false, 16_404, 5_185));
        let scan = place(ExhibitFormat::Jpeg, PageSize { width: 3_508, height: 2_480 });
        assert!(scan.landscape && scan.height <= 18_200 && scan.width <= 28_700);
        let a4 = place(ExhibitFormat::Pdf, PageSize { width: 595, height: 842 });
        assert_eq!((a4.landscape, a4.height), (false, 26_900));
        assert!(place(ExhibitFormat::Pdf, PageSize { width: 842, height: 595 }).landscape);
        let ticket = place(ExhibitFormat::Pdf, PageSize { width: 200, height: 500 });
        assert_eq!((ticket.width, ticket.height), (7_055, 17_638));
    }

    #[test]
    fn long_or_odd_words_do_not_break_the_stamp() {
        let exhibit = Exhibit::read("a.png", png(40, 40), &Limits::default()).unwrap();
        let long = "très ".repeat(200);
        let what = Stamp { number: 120, label: &long, caption: Some(&long) };
        assert_eq!(stamp(&renderer(), &exhibit, &what, day()).unwrap().pages, 1);
        let what = Stamp { number: 1, label: "#panic() \u{0007}", caption: Some("#let x = *") };
        assert_eq!(stamp(&renderer(), &exhibit, &what, day()).unwrap().pages, 1);
        let what = Stamp { number: 1, label: "契約書", caption: Some("株式会社 c/ Dupont") };
        assert_eq!(stamp(&renderer(), &exhibit, &what, day()).unwrap().pages, 1);
    }
}
