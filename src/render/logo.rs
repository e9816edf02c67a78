//! The creditor's logo, at the head of its own letters and nowhere else: what it may be, and a renderer that hands it on.
//!
//! It is no part of the claim. It is sniffed, never trusted by its name; bounded in bytes and pixels; tried alone before
//! a letter bears it. An SVG may draw and nothing more: no script, no link, no picture, no words, no filter. The world
//! serves no file but the job's, so that a link that slipped through would lead nowhere.

use std::io::Cursor;
use std::sync::Arc;

use image::{ImageFormat, ImageReader};

use super::{Done, Errand, Job, Load, Patience, Pdf, RenderError, Renderer, Standard};
use crate::domain::Day;

/// Most bytes of a logo.
pub const MAX_LOGO_BYTES: usize = 512 << 10;

/// Most pixels: printed 60 mm wide, a tenth of them is more than enough.
const MAX_PIXELS: u64 = 4_000_000;

/// The templates whose letters have a head of their own.
const LETTERS: [&str; 3] =
    ["documents/relance/main.typ", "documents/mise_en_demeure/main.typ", "joined/papers.typ"];

/// The template that tries a logo.
const TRIAL: &str = "logo/main.typ";

/// Why a picture is refused as a logo.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LogoError {
    /// Not a picture that is printed.
    #[error(
        "le fichier « logo » n'est ni un PNG, ni un JPEG, ni un SVG : enregistrez-le dans l'un de ces formats"
    )]
    UnknownFormat,
    /// Too many bytes.
    #[error("le fichier « logo » dépasse {} Kio : réduisez-le", MAX_LOGO_BYTES >> 10)]
    TooLarge,
    /// Too many pixels.
    #[error(
        "le fichier « logo » mesure {width} × {height} pixels : réduisez-le, 1 200 pixels de large suffisent"
    )]
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// Cut or damaged.
    #[error("le fichier « logo » est endommagé ou ne peut pas être imprimé : enregistrez-le à nouveau")]
    Unreadable,
    /// An SVG that does more than draw.
    #[error(
        "le fichier « logo » (SVG) contient {0} : enregistrez-le en SVG simple, textes convertis en tracés, ou en PNG"
    )]
    NotPlain(&'static str),
}

/// A picture that may stand at the head of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    bytes: Vec<u8>,
    format: &'static str,
}

impl Logo {
    /// Reads a picture, by what its bytes are.
    ///
    /// # Errors
    /// [`LogoError`].
    pub fn read(bytes: &[u8]) -> Result<Logo, LogoError> {
        if bytes.len() > MAX_LOGO_BYTES {
            return Err(LogoError::TooLarge);
        }
        let format = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            has_bounded_pixels(bytes, ImageFormat::Png)?;
            "png"
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            has_bounded_pixels(bytes, ImageFormat::Jpeg)?;
            "jpg"
        } else {
            let text = std::str::from_utf8(bytes).map_err(|_| LogoError::UnknownFormat)?;
            let text = text.trim_start_matches('\u{feff}').trim_start();
            if !text.starts_with('<') || !text.contains("<svg") {
                return Err(LogoError::UnknownFormat);
            }
            only_draws(&text.to_ascii_lowercase()).map_err(LogoError::NotPlain)?;
            "svg"
        };
        Ok(Logo { bytes: bytes.to_vec(), format })
    }

    /// Renders it alone: a picture that no letter could bear is refused for what it is.
    ///
    /// # Errors
    /// `Ok(Err)` when the picture is unusable; `Err` when nobody could say.
    pub fn tried(self, renderer: &dyn Renderer, day: Day) -> Result<Result<Logo, LogoError>, RenderError> {
        let job = Job {
            template: TRIAL,
            data: with_logo(b"{}", self.format),
            files: vec![self.bytes.clone()],
            standard: Standard::default(),
            day,
        };
        match renderer.render(&job) {
            Ok(pdf) if pdf.warnings.is_empty() => Ok(Ok(self)),
            Ok(_) | Err(RenderError::Compile { .. } | RenderError::Crashed(_)) => {
                Ok(Err(LogoError::Unreadable))
            }
            Err(e) => Err(e),
        }
    }

    /// A renderer whose letters bear this logo.
    #[must_use]
    pub fn over(self, renderer: Arc<dyn Renderer>) -> Arc<dyn Renderer> {
        Arc::new(Letterhead { logo: Arc::new(self), renderer })
    }
}

