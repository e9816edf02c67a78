//! Batches cut into pieces: what is told of each, and what sinks the whole.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn bounds() -> Bounds {
    let claim = Limits {
        json_bytes: 40,
        exhibits: 2,
        exhibit_bytes: 1_000,
        exhibits_bytes: 1_500,
        ..Limits::default()
    };
    Bounds { items: 3, unpacked: 10_000, claim }
}

fn cut(kind: Kind, bytes: &[u8]) -> Result<Vec<Piece>, Problem> {
    let mut out = Vec::new();
    read(kind, Cursor::new(bytes), &bounds(), &mut |piece| {
        out.push(piece);
        Ok(())
    })
    .map(|()| out)
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn fault(kind: Kind, bytes: &[u8]) -> String {
    let problem = cut(kind, bytes).unwrap_err();
    problem.errors.first().map_or_else(|| problem.code.name().to_owned(), |f| f.code.clone())
}

fn told(pieces: &[Piece]) -> Vec<(&str, &str, Vec<&str>, Option<Code>)> {
    let of = |p: &'_ Piece| p.refused.as_ref().map(|r| r.code);
    pieces
        .iter()
        .map(|p| {
            let names = p.files.iter().map(|(n, _)| n.as_str()).collect();
            (p.source.as_str(), std::str::from_utf8(&p.claim).unwrap(), names, of(p))
        })
        .collect()
}

#[test]
fn lines_are_numbered_as_a_person_counts_them_and_blank_ones_are_none() {
    let pieces = cut(Kind::Ndjson, b"\xef\xbb\xbf{\"a\":1}\r\n\n  \t\n {\"b\":2} \n{\"c\":3}").unwrap();
    assert_eq!(
        told(&pieces),
        [
            ("ligne 1", "{\"a\":1}", vec![], None),
            ("ligne 4", "{\"b\":2}", vec![], None),
            ("ligne 5", "{\"c\":3}", vec![], None)
        ]
    );
}

#[test]
fn a_line_that_is_too_long_is_refused_alone() {
    let exact = format!("{{\"a\":\"{}\"}}", "x".repeat(32));
    assert_eq!(exact.len(), 40);
    let text = format!("{}\r\n{exact}\r\n{{}}\n", "y".repeat(100_000));
    let pieces = cut(Kind::Ndjson, text.as_bytes()).unwrap();
    assert_eq!(
        told(&pieces),
        [
            ("ligne 1", "", vec![], Some(Code::TooLarge)),
            ("ligne 2", exact.as_str(), vec![], None),
            ("ligne 3", "{}", vec![], None)
        ]
    );
    let over = format!("{{\"a\":\"{}\"}}", "x".repeat(33));
    assert_eq!(told(&cut(Kind::Ndjson, over.as_bytes()).unwrap())[0].3, Some(Code::TooLarge));
}

/// What stands behind many blanks is not lost: the claim before them would be taken for the whole line.
#[test]
fn blanks_at_the_ends_of_a_line_count_for_nothing_and_hide_nothing() {
    let blanks = " ".repeat(10_000);
    let text = format!("{{\"a\":1}}{blanks}\n{blanks}\n{{\"a\":1}}{blanks}{{\"b\":2}}\n{blanks}{{\"c\":3}}");
    assert_eq!(
        told(&cut(Kind::Ndjson, text.as_bytes()).unwrap()),
        [
            ("ligne 1", "{\"a\":1}", vec![], None),
            ("ligne 3", "", vec![], Some(Code::TooLarge)),
            ("ligne 4", "", vec![], Some(Code::TooLarge)),
        ]
    );
}

#[test]
fn an_empty_batch_and_one_too_large_are_refused_whole() {
    assert_eq!(fault(Kind::Ndjson, b"\n \n"), "batch.empty");
    assert_eq!(fault(Kind::Ndjson, b"{}\n{}\n{}\n{}\n"), "body.too_large");
    assert_eq!(fault(Kind::Zip, &zip(&[])), "batch.empty");
    let four: Vec<String> = (0..4).map(|n| format!("d{n}/claim.json")).collect();
    let four: Vec<(&str, &[u8])> = four.iter().map(|n| (n.as_str(), b"{}".as_slice())).collect();
    assert_eq!(fault(Kind::Zip, &zip(&four)), "body.too_large");
}

#[test]
fn folders_of_a_zip_are_items_in_their_order() {
    let bytes = zip(&[
        ("lot/b dossier/claim.json", b"{\"b\":1}"),
        ("lot/b dossier/devis sign\u{e9}.pdf", b"%PDF"),
        ("lot/a/pieces/facture.pdf", b"%PDF"),
        ("lot/a/claim.json", b"{\"a\":1}"),
        ("lot/sans/facture.pdf", b"%PDF"),
        ("__MACOSX/lot/a/._claim.json", b"x"),
        ("lot/.DS_Store", b"x"),
    ]);
    let pieces = cut(Kind::Zip, &bytes).unwrap();
    assert_eq!(
        told(&pieces),
        [
            ("b dossier", "{\"b\":1}", vec!["devis signé.pdf"], None),
            ("a", "{\"a\":1}", vec!["facture.pdf"], None),
            ("sans", "", vec![], Some(Code::ClaimUnusable))
        ]
    );
}

#[test]
fn a_list_takes_for_each_claim_the_files_it_names() {
    let list = b"{\"exhibits\":[{\"file\":\"p/a.pdf\"}]}\n{\"exhibits\":[{\"file\":\"none\"}]}\nnon\n";
    let bytes = zip(&[("claims.ndjson", list), ("p/a.pdf", b"%PDF"), ("p/b.pdf", b"%PDF")]);
    let pieces = cut(Kind::Zip, &bytes).unwrap();
    let files: Vec<_> = told(&pieces).into_iter().map(|(source, _, files, _)| (source, files)).collect();
    assert_eq!(files, [("ligne 1", vec!["p/a.pdf"]), ("ligne 2", vec![]), ("ligne 3", vec![])]);
}

#[test]
fn files_past_the_limits_are_the_fault_of_their_item_alone() {
    let (kilo, most) = ([b'x'; 1_001], [b'x'; 1_000]);
    let bytes = zip(&[
        ("a/claim.json", b"{}"),
        ("a/f", &kilo),
        ("b/claim.json", b"{}"),
        ("b/f", &most),
        ("b/g", &most),
        ("c/claim.json", b"{}"),
        ("c/f", &most),
    ]);
    let pieces = cut(Kind::Zip, &bytes).unwrap();
    let codes: Vec<_> = told(&pieces).into_iter().map(|t| (t.0, t.2, t.3)).collect();
    assert_eq!(
        codes,
        [("a", vec![], Some(Code::TooLarge)), ("b", vec![], Some(Code::TooLarge)), ("c", vec!["f"], None)]
    );
    let three = zip(&[("a/claim.json", b"{}"), ("a/1", b"1"), ("a/2", b"2"), ("a/3", b"3")]);
    assert_eq!(told(&cut(Kind::Zip, &three).unwrap())[0].3, Some(Code::TooLarge));
    let twice = zip(&[("a/claim.json", b"{}"), ("a/x/f.pdf", b"1"), ("a/y/f.pdf", b"2")]);
    assert_eq!(told(&cut(Kind::Zip, &twice).unwrap())[0].3, Some(Code::FilesRefused));
}

#[test]
fn what_is_no_honest_archive_is_refused_whole() {
    let good = zip(&[("a/claim.json", b"{}")]);
    assert_eq!(fault(Kind::Zip, b""), "zip.unreadable");
    assert_eq!(fault(Kind::Zip, b"{\"a\":1}\n"), "zip.unreadable");
    assert_eq!(fault(Kind::Zip, &good[..good.len() - 1]), "zip.unreadable");
    assert_eq!(fault(Kind::Zip, &zip(&[("claim.json", b"{}"), ("f.pdf", b"x")])), "zip.layout");
    assert_eq!(fault(Kind::Zip, &zip(&[("../a/claim.json", b"{}")])), "zip.name");
    assert_eq!(fault(Kind::Zip, &zip(&[("/a/claim.json", b"{}")])), "zip.name");
    let mut twice = zip(&[("a/claim.json", b"{}"), ("b/claim.json", b"{}")]);
    let at: Vec<usize> = (0..twice.len() - 4).filter(|&i| twice[i..].starts_with(b"b/cl")).collect();
    at.into_iter().for_each(|i| twice[i] = b'a');
    assert_eq!(fault(Kind::Zip, &twice), "zip.duplicate_name");
    // It inflates without end: 20 MB of zeros in a few kilobytes.
    let bomb = zip(&[("a/claim.json", b"{}"), ("a/f", &vec![0; 20_000_000])]);
    assert!(bomb.len() < 100_000);
    let wide = Bounds { claim: Limits::default(), ..bounds() };
    let problem = read(Kind::Zip, Cursor::new(&bomb), &wide, &mut |_| Ok(())).unwrap_err();
    assert_eq!(problem.code, Code::TooLarge);
    // It announces fewer files than its directory has room for.
    let many: Vec<String> = (0..3_000).map(|n| format!("d{n}/claim.json")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), b"{}".as_slice())).collect();
    let mut lying = zip(&many);
    let end = lying.len() - 22;
    lying[end + 8..end + 12].copy_from_slice(&[1, 0, 1, 0]);
    assert_eq!(fault(Kind::Zip, &lying), "zip.too_many_files");
}

proptest! {
    #[test]
    fn a_byte_turned_anywhere_in_an_archive_is_never_a_panic(at in any::<proptest::sample::Index>(), with in any::<u8>()) {
        let list = b"{\"exhibits\":[{\"file\":\"p/a.pdf\"}]}\n";
        for good in [
            zip(&[("lot/a/claim.json", b"{}"), ("lot/a/f.pdf", &[b'x'; 300]), ("lot/b/claim.json", b"{}")]),
            zip(&[("claims.ndjson", list), ("p/a.pdf", b"%PDF")]),
        ] {
            let mut bytes = good;
            let at = at.index(bytes.len());
            bytes[at] = with;
            let _ = cut(Kind::Zip, &bytes);
            let _ = cut(Kind::Zip, &bytes[..at]);
        }
    }

    #[test]
    fn noise_is_told_and_never_a_panic(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(cut(Kind::Zip, &noise).is_err());
        let _ = cut(Kind::Ndjson, &noise);
    }
}
