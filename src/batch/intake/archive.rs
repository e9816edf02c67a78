//! A ZIP: each folder that holds `claim.json` is an item, its other files are the pieces; or `claims.ndjson` at the
//! top, whose claims name their pieces by their path. The folder that a system puts around everything is looked through.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufReader, Read, Seek, SeekFrom};

use serde_json::Value;
use zip::ZipArchive;

use super::{Bounds, Piece, Problem, Taker, lines, not_zip, piece_of_line, too_many, unusable};
use crate::claim::read_value;
use crate::problem::{Code, Fault};

const CLAIM: &str = "claim.json";
const CLAIMS: &str = "claims.ndjson";

/// More than this would need the 64-bit form of the archive's end, which is not read.
const MAX_ENTRIES: usize = 65_534;

/// Reads the archive.
pub(super) fn read(mut body: impl Read + Seek, bounds: &Bounds, take: &mut Taker<'_>) -> Result<(), Problem> {
    // Before anything is allocated for its entries.
    check_end(&mut body)?;
    let zip = ZipArchive::new(BufReader::new(body)).map_err(|_| not_zip())?;
    if zip.has_duplicate_names() {
        let detail = "L'archive contient deux fichiers du même nom : gardez-en un seul.";
        return Err(unusable("zip.duplicate_name", detail));
    }
    let mut archive = Archive { zip, left: bounds.unpacked };
    let entries = archive.entries()?;
    let depth = wrapping(&entries);
    match entries.iter().position(|e| e.path.get(depth..) == Some(&[CLAIMS.to_owned()][..])) {
        Some(list) => with_list(&mut archive, &entries, list, depth, bounds, take),
        None => folders(&mut archive, &entries, depth, bounds, take),
    }
}

/// A file of the archive: where it is, and its path cut at the slashes.
struct Entry {
    index: usize,
    path: Vec<String>,
}

struct Archive<R> {
    zip: ZipArchive<BufReader<R>>,
    left: u64,
}

/// Why a file was not read.
enum Unread {
    TooLarge,
    Damaged,
    Archive(Problem),
}

impl<R: Read + Seek> Archive<R> {
    fn entries(&mut self) -> Result<Vec<Entry>, Problem> {
        let mut out = Vec::new();
        for index in 0..self.zip.len() {
            let Some(Ok(name)) = self.zip.name_for_index(index) else {
                return Err(unusable("zip.name", "L'archive contient un nom de fichier illisible."));
            };
            let name = name.replace('\\', "/");
            if name.ends_with('/') {
                continue;
            }
            let path: Vec<String> = name.split('/').map(str::to_owned).collect();
            // Nothing is written to disk: a path that climbs harms nobody, but says that the archive is not honest.
            if path.iter().any(|p| p.is_empty() || p == ".." || p == ".") {
                return Err(unusable(
                    "zip.name",
                    "L'archive contient un chemin absolu ou qui remonte (« .. »).",
                ));
            }
            // What macOS and Windows add.
            let added = path.first().is_some_and(|p| p == "__MACOSX")
                || path
                    .last()
                    .is_some_and(|p| matches!(p.as_str(), ".DS_Store" | "Thumbs.db" | "desktop.ini"));
            if !added {
                out.push(Entry { index, path });
            }
        }
        Ok(out)
    }

    /// The content of a file, up to `most` bytes, within what the whole archive may inflate to.
    fn content(&mut self, index: usize, most: u64) -> Result<Vec<u8>, Unread> {
        let mut file = self.zip.by_index(index).map_err(|_| Unread::Damaged)?;
        let mut out = Vec::new();
        let room = most.min(self.left).saturating_add(1);
        (&mut file).take(room).read_to_end(&mut out).map_err(|_| Unread::Damaged)?;
        let read = out.len() as u64;
        if read > self.left {
            let detail = "L'archive se décompresse au-delà de ce qui est admis : faites plusieurs lots.";
            return Err(Unread::Archive(Problem::new(Code::TooLarge, detail)));
        }
        self.left -= read;
        if read > most { Err(Unread::TooLarge) } else { Ok(out) }
    }

