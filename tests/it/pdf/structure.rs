//! What every PDF of ours promises beyond its words: table headings, title, language, bookmarks, embedded fonts, nothing
//! that runs, nothing that leaves the file.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::font::decoded;

/// Keys that make a reader run or fetch something, or hold a form.
const ACTIVE: [&str; 13] = [
    "JS",
    "JavaScript",
    "AA",
    "OpenAction",
    "URI",
    "Launch",
    "GoToR",
    "SubmitForm",
    "AcroForm",
    "XFA",
    "RichMedia",
    "Encrypt",
    "Annots",
];

/// A file inside a PDF.
#[derive(Debug, PartialEq)]
pub struct Carried {
    pub name: String,
    pub media_type: String,
    pub description: String,
    pub relationship: String,
    pub bytes: Vec<u8>,
}

/// Every promise that a file breaks.
pub fn faults(bytes: &[u8]) -> Vec<String> {
    let pdf = Pdf::new(bytes.to_vec()).expect("an unreadable PDF");
    let catalog = catalog(&pdf);
    let mut out = Vec::new();
    let mut must = |kept: bool, what: &str| {
        if !kept {
            out.push(what.to_owned());
        }
    };
    must(text(&catalog, "Lang").is_some_and(|l| l == "fr-FR" || l == "fr"), "language");
    must(pdf.metadata().title.as_ref().is_some_and(|t| !t.is_empty()), "title");
    let shown = catalog.get::<Dict<'_>>("ViewerPreferences").and_then(|v| v.get::<bool>("DisplayDocTitle"));
    must(shown == Some(true), "title in the window");
    let root = catalog.get::<Dict<'_>>("StructTreeRoot").expect("no structure tree");
    let mut seen = Seen::default();
    seen.walk(&root, "");
    let bookmarks = catalog.get::<Dict<'_>>("Outlines").map_or(0, |o| count(&o));
    must(seen.headings == bookmarks, &format!("{bookmarks} bookmarks, {} headings", seen.headings));
    must(seen.level_skipped.is_none(), "a level of heading skipped");
    out.extend(seen.tables);
    out.extend(of_objects(&pdf));
    let (carried, part) = (carried(bytes), part(&catalog));
    if part == Some('2') && !carried.is_empty() || part == Some('3') && carried.is_empty() || part.is_none() {
        out.push(format!("PDF/A part {part:?} with {} files inside", carried.len()));
    }
    out
}

/// The structure, as far as it is looked at.
#[derive(Default)]
struct Seen {
    headings: usize,
    level: usize,
    level_skipped: Option<usize>,
    tables: Vec<String>,
}

impl Seen {
    fn walk(&mut self, element: &Dict<'_>, tag: &str) {
        if tag == "Table" {
            self.table(element);
        }
        if let Some(level) = tag.strip_prefix('H').and_then(|n| n.parse::<usize>().ok()) {
            self.headings += 1;
            if level > self.level + 1 {
                self.level_skipped = Some(level);
            }
            self.level = level;
        }
        for (tag, kid) in kids(element) {
            self.walk(&kid, &tag);
        }
    }

    /// The first row is all headings of columns, and no other row has any.
    fn table(&mut self, table: &Dict<'_>) {
        let mut rows = Vec::new();
        gather_rows(table, &mut rows);
        let Some((first, others)) = rows.split_first() else {
            return self.tables.push("a table without rows".into());
        };
        if first.is_empty() || first.iter().any(|c| c.tag != "TH" || !c.heads_column || c.rows != 1) {
            self.tables.push(format!("a table whose first row is {first:?}"));
        }
        // How many more rows each cell above still stands in.
        let mut standing: Vec<usize> = Vec::new();
        for row in others {
            if row.len() + standing.len() != first.len() || row.iter().any(|c| c.tag != "TD") {
                self.tables.push("a table with an uneven row, or headings in its body".into());
            }
            standing = standing.into_iter().map(|n| n - 1).filter(|n| *n > 0).collect();
            standing.extend(row.iter().map(|c| c.rows - 1).filter(|n| *n > 0));
        }
        if !standing.is_empty() {
            self.tables.push("a cell that stands in more rows than there are".into());
        }
    }
}

/// A cell: its type, whether it says that it heads a column, and in how many rows it stands.
#[derive(Debug)]
struct Cell {
    tag: String,
    heads_column: bool,
    rows: usize,
}

type Row = Vec<Cell>;

fn gather_rows(element: &Dict<'_>, rows: &mut Vec<Row>) {
    for (tag, kid) in kids(element) {
        match tag.as_str() {
            "TR" => rows.push(kids(&kid).into_iter().map(cell).collect()),
            _ => gather_rows(&kid, rows),
        }
    }
}

