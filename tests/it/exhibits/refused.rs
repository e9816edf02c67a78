//! Files that no judge can be shown whole: each refused by name, in French, with what to do, and soon.

use creance::bundle::intake::{take_in, take_in_all};
use creance::bundle::{ExhibitError as E, ExhibitFormat, Foreign, Limits};
use creance::render::TemplateFiles;
use creance::render::worker::{PoolConfig, WorkerPool};

use super::make::{Doc, WITNESS, appearance, crc32, stream, swap, zlib, zlib_of_zeros};
use super::{fixture, intake};
use crate::workers::config;

/// Refused for this reason; the message says what to do.
fn bad(case: &str, name: &str, bytes: &[u8], why: &E) {
    let refused = intake(case, name, bytes).map(|e| e.pages()).unwrap_err();
    assert_eq!(refused, *why, "{case}");
    let words = refused.to_string();
    assert!(words.contains(" : ") && words.len() > 40, "{case}: what to do? {words}");
}

const CORRUPT: E = E::Corrupt { format: ExhibitFormat::Pdf };

#[test]
fn a_protected_pdf_with_or_without_password_to_open() {
    for name in ["password", "owner_password"] {
        let path = format!("{}/tests/fixtures/exhibits/{name}.pdf", env!("CARGO_MANIFEST_DIR"));
        bad(name, "a.pdf", &std::fs::read(path).unwrap(), &E::Encrypted);
    }
}

#[test]
fn what_is_empty_cut_or_without_pages() {
    let whole = Doc::simple().build();
    bad("nothing", "a.pdf", b"", &E::Empty);
    bad("cut_in_half", "a.pdf", &whole[..whole.len() / 2], &CORRUPT);
    bad("cut_before_the_end", "a.pdf", &whole[..whole.len() - 8], &CORRUPT);
    bad("no_page", "a.pdf", &Doc::new().build(), &E::NoPage);
    bad("page_lost", "a.pdf", &swap(&whole, "/Count 1", "/Count 2"), &CORRUPT);
    let many = (0..10_000).fold(Doc::new(), |doc, _| doc.page("/MediaBox [0 0 9 9]", "")).build();
    bad("pages_10000", "a.pdf", &many, &E::TooManyPages { pages: 10_000, limit: 500 });
    let mut heavy = whole;
    heavy.resize(25 * 1_048_576 + 1, b' ');
    bad("one_byte_too_heavy", "a.pdf", &heavy, &E::TooLarge { limit: 25 * 1_048_576 });
}

#[test]
fn what_another_format_is_called_by_its_name() {
    let png = fixture("deep.png");
    bad("png_named_pdf", "a.pdf", &png, &E::WrongExtension { found: ExhibitFormat::Png });
    bad("pdf_named_jpg", "a.jpg", &Doc::simple().build(), &E::WrongExtension { found: ExhibitFormat::Pdf });
    bad("pdf_named_docx", "a.docx", &Doc::simple().build(), &E::WrongExtension { found: ExhibitFormat::Pdf });
    for (case, bytes, found) in [
        ("zip", b"PK\x03\x04\x14\0\x08\0".as_slice(), Foreign::Zip),
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", Foreign::Ole),
        ("html", b"\n <!DOCTYPE html><html></html>", Foreign::Markup),
        ("svg", b"\xef\xbb\xbf<?xml version=\"1.0\"?><svg/>", Foreign::Markup),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Foreign::Heic),
        ("tiff", b"II*\0\x08\0\0\0", Foreign::Tiff),
        ("tiff_motorola", b"MM\0*\0\0\0\x08", Foreign::Tiff),
        ("gif", b"GIF89a\x01\0\x01\0", Foreign::OtherImage),
        ("webp", b"RIFF\x1a\0\0\0WEBPVP8 ", Foreign::OtherImage),
        ("program", b"MZ\x90\0\x03", Foreign::Unknown),
    ] {
        bad(case, "a.pdf", bytes, &E::UnknownFormat { found });
    }
}

