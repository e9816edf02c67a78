//! Odd files that are good evidence: taken in whole, on A4, their words still words.

use super::make::{Doc, WITNESS, WITNESS_TEXT, appearance, black_png, stream, swap, zlib};
use super::{fixture, holds, intake, readable, stamped};

/// Accepted with so many pages; the stamped copy still holds the witness text.
fn good(case: &str, bytes: &[u8], pages: usize) -> Vec<u8> {
    let exhibit = intake(case, "piece.pdf", bytes).unwrap_or_else(|e| panic!("{case}: {e}"));
    assert_eq!(exhibit.pages(), pages, "{case}");
    let out = stamped(case, &exhibit);
    let plain = readable(&out);
    assert!(holds(&plain, WITNESS_TEXT), "{case}: the text layer is gone");
    plain
}

#[test]
fn every_size_and_turn_of_a_page_comes_out_on_a4() {
    let one = |entries: &str| Doc::new().page(entries, WITNESS).build();
    for (case, entries) in [
        ("plain", "/MediaBox [0 0 300 400]"),
        ("rotate_90", "/MediaBox [0 0 300 400] /Rotate 90"),
        ("rotate_180", "/MediaBox [0 0 300 400] /Rotate 180"),
        ("rotate_270_crop", "/MediaBox [0 0 300 400] /CropBox [10 150 290 390] /Rotate 270"),
        ("rotate_90_crop", "/MediaBox [0 0 300 400] /CropBox [10 150 290 390] /Rotate 90"),
        ("rotate_minus_90", "/MediaBox [0 0 300 400] /Rotate -90"),
        ("rotate_450", "/MediaBox [0 0 300 400] /Rotate 450"),
        ("offset", "/MediaBox [-100 -50 300 400]"),
        ("reversed_box", "/MediaBox [300 400 0 0]"),
        ("crop_beyond_media", "/MediaBox [0 0 300 400] /CropBox [-500 -500 900 900]"),
        ("user_unit", "/MediaBox [0 0 300 400] /UserUnit 10"),
        ("vast", "/MediaBox [0 0 14400 14400]"),
        ("landscape", "/MediaBox [0 0 842 595]"),
        ("ribbon", "/MediaBox [0 0 300 5000]"),
    ] {
        good(case, &one(entries), 1);
    }
    let mixed =
        ["0 0 595 842", "0 0 612 792", "0 0 1191 842", "0 0 842 1191", "0 0 300 400", "0 0 2384 3370"]
            .iter()
            .fold(Doc::new(), |doc, size| doc.page(&format!("/MediaBox [{size}]"), WITNESS));
    good("mixed", &mixed.build(), 6);
}

#[test]
fn what_a_page_draws_outside_its_sheet_stays_out() {
    // A false stamp, written above the sheet where ours comes.
    let over = format!("{WITNESS} BT /F 24 Tf 150 410 Td (Piece n 9) Tj ET");
    for (case, boxes) in [
        ("outside_media", "/MediaBox [0 0 300 400]"),
        ("outside_media_crop_beyond", "/MediaBox [0 0 300 400] /CropBox [-500 -500 900 900]"),
    ] {
        // Whether it is seen is for the eye; that it is clipped can be read: the page is drawn in a clipped frame.
        let plain = good(case, &Doc::new().page(boxes, &over).build(), 1);
        assert!(holds(&plain, b"W\nn") || holds(&plain, b"W n"), "{case}: nothing is clipped");
    }
}

#[test]
fn scripts_links_and_attachments_do_not_survive() {
    let action = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    let script = Doc::simple().catalog(&format!(
        "/OpenAction {action} /AA << /WC {action} >> /Names << /JavaScript << /Names [(a) {action}] >> >>"
    ));
    good("javascript", &script.build(), 1);
    let links = Doc::new().page(
        "/MediaBox [0 0 300 400] /AA << /O << /S /Launch /F (calc.exe) >> >> /Annots [\
         << /Subtype /Link /Rect [30 190 200 230] /A << /S /URI /URI (http://example.org/) >> >>\
         << /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (calc.exe) >> >>]",
        WITNESS,
    );
    good("links", &links.build(), 1);
    // As in a Factur-X invoice: the words of the page are whole without the file.
    let attached = Doc::simple()
        .catalog("/Names << /EmbeddedFiles << /Names [(f.xml) 10 0 R] >> >> /AF [10 0 R]")
        .object(10, "<< /Type /Filespec /F (f.xml) /AFRelationship /Data /EF << /F 11 0 R >> >>")
        .object(11, stream("/Type /EmbeddedFile", b"<Invoice>secret</Invoice>"));
    assert!(!holds(&good("embedded_file", &attached.build(), 1), b"secret"));
}

