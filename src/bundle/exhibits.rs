//! Intake of one exhibit: what it is (by its bytes, not its name), whether it can be shown whole, how many pages.
//!
//! Refused: what is empty, too large, protected, damaged, or not what its name says; a form whose
//! words would vanish from the stamped page. Every refusal says what to do; the finding is `exhibit.unreadable`.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, metadata::Orientation};
use serde::{Deserialize, Serialize};

use super::exhibit_pdf;

/// How much one exhibit may weigh, in any of the ways it can weigh too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file, this size included.
    pub max_bytes: usize,
    /// Pages of a PDF.
    pub max_pages: usize,
    /// Width times height of an image: a few kilobytes of PNG can claim gigabytes of memory.
    pub max_pixels: u64,
    /// Width or height of an image.
    pub max_side: u32,
}

impl Default for Limits {
    /// 25 × 1,048,576 bytes, 500 pages, 100 million pixels (A3 at 800 dpi is 124).
    fn default() -> Self {
        Limits { max_bytes: 25 * 1_048_576, max_pages: 500, max_pixels: 100_000_000, max_side: 20_000 }
    }
}

/// The formats accepted as evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExhibitFormat {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl ExhibitFormat {
    /// The format that a file's first bytes announce.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        // Readers look for the PDF header in the first kilobyte: some software writes before it.
        let head = bytes.get(..1024).unwrap_or(bytes);
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if head.windows(5).any(|w| w == b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }

    /// The format that a file name announces; `None` for a name without extension.
    fn announced(file_name: &str) -> Option<Option<Self>> {
        let (stem, extension) = file_name.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        Some(match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "jpg" | "jpeg" | "jpe" | "jfif" => Some(Self::Jpeg),
            _ => None,
        })
    }

    /// As Typst names it.
    pub(super) fn typst(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// The name that people know.
impl std::fmt::Display for ExhibitFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        })
    }
}

/// Why an exhibit is refused, and what to do. The message never holds more of the file than its size and format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExhibitError {
    /// Zero bytes.
    #[error("le fichier est vide : joignez-le à nouveau")]
    Empty,
    /// Past [`Limits::max_bytes`].
    #[error("le fichier dépasse {} : réduisez la définition du scan ou scindez la pièce", mebibytes(*.limit))]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Past [`Limits::max_pages`].
    #[error("le PDF compte {pages} pages, plus que les {limit} admises : scindez la pièce")]
    TooManyPages {
        /// How many it has.
        pages: usize,
        /// How many are admitted.
        limit: usize,
    },
    /// Past [`Limits::max_pixels`] or [`Limits::max_side`].
    #[error("l'image mesure {width} × {height} pixels, plus que ce qui est admis : réduisez sa définition")]
    TooManyPixels {
        /// Width it claims.
        width: u32,
        /// Height it claims.
        height: u32,
    },
    /// Neither PDF, PNG nor JPEG.
    #[error("le fichier n'est ni un PDF, ni une image PNG ou JPEG : convertissez-le en PDF")]
    UnknownFormat,
    /// The extension says one thing, the bytes another.
    #[error(
        "le fichier porte l'extension d'un autre format, son contenu est du {found} : vérifiez que c'est la bonne pièce, puis renommez-la"
    )]
    WrongExtension {
        /// What the bytes are.
        found: ExhibitFormat,
    },
    /// A password is needed, or a protection restricts what may be done.
    #[error(
        "le PDF est protégé (mot de passe ou restrictions) : enregistrez-en une copie sans protection, ou imprimez-le en PDF"
    )]
    Encrypted,
    /// A form whose pages only exist in one vendor's software.
    #[error(
        "le PDF est un formulaire dynamique (XFA) dont les pages ne s'affichent pas partout : ouvrez-le et imprimez-le en PDF"
    )]
    Xfa,
    /// A field, a signature or a note that is seen over the page and that the file does not draw itself.
    #[error(
        "la page {page} du PDF porte un champ rempli, une signature ou une annotation qui ne peut pas être repris : imprimez le document en PDF pour l'aplatir"
    )]
    Annotations {
        /// The first page concerned, from 1.
        page: usize,
    },
    /// No page at all.
    #[error("le PDF ne contient aucune page : joignez le document complet")]
    NoPage,
    /// Cut, damaged or unparsable.
    #[error(
        "le fichier {format} est endommagé ou incomplet : ouvrez l'original, enregistrez-le à nouveau et joignez cette copie"
    )]
    Corrupt {
        /// What it claims to be.
        format: ExhibitFormat,
    },
    /// It ended the process that read it.
    #[error(
        "le fichier demande trop de temps ou de mémoire pour être lu : imprimez-le en PDF, au besoin en plusieurs pièces"
    )]
    TooHeavy,
}

