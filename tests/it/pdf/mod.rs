//! What our PDF files are, read back from their bytes as any reader would: their words, their structure, their parts.

mod claims;
mod font;
mod letters;
mod samples;
pub mod structure;
pub mod text;

use std::fs;
use std::path::PathBuf;

use creance::documents::french;
use creance::domain::{Bundle, Document, Money};

use crate::http::FIRST;
use crate::pages::tools::papers;
use claims::{archived, bundle, document, statement};
pub use samples::rendered;
use structure::{carried, faults};
pub use text::PdfText;

#[test]
fn every_sample_keeps_the_promises_of_a_pdf() {
    let wrong: Vec<String> = rendered()
        .iter()
        .flat_map(|r| faults(&r.bytes).into_iter().map(|f| format!("{}: {f}", r.label())))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_word_of_a_sample_is_out_of_reach() {
    for r in rendered() {
        let text = PdfText::read(&r.bytes);
        assert_eq!(text.stray, Vec::<String>::new(), "{}", r.label());
        assert!(
            text.blocks.iter().any(|b| matches!(b.tag.as_str(), "Title" | "H1")),
            "{}: no title",
            r.label()
        );
        let plain = text.plain();
        let bad = plain
            .chars()
            .find(|c| matches!(c, '\u{fffd}' | '\u{fb00}'..='\u{fb06}' | '\u{e000}'..='\u{f8ff}'));
        assert_eq!(bad, None, "{}", r.label());
    }
}

/// A promise broken on purpose is told: each mutation, of the same length, breaks one.
#[test]
fn a_broken_promise_is_told() {
    let sound = &rendered().iter().find(|r| r.label() == "decompte-plain").unwrap().loose;
    assert_eq!(faults(sound), Vec::<String>::new());
    for (from, to, told) in [
        ("/S/TH", "/S/TD", "a table whose first row"),
        ("/Scope/Column", "/Scope/Rowumn", "a table whose first row"),
        ("/S/TD", "/S/TH", "headings in its body"),
        ("/Lang(fr-FR)/Struct", "/Lang(en-GB)/Struct", "language"),
        ("/Title", "/Xitle", "title"),
        ("/DisplayDocTitle", "/XisplayDocTitle", "title in the window"),
        ("/Outlines", "/Xutlines", "bookmarks"),
        ("/S/H1", "/S/H3", "a level of heading"),
        ("/FontFile3", "/FontFileX", "not embedded"),
        ("/FontDescriptor", "/XontDescriptor", "a font without description"),
        ("/Suspects false", "/JS(app.beep()) ", "/JS"),
        ("/Suspects false", "/URI(//a.test) ", "/URI"),
        ("/Suspects false", "/AA<</O 1 0 R>>", "/AA"),
        ("<pdfaid:part>2", "<pdfaid:part>3", "files inside"),
    ] {
        let broken = replaced(sound, from.as_bytes(), &to.as_bytes()[..from.len()]);
        let told_of = faults(&broken);
        assert!(told_of.iter().any(|f| f.contains(told)), "{from} to {to}: {told_of:?}");
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let places: Vec<usize> =
        (0..=bytes.len() - from.len()).filter(|i| bytes[*i..].starts_with(from)).collect();
    assert!(!places.is_empty(), "{} is nowhere", String::from_utf8_lossy(from));
    for at in places {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}

#[test]
fn a_statement_carries_its_figures_for_a_program() {
    let pdf = document(Document::Decompte, FIRST);
    assert_eq!(faults(&pdf), Vec::<String>::new());
    let [file] = carried(&pdf).try_into().expect("one file inside");
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("statement.json", "application/json"));
    assert_eq!(file.relationship, "Data");
    assert!(file.description.starts_with("Décompte de créance"), "{}", file.description);
    let inside: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!(inside, statement(FIRST));
    let total: Money = inside["totals"]["total_due"].as_str().unwrap().parse().unwrap();
    let printed = french::amount(total);
    assert!(PdfText::read(&pdf).says(printed.trim_end_matches('€').trim_end()), "{printed}");
}

#[test]
fn the_statement_of_a_bundle_carries_that_of_the_bundle_save_before_a_court() {
    for (kind, claim, within) in [
        (Bundle::MiseEnDemeure, FIRST, true),
        (Bundle::InjonctionDePayer, FIRST, false),
        (Bundle::CommissaireDeJusticeSignification, "04_order_to_serve", true),
        (Bundle::CommissaireDeJusticeExecution, "05_title_to_execute", true),
    ] {
        let files = bundle(kind, claim).expect("a bundle that the example opens");
        let of = |end: &str| &files.iter().find(|(name, _)| name.ends_with(end)).expect(end).1;
        let inside = carried(of("_decompte.pdf"));
        assert_eq!(inside.len(), usize::from(within), "{kind}");
        assert!(inside.iter().all(|f| &f.bytes == of("statement.json")), "{kind}");
        for (name, bytes) in files.iter().filter(|(n, _)| n.ends_with(".pdf") && !n.starts_with("pieces/")) {
            assert_eq!(faults(bytes), Vec::<String>::new(), "{kind}: {name}");
            assert!(name.ends_with("_decompte.pdf") || carried(bytes).is_empty(), "{kind}: {name}");
        }
    }
}

/// Writes every PDF where `CREANCE_SAMPLES_DIR` says, for a validator: `archived/` must be PDF/A and PDF/UA, `exhibits/`
/// holds stamped pages of others, which promise what they can.
#[test]
fn every_pdf_is_written_for_the_validator() {
    let Some(root) = std::env::var_os("CREANCE_SAMPLES_DIR").map(PathBuf::from) else { return };
    for folder in ["archived", "exhibits"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    let samples = rendered().iter().map(|r| (format!("archived/{}.pdf", r.label()), r.bytes.clone()));
    let mut written = 0;
    let papers = papers().map(|(name, bytes)| (format!("archived/calcul-{name}.pdf"), bytes));
    for (path, bytes) in samples.chain(archived()).chain(papers) {
        fs::write(root.join(&path), bytes).unwrap();
        written += 1;
    }
    assert!(written > 60, "{written} files only");
}

/// Letters to several debtors, asked at once, are one document: words in reach, pages counted letter by letter.
#[test]
fn letters_to_several_debtors_keep_every_promise() {
    for letters in [Document::MiseEnDemeure, Document::Relance3] {
        let bytes = document(letters, "04_order_to_serve");
        assert_eq!(faults(&bytes), Vec::<String>::new(), "{letters}");
        let text = PdfText::read(&bytes);
        assert_eq!(text.stray, Vec::<String>::new(), "{letters}");
        let read = text.folded();
        for said in ["SARL Boulangerie Saint-Loup", "SAS Fournil Centre Indre"] {
            assert!(read.contains(said), "{letters}: {said}");
        }
        assert_eq!(read.matches("Objet").count(), 2, "{letters}");
        assert!(!read.contains("sur 3") && !read.contains("sur 4"), "{letters}: {read}");
    }
}