fn cell((tag, element): (String, Dict<'_>)) -> Cell {
    let attributes: Vec<Dict<'_>> = match element.get::<Object<'_>>("A") {
        Some(Object::Dict(d)) => vec![d],
        Some(Object::Array(a)) => a.iter::<Object<'_>>().filter_map(Object::into_dict).collect(),
        _ => Vec::new(),
    };
    let scoped = |d: &Dict<'_>| d.get::<Name<'_>>("Scope").is_some_and(|s| s.as_str() == "Column");
    let rows = attributes.iter().find_map(|d| d.get::<i32>("RowSpan")).unwrap_or(1);
    Cell { tag, heads_column: attributes.iter().any(scoped), rows: usize::try_from(rows).unwrap_or(0).max(1) }
}

/// The elements right under one.
fn kids<'a>(element: &Dict<'a>) -> Vec<(String, Dict<'a>)> {
    let all = match element.get::<Object<'_>>("K") {
        Some(Object::Array(a)) => a.iter::<Object<'_>>().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let elements = all.into_iter().filter_map(Object::into_dict);
    elements.filter_map(|d| Some((d.get::<Name<'_>>("S")?.as_str().to_owned(), d))).collect()
}

/// Entries of an outline, all levels.
fn count(outline: &Dict<'_>) -> usize {
    let mut n = 0;
    let mut next = outline.get::<Dict<'_>>("First");
    while let Some(item) = next {
        n += 1 + count(&item);
        next = item.get::<Dict<'_>>("Next");
    }
    n
}

/// Fonts without their file, keys that make a reader act.
fn of_objects(pdf: &Pdf) -> Vec<String> {
    let mut out = Vec::new();
    for object in pdf.objects() {
        let dict = match &object {
            Object::Stream(s) => s.dict().clone(),
            Object::Dict(d) => d.clone(),
            _ => continue,
        };
        of_dict(&dict, 0, &mut out);
    }
    out
}

fn of_dict(dict: &Dict<'_>, depth: usize, out: &mut Vec<String>) {
    let kind = dict.get::<Name<'_>>("Type").map(|n| n.as_str().to_owned()).unwrap_or_default();
    if kind == "FontDescriptor"
        && !["FontFile", "FontFile2", "FontFile3"].iter().any(|k| dict.contains_key(k))
    {
        out.push(format!("font {:?} not embedded", dict.get::<Name<'_>>("FontName")));
    }
    if kind == "Font" {
        let embeds = |f: &Dict<'_>| f.contains_key("FontDescriptor");
        let under = dict.get::<Array<'_>>("DescendantFonts").and_then(|a| a.iter::<Dict<'_>>().next());
        if !embeds(dict) && !under.as_ref().is_some_and(embeds) {
            out.push("a font without description".into());
        }
    }
    out.extend(ACTIVE.iter().filter(|k| dict.contains_key(k)).map(|k| format!("/{k}")));
    // Dictionaries written inside others; what is referred to is met by itself.
    if depth < 8 {
        for (key, value) in dict.entries() {
            let direct = dict.get_ref(key.as_ref()).is_none();
            if let (true, hayro_syntax::object::MaybeRef::NotRef(Object::Dict(d))) = (direct, value) {
                of_dict(&d, depth + 1, out);
            }
        }
    }
}

/// The part of PDF/A that a file claims, from its metadata.
fn part(catalog: &Dict<'_>) -> Option<char> {
    let metadata = catalog.get::<Stream<'_>>("Metadata")?.decoded().ok()?.into_owned();
    String::from_utf8_lossy(&metadata).split_once("<pdfaid:part>")?.1.chars().next()
}

/// The files inside, by the tree of names and by the association that PDF/A-3 wants.
pub fn carried(bytes: &[u8]) -> Vec<Carried> {
    let pdf = Pdf::new(bytes.to_vec()).expect("an unreadable PDF");
    let catalog = catalog(&pdf);
    let named = catalog.get::<Dict<'_>>("Names").and_then(|n| n.get::<Dict<'_>>("EmbeddedFiles"));
    let names = named.and_then(|n| n.get::<Array<'_>>("Names"));
    let associated = catalog.get::<Array<'_>>("AF");
    let of = |a: Option<Array<'_>>| -> Vec<Carried> {
        a.iter().flat_map(Array::iter::<Object<'_>>).filter_map(Object::into_dict).map(|d| file(&d)).collect()
    };
    let named = of(names);
    assert_eq!(named, of(associated), "named and associated files differ");
    named
}

fn file(spec: &Dict<'_>) -> Carried {
    let files = spec.get::<Dict<'_>>("EF").expect("a specification without file");
    let stream = files.get::<Stream<'_>>("F").or_else(|| files.get("UF")).expect("a file without content");
    let name =
        |d: &Dict<'_>, key: &str| d.get::<Name<'_>>(key).map(|n| n.as_str().to_owned()).unwrap_or_default();
    Carried {
        name: text(spec, "UF").unwrap_or_default(),
        media_type: name(stream.dict(), "Subtype"),
        description: text(spec, "Desc").unwrap_or_default(),
        relationship: name(spec, "AFRelationship"),
        bytes: stream.decoded().expect("an unreadable file inside").into_owned(),
    }
}

fn catalog(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).expect("no catalog")
}

fn text(d: &Dict<'_>, key: &str) -> Option<String> {
    d.get::<PdfString<'_>>(key).map(|s| decoded(s.as_bytes()))
}