fn has_bounded_pixels(bytes: &[u8], format: ImageFormat) -> Result<(), LogoError> {
    let size = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions();
    let (width, height) = size.map_err(|_| LogoError::Unreadable)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(LogoError::TooManyPixels { width, height });
    }
    Ok(())
}

/// Whether an SVG in lower case holds only shapes; else what it holds.
fn only_draws(svg: &str) -> Result<(), &'static str> {
    const MAX_DEPTH: usize = 64;
    const MAX_COPIES: usize = 16;
    if svg.contains("<!entity") || svg.contains('\\') {
        return Err("des entités ou des échappements");
    }
    let (mut depth, mut copies) = (0usize, 0usize);
    for tag in svg.split('<').skip(1) {
        let whole = tag.split('>').next().unwrap_or_default();
        if let Some(rest) = whole.strip_prefix('/') {
            depth = depth.saturating_sub(usize::from(!rest.is_empty()));
            continue;
        }
        let name = whole.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if name.starts_with(['?', '!']) {
            continue;
        }
        depth += usize::from(!whole.ends_with('/'));
        copies += match name.rsplit(':').next().unwrap_or_default() {
            "script" | "foreignobject" | "iframe" | "handler" => return Err("un script ou une page"),
            "image" | "feimage" => return Err("une image"),
            "text" | "tspan" | "textpath" | "tref" => return Err("du texte"),
            "filter" => return Err("un filtre"),
            "use" | "pattern" | "mask" | "clippath" | "marker" => 1,
            _ => 0,
        };
        let handler = |w: &str| w.starts_with("on") && w.contains('=');
        if whole.split_whitespace().skip(1).any(handler) {
            return Err("un script");
        }
        if depth > MAX_DEPTH || copies > MAX_COPIES {
            return Err("trop d'objets imbriqués ou répétés");
        }
    }
    let own = |rest: &str| rest.trim_start().trim_start_matches(['"', '\'']).trim_start().starts_with('#');
    let mut hrefs = svg.split("href").skip(1).filter_map(|r| r.trim_start().strip_prefix('='));
    if !hrefs.all(own) || !svg.split("url(").skip(1).all(own) || svg.contains("@import") {
        return Err("un lien vers un autre fichier");
    }
    Ok(())
}

