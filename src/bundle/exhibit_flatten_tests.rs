//! What is drawn into the page, left out, or refused.

use hayro_syntax::Pdf;
use hayro_syntax::object::Name;

use super::exhibit_flatten::flatten;
use super::samples;

fn flat(page: &str) -> Option<Option<Vec<u8>>> {
    let bytes = samples::pdf("", page, "0 0 1 rg 0 0 50 50 re f");
    let pdf = Pdf::new(bytes.clone()).unwrap();
    flatten(&bytes, &pdf).ok()
}

#[test]
fn an_appearance_is_drawn_where_the_annotation_stands() {
    let out = flat("/Rotate 90 /Annots [<< /Subtype /Stamp /Rect [100 200 120 230] /AP << /N 4 0 R >> >>]");
    let out = out.unwrap().unwrap();
    if let Some(dir) = std::env::var_os("CREANCE_KEEP") {
        std::fs::write(std::path::Path::new(&dir).join("flat.pdf"), &out).unwrap();
    }
    let pdf = Pdf::new(out).unwrap();
    let page = &pdf.pages()[0];
    let content = String::from_utf8_lossy(page.page_stream().unwrap()).into_owned();
    assert!(
        content.contains("q 2.000000 0 0 3.000000 100.000000 200.000000 cm /CreanceNote0 Do Q"),
        "{content}"
    );
    assert_eq!(page.render_dimensions(), (400.0, 300.0));
    let own = page.resources().get_x_object(&Name::new(b"CreancePage").unwrap()).unwrap();
    assert_eq!(&*own.decoded().unwrap(), b"0 0 1 rg 0 0 50 50 re f");
}

#[test]
fn a_checked_box_is_drawn_and_an_unchecked_one_is_not() {
    let field = |state: &str| {
        format!(
            "/Annots [<< /Subtype /Widget /FT /Btn /AS /{state} /Rect [0 0 9 9] /AP << /N << /Yes 4 0 R >> >> >>]"
        )
    };
    assert!(flat(&field("Yes")).unwrap().is_some());
    assert!(flat(&field("Off")).unwrap().is_none());
}

#[test]
fn what_is_hidden_or_has_no_area_is_left_out() {
    for annotation in [
        "/F 2 /Rect [0 0 9 9] /AP << /N 4 0 R >>",
        "/F 32 /Rect [0 0 9 9] /AP << /N 4 0 R >>",
        "/Rect [0 0 0 0] /AP << /N 4 0 R >>",
    ] {
        assert!(
            flat(&format!("/Annots [<< /Subtype /Widget {annotation} >>]")).unwrap().is_none(),
            "{annotation}"
        );
    }
}

#[test]
fn what_the_file_does_not_draw_is_refused() {
    assert!(flat("/Annots [<< /Subtype /FreeText /Contents (lu et approuvé) /Rect [0 0 9 9] >>]").is_none());
    assert!(flat("/Annots [<< /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 99 0 R >> >>]").is_none());
}
