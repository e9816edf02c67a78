//! All the exhibits in one file: every page of each, a bookmark where each begins.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, String as PdfString};

use super::assemble::{MERGED_PATH, Options, assemble};
use super::assemble_tests::{RENDERER, dossier_of, exhibits, file, names, shop};
use super::merge::{Part, join};
use crate::domain::Bundle;
use crate::render::{Job, Renderer, Standard};

/// Each bookmark with the page it leads to, from 0.
fn bookmarks(bytes: &[u8]) -> Vec<(String, usize)> {
    let pdf = Pdf::new(bytes.to_vec()).unwrap();
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap();
    let pages: Vec<_> = pdf.pages().iter().map(|p| p.raw().obj_id()).collect();
    let mut out = Vec::new();
    let mut next = catalog.get::<Dict<'_>>("Outlines").and_then(|o| o.get::<Dict<'_>>("First"));
    while let Some(item) = next {
        let title = text(item.get::<PdfString>("Title").unwrap().as_bytes());
        let dest = item.get::<Array<'_>>("Dest").unwrap();
        let page = dest.iter::<Object<'_>>().next();
        let Some(Object::Dict(page)) = page else { panic!("{page:?}") };
        out.push((title, pages.iter().position(|p| *p == page.obj_id()).unwrap()));
        next = item.get::<Dict<'_>>("Next");
    }
    out
}

/// PDFDocEncoding or UTF-16.
fn text(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xfe\xff") {
        Some(wide) => {
            let units: Vec<u16> = wide.chunks(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

#[test]
fn the_merged_exhibits_have_all_their_pages_and_a_bookmark_each() {
    let files = exhibits();
    let d = dossier_of("01_b2b_three_invoices.json", &files, |_| {});
    let make = |merge_exhibits| {
        let options = Options { merge_exhibits };
        assemble(Bundle::InjonctionDePayer, &d, &files, &shop(), options).unwrap()
    };
    let plain = make(false);
    assert!(!names(&plain.bytes).contains(&MERGED_PATH.to_owned()), "only when asked");
    let archive = make(true);
    assert!(archive.bytes == make(true).bytes, "same bytes");
    let singly: Vec<_> = archive.manifest.files.iter().filter(|f| f.role == "exhibit").collect();
    assert_eq!(singly.len(), 5, "beside the single files, not instead of them");
    let merged = archive.manifest.files.iter().find(|f| f.path == MERGED_PATH).unwrap();
    let pages: usize = singly.iter().filter_map(|f| f.pages).sum();
    assert_eq!(merged.pages, Some(pages));
    let bytes = file(&archive.bytes, MERGED_PATH);
    assert_eq!(Pdf::new(bytes.clone()).unwrap().pages().len(), pages);
    let mut at = 0;
    let want: Vec<(String, usize)> = d
        .claim
        .exhibits
        .iter()
        .zip(&singly)
        .map(|(e, f)| {
            let first = at;
            at += f.pages.unwrap();
            (format!("Pièce n° {} – {}", e.number(), e.label), first)
        })
        .collect();
    assert_eq!(bookmarks(&bytes), want);
}

/// More files than a job carries: joined in groups, and the last join still knows every bookmark and every side.
#[test]
fn many_files_are_joined_in_groups_and_keep_their_bookmarks_and_sides() {
    let day = "2026-11-22".parse().unwrap();
    let page = |landscape: bool, n: usize| {
        let data = serde_json::json!({
            "title": "x", "alt": "x", "format": "png", "caption": null, "number": format!("Pièce n° {n}"),
            "pages": [{ "page": 1, "landscape": landscape, "width": 1000, "height": 1000, "folio": "page 1/1" }],
        });
        let job = Job {
            template: super::stamp::TEMPLATE,
            data: serde_json::to_vec(&data).unwrap(),
            files: vec![super::samples::png(4, 4)],
            standard: Standard::Plain,
            day,
        };
        RENDERER.render(&job).unwrap().bytes
    };
    let (upright, aside) = (page(false, 1), page(true, 2));
    let part = |n: usize| {
        let landscape = n % 2 == 1;
        let bytes = if landscape { aside.clone() } else { upright.clone() };
        // A name in a script that no font of ours has is a bookmark all the same.
        Part {
            bytes, landscape: vec![landscape], title: format!("Pièce {n} – 合同"), needs_pdf_2: n == 3
        }
    };
    let pdf = join((0..19).map(part).collect(), "Pièces", day, &*RENDERER).unwrap();
    assert_eq!(pdf.warnings, Vec::<String>::new());
    let want: Vec<_> = (0..19).map(|n| (format!("Pièce {n} – 合同"), n)).collect();
    assert_eq!(bookmarks(&pdf.bytes), want);
    let read = Pdf::new(pdf.bytes.clone()).unwrap();
    for (n, page) in read.pages().iter().enumerate() {
        let (w, h) = page.render_dimensions();
        assert_eq!(w > h, n % 2 == 1, "page {n}: {w} × {h}");
    }
}
