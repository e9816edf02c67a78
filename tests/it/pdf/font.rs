//! From the codes of a font to words and widths.
// Widths.
#![allow(clippy::float_arithmetic)]

use std::collections::HashMap;

use hayro_syntax::object::{Array, Dict, Object, Stream};

/// A text string: UTF-16 after its mark, else PDFDocEncoding, of which files of ours only use ASCII.
pub fn decoded(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(rest) => utf16(rest),
        None => match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
            Some(rest) => String::from_utf8_lossy(rest).into_owned(),
            None => bytes.iter().map(|b| char::from(*b)).collect(),
        },
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// From glyph codes to words.
pub struct ToUnicode {
    width: usize,
    advances: HashMap<u32, f32>,
    table: HashMap<u32, String>,
}

impl ToUnicode {
    pub fn of(font: &Dict<'_>) -> Option<ToUnicode> {
        let stream = font.get::<Stream<'_>>("ToUnicode")?;
        let cmap = String::from_utf8_lossy(&stream.decoded().ok()?).into_owned();
        let mut out = ToUnicode { width: 0, advances: advances(font), table: HashMap::new() };
        let mut section = "";
        for line in cmap.lines().map(str::trim) {
            match line.split_whitespace().last() {
                Some(word @ ("begincodespacerange" | "beginbfchar" | "beginbfrange")) => section = word,
                Some("endcodespacerange" | "endbfchar" | "endbfrange") => section = "",
                _ => out.line(section, line),
            }
        }
        (out.width > 0).then_some(out)
    }

    fn line(&mut self, section: &str, line: &str) {
        let fields: Vec<Vec<u8>> = line.split('<').filter_map(|f| hex(f.split_once('>')?.0)).collect();
        match (section, fields.as_slice()) {
            ("begincodespacerange", [low, _]) => self.width = low.len(),
            ("beginbfchar", [code, text]) => drop(self.table.insert(number(code), utf16(text))),
            ("beginbfrange", [low, high, first]) => {
                assert!(!line.contains('['), "a range of a form not known here");
                for (n, code) in (number(low)..=number(high)).enumerate() {
                    let mut text = first.clone();
                    *text.last_mut().expect("an empty text") += u8::try_from(n).expect("a range too long");
                    self.table.insert(code, utf16(&text));
                }
            }
            ("", _) => {}
            other => panic!("a line of a ToUnicode table not known here: {other:?}"),
        }
    }

    /// A code without text shows as U+FFFD: what a search would not find.
    pub fn text(&self, codes: &[u8]) -> String {
        let one = |code: &[u8]| self.table.get(&number(code)).map_or("\u{fffd}", String::as_str);
        codes.chunks(self.width).map(one).collect()
    }

    pub fn advance(&self, codes: &[u8]) -> f32 {
        codes.chunks(self.width).filter_map(|c| self.advances.get(&number(c))).sum()
    }
}

/// How far each code moves the pen, in ems: `first [ width … ]` or `first last width`.
fn advances(font: &Dict<'_>) -> HashMap<u32, f32> {
    let mut out = HashMap::new();
    let family = font.get::<Array<'_>>("DescendantFonts").and_then(|a| a.iter::<Dict<'_>>().next());
    let widths = family.and_then(|f| f.get::<Array<'_>>("W"));
    let mut range = Vec::new();
    for object in widths.iter().flat_map(Array::iter::<Object<'_>>) {
        match (object, range.as_slice()) {
            (Object::Array(list), [first]) => {
                let list = list.iter::<Object<'_>>().filter_map(Object::into_f32);
                out.extend(list.zip(code(*first)..).map(|(w, code)| (code, w / 1000.0)));
                range.clear();
            }
            (Object::Number(width), [first, last]) => {
                out.extend((code(*first)..=code(*last)).map(|c| (c, width.as_f64() as f32 / 1000.0)));
                range.clear();
            }
            (Object::Number(code), _) => range.push(code.as_i64()),
            _ => panic!("widths of a form not known here"),
        }
    }
    out
}

fn code(number: i64) -> u32 {
    u32::try_from(number).expect("a code out of bounds")
}

fn hex(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok()).collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |n, b| n << 8 | u32::from(*b))
}
