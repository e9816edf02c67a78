use super::manifest::MANIFEST_PATH;
use super::verify::*;
use crate::bundle::archive::Archive;
use crate::bundle::samples::{entries, head};
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

fn bundle() -> Vec<u8> {
    Archive::pack(head(), &entries()).unwrap().bytes
}

/// The files of a bundle, in order.
fn unpack(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        out.push((file.name().unwrap().into_owned(), content));
    }
    out
}

fn repack(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The bundle after someone was at it, and what the check then says.
fn tampered(with: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<String> {
    let mut files = unpack(&bundle());
    with(&mut files);
    verify(&repack(&files)).problems
}

fn one(problems: &[String], words: &str) {
    assert!(problems.len() == 1 && problems[0].contains(words), "{words}: {problems:?}");
}

#[test]
fn a_bundle_is_valid_as_packed_and_as_packed_again() {
    assert_eq!(verify(&bundle()), Verification { valid: true, problems: vec![] });
    assert_eq!(tampered(|_| {}), Vec::<String>::new());
    assert_eq!(tampered(|f| f.reverse()), Vec::<String>::new());
}

#[test]
fn every_tampering_with_files_is_told() {
    one(&tampered(|f| f[0].1[0] ^= 1), "« 01_requete.pdf » a été modifié");
    one(&tampered(|f| drop(f.remove(1))), "« pieces/piece_01_devis.pdf » est dans le manifeste et manque");
    one(&tampered(|f| f.push(("intrus.txt".into(), vec![1]))), "« intrus.txt » a été ajouté");
    one(&tampered(|f| drop(f.pop())), "manifest.json manque");
    one(&tampered(|f| f[5].1 = b"{}".to_vec()), "manifest.json est illisible");
    let moved = tampered(|f| f[0].0 = "02_requete.pdf".into());
    assert_eq!(moved.len(), 2, "{moved:?}");
    let swapped = tampered(|f| {
        let first = std::mem::take(&mut f[0].1);
        f[0].1 = std::mem::replace(&mut f[1].1, first);
    });
    assert_eq!(swapped.len(), 2, "{swapped:?}");
}

/// Edits the manifest.
fn manifest(files: &mut [(String, Vec<u8>)], edit: impl FnOnce(&mut serde_json::Value)) {
    let mut json = serde_json::from_slice(&files[5].1).unwrap();
    edit(&mut json);
    files[5].1 = serde_json::to_vec(&json).unwrap();
}

#[test]
fn every_tampering_with_the_manifest_is_told() {
    one(&tampered(|f| manifest(f, |m| m["files"][0]["sha256"] = "00".into())), "a été modifié");
    one(&tampered(|f| manifest(f, |m| m["kind"] = "assignation".into())), "illisible");
    one(&tampered(|f| manifest(f, |m| drop(m.as_object_mut().unwrap().remove("court")))), "illisible");
    let twice = tampered(|f| {
        manifest(f, |m| {
            let first = m["files"][0].clone();
            m["files"].as_array_mut().unwrap().push(first);
        });
    });
    one(&twice, "deux fois");
    let itself = tampered(|f| {
        manifest(f, |m| {
            let mut row = m["files"][0].clone();
            row["path"] = MANIFEST_PATH.into();
            m["files"].as_array_mut().unwrap().push(row);
        });
    });
    one(&itself, "se liste lui-même");
    let taken = tampered(|f| {
        manifest(f, |m| drop(m["files"].as_array_mut().unwrap().remove(2)));
        f.remove(2);
    });
    one(&taken, "le manifeste ne liste pas claim.json");
}

#[test]
fn names_that_leave_the_archive_are_refused() {
    for bad in ["../intrus.txt", "/etc/intrus", "C:\\intrus.txt", "a/../../b", "nul.txt"] {
        let problems = tampered(|f| f.push((bad.into(), vec![1])));
        assert!(problems.iter().any(|p| p.contains("nom de fichier refusé")), "{bad}: {problems:?}");
    }
}

/// Renames a file in the raw bytes, headers included; same length.
fn rename(bytes: &mut [u8], from: &[u8], to: &[u8], skip: usize) {
    let found: Vec<_> = (0..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    for at in found.into_iter().skip(skip) {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

#[test]
fn a_name_given_twice_is_seen_although_readers_keep_one() {
    let mut files = unpack(&bundle());
    files.push(("02_requete.pdf".into(), b"autre".to_vec()));
    let mut bytes = repack(&files);
    rename(&mut bytes, b"02_requete.pdf", b"01_requete.pdf", 0);
    assert!(verify(&bytes).problems.iter().any(|p| p.contains("figure deux fois")));
    let mut bytes = repack(&files);
    rename(&mut bytes, b"02_requete.pdf", b"01_REQUETE.pdf", 0);
    assert!(verify(&bytes).problems.iter().any(|p| p.contains("figure deux fois")));
    // One name in the directory, another in the file's own header.
    let mut bytes = bundle();
    rename(&mut bytes, b"01_requete.pdf", b"09_requete.pdf", 1);
    assert!(verify(&bytes).problems.iter().any(|p| p.contains("un autre nom")));
}

#[test]
fn hidden_bytes_are_seen() {
    let clean = bundle();
    let before = [b"MZ hidden".to_vec(), clean.clone()].concat();
    let after = [clean.clone(), b"hidden".to_vec()].concat();
    assert!(!verify(&before).valid && !verify(&after).valid);
    let mut comment = clean;
    let at = comment.len() - 2;
    comment.splice(at.., [2, 0, b'h', b'i']);
    one(&verify(&comment).problems, "commentaire");
}

#[test]
fn a_file_that_inflates_without_end_is_stopped() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("manifest.json", SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..=(MAX_MANIFEST_BYTES >> 20) {
        zip.write_all(&zeros).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    one(&verify(&bytes).problems, "au-delà de ce qui est admis");
    let mut budget = 100;
    assert!(matches!(hash(&mut std::io::repeat(0), &mut budget, None), Err(Unread::TooLarge)));
}

#[test]
fn what_is_no_archive_is_told_so() {
    let clean = bundle();
    for bytes in [
        b"".as_slice(),
        b"PK",
        b"%PDF-1.7",
        &clean[..clean.len() / 2],
        &clean[..clean.len() - 1],
        &clean[10..],
    ] {
        let v = verify(bytes);
        assert!(!v.valid && !v.problems.is_empty());
    }
}

proptest! {
    #[test]
    fn noise_is_invalid_and_never_a_panic(noise in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!verify(&noise).valid);
    }

    #[test]
    fn a_bit_turned_in_any_content_is_seen(at in any::<proptest::sample::Index>(), bit in 0u8..8) {
        let mut files = unpack(&bundle());
        // Not the manifest: its figures are words, not proof.
        let file = at.index(files.len() - 1);
        let byte = at.index(files[file].1.len());
        files[file].1[byte] ^= 1 << bit;
        prop_assert!(!verify(&repack(&files)).valid);
    }

    #[test]
    fn a_byte_turned_in_the_archive_is_never_a_panic(at in any::<proptest::sample::Index>(), with in any::<u8>()) {
        let mut bytes = bundle();
        let at = at.index(bytes.len());
        bytes[at] = with;
        let _ = problems(&bytes);
    }
}
