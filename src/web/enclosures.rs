//! The files chosen for the exhibits: each goes to its exhibit under a name that is told apart from the others, so that
//! nobody types the name of a file.

use serde_json::Value;

use crate::claim::read_value;

/// A file chosen in a page, for the exhibit of a rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// From 0.
    pub rank: usize,
    /// As the browser names it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A draft whose exhibits name the files that come with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Enclosed {
    /// The draft.
    pub draft: Vec<u8>,
    /// Names and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Most characters of the name of a file.
const LONGEST: usize = 120;

/// Makes the draft and the files agree. An exhibit without a file keeps the name that the draft gives it; a file for an
/// exhibit that is not there is left out. A draft that is no claim at all comes back as it is.
#[must_use]
pub fn enclose(draft: &[u8], chosen: Vec<Chosen>) -> Enclosed {
    let mut files: Vec<(String, Vec<u8>)> = Vec::with_capacity(chosen.len());
    let Ok(mut claim) = read_value(draft) else {
        return Enclosed { draft: draft.to_vec(), files };
    };
    for Chosen { rank, name, bytes } in chosen {
        let Some(exhibit) = claim.pointer_mut(&format!("/exhibits/{rank}")).and_then(Value::as_object_mut)
        else {
            continue;
        };
        let name = plain(&name).unwrap_or_else(|| format!("piece_{}", rank + 1));
        let name = match free(&name, &bytes, &files) {
            Place::Shared => name,
            Place::Free(name) => {
                files.push((name.clone(), bytes));
                name
            }
        };
        exhibit.insert("file".to_owned(), Value::String(name));
    }
    let draft = serde_json::to_vec(&claim).unwrap_or_else(|_| draft.to_vec());
    Enclosed { draft, files }
}

enum Place {
    /// The very same file is there under that name.
    Shared,
    /// A name that no other file has.
    Free(String),
}

fn free(name: &str, bytes: &[u8], files: &[(String, Vec<u8>)]) -> Place {
    let taken = |name: &str| files.iter().find(|(n, _)| n == name);
    match taken(name) {
        None => return Place::Free(name.to_owned()),
        Some((_, same)) if same == bytes => return Place::Shared,
        Some(_) => {}
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    // One of as many names as there are files, and one, is free.
    let names = (2..files.len().saturating_add(3)).map(|n| format!("{stem}_{n}{ending}"));
    let mut names = names.filter(|n| taken(n).is_none());
    Place::Free(names.next().unwrap_or_else(|| name.to_owned()))
}

/// A bare name that the claim file admits; some browsers give a whole path.
fn plain(name: &str) -> Option<String> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String =
        base.chars().filter(|c| !c.is_control()).map(|c| if c == ':' { '_' } else { c }).collect();
    let kept = kept.trim();
    let length = kept.chars().count();
    // The end tells the format to whoever reads the list: the middle goes.
    let short: String = if length > LONGEST {
        let head = kept.chars().take(LONGEST - 10);
        head.chain(kept.chars().skip(length - 10)).collect()
    } else {
        kept.to_owned()
    };
    (!matches!(short.as_str(), "" | "." | "..")).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn chosen(rank: usize, name: &str, bytes: &[u8]) -> Chosen {
        Chosen { rank, name: name.to_owned(), bytes: bytes.to_vec() }
    }

    fn names(claim: &Value, files: Vec<Chosen>) -> (Vec<String>, Vec<String>) {
        let Enclosed { draft, files } = enclose(claim.to_string().as_bytes(), files);
        let claim: Value = serde_json::from_slice(&draft).unwrap();
        let exhibits = claim["exhibits"].as_array().unwrap().iter();
        let named = exhibits.map(|e| e["file"].as_str().unwrap_or("-").to_owned()).collect();
        (named, files.into_iter().map(|(n, _)| n).collect())
    }

    #[test]
    fn each_exhibit_names_its_file_and_no_two_files_have_one_name() {
        let claim =
            json!({"exhibits": [{"id": "a"}, {"id": "b"}, {"id": "c", "file": "old.pdf"}, {"id": "d"}]});
        let files = vec![
            chosen(0, "scan.pdf", b"1"),
            chosen(1, "C:\\Mes documents\\scan.pdf", b"2"),
            chosen(3, "scan.pdf", b"1"),
            chosen(9, "x.pdf", b"3"),
        ];
        let (named, sent) = names(&claim, files);
        assert_eq!(named, ["scan.pdf", "scan_2.pdf", "old.pdf", "scan.pdf"]);
        assert_eq!(sent, ["scan.pdf", "scan_2.pdf"]);
        // A name that is taken by the one that another would get.
        let files = vec![chosen(0, "a_2.pdf", b"1"), chosen(1, "a.pdf", b"2"), chosen(2, "a.pdf", b"3")];
        assert_eq!(names(&claim, files).1, ["a_2.pdf", "a.pdf", "a_3.pdf"]);
    }

    #[test]
    fn names_that_no_claim_admits_are_made_plain() {
        let claim = json!({"exhibits": [{}]});
        let long = format!("{}.pdf", "é".repeat(300));
        for (given, kept) in
            [("..", "piece_1"), ("", "piece_1"), ("a:b\u{7}.pdf", "a_b.pdf"), ("../../x", "x")]
        {
            assert_eq!(names(&claim, vec![chosen(0, given, b"1")]).0, [kept]);
        }
        let kept = &names(&claim, vec![chosen(0, &long, b"1")]).0[0];
        assert!(kept.chars().count() == LONGEST && kept.ends_with(".pdf"), "{kept}");
        assert_eq!(enclose(b"{", vec![chosen(0, "a", b"1")]).draft, b"{");
    }
}
