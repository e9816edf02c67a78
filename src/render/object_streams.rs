//! Object streams (ISO 32000-1, 7.5.7 and 7.5.8; PDF/A-2 and PDF/UA-1 allow them): the same objects under the same
//! numbers, those that are no streams packed together and deflated. A tagged table is made of thousands of small
//! objects: they take five sixths of such a file, and nine tenths of that is repetition.
//!
//! What the exporter writes is read back by its cross-reference table. Whatever is not as expected leaves the file as
//! it was: a larger file is no fault.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// How many objects one stream holds: readers inflate a whole stream for each object they look up.
const AT_ONCE: usize = 200;

/// The file with its objects packed, or as it was.
pub(super) fn packed(pdf: Vec<u8>) -> Vec<u8> {
    match pack(&pdf) {
        Some(smaller) if smaller.len() < pdf.len() => smaller,
        _ => pdf,
    }
}

struct Object<'a> {
    number: usize,
    /// From its number to the end of `endobj`.
    whole: &'a [u8],
    /// What stands between.
    body: &'a [u8],
}

/// Where the reader finds an object.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { stream: usize, index: usize },
}

fn pack(pdf: &[u8]) -> Option<Vec<u8>> {
    let (table, trailer) = cross_references(pdf)?;
    let (objects, first) = objects(pdf, &table)?;
    let keys = trailer_keys(trailer)?;
    // Left in plain sight for tools that only look: the catalog and the properties of the file.
    let kept = [reference(trailer, b"/Root ")?, reference(trailer, b"/Info ").unwrap_or(0)];

    let mut out = pdf.get(..first)?.to_vec();
    let mut places = vec![Place::Free; table.len()];
    let (plain, small): (Vec<_>, Vec<_>) =
        objects.iter().partition(|o| o.body.ends_with(b"endstream") || kept.contains(&o.number));
    for object in plain {
        *places.get_mut(object.number)? = Place::At(out.len());
        out.extend_from_slice(object.whole);
        out.push(b'\n');
    }
    for group in small.chunks(AT_ONCE) {
        let stream = places.len();
        places.push(Place::At(out.len()));
        let (mut index, mut bodies) = (Vec::new(), Vec::new());
        for (at, object) in group.iter().enumerate() {
            write!(index, "{} {} ", object.number, bodies.len()).ok()?;
            bodies.extend_from_slice(object.body);
            bodies.push(b'\n');
            *places.get_mut(object.number)? = Place::In { stream, index: at };
        }
        let head = format!("/Type/ObjStm/N {}/First {}", group.len(), index.len());
        index.extend_from_slice(&bodies);
        stream_object(&mut out, stream, &head, &index)?;
    }
    let start = out.len();
    places.push(Place::At(start));
    let head =
        format!("/Type/XRef/Size {}/W[1 4 2]{keys}/DecodeParms<</Predictor 12/Columns {ROW}>>", places.len());
    stream_object(&mut out, places.len() - 1, &head, &rows(&places)?)?;
    write!(out, "startxref\n{start}\n%%EOF").ok()?;
    Some(out)
}

/// Offsets by object number, and the trailer. One section, as exporters write it.
fn cross_references(pdf: &[u8]) -> Option<(Vec<Option<usize>>, &[u8])> {
    const ENTRY: usize = 20;
    let at = rfind(pdf, b"startxref")?;
    let start = number(pdf.get(at + b"startxref".len()..)?.trim_ascii_start())?;
    let rest = pdf.get(start..at)?.strip_prefix(b"xref\n0 ")?;
    let count = number(rest)?;
    let rest = rest.get(rest.iter().position(|b| *b == b'\n')? + 1..)?;
    let length = count.checked_mul(ENTRY)?;
    let mut table = Vec::with_capacity(count.min(rest.len()));
    for entry in rest.get(..length)?.chunks_exact(ENTRY) {
        match entry.get(11..18)? {
            b"00000 n" => table.push(Some(number(entry)?)),
            [.., b'f'] => table.push(None),
            _ => return None,
        }
    }
    Some((table, rest.get(length..)?.trim_ascii().strip_prefix(b"trailer")?.trim_ascii()))
}

/// Every object, in the order of the file, and where the first one starts.
fn objects<'a>(pdf: &'a [u8], table: &[Option<usize>]) -> Option<(Vec<Object<'a>>, usize)> {
    let mut starts: Vec<(usize, usize)> =
        table.iter().enumerate().filter_map(|(n, at)| at.map(|at| (at, n))).collect();
    starts.sort_unstable();
    let (first, _) = *starts.first()?;
    let end = number(pdf.get(rfind(pdf, b"startxref")? + b"startxref".len()..)?.trim_ascii_start())?;
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([end]);
    let object = |((at, number), end): (&(usize, usize), usize)| {
        let whole = pdf.get(*at..end)?.trim_ascii_end();
        let head = format!("{number} 0 obj\n");
        let body = whole.strip_prefix(head.as_bytes())?.strip_suffix(b"\nendobj")?;
        Some(Object { number: *number, whole, body })
    };
    let objects = starts.iter().zip(ends).map(object).collect::<Option<_>>()?;
    Some((objects, first))
}

