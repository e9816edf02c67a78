//! The receiver's check: the manifest is there and complete, every hash is right, nothing was added or taken away.
//!
//! It trusts nothing: names that leave the archive, files that inflate without end, hidden bytes and plain garbage
//! end as a problem in French, never as a panic. It proves that the bundle is whole, not who made it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::archive::{MAX_ENTRIES, MAX_TOTAL_BYTES};
use super::manifest::{MANIFEST_PATH, Manifest, hex};
use super::names;
use super::zip_layout::{self, shown};

/// A manifest of 2,000 files takes half a megabyte.
const MAX_MANIFEST_BYTES: usize = 16 << 20;

/// What every bundle holds besides its documents.
const ALWAYS: [&str; 3] = ["claim.json", "statement.json", "LISEZMOI.txt"];

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Verification {
    /// Whether nothing at all is wrong.
    pub valid: bool,
    /// All that is wrong, in French.
    pub problems: Vec<String>,
}

impl Verification {
    fn of(problems: Vec<String>) -> Self {
        Verification { valid: problems.is_empty(), problems }
    }
}

/// Checks a bundle as its receiver would.
#[must_use]
pub fn verify(bytes: &[u8]) -> Verification {
    let checked = catch_unwind(AssertUnwindSafe(|| problems(bytes)));
    let problems = checked.unwrap_or_else(|_| Err("l'archive est illisible".to_owned()));
    Verification::of(problems.unwrap_or_else(|fatal| vec![fatal]))
}

/// All problems, or the one that stops the check.
fn problems(bytes: &[u8]) -> Result<Vec<String>, String> {
    let layout = zip_layout::read(bytes)?;
    // A directory and the manifest add to what was packed.
    if layout.entries > 2 * MAX_ENTRIES {
        return Err(format!(
            "l'archive annonce {} fichiers, plus que ce qu'un dossier contient",
            layout.entries
        ));
    }
    let mut problems = layout.problems;
    let contents = Contents::read(bytes, &mut problems)?;
    let Some(json) = &contents.manifest else {
        problems.push(format!("{MANIFEST_PATH} manque : ce n'est pas un dossier complet"));
        return Ok(problems);
    };
    match serde_json::from_slice::<Manifest>(json) {
        Ok(manifest) => compare(&manifest, &contents.hashes, &mut problems),
        Err(_) => problems.push(format!("{MANIFEST_PATH} est illisible ou incomplet")),
    }
    Ok(problems)
}

/// What the archive holds: the hash of each file that could be read, none for one that could not.
struct Contents {
    hashes: BTreeMap<String, Option<String>>,
    manifest: Option<Vec<u8>>,
}

impl Contents {
    fn read(bytes: &[u8], problems: &mut Vec<String>) -> Result<Self, String> {
        let mut zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| "l'archive est illisible".to_owned())?;
        let mut out = Contents { hashes: BTreeMap::new(), manifest: None };
        let mut left = MAX_TOTAL_BYTES + MAX_MANIFEST_BYTES;
        for at in 0..zip.len() {
            let mut file = match zip.by_index(at) {
                Ok(f) => f,
                Err(_) => {
                    problems.push(format!("le fichier n° {} de l'archive est illisible ou chiffré", at + 1));
                    continue;
                }
            };
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            if name.ends_with('/') {
                continue;
            }
            let mut keep = (name == MANIFEST_PATH).then(Vec::new);
            let hash = match hash(&mut file, &mut left, keep.as_mut()) {
                Ok(h) => Some(h),
                Err(Unread::Damaged) => {
                    problems.push(format!("{} est endommagé", shown(&name)));
                    None
                }
                Err(Unread::TooLarge) => {
                    return Err("l'archive se décompresse au-delà de ce qui est admis".to_owned());
                }
            };
            if name == MANIFEST_PATH {
                out.manifest = keep.filter(|_| hash.is_some());
            } else {
                out.hashes.insert(name, hash);
            }
        }
        Ok(out)
    }
}

enum Unread {
    Damaged,
    TooLarge,
}

/// Hashes a file by pieces, within what is left of the budget.
fn hash(file: &mut impl Read, left: &mut usize, mut keep: Option<&mut Vec<u8>>) -> Result<String, Unread> {
    let mut digest = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let n = file.read(&mut piece).map_err(|_| Unread::Damaged)?;
        let read = piece.get(..n).unwrap_or_default();
        if read.is_empty() {
            return Ok(hex(&digest.finalize()));
        }
        *left = left.checked_sub(n).ok_or(Unread::TooLarge)?;
        digest.update(read);
        if let Some(keep) = keep.as_deref_mut() {
            if keep.len() + n > MAX_MANIFEST_BYTES {
                return Err(Unread::TooLarge);
            }
            keep.extend_from_slice(read);
        }
    }
}

fn compare(manifest: &Manifest, held: &BTreeMap<String, Option<String>>, problems: &mut Vec<String>) {
    let mut listed = BTreeSet::new();
    for file in &manifest.files {
        let path = shown(&file.path);
        if file.path == MANIFEST_PATH {
            problems.push("le manifeste se liste lui-même".to_owned());
            continue;
        }
        if !names::is_safe(&file.path) {
            problems.push(format!("le manifeste liste un nom refusé : {path}"));
        }
        if !listed.insert(file.path.as_str()) {
            problems.push(format!("le manifeste liste {path} deux fois"));
        }
        match held.get(&file.path) {
            None => problems.push(format!("{path} est dans le manifeste et manque dans l'archive")),
            Some(Some(hash)) if *hash != file.sha256 => {
                problems.push(format!("{path} a été modifié : son empreinte n'est pas celle du manifeste"));
            }
            // One that could not be read has been told already.
            Some(_) => {}
        }
    }
    for path in held.keys().filter(|p| !listed.contains(p.as_str())) {
        problems.push(format!("{} a été ajouté : il n'est pas dans le manifeste", shown(path)));
    }
    for path in ALWAYS.iter().filter(|p| !listed.contains(**p)) {
        problems.push(format!("le manifeste ne liste pas {path}, que tout dossier contient"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::archive::Archive;
    use crate::bundle::samples::{entries, head};
    use proptest::prelude::*;
    use std::io::Write;
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
        one(
            &tampered(|f| drop(f.remove(1))),
            "« pieces/piece_01_devis.pdf » est dans le manifeste et manque",
        );
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
        let found: Vec<_> =
            (0..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
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
}