fn mebibytes(bytes: usize) -> String {
    if bytes % 1_048_576 == 0 { format!("{} Mio", bytes / 1_048_576) } else { format!("{bytes} octets") }
}

/// An exhibit that can be shown whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    format: ExhibitFormat,
    /// What is put on the page: the file, or its flattened copy.
    bytes: Vec<u8>,
    pages: Vec<PageSize>,
    /// A PDF of version 2.0 can only be embedded in another.
    needs_pdf_2: bool,
}

/// Size of a page as seen, rotation applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSize {
    /// Points for a PDF, pixels for an image.
    pub width: u32,
    /// Points for a PDF, pixels for an image.
    pub height: u32,
}

impl Exhibit {
    /// Takes in a file; `file_name` is only compared with what the bytes are.
    ///
    /// # Errors
    /// The reason for refusing it.
    pub fn read(file_name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, ExhibitError> {
        let format = Self::look(file_name, &bytes, limits)?;
        let corrupt = || ExhibitError::Corrupt { format };
        let read = on_deep_stack(|| match format {
            ExhibitFormat::Pdf => exhibit_pdf::read(bytes, limits),
            ExhibitFormat::Png => image(format, ImageFormat::Png, bytes, limits),
            ExhibitFormat::Jpeg => image(format, ImageFormat::Jpeg, bytes, limits),
        });
        read.unwrap_or_else(|| Err(corrupt()))
    }

    /// What can be said of a file without parsing it.
    pub(super) fn look(
        file_name: &str,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<ExhibitFormat, ExhibitError> {
        if bytes.is_empty() {
            return Err(ExhibitError::Empty);
        }
        if bytes.len() > limits.max_bytes {
            return Err(ExhibitError::TooLarge { limit: limits.max_bytes });
        }
        let format = ExhibitFormat::sniff(bytes).ok_or(ExhibitError::UnknownFormat)?;
        if ExhibitFormat::announced(file_name).is_some_and(|a| a != Some(format)) {
            return Err(ExhibitError::WrongExtension { found: format });
        }
        Ok(format)
    }

    /// The parts of an exhibit read elsewhere.
    pub(super) fn from_parts(
        format: ExhibitFormat,
        bytes: Vec<u8>,
        pages: Vec<PageSize>,
        needs_pdf_2: bool,
    ) -> Self {
        Exhibit { format, bytes, pages, needs_pdf_2 }
    }

    pub(super) fn pdf(bytes: Vec<u8>, pages: Vec<PageSize>, needs_pdf_2: bool) -> Self {
        Exhibit { format: ExhibitFormat::Pdf, bytes, pages, needs_pdf_2 }
    }

    /// PDF, PNG or JPEG.
    #[must_use]
    pub fn format(&self) -> ExhibitFormat {
        self.format
    }

    /// How many pages it has; an image has one.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The size of each page.
    #[must_use]
    pub fn page_sizes(&self) -> &[PageSize] {
        &self.pages
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn needs_pdf_2(&self) -> bool {
        self.needs_pdf_2
    }
}

/// Runs a decoder apart: a panic is one more way of being unreadable, and objects nested in one another meet a deep
/// stack. It is a second line: a file made to exhaust any stack or memory needs a process that may die.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    const STACK: usize = 256 << 20;
    std::thread::scope(|s| {
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(s, work).ok()?.join().ok()
    })
}

/// Decodes the whole image: a cut scan must be refused now, not shown half grey to the judge.
fn image(
    format: ExhibitFormat,
    as_: ImageFormat,
    bytes: Vec<u8>,
    limits: &Limits,
) -> Result<Exhibit, ExhibitError> {
    let corrupt = || ExhibitError::Corrupt { format };
    let (width, height) =
        ImageReader::with_format(Cursor::new(&bytes), as_).into_dimensions().map_err(|_| corrupt())?;
    if width == 0 || height == 0 {
        return Err(corrupt());
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.max_pixels || width.max(height) > limits.max_side {
        return Err(ExhibitError::TooManyPixels { width, height });
    }
    let mut reader = ImageReader::with_format(Cursor::new(&bytes), as_);
    let mut bounds = image::Limits::default();
    // Eight bytes a pixel is the deepest PNG; twice that leaves the decoder its working memory.
    bounds.max_alloc = Some(limits.max_pixels.saturating_mul(16));
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(|_| corrupt())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    DynamicImage::from_decoder(decoder).map_err(|_| corrupt())?;
    if format == ExhibitFormat::Jpeg && !ends_jpeg(&bytes) {
        return Err(corrupt());
    }
    let size = match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => PageSize { width: height, height: width },
        _ => PageSize { width, height },
    };
    Ok(Exhibit { format, bytes, pages: vec![size], needs_pdf_2: false })
}

/// JPEG decoders fill a cut image with grey and say nothing: the end marker must be there.
fn ends_jpeg(bytes: &[u8]) -> bool {
    bytes.windows(2).rev().take(64 * 1024).any(|w| w == b"\xff\xd9")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::samples::{pdf, png};

    fn read(name: &str, bytes: &[u8]) -> Result<Exhibit, ExhibitError> {
        Exhibit::read(name, bytes.to_vec(), &Limits::default())
    }

    #[test]
    fn the_example_exhibits_are_accepted() {
        for (name, format, pages) in [
            ("devis_signe.pdf", ExhibitFormat::Pdf, 1),
            ("factures.pdf", ExhibitFormat::Pdf, 3),
            ("mise_en_demeure.pdf", ExhibitFormat::Pdf, 1),
            ("bon_de_livraison.png", ExhibitFormat::Png, 1),
            ("avis_de_reception.png", ExhibitFormat::Png, 1),
        ] {
            let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
            let e = read(name, &std::fs::read(path).unwrap()).unwrap();
            assert_eq!((e.format(), e.pages()), (format, pages), "{name}");
        }
        let e = read("x.pdf", include_bytes!("../../tests/fixtures/exhibits/object_streams.pdf")).unwrap();
        assert_eq!(e.pages(), 3);
    }

    #[test]
    fn what_is_not_what_it_says_it_is_is_refused() {
        let (pdf, png) = (pdf("", "", ""), png(4, 4));
        assert!(
            read("a.pdf", &pdf).is_ok()
                && read("a.PDF", &pdf).is_ok()
                && read("sans extension", &pdf).is_ok()
        );
        assert_eq!(
            read("a.pdf", &png).unwrap_err(),
            ExhibitError::WrongExtension { found: ExhibitFormat::Png }
        );
        assert_eq!(
            read("a.jpg", &png).unwrap_err(),
            ExhibitError::WrongExtension { found: ExhibitFormat::Png }
        );
        assert_eq!(
            read("a.docx", &pdf).unwrap_err(),
            ExhibitError::WrongExtension { found: ExhibitFormat::Pdf }
        );
        assert_eq!(read("a.pdf", b"<html>not found</html>").unwrap_err(), ExhibitError::UnknownFormat);
        assert_eq!(read("a.pdf", b"PK\x03\x04").unwrap_err(), ExhibitError::UnknownFormat);
    }

    #[test]
    fn the_size_limit_is_included() {
        let limits = Limits { max_bytes: png(4, 4).len(), ..Limits::default() };
        assert!(Exhibit::read("a.png", png(4, 4), &limits).is_ok());
        let limits = Limits { max_bytes: limits.max_bytes - 1, ..limits };
        assert!(matches!(Exhibit::read("a.png", png(4, 4), &limits), Err(ExhibitError::TooLarge { .. })));
        assert_eq!(read("a.pdf", b"").unwrap_err(), ExhibitError::Empty);
        assert!(ExhibitError::TooLarge { limit: Limits::default().max_bytes }.to_string().contains("25 Mio"));
    }

    #[test]
    fn a_protected_pdf_is_refused_with_or_without_password_to_open() {
        let locked = include_bytes!("../../tests/fixtures/exhibits/password.pdf");
        let restricted = include_bytes!("../../tests/fixtures/exhibits/owner_password.pdf");
        assert_eq!(read("a.pdf", locked).unwrap_err(), ExhibitError::Encrypted);
        assert_eq!(read("a.pdf", restricted).unwrap_err(), ExhibitError::Encrypted);
        // A word of the text is no protection.
        assert!(read("a.pdf", &pdf("", "", "BT (/Encrypt this) Tj ET")).is_ok());
    }

    #[test]
    fn damaged_files_are_refused() {
        let corrupt = |e| matches!(e, Err(ExhibitError::Corrupt { .. }));
        let whole = pdf("", "", "");
        assert!(corrupt(read("a.pdf", whole.get(..whole.len() / 2).unwrap())));
        assert!(corrupt(read("a.pdf", b"%PDF-1.7\n%%EOF\n")));
        assert!(corrupt(read("a.pdf", b"%PDF-1.7 garbage garbage")));
        let factures = include_bytes!("../../examples/exhibits/factures.pdf");
        assert!(corrupt(read("a.pdf", factures.get(..3000).unwrap())));
        let png = png(64, 64);
        assert!(corrupt(read("a.png", png.get(..png.len() - 40).unwrap())));
        assert!(corrupt(read("a.png", png.get(..20).unwrap())));
        assert!(corrupt(read("a.jpg", b"\xff\xd8\xff\xe0 garbage")));
    }

    #[test]
    fn a_cut_jpeg_is_refused() {
        let mut jpeg = Vec::new();
        let picture =
            image::RgbImage::from_fn(200, 200, |x, y| image::Rgb([(x * y % 251) as u8, x as u8, y as u8]));
        picture.write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg).unwrap();
        assert_eq!(read("a.jpeg", &jpeg).unwrap().page_sizes(), [PageSize { width: 200, height: 200 }]);
        let cut = jpeg.get(..jpeg.len() / 2).unwrap();
        assert!(matches!(read("a.jpeg", cut), Err(ExhibitError::Corrupt { .. })));
    }

    #[test]
    fn a_pdf_that_would_lose_something_is_refused() {
        assert_eq!(
            read("a.pdf", &pdf("/AcroForm << /XFA (x) /Fields [] >>", "", "")).unwrap_err(),
            ExhibitError::Xfa
        );
        let link = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /AP << /N 4 0 R >> >>]";
        assert!(read("a.pdf", &pdf("", link, "")).is_ok());
        let field = "/Annots [<< /Subtype /Widget /FT /Tx /V (Bon pour accord) /Rect [0 0 90 20] >>]";
        assert_eq!(read("a.pdf", &pdf("", field, "")).unwrap_err(), ExhibitError::Annotations { page: 1 });
        let empty = "/Annots [<< /Subtype /Widget /FT /Tx /V () /Rect [0 0 90 20] >>]";
        assert!(read("a.pdf", &pdf("", empty, "")).is_ok());
    }