/// The entries of the trailer but for its size, which is that of the new one.
fn trailer_keys(trailer: &[u8]) -> Option<String> {
    let entries = trailer.strip_prefix(b"<<")?.strip_suffix(b">>")?.strip_prefix(b"/Size ")?;
    let size = entries.iter().take_while(|b| b.is_ascii_digit()).count();
    // The identifier is written in base 64: plain text.
    String::from_utf8(entries.get(size..)?.to_vec()).ok()
}

fn reference(trailer: &[u8], key: &[u8]) -> Option<usize> {
    number(trailer.get(rfind(trailer, key)? + key.len()..)?)
}

/// One type, four bytes, two bytes.
const ROW: usize = 7;

/// The rows of the cross-reference stream, each as its difference with the one above.
fn rows(places: &[Place]) -> Option<Vec<u8>> {
    const UP: u8 = 2;
    let mut out = Vec::with_capacity(places.len() * (ROW + 1));
    let mut above = [0u8; ROW];
    for place in places {
        let (kind, second, third) = match *place {
            // Neither is ever used again.
            Place::Free => (0, 0, u16::MAX),
            Place::At(offset) => (1, u32::try_from(offset).ok()?, 0),
            Place::In { stream, index } => (2, u32::try_from(stream).ok()?, u16::try_from(index).ok()?),
        };
        let ([a, b, c, d], [e, f]) = (second.to_be_bytes(), third.to_be_bytes());
        let row = [kind, a, b, c, d, e, f];
        out.push(UP);
        out.extend(row.iter().zip(above).map(|(new, old)| new.wrapping_sub(old)));
        above = row;
    }
    Some(out)
}

fn stream_object(out: &mut Vec<u8>, number: usize, head: &str, content: &[u8]) -> Option<()> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::new(8));
    zlib.write_all(content).ok()?;
    let deflated = zlib.finish().ok()?;
    write!(out, "{number} 0 obj\n<<{head}/Filter/FlateDecode/Length {}>>\nstream\n", deflated.len()).ok()?;
    out.extend_from_slice(&deflated);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    Some(())
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|w| w == needle)
}

/// The number that these bytes start with.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_syntax::Pdf;
    use hayro_syntax::object::Object;

    /// `count` objects besides catalog, page tree and page, as the exporter writes them.
    fn plain(count: usize) -> Vec<u8> {
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources<<>>>>".to_owned(),
            "<</Length 9>>\nstream\n0 0 5 5 re\nendstream".to_owned(),
            "<</CreationDate(D:20261122)>>".to_owned(),
        ];
        objects.extend((0..count).map(|n| format!("<</Type/StructElem/S/TD/P 2 0 R/K[{n}]>>")));
        let (mut out, mut table) = (b"%PDF-1.7\n\n".to_vec(), String::new());
        for (n, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n\r\n", out.len());
            write!(out, "{} 0 obj\n{object}\nendobj\n\n", n + 1).unwrap();
        }
        let (start, size) = (out.len(), objects.len() + 1);
        write!(
            out,
            "xref\n0 {size}\n0000000000 65535 f\r\n{table}trailer\n<</Size {size}/Root 1 0 R/Info 5 0 R/ID[(YQ==)(Yg==)]>>\nstartxref\n{start}\n%%EOF"
        )
        .unwrap();
        out
    }

    #[test]
    fn every_object_is_found_again_and_most_take_no_room() {
        let before = plain(1_000);
        let after = packed(before.clone());
        assert!(after.len() * 8 < before.len(), "{} to {}", before.len(), after.len());
        let text = String::from_utf8_lossy(&after);
        assert!(text.contains("D:20261122") && text.contains("/Type/Catalog"), "hidden from plain sight");
        assert!(!text.contains("\nxref") && !text.contains("/Type/StructElem"));
        let (before, after) = (Pdf::new(before).unwrap(), Pdf::new(after).unwrap());
        assert_eq!(after.pages().len(), 1);
        assert_eq!(after.pages()[0].page_stream(), before.pages()[0].page_stream());
        let cells = |pdf: &Pdf| {
            pdf.objects().into_iter().filter(|o| matches!(o, Object::Dict(d) if d.contains_key("K"))).count()
        };
        assert_eq!((cells(&before), cells(&after)), (1_000, 1_000));
    }

    #[test]
    fn the_same_file_gives_the_same_bytes() {
        assert_eq!(packed(plain(300)), packed(plain(300)));
    }

    #[test]
    fn what_is_not_as_expected_is_left_as_it_was() {
        let whole = plain(50);
        for cut in [0, 8, 60, whole.len() / 2, whole.len() - 9] {
            assert_eq!(packed(whole[..cut].to_vec()), whole[..cut]);
        }
        let bent = String::from_utf8_lossy(&whole).replace("xref\n0 56", "xref\n0 57").into_bytes();
        assert_eq!(packed(bent.clone()), bent);
        let updated = String::from_utf8_lossy(&whole).replace("4 0 obj\n", "4 1 obj\n").into_bytes();
        assert_eq!(packed(updated.clone()), updated);
        // Already packed: no table to read.
        let once = packed(whole);
        assert_eq!(packed(once.clone()), once);
    }
}
