//! What a file is, by its first bytes: a format accepted as evidence, or another that can be called by its name.

use serde::{Deserialize, Serialize};

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
    pub(super) fn announced(file_name: &str) -> Option<Option<Self>> {
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

/// Formats that people send in good faith and that no judge can be shown as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// A photograph as recent telephones take it.
    Heic,
    /// A scan.
    Tiff,
    /// GIF, WebP or BMP.
    OtherImage,
    /// A text or a table of an office suite, an archive: a ZIP by its bytes.
    Zip,
    /// A text or a table of an old office suite, a message of Outlook.
    Ole,
    /// A web page, a drawing in SVG, XML.
    Markup,
    /// Anything else.
    Unknown,
}

impl Foreign {
    /// The format that a file's first bytes announce, when it is none of [`ExhibitFormat`].
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Self {
        const HEIF: [&[u8]; 6] = [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"];
        let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        if brand.is_some_and(|b| HEIF.contains(&b)) {
            Self::Heic
        } else if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
            Self::Tiff
        } else if bytes.starts_with(b"GIF8")
            || bytes.starts_with(b"BM")
            || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
        {
            Self::OtherImage
        } else if bytes.starts_with(b"PK\x03\x04") {
            Self::Zip
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            Self::Ole
        } else if text.first() == Some(&b'<') {
            Self::Markup
        } else {
            Self::Unknown
        }
    }
}

/// What it is and what to do, as the end of « le fichier … ».
impl std::fmt::Display for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Heic => "est une photographie HEIC : enregistrez-la en JPEG ou en PDF",
            Self::Tiff => "est une image TIFF : enregistrez-la en PDF",
            Self::OtherImage => "est une image d'un format non admis : enregistrez-la en PNG, en JPEG ou en PDF",
            Self::Zip => {
                "est un document bureautique ou une archive : ouvrez-le et exportez-le en PDF, une pièce par document"
            }
            Self::Ole => "est un document bureautique ou un message : ouvrez-le et exportez-le en PDF",
            Self::Markup => "est une page web ou un dessin : ouvrez-le et imprimez-le en PDF",
            Self::Unknown => "n'est ni un PDF, ni une image PNG ou JPEG : convertissez-le en PDF",
        })
    }
}