/// The data of a template, a JSON object, with the logo named in it.
fn with_logo(data: &[u8], format: &str) -> Vec<u8> {
    let rest = data.strip_prefix(b"{").unwrap_or(b"}");
    let comma = if rest.first() == Some(&b'}') { "" } else { "," };
    [format!(r#"{{"logo":{{"format":"{format}"}}{comma}"#).as_bytes(), rest].concat()
}

/// A renderer that adds the logo to letters.
struct Letterhead {
    logo: Arc<Logo>,
    renderer: Arc<dyn Renderer>,
}

impl Renderer for Letterhead {
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        if !LETTERS.contains(&job.template) || !job.files.is_empty() {
            return self.renderer.render(job);
        }
        let data = with_logo(&job.data, self.logo.format);
        self.renderer.render(&Job { data, files: vec![self.logo.bytes.clone()], ..job.clone() })
    }

    fn render_together(&self, jobs: &[Job<'_>]) -> Vec<Result<Pdf, RenderError>> {
        // Letters do not come in numbers.
        if jobs.iter().any(|job| LETTERS.contains(&job.template)) {
            return jobs.iter().map(|job| self.render(job)).collect();
        }
        self.renderer.render_together(jobs)
    }

    fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        self.renderer.apart(errand)
    }

    fn apart_together(&self, errands: &[Errand<'_>]) -> Option<Vec<Result<Done, RenderError>>> {
        self.renderer.apart_together(errands)
    }

    fn within(&self, patience: &Patience) -> Option<Arc<dyn Renderer>> {
        let renderer = self.renderer.within(patience)?;
        Some(Arc::new(Letterhead { logo: self.logo.clone(), renderer }))
    }

    fn load(&self) -> Option<Load> {
        self.renderer.load()
    }

    fn close(&self) {
        self.renderer.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Engine, InProcess, TemplateFiles};

    const SVG: &str = r##"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 10"><defs><linearGradient id="g"><stop stop-color="#123"/></linearGradient></defs><path fill="url(#g)" d="M0 0h40v10H0z"/><use xlink:href="#g"/></svg>"##;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        image::DynamicImage::new_rgba8(width, height)
            .write_to(&mut Cursor::new(&mut out), ImageFormat::Png)
            .unwrap();
        out
    }

    fn jpeg() -> Vec<u8> {
        let mut out = Vec::new();
        image::DynamicImage::new_rgb8(60, 20)
            .write_to(&mut Cursor::new(&mut out), ImageFormat::Jpeg)
            .unwrap();
        out
    }

    fn day() -> Day {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_picture_is_what_its_bytes_are() {
        let renderer = InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap());
        for bytes in [png(300, 100), jpeg(), SVG.as_bytes().to_vec()] {
            let logo = Logo::read(&bytes).unwrap();
            assert!(logo.tried(&renderer, day()).unwrap().is_ok());
        }
        let mut cut = png(300, 100);
        cut.truncate(60);
        let tried = Logo::read(&cut).unwrap().tried(&renderer, day()).unwrap();
        assert_eq!(tried, Err(LogoError::Unreadable));
        for bytes in [&b""[..], b"GIF89a", b"%PDF-1.7", b"<html></html>", b"\x1f\x8b\x08", b"\xff\xfe<\0s\0"]
        {
            assert_eq!(Logo::read(bytes), Err(LogoError::UnknownFormat));
        }
        assert_eq!(Logo::read(&vec![b' '; MAX_LOGO_BYTES + 1]), Err(LogoError::TooLarge));
        assert_eq!(
            Logo::read(&png(4_001, 1_000)),
            Err(LogoError::TooManyPixels { width: 4_001, height: 1_000 })
        );
    }

    #[test]
    fn an_svg_draws_and_does_nothing_else() {
        let with = |inner: &str| SVG.replace("<use ", &format!("{inner}<use "));
        for bad in [
            "<script>alert(1)</script>",
            "<s:script xmlns:s='http://www.w3.org/2000/svg'/>",
            "<image href='#a'/>",
            "<image xlink:href='file:///etc/passwd'/>",
            "<use href='http://example.org/a.svg#b'/>",
            "<use href = \"data:image/svg+xml,x\"/>",
            "<use href='&#35;a'/>",
            "<style>@import 'x.css';</style>",
            "<path style='fill:url(http://example.org/)'/>",
            "<path onload='x()'/>",
            "<text>A</text>",
            "<filter/>",
            "<foreignObject/>",
            "<!ENTITY a 'b'>",
        ] {
            let read = Logo::read(with(bad).as_bytes());
            assert!(matches!(read, Err(LogoError::NotPlain(_))), "{bad}: {read:?}");
        }
        for many in ["<g>".repeat(70), "<use href='#g'/>".repeat(17)] {
            assert!(matches!(Logo::read(with(&many).as_bytes()), Err(LogoError::NotPlain(_))));
        }
        assert!(Logo::read(with("<g><path/></g>").as_bytes()).is_ok());
    }

    #[test]
    fn a_link_that_slipped_through_leads_nowhere() {
        let renderer = InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap());
        let linked = |target: &str| {
            let bytes = SVG.replace("<use ", &format!("<image width='9' height='9' href='{target}'/><use "));
            Logo { bytes: bytes.into_bytes(), format: "svg" }.tried(&renderer, day())
        };
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/exhibits/bon_de_livraison.png");
        for target in [here, "/etc/hostname", "file:///etc/hostname", "http://127.0.0.1:1/a.png", "/files/0"]
        {
            assert_eq!(linked(target).unwrap(), Err(LogoError::Unreadable), "{target}");
        }
    }

    #[test]
    fn the_data_names_the_logo() {
        assert_eq!(with_logo(b"{}", "png"), br#"{"logo":{"format":"png"}}"#);
        assert_eq!(with_logo(br#"{"a":1}"#, "svg"), br#"{"logo":{"format":"svg"},"a":1}"#);
    }
}