    /// A file of an item: what is wrong with it is the item's fault.
    fn file(&mut self, index: usize, most: u64, name: &str) -> Result<Result<Vec<u8>, Problem>, Problem> {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
        match self.content(index, most) {
            Ok(bytes) => Ok(Ok(bytes)),
            Err(Unread::Archive(problem)) => Err(problem),
            Err(Unread::TooLarge) => {
                let detail = format!("Le fichier « {shown} » est trop volumineux : allégez-le.");
                Ok(Err(Problem::new(Code::TooLarge, detail)))
            }
            Err(Unread::Damaged) => {
                let detail = format!(
                    "Le fichier « {shown} » est endommagé, chiffré ou compressé d'une façon inconnue : refaites l'archive."
                );
                let fault = Fault::new("zip.unreadable", "", detail.clone());
                Ok(Err(Problem::new(Code::FilesRefused, detail).with_errors(vec![fault])))
            }
        }
    }
}

/// How many folders surround everything without being an item.
fn wrapping(entries: &[Entry]) -> usize {
    let Some(first) = entries.first() else { return 0 };
    let mut depth = 0;
    while let Some(around) = first.path.get(depth).filter(|_| first.path.len() > depth + 1) {
        let all = entries.iter().all(|e| e.path.len() > depth + 1 && e.path.get(depth) == Some(around));
        let is_item = entries.iter().any(|e| e.path.get(depth + 1..) == Some(&[CLAIM.to_owned()][..]));
        if !all || is_item {
            break;
        }
        depth += 1;
    }
    depth
}

/// One folder, one item, in the order in which the archive names them.
fn folders(
    archive: &mut Archive<impl Read + Seek>,
    entries: &[Entry],
    depth: usize,
    bounds: &Bounds,
    take: &mut Taker<'_>,
) -> Result<(), Problem> {
    let mut order: Vec<&str> = Vec::new();
    let mut within: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for e in entries {
        let Some([folder, _, ..]) = e.path.get(depth..) else {
            let detail = "L'archive contient un fichier hors de tout dossier : rangez chaque claim.json avec ses pièces dans un \
                 dossier à lui, ou ajoutez claims.ndjson.";
            return Err(unusable("zip.layout", detail));
        };
        let files = within.entry(folder).or_default();
        if files.is_empty() {
            order.push(folder);
        }
        files.push(e);
    }
    if order.len() > bounds.items {
        return Err(too_many(bounds.items));
    }
    for folder in order {
        let files = within.remove(folder).unwrap_or_default();
        take(item(archive, folder, &files, depth + 1, bounds)?)?;
    }
    Ok(())
}

fn item(
    archive: &mut Archive<impl Read + Seek>,
    folder: &str,
    entries: &[&Entry],
    depth: usize,
    bounds: &Bounds,
) -> Result<Piece, Problem> {
    let source: String = folder.chars().filter(|c| !c.is_control()).take(200).collect();
    let mut piece = Piece { source, claim: Vec::new(), files: Vec::new(), refused: None };
    let is_claim = |e: &&&Entry| e.path.get(depth..) == Some(&[CLAIM.to_owned()][..]);
    let Some(claim) = entries.iter().find(is_claim) else {
        let detail = format!("Le dossier « {} » ne contient pas claim.json : ajoutez-le.", piece.source);
        let fault = Fault::new("batch.no_claim", "", detail.clone());
        piece.refused = Some(Problem::new(Code::ClaimUnusable, detail).with_errors(vec![fault]));
        return Ok(piece);
    };
    match archive.file(claim.index, bounds.claim.json_bytes as u64, CLAIM)? {
        Ok(bytes) => piece.claim = bytes,
        Err(problem) => piece.refused = Some(problem),
    }
    // Pieces may lie in folders below; exhibits name them without.
    let files = entries.iter().filter(|e| !is_claim(e));
    let named = files.filter_map(|e| Some((e.path.last()?.as_str(), e.index)));
    add_files(archive, &mut piece, named.collect(), bounds)?;
    Ok(piece)
}