#[test]
fn what_would_vanish_from_the_stamped_page_or_appear_on_it() {
    let catalog = |entries: &str| Doc::simple().catalog(entries).build();
    bad("xfa", "a.pdf", &catalog("/AcroForm << /XFA [(template) 10 0 R] /Fields [] >>"), &E::Xfa);
    bad("portfolio", "a.pdf", &catalog("/Collection << /View /D >>"), &E::Portfolio);
    for (case, settings) in [
        ("layer_off", "/D << /OFF [10 0 R] >>"),
        ("layers_off", "/D << /BaseState /OFF /ON [] >>"),
        ("layer_off_on_screen", "/D << /AS [<< /Event /View /OCGs [10 0 R] /Category [/View] >>] >>"),
    ] {
        let doc = Doc::simple()
            .catalog(&format!("/OCProperties << /OCGs [10 0 R] {settings} >>"))
            .object(10, "<< /Type /OCG /Name (Ancien prix) /Usage << /View << /ViewState /OFF >> >> >>");
        bad(case, "a.pdf", &doc.build(), &E::HiddenLayers);
    }
    let field = "/Subtype /Widget /FT /Tx /V (Bon pour accord) /Rect [30 100 130 140]";
    for (case, form, annotation) in [
        ("field_undrawn", "", field.to_owned()),
        ("field_stale", "/NeedAppearances true", format!("{field} /AP << /N 10 0 R >>")),
        ("field_blank", "", format!("{field} /AP << /N 11 0 R >>")),
        ("field_of_grandparent", "", "/Subtype /Widget /Parent 12 0 R /Rect [30 100 130 140]".to_owned()),
        ("field_of_itself", "", "/Subtype /Widget /Parent 14 0 R /Rect [30 100 130 140]".to_owned()),
        (
            "signature_undrawn",
            "",
            "/Subtype /Widget /FT /Sig /V << /Type /Sig >> /Rect [30 100 130 140]".to_owned(),
        ),
        ("note", "", "/Subtype /Text /Contents (Refus\\351) /Rect [30 100 50 120]".to_owned()),
        ("highlight_undrawn", "", "/Subtype /Highlight /Rect [30 100 130 140]".to_owned()),
        (
            "file_behind_an_icon",
            "",
            "/Subtype /FileAttachment /Rect [30 100 50 120] /AP << /N 10 0 R >>".to_owned(),
        ),
        ("appearance_missing", "", "/Subtype /Stamp /Rect [30 100 130 140] /AP << /N 99 0 R >>".to_owned()),
        (
            "appearance_without_box",
            "",
            "/Subtype /Stamp /Rect [30 100 130 140] /AP << /N 15 0 R >>".to_owned(),
        ),
    ] {
        let doc = Doc::new()
            .catalog(&format!("/AcroForm << /Fields [] {form} >>"))
            .page("/MediaBox [0 0 300 400]", WITNESS)
            .page(&format!("/MediaBox [0 0 300 400] /Annots [<< {annotation} >>]"), WITNESS)
            .object(10, appearance("Autre texte"))
            .object(11, stream("/Type /XObject /Subtype /Form /BBox [0 0 100 40]", b"/Tx BMC EMC"))
            .object(12, "<< /T (b) /Parent 13 0 R >>")
            .object(13, "<< /FT /Tx /T (a) /V (Bon pour accord) >>")
            .object(14, "<< /FT /Tx /V (Bon pour accord) /Parent 14 0 R >>")
            .object(15, stream("/Type /XObject /Subtype /Form", b"0 0 10 10 re f"));
        bad(case, "a.pdf", &doc.build(), &E::Annotations { page: 2 });
    }
    bad("animated", "a.png", &fixture("animated.png"), &E::Animated);
}

#[test]
fn trees_that_bite_their_tail() {
    let whole = Doc::simple().build();
    bad("page_tree_of_itself", "a.pdf", &swap(&whole, "[1000 0 R ]", "[2 0 R   ] "), &E::NoPage);
    let nested = (20..200).fold(Doc::simple(), |doc, n| {
        doc.object(n, format!("<< /Type /Pages /Kids [{} 0 R] /Count 1 >>", n + 1))
    });
    bad("page_tree_deep", "a.pdf", &swap(&nested.build(), "[1000 0 R ]", "[20 0 R  ] "), &CORRUPT);
    let deep = format!("/MediaBox [0 0 9 9] /X {}0{}", "<< /A ".repeat(100_000), " >>".repeat(100_000));
    bad("objects_deep", "a.pdf", &Doc::new().page(&deep, "").build(), &CORRUPT);
    let open = format!("/MediaBox [0 0 9 9] /X {}", "[".repeat(5_000_000));
    bad("objects_open", "a.pdf", &Doc::new().page(&open, "").build(), &CORRUPT);
}

