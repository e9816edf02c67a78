//! Bounds on a PDF before a parser meets it: a megabyte can hold a gigabyte of blanks, or a million open brackets.
//!
//! A second line of defence, against files that are careless or simply hostile. It is no proof: intake and stamping
//! belong in a process that may run out of memory and die alone.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Read;

use hayro_syntax::object::{Array, Dict, MaybeRef, Object, Stream};
use hayro_syntax::{Filter, Pdf};
use zip::read::read_zipfile_from_stream;

/// The parser descends into objects without a bound of its own; the deep stack it runs on holds ten times this.
const MAX_NESTING: usize = 120_000;

/// One stream, inflated: a page of drawings takes a few megabytes, a bitmap of A3 at 600 dpi 210.
pub(super) const MAX_STREAM: u64 = 256 << 20;

/// All streams, inflated; bounds the time that measuring them takes.
const MAX_INFLATED: u64 = 2 << 30;

/// Whether a parser may be let loose on the file.
pub(super) fn are_kept(bytes: &[u8]) -> bool {
    nesting(bytes) <= MAX_NESTING && inflates_within(bytes, MAX_STREAM, MAX_INFLATED)
}

/// Brackets that stay open at the deepest point of one object, wherever they stand.
///
/// Compressed data holds both sorts at random: the excess stays in the thousands.
fn nesting(bytes: &[u8]) -> usize {
    let (mut open, mut deepest) = (0usize, 0usize);
    for (at, b) in bytes.iter().enumerate() {
        match b {
            b'[' | b'<' => open += 1,
            b']' | b'>' => open = open.saturating_sub(1),
            b'e' if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"endobj")) => open = 0,
            _ => continue,
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// Whether nothing in the file is nested deeper than the small stacks of rendering threads bear.
///
/// Runs on the deep stack of intake: the parser has to descend before anyone can say how deep.
pub(super) fn is_shallow(pdf: &Pdf) -> bool {
    let objects_are = pdf.objects().into_iter().all(|o| object_is_shallow(&o, MAX_DEPTH));
    objects_are && pages_are_shallow(pdf)
}

/// Real files stay under 20.
const MAX_DEPTH: usize = 100;

fn object_is_shallow(object: &Object<'_>, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return false };
    let shallow = |inner: MaybeRef<Object<'_>>| match inner {
        MaybeRef::Ref(_) => true,
        MaybeRef::NotRef(o) => object_is_shallow(&o, left),
    };
    let dict_is = |d: &Dict<'_>| d.keys().filter_map(|k| d.get_raw::<Object<'_>>(k)).all(shallow);
    match object {
        Object::Array(a) => a.raw_iter().all(shallow),
        Object::Dict(d) => dict_is(d),
        Object::Stream(s) => dict_is(s.dict()),
        _ => true,
    }
}