#[test]
fn what_is_filled_in_signed_or_noted_on_the_page_stays_on_it() {
    let with = |annotation: &str| {
        let entries = format!("/MediaBox [0 0 300 400] /Annots [{annotation}]");
        Doc::new()
            .catalog("/AcroForm << /Fields [] >>")
            .page(&entries, WITNESS)
            .object(10, appearance("Bon pour accord"))
            .object(11, "<< /FT /Tx /V (Bon pour accord) >>")
            .object(
                12,
                stream("/Type /XObject /Subtype /Form /BBox [0 0 20 20]", b"0 0 20 20 re S 4 4 m 16 16 l S"),
            )
            .build()
    };
    let drawn = b"(Bon pour accord) Tj";
    for (case, annotation) in [
        (
            "field",
            "<< /Subtype /Widget /FT /Tx /V (Bon pour accord) /Rect [30 100 130 140] /AP << /N 10 0 R >> >>",
        ),
        (
            "field_of_parent",
            "<< /Subtype /Widget /Parent 11 0 R /Rect [30 100 130 140] /AP << /N 10 0 R >> >>",
        ),
        ("stamp", "<< /Subtype /Stamp /Rect [30 100 130 140] /AP << /N 10 0 R >> >>"),
        // « Invisible » only concerns kinds of annotation that no reader knows.
        ("stamp_flag_1", "<< /Subtype /Stamp /F 1 /Rect [30 100 130 140] /AP << /N 10 0 R >> >>"),
        ("stamp_reversed_rect", "<< /Subtype /Stamp /Rect [130 140 30 100] /AP << /N 10 0 R >> >>"),
        (
            "signature",
            "<< /Subtype /Widget /FT /Sig /V << /Type /Sig >> /Rect [30 100 130 140] /AP << /N 10 0 R >> >>",
        ),
        ("free_text", "<< /Subtype /FreeText /Contents (x) /Rect [30 100 230 180] /AP << /N 10 0 R >> >>"),
    ] {
        assert!(holds(&good(case, &with(annotation), 1), drawn), "{case}");
    }
    for (case, state, seen) in [("box_checked", "Yes", true), ("box_unchecked", "Off", false)] {
        let annotation = format!(
            "<< /Subtype /Widget /FT /Btn /V /{state} /AS /{state} /Rect [30 100 50 120] /AP << /N << /Yes 12 0 R >> >> >>"
        );
        assert_eq!(holds(&good(case, &with(&annotation), 1), b"16 16 l S"), seen, "{case}");
    }
    let hidden = "<< /Subtype /Stamp /F 2 /Rect [30 100 130 140] /AP << /N 10 0 R >> >>";
    assert!(!holds(&good("stamp_hidden", &with(hidden), 1), drawn));
    // On a turned and cut page, at its place.
    let turned = Doc::new()
        .page(
            "/MediaBox [0 0 300 400] /CropBox [10 90 290 390] /Rotate 90 /Group << /S /Transparency /CS /DeviceRGB >> \
             /Annots [<< /Subtype /Stamp /Rect [30 100 130 140] /AP << /N 10 0 R >> >>]",
            WITNESS,
        )
        .object(10, appearance("Bon pour accord"));
    assert!(holds(&good("stamp_turned", &turned.build(), 1), drawn));
}

#[test]
fn layers_that_are_all_shown_are_no_obstacle() {
    let doc = Doc::new()
        .catalog("/OCProperties << /OCGs [10 0 R] /D << /ON [10 0 R] /OFF [] /Order [10 0 R] >> >>")
        .object(10, "<< /Type /OCG /Name (Texte) >>")
        .page(
            "/MediaBox [0 0 300 400] /Resources << /Font << /F 3 0 R >> /Properties << /L 10 0 R >> >>",
            &format!("/OC /L BDC {WITNESS} EMC"),
        );
    good("layers_shown", &doc.build(), 1);
}