#[test]
fn what_unpacks_without_end() {
    let once = zlib_of_zeros(300 << 20);
    let page = |entries: &str, contents: Vec<u8>| Doc::new().raw_page(entries, contents).build();
    let sized = "/MediaBox [0 0 9 9]";
    bad("content_300_mib", "a.pdf", &page(sized, stream("/Filter /FlateDecode", &once)), &CORRUPT);
    let twice = stream("/Filter [/FlateDecode /FlateDecode]", &zlib(&once));
    bad("content_packed_twice", "a.pdf", &page(sized, twice), &CORRUPT);
    let shared = zlib_of_zeros(100 << 20);
    let contents = format!("{sized} /Contents [{}]", "10 0 R ".repeat(100_000));
    let many = Doc::new().page(&contents, "").object(10, stream("/Filter /FlateDecode", &shared));
    bad("content_repeated", "a.pdf", &many.build(), &CORRUPT);
    let pages = (0..400).fold(Doc::new().object(10, stream("/Filter /FlateDecode", &shared)), |doc, _| {
        doc.page("/MediaBox [0 0 9 9] /Contents 10 0 R", "")
    });
    bad("content_shared", "a.pdf", &pages.build(), &CORRUPT);
    let nothing = format!("{sized} /Contents [{}]", "10 0 R ".repeat(300_000));
    let many = Doc::new().page(&nothing, "").object(10, stream("", b""));
    bad("content_of_nothing", "a.pdf", &many.build(), &CORRUPT);
    // One list of notes that every page shows.
    let list = format!("[{}]", "<< /Subtype /Text /Rect [0 0 9 9] >> ".repeat(60_000));
    let notes = (0..400)
        .fold(Doc::new().object(10, list), |doc, _| doc.page("/MediaBox [0 0 9 9] /Annots 10 0 R", ""));
    bad("annotations_shared", "a.pdf", &notes.build(), &E::Annotations { page: 1 });
    // Objects packed in a stream, as many as fit.
    let numbers: String = (0..200_000).map(|n| format!("{} {} ", 2_000 + n, 2 * n)).collect();
    let packed = [numbers.as_bytes(), "1 ".repeat(200_000).as_bytes()].concat();
    let entries =
        format!("/Type /ObjStm /N 200000 /First {} /Extends 10 0 R /Filter /FlateDecode", numbers.len());
    let objects = Doc::simple().object(10, stream(&entries, &zlib(&packed)));
    assert_eq!(intake("object_stream", "a.pdf", &objects.build()).map(|e| e.pages()), Ok(1));
}

#[test]
fn pictures_that_claim_too_much_or_are_cut() {
    let png = fixture("deep.png");
    let claim = |width: u32, height: u32| {
        let mut out = png.clone();
        out[16..20].copy_from_slice(&width.to_be_bytes());
        out[20..24].copy_from_slice(&height.to_be_bytes());
        let crc = crc32(&out[12..29]);
        out[29..33].copy_from_slice(&crc.to_be_bytes());
        out
    };
    let (width, height) = (60_000, 60_000);
    bad("png_claims_60000", "a.png", &claim(width, height), &E::TooManyPixels { width, height });
    let cut = E::Corrupt { format: ExhibitFormat::Png };
    bad("png_claims_9000", "a.png", &claim(9_000, 9_000), &cut);
    bad("png_cut", "a.png", &png[..png.len() - 30], &cut);
    let jpeg = fixture("exif_6.jpg");
    let cut = E::Corrupt { format: ExhibitFormat::Jpeg };
    bad("jpeg_cut", "a.jpg", &jpeg[..jpeg.len() / 2], &cut);
    // A thumbnail has an end marker of its own, before the picture.
    let thumbnail =
        [b"\xff\xd8\xff\xe1\0\x08\xff\xd8\xff\xd9\0\0".as_slice(), &jpeg[2..jpeg.len() / 2]].concat();
    bad("jpeg_cut_with_thumbnail", "a.jpg", &thumbnail, &cut);
    // A telephone writes a film behind the picture.
    let film = [jpeg, b"\0\0\0\x18ftypmp42\xff\xda\0\x04\xff\xda".to_vec()].concat();
    assert!(intake("jpeg_with_film", "a.jpg", &film).is_ok());
}

#[test]
fn what_a_file_is_told_is_the_same_after_any_other() {
    // Room for one such file in a worker that starts, and for a second only where the first one stood.
    let config = PoolConfig { memory_mib: 860, ..config(1) };
    let pool = WorkerPool::start(&config, TemplateFiles::embedded()).unwrap();
    let contents = format!("/MediaBox [0 0 9 9] /Contents [{}]", "10 0 R ".repeat(1_000));
    let heavy = |mib: usize| {
        let packed = stream("/Filter /FlateDecode", &zlib_of_zeros(mib << 20));
        Doc::new().page(&contents, "").object(10, packed).build()
    };
    let files = [60, 100, 40, 100].map(heavy);
    for file in &files {
        let told = take_in(&pool, "a.pdf", file, &Limits::default()).unwrap();
        assert_eq!(told.map(|e| e.pages()), Err(CORRUPT));
    }
    // Small as they are, they go together, and are told what each is told alone.
    let small = Doc::simple().build();
    let given = [&files[0], &small, &files[1], &files[3], &small].map(|file| ("a.pdf", file.as_slice()));
    let told = take_in_all(&pool, &given, &Limits::default()).unwrap();
    let pages: Vec<_> = told.into_iter().map(|t| t.map(|e| e.pages())).collect();
    assert_eq!(pages, [Err(CORRUPT), Ok(1), Err(CORRUPT), Err(CORRUPT), Ok(1)]);
}
