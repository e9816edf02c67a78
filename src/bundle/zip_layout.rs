//! The bones of a ZIP, read from its bytes: the names a tolerant reader would merge, the bytes it would not see.

use std::collections::BTreeSet;

use super::names;

/// What the central directory says of one file.
struct Record {
    name: Vec<u8>,
    flags: u16,
    compressed: u64,
    mode: u32,
    local: usize,
}

/// All that is wrong with the structure of an archive.
pub(super) struct Layout {
    pub problems: Vec<String>,
}

/// Reads the structure; `Err` when there is no archive to speak of, or one of more than `most` files.
pub(super) fn read(bytes: &[u8], most: usize) -> Result<Layout, String> {
    let not_zip = || "le fichier n'est pas une archive ZIP complète".to_owned();
    let end = End::find(bytes).ok_or_else(not_zip)?;
    if end.count > most {
        return Err(format!("l'archive annonce {} fichiers, plus que ce qu'un dossier contient", end.count));
    }
    let records = central(bytes, &end).ok_or_else(not_zip)?;
    let mut problems = Vec::new();
    if u16_at(bytes, end.at + 20) != Some(0) {
        problems.push("un commentaire a été ajouté à l'archive".to_owned());
    }
    let mut seen = BTreeSet::new();
    for r in &records {
        let name = String::from_utf8_lossy(&r.name).into_owned();
        let file = name.strip_suffix('/').unwrap_or(&name);
        if !names::is_safe(file) {
            problems.push(format!("nom de fichier refusé : {}", shown(&name)));
        }
        if !seen.insert(file.to_ascii_lowercase()) {
            problems.push(format!("le nom {} figure deux fois dans l'archive", shown(&name)));
        }
        // The upper half of the attributes holds the Unix type: 0 when unknown, 8 a file, 4 a directory.
        if !matches!(r.mode >> 12, 0 | 4 | 8) {
            problems.push(format!("{} n'est pas un fichier ordinaire", shown(&name)));
        }
        if local_name(bytes, r.local) != Some(&r.name) {
            problems.push(format!("{} porte un autre nom dans son en-tête", shown(&name)));
        }
    }
    if !contiguous(bytes, &records, end.directory) {
        problems.push(
            "des données étrangères sont placées avant, entre ou après les fichiers de l'archive".to_owned(),
        );
    }
    Ok(Layout { problems })
}

/// A name as it may be printed: it comes from a stranger.
pub(super) fn shown(name: &str) -> String {
    let clean: String = name.chars().take(120).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    format!("« {clean} »")
}

/// The end of the central directory.
struct End {
    at: usize,
    directory: usize,
    count: usize,
}

impl End {
    /// The end record is the one whose comment ends with the file.
    fn find(bytes: &[u8]) -> Option<End> {
        const LEN: usize = 22;
        let last = bytes.len().checked_sub(LEN)?;
        let first = last.saturating_sub(usize::from(u16::MAX));
        let at = (first..=last).rev().find(|&at| {
            bytes.get(at..at + 4) == Some(b"PK\x05\x06")
                && u16_at(bytes, at + 20).is_some_and(|n| at + LEN + usize::from(n) == bytes.len())
        })?;
        let count = usize::from(u16_at(bytes, at + 10)?);
        let (size, directory) = (u32_at(bytes, at + 12)? as usize, u32_at(bytes, at + 16)? as usize);
        (directory.checked_add(size)? == at).then_some(End { at, directory, count })
    }
}

fn central(bytes: &[u8], end: &End) -> Option<Vec<Record>> {
    let &End { at, directory, count } = end;
    let mut records = Vec::new();
    let mut p = directory;
    while p < at && records.len() <= count {
        if bytes.get(p..p + 4)? != b"PK\x01\x02" {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|o| u16_at(bytes, p + o).map(usize::from));
        let (name, extra, comment) = (name?, extra?, comment?);
        records.push(Record {
            name: bytes.get(p + 46..p + 46 + name)?.to_vec(),
            flags: u16_at(bytes, p + 8)?,
            compressed: u64::from(u32_at(bytes, p + 20)?),
            mode: u32_at(bytes, p + 38)? >> 16,
            local: u32_at(bytes, p + 42)? as usize,
        });
        p += 46 + name + extra + comment;
    }
    (p == at && records.len() == count).then_some(records)
}

fn local_name(bytes: &[u8], local: usize) -> Option<&[u8]> {
    if bytes.get(local..local.checked_add(4)?)? != b"PK\x03\x04" {
        return None;
    }
    let name = usize::from(u16_at(bytes, local + 26)?);
    bytes.get(local + 30..local + 30 + name)
}

/// The files follow one another from the first byte to the directory; overlaps and gaps are for hiding.
fn contiguous(bytes: &[u8], records: &[Record], directory: usize) -> bool {
    // Signature, CRC and two sizes, which some archivers write after the data.
    const DESCRIPTOR: usize = 24;
    let mut order: Vec<&Record> = records.iter().collect();
    order.sort_by_key(|r| r.local);
    let mut next = 0;
    let mut slack = 0;
    for r in order {
        if !(next..=next + slack).contains(&r.local) {
            return false;
        }
        let lengths = u16_at(bytes, r.local + 26).zip(u16_at(bytes, r.local + 28));
        let Some((name, extra)) = lengths else { return false };
        let Ok(data) = usize::try_from(r.compressed) else { return false };
        let Some(end) = (r.local + 30 + usize::from(name) + usize::from(extra)).checked_add(data) else {
            return false;
        };
        next = end;
        slack = if r.flags & 8 != 0 { DESCRIPTOR } else { 0 };
    }
    (next..=next + slack).contains(&directory)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
