//! The receiver's check: the manifest is there and complete, every hash is right, nothing was added or taken away.
//!
//! It trusts nothing: names that leave the archive, files that inflate without end, hidden bytes and plain garbage
//! end as a problem in French, never as a panic. It proves that the bundle is whole, not who made it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::archive::{MAX_ENTRIES, MAX_TOTAL_BYTES};
use super::manifest::{MANIFEST_PATH, Manifest, hex};
use super::names;
use super::zip_layout::{self, shown};
use crate::render::{Done, Errand, RenderError, Renderer};

/// The name of the errand, for the worker.
pub(super) const KIND: &str = "verify";

/// A manifest of 2,000 files takes half a megabyte.
pub(super) const MAX_MANIFEST_BYTES: usize = 16 << 20;

/// What every bundle holds besides its documents.
const ALWAYS: [&str; 3] = ["claim.json", "statement.json", "LISEZMOI.txt"];

/// How many problems are told one by one: a stranger's archive does not decide the size of the answer.
const MAX_PROBLEMS: usize = 100;

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Verification {
    /// Whether nothing at all is wrong.
    pub valid: bool,
    /// What is wrong, in French; beyond a hundred problems the others are counted.
    pub problems: Vec<String>,
}

impl Verification {
    fn of(mut problems: Vec<String>) -> Self {
        let more = problems.len().saturating_sub(MAX_PROBLEMS);
        if more > 0 {
            problems.truncate(MAX_PROBLEMS);
            problems.push(format!("et {more} autres anomalies de même nature"));
        }
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

/// As [`verify`], in a process that may die when the renderer has one.
///
/// # Errors
/// When no worker is there to read it; an archive that ends its reader is an answer.
pub fn verify_apart(renderer: &dyn Renderer, bytes: &[u8]) -> Result<Verification, RenderError> {
    match renderer.apart(&Errand { kind: KIND, head: Value::Null, blob: bytes }) {
        None => Ok(verify(bytes)),
        Some(Ok(done)) => {
            serde_json::from_value(done.head).map_err(|_| RenderError::Crashed(KIND.to_owned()))
        }
        Some(Err(e)) if e.is_passing() => Err(e),
        Some(Err(_)) => {
            let heavy = "l'archive demande trop de temps ou de mémoire pour être lue";
            Ok(Verification::of(vec![heavy.to_owned()]))
        }
    }
}

/// The worker's side of [`verify_apart`].
pub(super) fn handle(_: Value, bytes: Vec<u8>) -> Result<Done, RenderError> {
    let head = serde_json::to_value(verify(&bytes)).map_err(|_| RenderError::Crashed(KIND.to_owned()))?;
    Ok(Done { head, blobs: Vec::new() })
}

/// All problems, or the one that stops the check.
pub(super) fn problems(bytes: &[u8]) -> Result<Vec<String>, String> {
    // A directory and the manifest add to what was packed.
    let layout = zip_layout::read(bytes, 2 * MAX_ENTRIES)?;
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

pub(super) enum Unread {
    Damaged,
    TooLarge,
}

/// Hashes a file by pieces, within what is left of the budget.
pub(super) fn hash(
    file: &mut impl Read,
    left: &mut usize,
    mut keep: Option<&mut Vec<u8>>,
) -> Result<String, Unread> {
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
