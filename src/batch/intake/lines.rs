//! Lines of NDJSON, each held in memory only up to the size of a claim.

use std::io::{BufRead, Read};

use super::unusable;
use crate::problem::Problem;

/// Hands on each line that is not blank, with its number from 1; `None` for one longer than `most`.
pub(super) fn read(
    mut from: impl BufRead,
    most: usize,
    take: &mut dyn FnMut(usize, Option<Vec<u8>>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let cut =
        |_| unusable("batch.unreadable", "Le lot n'a pas pu être lu jusqu'au bout : envoyez-le à nouveau.");
    let mut number = 0;
    loop {
        number += 1;
        // The line's end, a carriage return and a byte order mark do not count.
        let room = most as u64 + 5;
        let mut line = Vec::new();
        if (&mut from).take(room).read_until(b'\n', &mut line).map_err(cut)? == 0 {
            return Ok(());
        }
        let unfinished = !line.ends_with(b"\n") && line.len() as u64 == room;
        // Blanks make no line longer, at its end or before it begins; what comes after them does.
        let more = unfinished && skip_line(&mut from).map_err(cut)?;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if more || line.len() > most {
            take(number, None)?;
        } else if !line.is_empty() {
            take(number, Some(line.to_vec()))?;
        }
    }
}

/// Whether anything but blanks was skipped.
fn skip_line(from: &mut impl BufRead) -> std::io::Result<bool> {
    let mut any = false;
    loop {
        let there = from.fill_buf()?;
        if there.is_empty() {
            return Ok(any);
        }
        let end = there.iter().position(|b| *b == b'\n');
        let length = end.map_or(there.len(), |at| at + 1);
        any |= !there.iter().take(length).all(u8::is_ascii_whitespace);
        from.consume(length);
        if end.is_some() {
            return Ok(any);
        }
    }
}