/// The page tree nests by references; each level costs the parser a call.
fn pages_are_shallow(pdf: &Pdf) -> bool {
    const MAX_NODES: usize = 100_000;
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).and_then(|c| c.get::<Dict<'_>>("Pages"));
    let mut open: Vec<(Dict<'_>, usize)> = root.into_iter().map(|r| (r, 0)).collect();
    let mut seen = 0;
    while let Some((node, depth)) = open.pop() {
        seen += 1;
        if depth > MAX_DEPTH || seen > MAX_NODES {
            return false;
        }
        if let Some(kids) = node.get::<Array<'_>>("Kids") {
            open.extend(kids.iter::<Dict<'_>>().map(|k| (k, depth + 1)));
        }
    }
    true
}

/// What a stream holds, when it is announced to stay within bounds and decodes.
///
/// Streams behind other filters than Flate were not measured before parsing: only small ones are decoded, and none that
/// unpacks twice, a kilobyte for a gigabyte.
pub(super) fn decoded<'a>(stream: &'a Stream<'_>) -> Option<Cow<'a, [u8]>> {
    const SMALL: usize = 256 << 10;
    let filters = stream.filters();
    let unpacks =
        |f: &&Filter| matches!(f, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode);
    let measured = matches!(filters.as_slice(), [] | [Filter::FlateDecode]);
    if filters.iter().filter(unpacks).count() > 1 || !measured && stream.raw_data().len() > SMALL {
        return None;
    }
    stream.decoded().ok()
}

/// Inflates whatever follows the word `stream` and looks like zlib, without keeping it.
fn inflates_within(bytes: &[u8], each: u64, all: u64) -> bool {
    const KEY: &[u8] = b"stream";
    let mut left = all;
    let starts =
        bytes.windows(KEY.len()).enumerate().filter(|(_, w)| *w == KEY).map(|(at, _)| at + KEY.len());
    for at in starts {
        let rest = bytes.get(at..).unwrap_or_default();
        let data = [b"\r\n".as_slice(), b"\n", b"\r"].iter().find_map(|end| rest.strip_prefix(*end));
        let Some([cmf, flg, deflated @ ..]) = data else { continue };
        let is_zlib = cmf & 0x0f == 8 && (u16::from(*cmf) << 8 | u16::from(*flg)) % 31 == 0;
        if is_zlib {
            let size = inflated_size(deflated, each.min(left) + 1);
            if size > each || size > left {
                return false;
            }
            left -= size;
        }
    }
    true
}

/// How much a raw deflate stream yields, up to `limit`.
///
/// The inflater at hand is the ZIP reader's: the data is shown to it as the one file of an archive. The false checksum
/// makes it complain at the end of the data, when all has been counted.
fn inflated_size(deflated: &[u8], limit: u64) -> u64 {
    let Ok(size) = u32::try_from(deflated.len()) else { return limit };
    // Version 20, no flags, method 8, no date, no checksum; both sizes; a name of one letter.
    let method = [20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let claimed = (u32::MAX - 1).to_le_bytes();
    let header = [b"PK\x03\x04".as_slice(), &method, &size.to_le_bytes(), &claimed, b"\x01\0\0\0x"].concat();
    let counted = Cell::new(false);
    let mut archive = header.chain(Feed { rest: deflated, ended: &counted });
    let Ok(Some(file)) = read_zipfile_from_stream(&mut archive) else { return limit };
    let mut file = file.take(limit);
    let (mut piece, mut total) = (vec![0; 64 * 1024], 0u64);
    while let Ok(n @ 1..) = file.read(&mut piece) {
        total += n as u64;
    }
    // The reader, when dropped, runs to the end of its archive: for every stream, that of the whole PDF.
    counted.set(true);
    total
}

/// Bytes that can be declared at an end while someone reads them.
struct Feed<'a> {
    rest: &'a [u8],
    ended: &'a Cell<bool>,
}

impl Read for Feed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.ended.get() { Ok(0) } else { self.rest.read(buffer) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::samples;
    use std::io::{Cursor, Write};
    use zip::ZipArchive;

    /// `size` blanks as a zlib stream would hold them, less its checksum.
    fn zlib(size: usize) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("x", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; size]).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let mut read = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let file = read.by_index_raw(0).unwrap();
        let (start, len) = (file.data_start().unwrap() as usize, file.compressed_size() as usize);
        [&[0x78, 0x9c], &bytes[start..start + len], b"\nendstream endobj"].concat()
    }

    #[test]
    fn the_size_of_a_stream_is_measured_to_the_byte() {
        for size in [1, 1_000, 1_000_000] {
            assert_eq!(inflated_size(&zlib(size)[2..], u64::MAX), size as u64);
            let file = [b"1 0 obj << >> stream\n", zlib(size).as_slice()].concat();
            assert!(inflates_within(&file, size as u64, size as u64));
            assert!(!inflates_within(&file, size as u64 - 1, u64::MAX));
            let twice = [file.as_slice(), &file].concat();
            assert!(!inflates_within(&twice, u64::MAX - 1, 2 * size as u64 - 1));
        }
    }

    #[test]
    fn nested_objects_and_page_trees_are_measured() {
        let nested = |n: usize| format!("/X {}0{}", "[".repeat(n), "]".repeat(n));
        let shallow = |bytes: Vec<u8>| is_shallow(&Pdf::new(bytes).unwrap());
        assert!(shallow(samples::pdf("", &nested(MAX_DEPTH - 2), "")));
        assert!(!shallow(samples::pdf("", &nested(MAX_DEPTH), "")));
        let kids: String =
            (10..200).map(|n| format!("{n} 0 obj << /Kids [{} 0 R] >> endobj\n", n + 1)).collect();
        let tree = |kids: &str| {
            let pdf =
                String::from_utf8(samples::pdf("", "", "")).unwrap().replace("[3 0 R]", "[10 0 R 3 0 R]");
            pdf.replace("xref\n0 6", &format!("{kids}xrex\n0 6")).into_bytes()
        };
        assert!(shallow(tree("10 0 obj << /Kids [] >> endobj\n")));
        assert!(!shallow(tree(&kids)));
    }

    #[test]
    fn brackets_are_counted_where_they_stay_open() {
        assert_eq!(nesting(b"[[]] << /A << >> >>"), 4);
        assert_eq!(nesting(&b"[]".repeat(1000)), 1);
        assert_eq!(nesting(&b"1 0 obj [ endobj ".repeat(1000)), 1);
        assert!(!are_kept(&b"[".repeat(MAX_NESTING + 1)));
    }
}
