//! The ZIP: entries in the order given, one date, one set of permissions, the manifest last.
//! Same entries and same day: the same bytes.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use chrono::Datelike;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::manifest::{MANIFEST_PATH, Manifest, ManifestFile, ManifestHead, sha256};
use super::names;
use crate::domain::Day;

/// What one bundle may weigh before compression; beyond it the exhibits are to be split in several filings.
pub const MAX_TOTAL_BYTES: usize = 512 << 20;

/// How many files one bundle may hold.
pub const MAX_ENTRIES: usize = 2_000;

/// One file to pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the root of the ZIP.
    pub path: String,
    /// What it is for.
    pub role: String,
    /// Its title, for people.
    pub title: String,
    /// How many pages, for a document that has pages.
    pub pages: Option<usize>,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A bundle that could not be packed; none of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A path that could not be written on some system, or leaves the archive.
    #[error("le nom {0:?} ne peut pas figurer dans un dossier")]
    UnsafeName(String),
    /// Two entries under one path, letter case aside, or one that takes the manifest's place.
    #[error("le nom {0:?} figure deux fois dans le dossier")]
    DuplicateName(String),
    /// Past [`MAX_TOTAL_BYTES`] or [`MAX_ENTRIES`].
    #[error("le dossier dépasse ce qui est admis ({} Mio, {MAX_ENTRIES} fichiers) : scindez les pièces", MAX_TOTAL_BYTES >> 20)]
    TooLarge,
    /// The archive itself failed.
    #[error("écriture de l'archive")]
    Zip(#[from] zip::result::ZipError),
    /// The archive itself failed.
    #[error("écriture d'un fichier dans l'archive")]
    Write(#[from] std::io::Error),
    /// The manifest failed.
    #[error("écriture du manifeste")]
    Manifest(#[from] serde_json::Error),
}

/// A packed bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct Archive {
    /// The ZIP.
    pub bytes: Vec<u8>,
    /// The manifest that it holds.
    pub manifest: Manifest,
}

impl Archive {
    /// Packs the entries in their order, then the manifest.
    ///
    /// # Errors
    /// When a name is unsafe or taken, or the whole is too large.
    pub fn pack(head: ManifestHead, entries: &[Entry]) -> Result<Self, PackError> {
        check(entries)?;
        let files = entries.iter().map(|e| ManifestFile {
            path: e.path.clone(),
            role: e.role.clone(),
            title: e.title.clone(),
            pages: e.pages,
            sha256: sha256(&e.bytes),
            media_type: e.media_type.clone(),
        });
        let as_of = head.as_of;
        let manifest = Manifest::new(head, files.collect());
        let mut json = serde_json::to_vec_pretty(&manifest)?;
        json.push(b'\n');

        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for e in entries {
            zip.start_file(e.path.as_str(), options(as_of))?;
            zip.write_all(&e.bytes)?;
        }
        zip.start_file(MANIFEST_PATH, options(as_of))?;
        zip.write_all(&json)?;
        Ok(Archive { bytes: zip.finish()?.into_inner(), manifest })
    }
}

fn check(entries: &[Entry]) -> Result<(), PackError> {
    let total = entries.iter().fold(0usize, |sum, e| sum.saturating_add(e.bytes.len()));
    if total > MAX_TOTAL_BYTES || entries.len() >= MAX_ENTRIES {
        return Err(PackError::TooLarge);
    }
    let mut taken = BTreeSet::from([MANIFEST_PATH.to_owned()]);
    for e in entries {
        if !names::is_safe(&e.path) {
            return Err(PackError::UnsafeName(e.path.clone()));
        }
        if !taken.insert(e.path.to_ascii_lowercase()) {
            return Err(PackError::DuplicateName(e.path.clone()));
        }
    }
    Ok(())
}

/// Noon of the day the dossier was judged as of: never the clock.
fn options(day: Day) -> SimpleFileOptions {
    let year = u16::try_from(day.year().clamp(1980, 2107)).unwrap_or(1980);
    let month = u8::try_from(day.month()).unwrap_or(1);
    let date = u8::try_from(day.day()).unwrap_or(1);
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::from_date_and_time(year, month, date, 12, 0, 0).unwrap_or_default())
        .unix_permissions(0o644)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::samples::{entries, entry, head};

    #[test]
    fn the_same_entries_make_the_same_bytes() {
        let first = Archive::pack(head(), &entries()).unwrap();
        let again = Archive::pack(head(), &entries()).unwrap();
        assert_eq!(first, again);
        let other_day = ManifestHead { as_of: "2026-11-23".parse().unwrap(), ..head() };
        assert_ne!(Archive::pack(other_day, &entries()).unwrap().bytes, first.bytes);
    }

    #[test]
    fn the_order_is_kept_and_the_manifest_comes_last() {
        let archive = Archive::pack(head(), &entries()).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(&archive.bytes)).unwrap();
        let names: Vec<_> =
            (0..zip.len()).map(|n| zip.by_index(n).unwrap().name().unwrap().into_owned()).collect();
        let want = [
            "01_requete.pdf",
            "pieces/piece_01_devis.pdf",
            "claim.json",
            "statement.json",
            "LISEZMOI.txt",
            "manifest.json",
        ];
        assert_eq!(names, want);
        let file = zip.by_index(0).unwrap();
        assert_eq!(file.unix_mode().map(|m| m & 0o777), Some(0o644));
        let date = file.last_modified().unwrap();
        assert_eq!((date.year(), date.month(), date.day(), date.hour()), (2026, 11, 22, 12));
    }

    #[test]
    fn the_manifest_has_the_fields_of_the_contract() {
        let manifest = serde_json::to_value(Archive::pack(head(), &entries()).unwrap().manifest).unwrap();
        let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let want = [
            "kind",
            "reference",
            "as_of",
            "ruleset",
            "software",
            "court",
            "deadlines",
            "totals",
            "policy",
            "files",
        ];
        assert_eq!(keys(&manifest), want);
        assert_eq!(keys(&manifest["files"][0]), ["path", "role", "title", "pages", "sha256", "media_type"]);
        assert_eq!(keys(&manifest["files"][2]), ["path", "role", "title", "sha256", "media_type"]);
        assert_eq!(manifest["as_of"], "2026-11-22");
        assert_eq!(manifest["files"].as_array().unwrap().len(), 5);
        let schema = jsonschema::validator_for(&Manifest::schema()).unwrap();
        assert!(schema.is_valid(&manifest));
        let mut bent = manifest;
        bent["kind"] = "assignation".into();
        assert!(!schema.is_valid(&bent));
    }

    #[test]
    fn unsafe_or_repeated_names_are_refused() {
        let pack = |extra: &str| Archive::pack(head(), &[entries(), vec![entry(extra, "x")]].concat());
        assert!(matches!(pack("../a.pdf"), Err(PackError::UnsafeName(_))));
        assert!(matches!(pack("é.pdf"), Err(PackError::UnsafeName(_))));
        assert!(matches!(pack("01_REQUETE.pdf"), Err(PackError::DuplicateName(_))));
        assert!(matches!(pack("Manifest.json"), Err(PackError::DuplicateName(_))));
    }
}