fn add_files(
    archive: &mut Archive<impl Read + Seek>,
    piece: &mut Piece,
    files: Vec<(&str, usize)>,
    bounds: &Bounds,
) -> Result<(), Problem> {
    let limits = &bounds.claim;
    if files.len() > limits.exhibits {
        let detail = format!("{} fichiers au plus : faites plusieurs dossiers.", limits.exhibits);
        piece.refused.get_or_insert(Problem::new(Code::TooLarge, detail));
        return Ok(());
    }
    let (mut names, mut total) = (BTreeSet::new(), 0u64);
    for (name, index) in files {
        if piece.refused.is_some() {
            break;
        }
        if !names.insert(name) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
            let detail = format!("Le fichier « {shown} » est joint deux fois : joignez-le une seule fois.");
            let fault = Fault::new("exhibit.duplicate_file", "/exhibits", detail.clone());
            piece.refused = Some(Problem::new(Code::FilesRefused, detail).with_errors(vec![fault]));
            break;
        }
        let most = limits.exhibit_bytes.min(limits.exhibits_bytes.saturating_sub(total));
        match archive.file(index, most, name)? {
            Ok(bytes) => {
                total += bytes.len() as u64;
                piece.files.push((name.to_owned(), bytes));
            }
            Err(problem) => piece.refused = Some(problem),
        }
    }
    if piece.refused.is_some() {
        piece.files.clear();
    }
    Ok(())
}

/// `claims.ndjson`: each claim with the files that its exhibits name.
fn with_list(
    archive: &mut Archive<impl Read + Seek>,
    entries: &[Entry],
    list: usize,
    depth: usize,
    bounds: &Bounds,
    take: &mut Taker<'_>,
) -> Result<(), Problem> {
    let by_path: HashMap<String, usize> =
        entries.iter().filter_map(|e| Some((e.path.get(depth..)?.join("/"), e.index))).collect();
    let index = entries.get(list).map(|e| e.index).unwrap_or_default();
    let room = archive.left;
    let text = match archive.content(index, room) {
        Ok(bytes) => bytes,
        Err(Unread::Archive(problem)) => return Err(problem),
        Err(_) => return Err(unusable("zip.unreadable", "claims.ndjson est endommagé ou chiffré.")),
    };
    lines::read(text.as_slice(), bounds.claim.json_bytes, &mut |line, claim| {
        let mut piece = piece_of_line(line, claim, &bounds.claim);
        let named = exhibits(&piece.claim);
        let files = named.iter().filter_map(|name| Some((name.as_str(), *by_path.get(name)?)));
        add_files(archive, &mut piece, files.collect(), bounds)?;
        take(piece)
    })
}

/// The files that a claim names, each once; none of a claim that cannot be read: it is refused later, with all its faults.
fn exhibits(claim: &[u8]) -> BTreeSet<String> {
    let Ok(claim) = read_value(claim) else { return BTreeSet::new() };
    let all = claim.get("exhibits").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|e| e.get("file")?.as_str().map(str::to_owned)).collect()
}

/// The end of the archive, read before its directory: how many entries it announces.
fn check_end(body: &mut (impl Read + Seek)) -> Result<(), Problem> {
    const END: usize = 22;
    let length = body.seek(SeekFrom::End(0)).map_err(|_| not_zip())?;
    let tail = length.min((END + usize::from(u16::MAX)) as u64);
    body.seek(SeekFrom::Start(length - tail)).map_err(|_| not_zip())?;
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes).map_err(|_| not_zip())?;
    body.rewind().map_err(|_| not_zip())?;
    let u16_at = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let last = bytes.len().checked_sub(END).ok_or_else(not_zip)?;
    let end = (0..=last).rev().find(|&at| {
        bytes.get(at..at + 4) == Some(b"PK\x05\x06")
            && u16_at(at + 20).is_some_and(|n| at + END + usize::from(n) == bytes.len())
    });
    let count = end.and_then(|at| u16_at(at + 10)).map(usize::from).ok_or_else(not_zip)?;
    let directory =
        end.and_then(|at| Some(u32::from_le_bytes(bytes.get(at + 12..at + 16)?.try_into().ok()?)));
    // A directory takes 46 bytes an entry and a name; one that is longer by far hides more than it announces.
    let longest = (count as u64 + 1) * (46 + 2 * 1024);
    if count > MAX_ENTRIES || directory.is_none_or(|d| u64::from(d) > longest) {
        return Err(unusable(
            "zip.too_many_files",
            "L'archive contient trop de fichiers : faites plusieurs lots.",
        ));
    }
    Ok(())
}
