use std::io::Cursor;

use image::ImageFormat;

use super::exhibit_pdf;
use super::exhibits::*;
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
        read("a.pdf", &pdf).is_ok() && read("a.PDF", &pdf).is_ok() && read("sans extension", &pdf).is_ok()
    );
    assert_eq!(read("a.pdf", &png).unwrap_err(), ExhibitError::WrongExtension { found: ExhibitFormat::Png });
    assert_eq!(read("a.jpg", &png).unwrap_err(), ExhibitError::WrongExtension { found: ExhibitFormat::Png });
    assert_eq!(read("a.docx", &pdf).unwrap_err(), ExhibitError::WrongExtension { found: ExhibitFormat::Pdf });
    assert_eq!(
        read("a.pdf", b"<html>not found</html>").unwrap_err(),
        ExhibitError::UnknownFormat { found: Foreign::Markup }
    );
    assert_eq!(
        read("a.pdf", b"PK\x03\x04").unwrap_err(),
        ExhibitError::UnknownFormat { found: Foreign::Zip }
    );
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