    #[test]
    fn pages_are_counted_and_bounded() {
        let limits = Limits { max_pages: 2, ..Limits::default() };
        let factures = include_bytes!("../../examples/exhibits/factures.pdf").to_vec();
        let refused = Exhibit::read("a.pdf", factures, &limits).unwrap_err();
        assert_eq!(refused, ExhibitError::TooManyPages { pages: 3, limit: 2 });
        let none = String::from_utf8(pdf("", "", "")).unwrap();
        let none = none.replace("/Kids [3 0 R] /Count 1", "/Kids []      /Count 0");
        assert_eq!(read("a.pdf", none.as_bytes()).unwrap_err(), ExhibitError::NoPage);
        let lost = String::from_utf8(pdf("", "", "")).unwrap().replace("/Count 1", "/Count 7");
        assert!(matches!(read("a.pdf", lost.as_bytes()), Err(ExhibitError::Corrupt { .. })));
    }

    #[test]
    fn an_image_that_claims_too_many_pixels_is_refused_before_it_is_decoded() {
        let limits = Limits { max_pixels: 100, ..Limits::default() };
        let refused = Exhibit::read("a.png", png(11, 10), &limits).unwrap_err();
        assert_eq!(refused, ExhibitError::TooManyPixels { width: 11, height: 10 });
        assert!(Exhibit::read("a.png", png(10, 10), &limits).is_ok());
        // A header of 30,000 × 30,000 and nothing behind it.
        let mut bomb = png(1, 1);
        bomb.splice(16..24, [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let crc = crc32(bomb.get(12..29).unwrap());
        bomb.splice(29..33, crc.to_be_bytes());
        assert!(matches!(read("a.png", &bomb), Err(ExhibitError::TooManyPixels { width: 30_000, .. })));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |crc, b| {
            (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 })
        })
    }

    #[test]
    fn hostile_nesting_and_noise_end_as_a_refusal() {
        for (open, depth) in [("[", 90_000), ("[", 20_000_000), ("<< /A ", 90_000), ("<< /A ", 2_000_000)] {
            let deep =
                format!("%PDF-1.7\n1 0 obj {} endobj\ntrailer << /Root 1 0 R >>\n%%EOF", open.repeat(depth));
            assert!(read("a.pdf", deep.as_bytes()).is_err());
        }
        let nested = format!("/X {}0{}", "<< /A ".repeat(50_000), " >>".repeat(50_000));
        assert!(matches!(read("a.pdf", &pdf("", &nested, "")), Err(ExhibitError::Corrupt { .. })));
        let whole = pdf("", "", "BT (texte) Tj ET");
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] ^= 0x15;
            // A panic would fail this test; through `read` it would be one more refusal.
            let _ = exhibit_pdf::read(bent, &Limits::default());
        }
    }
}
