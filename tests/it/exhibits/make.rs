//! Files made for the purpose: PDFs written object by object, so that anything in them can be wrong.

use std::io::{Cursor, Write};

/// A PDF in the making; pages come as they are added.
pub struct Doc {
    catalog: String,
    objects: Vec<(u32, Vec<u8>)>,
    pages: Vec<(String, Vec<u8>)>,
}

const FIRST_PAGE: u32 = 1_000;

impl Doc {
    /// Without a page.
    pub fn new() -> Self {
        Doc { catalog: String::new(), objects: Vec::new(), pages: Vec::new() }
    }

    /// One page of 300 × 400 points that says « Texte témoin », upright, with a bar along its top.
    pub fn simple() -> Self {
        Doc::new().page("/MediaBox [0 0 300 400]", WITNESS)
    }

    pub fn catalog(mut self, entries: &str) -> Self {
        self.catalog.push_str(entries);
        self
    }

    /// A page: its entries, and what it draws.
    pub fn page(mut self, entries: &str, content: &str) -> Self {
        self.pages.push((entries.to_owned(), stream("", content.as_bytes())));
        self
    }

    /// A page whose stream is given as it is.
    pub fn raw_page(mut self, entries: &str, contents: Vec<u8>) -> Self {
        self.pages.push((entries.to_owned(), contents));
        self
    }

    /// Any object, from number 10 to 999.
    pub fn object(mut self, number: u32, body: impl Into<Vec<u8>>) -> Self {
        self.objects.push((number, body.into()));
        self
    }

    pub fn build(self) -> Vec<u8> {
        let kids: String =
            (0..self.pages.len()).map(|n| format!("{} 0 R ", FIRST_PAGE + 2 * n as u32)).collect();
        let mut all = vec![
            (1, format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into_bytes()),
            (2, format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", self.pages.len()).into_bytes()),
            (3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec()),
        ];
        all.extend(self.objects);
        for (n, (entries, contents)) in self.pages.into_iter().enumerate() {
            let at = FIRST_PAGE + 2 * n as u32;
            let own =
                if entries.contains("/Resources") { "" } else { "/Resources << /Font << /F 3 0 R >> >>" };
            let contents_key = if entries.contains("/Contents [") || entries.contains("/Contents 10") {
                String::new()
            } else {
                format!("/Contents {} 0 R", at + 1)
            };
            all.push((
                at,
                format!("<< /Type /Page /Parent 2 0 R {own} {contents_key} {entries} >>").into_bytes(),
            ));
            all.push((at + 1, contents));
        }
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, body) in &all {
            table.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
            out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\nendobj\n");
        }
        let size = all.iter().map(|(n, _)| n + 1).max().unwrap();
        let start = out.len();
        out.extend_from_slice(table.as_bytes());
        let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        out.extend_from_slice(trailer.as_bytes());
        out
    }
}

/// What the simple page draws: upright words under a red bar, a blue square at the bottom left.
pub const WITNESS: &str = "1 0 0 rg 20 370 260 10 re f 0 0 1 rg 20 20 30 30 re f 0 g \
                           BT /F 24 Tf 30 200 Td (Texte temoin) Tj ET";

/// What a test looks for in the stamped copy.
pub const WITNESS_TEXT: &[u8] = b"(Texte temoin) Tj";

pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} {entries} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A form of 100 × 40 that writes `words` in green.
pub fn appearance(words: &str) -> Vec<u8> {
    let content = format!("0 0.5 0 rg 0 0 100 3 re f BT /F 14 Tf 4 12 Td ({words}) Tj ET");
    stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 100 40] /Resources << /Font << /F 3 0 R >> >>",
        content.as_bytes(),
    )
}

/// A zlib stream.
pub fn zlib(data: &[u8]) -> Vec<u8> {
    let (mut a, mut b) = (1u32, 0u32);
    for byte in data {
        a = (a + u32::from(*byte)) % ADLER;
        b = (b + a) % ADLER;
    }
    packed(data, b << 16 | a)
}

/// A zlib stream of nothing but zeros: its checksum is known without adding up.
pub fn zlib_of_zeros(size: usize) -> Vec<u8> {
    packed(&vec![0; size], ((size % ADLER as usize) as u32) << 16 | 1)
}

/// A black square of `side` pixels, of 1 or 3 channels.
pub fn black_png(side: u32, channels: u32) -> Vec<u8> {
    let kind = if channels == 1 { 0 } else { 2 };
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, kind, 0, 0, 0]].concat();
    // Each row starts with its filter, which is none.
    let rows = zlib_of_zeros(side as usize * (1 + (side * channels) as usize));
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", header), (b"IDAT", rows), (b"IEND", Vec::new())] {
        let body = [&name[..], &data].concat();
        out.extend_from_slice(&(data.len() as u32).to_be_bytes());
        out.extend_from_slice(&body);
        out.extend_from_slice(&crc32(&body).to_be_bytes());
    }
    out
}

/// The checksum of PNG.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 })
    })
}

const ADLER: u32 = 65_521;

/// Deflated by way of the ZIP writer at hand.
fn packed(data: &[u8], checksum: u32) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("x", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(data).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let mut read = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let file = read.by_index_raw(0).unwrap();
    let (start, len) = (file.data_start().unwrap() as usize, file.compressed_size() as usize);
    [&[0x78, 0x9c], &bytes[start..start + len], &checksum.to_be_bytes()].concat()
}

/// The text with one word in place of another, of the same length.
pub fn swap(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|w| w == from.as_bytes()).unwrap();
    let mut out = bytes.to_vec();
    out[at..at + to.len()].copy_from_slice(to.as_bytes());
    out
}