#[test]
fn pictures_of_every_coding_and_transparency_are_carried_as_they_are() {
    let exhibit = intake("images", "images.pdf", &fixture("images.pdf")).unwrap();
    assert_eq!(exhibit.pages(), 3);
    let out = stamped("images", &exhibit);
    for filter in ["/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode"] {
        assert!(holds(&out, filter.as_bytes()), "{filter}");
    }
    let content = format!("{WITNESS} /G gs 0 1 0 rg 100 150 150 150 re f");
    let blended = Doc::new().page(
        "/MediaBox [0 0 300 400] /Group << /S /Transparency /CS /DeviceCMYK /I true >> \
         /Resources << /Font << /F 3 0 R >> /ExtGState << /G << /ca 0.5 /BM /Multiply >> >> >>",
        &content,
    );
    good("transparency", &blended.build(), 1);
    for (name, width, height) in
        [("cmyk.jpg", 160, 240), ("exif_6.jpg", 160, 240), ("deep.png", 64, 32), ("alpha.png", 120, 60)]
    {
        let exhibit = intake(name, name, &fixture(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let size = exhibit.page_sizes()[0];
        assert_eq!((size.width, size.height), (width, height), "{name}: turned as it is seen");
        stamped(name, &exhibit);
    }
}

#[test]
fn a_file_with_a_fault_that_readers_mend_is_read_whole() {
    let whole = Doc::simple().build();
    let start = String::from_utf8_lossy(&whole).rsplit("startxref\n").next().unwrap().len();
    let number = whole.len() - start;
    let mut lost = whole.clone();
    lost[number..number + 3].copy_from_slice(b"999");
    good("xref_lost", &lost, 1);
    good("xref_shifted", &swap(&whole, "%PDF-1.7\n", "%PDF-1.7\r"), 1);
    good("bytes_before", &[b"X-Mail: yes\r\n\r\n".as_slice(), &whole].concat(), 1);
    good("bytes_after", &[&whole, b"\r\n--boundary--\r\n".as_slice()].concat(), 1);
    let packed = Doc::new()
        .raw_page("/MediaBox [0 0 300 400]", stream("/Filter /FlateDecode", &zlib(WITNESS.as_bytes())));
    good("flate", &packed.build(), 1);
}

#[test]
fn a_file_that_draws_itself_without_end_is_carried_and_stops_nobody() {
    let content = format!("{WITNESS} /X Do");
    let itself = Doc::new()
        .page(
            "/MediaBox [0 0 300 400] /Resources << /Font << /F 3 0 R >> /XObject << /X 10 0 R >> >>",
            &content,
        )
        .object(
            10,
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 300 400] /Resources << /XObject << /X 10 0 R >> >>",
                b"/X Do",
            ),
        );
    good("form_of_itself", &itself.build(), 1);
}

#[test]
fn the_largest_pictures_are_stamped() {
    let limits = creance::bundle::Limits::default();
    let side = (limits.max_pixels as f64).sqrt() as u32;
    for (case, channels) in [("largest_grey", 1), ("largest_colour", 3)] {
        let exhibit =
            intake(case, "a.png", &black_png(side, channels)).unwrap_or_else(|e| panic!("{case}: {e}"));
        stamped(case, &exhibit);
    }
}

#[test]
fn five_hundred_pages_are_the_most() {
    let pages =
        |n: usize| (0..n).fold(Doc::new(), |doc, _| doc.page("/MediaBox [0 0 300 400]", WITNESS)).build();
    good("pages_500", &pages(500), 500);
    let refused = intake("pages_501", "a.pdf", &pages(501)).unwrap_err();
    assert!(refused.to_string().contains("501 pages"), "{refused}");
}

#[test]
fn a_file_that_is_two_is_taken_for_what_its_name_and_first_bytes_say() {
    let (pdf, png) = (Doc::simple().build(), fixture("deep.png"));
    let both = [png, pdf].concat();
    let exhibit = intake("png_then_pdf", "a.png", &both).unwrap();
    let out = stamped("png_then_pdf", &exhibit);
    assert!(!holds(&readable(&out), WITNESS_TEXT), "the picture alone is carried");
    assert!(intake("png_then_pdf_named_pdf", "a.pdf", &both).is_err());
    let web = [b"<html><script>alert(1)</script>\n".as_slice(), &Doc::simple().build()].concat();
    assert!(!holds(&good("html_then_pdf", &web, 1), b"<script>"));
}
