//! Frames on the line between service and worker: lengths, a JSON head, raw bytes.

use std::io::{self, BufRead, BufWriter, Read, Write};

/// A head holds names and messages; data travels as bytes.
const MAX_HEAD: u32 = 8 << 20;

/// As many as there may be templates.
const MAX_BLOBS: u32 = 4_096;

/// No document or file of ours comes near it.
const MAX_BLOB: u64 = 1 << 30;

/// A frame received.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub head: Vec<u8>,
    pub blobs: Vec<Vec<u8>>,
}

/// Room for a letter: it leaves in one piece, and wakes the other side once.
pub(super) const AT_ONCE: usize = 64 << 10;

pub(super) fn write(out: &mut impl Write, head: &[u8], blobs: &[&[u8]]) -> io::Result<()> {
    let too_long = |_| io::Error::from(io::ErrorKind::InvalidInput);
    let mut out = BufWriter::with_capacity(AT_ONCE, out);
    let mut lengths = Vec::with_capacity(8 + 8 * blobs.len());
    lengths.extend(u32::try_from(head.len()).map_err(too_long)?.to_le_bytes());
    lengths.extend(u32::try_from(blobs.len()).map_err(too_long)?.to_le_bytes());
    for blob in blobs {
        lengths.extend((blob.len() as u64).to_le_bytes());
    }
    out.write_all(&lengths)?;
    out.write_all(head)?;
    for blob in blobs {
        out.write_all(blob)?;
    }
    out.flush()
}

/// The next frame; none when the line was closed between two.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut start = [0; 8];
    if input.read(&mut start[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut start[1..])?;
    let [a, b, c, d, e, f, g, h] = start;
    let (head, count) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
    if head > MAX_HEAD || count > MAX_BLOBS {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut lengths = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let mut length = [0; 8];
        input.read_exact(&mut length)?;
        lengths.push(u64::from_le_bytes(length));
    }
    let head = exactly(input, u64::from(head))?;
    let blobs = lengths.into_iter().map(|n| exactly(input, n)).collect::<io::Result<_>>()?;
    Ok(Some(Frame { head, blobs }))
}

/// Memory is taken as bytes come, not as they are announced.
fn exactly(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    const MIB: u64 = 1 << 20;
    if length > MAX_BLOB {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut out = Vec::with_capacity(usize::try_from(length.min(MIB)).unwrap_or_default());
    input.take(length).read_to_end(&mut out)?;
    if out.len() as u64 == length { Ok(out) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_cut_frame_is_an_error() {
        let mut line = Vec::new();
        write(&mut line, b"{}", &[b"one", b"", &[7; 3_000_000]]).unwrap();
        write(&mut line, b"", &[]).unwrap();
        let mut rest = line.as_slice();
        let first = read(&mut rest).unwrap().unwrap();
        assert_eq!((first.head.as_slice(), first.blobs.len()), (&b"{}"[..], 3));
        assert_eq!(first.blobs[2].len(), 3_000_000);
        assert!(read(&mut rest).unwrap().is_some());
        assert_eq!(read(&mut rest).unwrap(), None);
        for cut in [1, 7, 12, 33, 40, line.len() - 9] {
            assert!(read(&mut &line[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn lengths_out_of_bounds_are_refused_before_memory_is_taken() {
        let head = |n: u32, blobs: u32| [n.to_le_bytes(), blobs.to_le_bytes()].concat();
        assert!(read(&mut head(MAX_HEAD + 1, 0).as_slice()).is_err());
        assert!(read(&mut head(0, MAX_BLOBS + 1).as_slice()).is_err());
        let blob = [head(0, 1), (MAX_BLOB + 1).to_le_bytes().to_vec()].concat();
        let refused = read(&mut blob.as_slice()).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
    }
}
