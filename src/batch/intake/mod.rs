//! What was sent, cut into items: lines of NDJSON, or the folders of a ZIP. An item that cannot be used is told as
//! such and does not sink the others; what cannot be read at all does.

mod archive;
mod lines;
mod sorting;

use std::io::{BufReader, Read, Seek};

use crate::claim::Limits;
use crate::problem::{Code, Fault, Problem};

pub use sorting::Sorter;
pub(super) use sorting::{hex, written};

/// In what form a batch came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One claim a line.
    Ndjson,
    /// Folders, or lines with files.
    Zip,
}

/// How much a batch may hold.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Items.
    pub items: usize,
    /// Bytes once inflated, shared files counted for each item.
    pub unpacked: u64,
    /// Of each claim and its pieces.
    pub claim: Limits,
}

/// An item as it was cut out.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Where it stood: `ligne 3`, or the name of its folder.
    pub source: String,
    /// The claim's JSON, read no further; empty when there is none.
    pub claim: Vec<u8>,
    /// Its files.
    pub files: Vec<(String, Vec<u8>)>,
    /// Why it cannot be used, when that is known already.
    pub refused: Option<Problem>,
}

/// Whoever takes the pieces, in their order; `Err` ends the reading.
pub type Taker<'a> = dyn FnMut(Piece) -> Result<(), Problem> + 'a;

/// Cuts a batch into its pieces.
///
/// # Errors
/// Why nothing of it can be used.
pub fn read(
    kind: Kind,
    body: impl Read + Seek,
    bounds: &Bounds,
    take: &mut Taker<'_>,
) -> Result<(), Problem> {
    let mut count = 0usize;
    let mut counted = |piece: Piece| {
        count += 1;
        if count > bounds.items { Err(too_many(bounds.items)) } else { take(piece) }
    };
    match kind {
        Kind::Ndjson => lines::read(BufReader::new(body), bounds.claim.json_bytes, &mut |line, claim| {
            counted(piece_of_line(line, claim, &bounds.claim))
        })?,
        Kind::Zip => archive::read(body, bounds, &mut counted)?,
    }
    if count == 0 {
        return Err(unusable("batch.empty", "Le lot ne contient aucun dossier."));
    }
    Ok(())
}

fn piece_of_line(line: usize, claim: Option<Vec<u8>>, limits: &Limits) -> Piece {
    let refused = claim.is_none().then(|| {
        let detail = format!("La ligne dépasse {} octets : allégez le dossier.", limits.json_bytes);
        Problem::new(Code::TooLarge, detail)
    });
    Piece { source: format!("ligne {line}"), claim: claim.unwrap_or_default(), files: Vec::new(), refused }
}

fn too_many(most: usize) -> Problem {
    Problem::new(Code::TooLarge, format!("Un lot contient {most} dossiers au plus : faites-en plusieurs."))
}

/// What is no archive, or one that no reader survives.
pub(super) fn not_zip() -> Problem {
    unusable("zip.unreadable", "Ce n'est pas une archive ZIP lisible : refaites-la.")
}

/// A batch of which nothing can be used.
fn unusable(fault: &str, detail: &str) -> Problem {
    Problem::new(Code::BatchUnusable, detail).with_errors(vec![Fault::new(fault, "", detail)])
}

#[cfg(test)]
mod tests;
