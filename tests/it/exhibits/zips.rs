//! ZIPs sent for verification, made to deceive or to exhaust: `{valid: false, problems: […]}`, by a worker, and soon.

use std::io::{Cursor, Write};
use std::time::Instant;

use creance::bundle::{Verification, verify_apart};
use zip::write::SimpleFileOptions;

use super::POOL;

/// What is wrong with it.
fn problems(case: &str, bytes: &[u8]) -> Vec<String> {
    let started = Instant::now();
    let Verification { valid, problems } = verify_apart(&*POOL, bytes).unwrap();
    println!("{case}: {:?}, {problems:.120?}", started.elapsed());
    assert!(!valid && !problems.is_empty(), "{case}");
    assert!(problems.len() <= 101, "{case}: {}", problems.len());
    problems
}

fn told(case: &str, bytes: &[u8], words: &str) {
    let all = problems(case, bytes);
    assert!(all.iter().any(|p| p.contains(words)), "{case}: « {words} » is not among {all:?}");
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Where the first central record starts.
fn central(bytes: &[u8]) -> usize {
    bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap()
}

/// A central directory of this many records of the same file, the last of which is true.
fn directory(bytes: &[u8], count: usize, edit: impl Fn(usize, &mut Vec<u8>)) -> Vec<u8> {
    let start = central(bytes);
    let end = bytes.len() - 22;
    let record = &bytes[start..end];
    let mut out = bytes[..start].to_vec();
    for n in 0..count {
        let mut one = record.to_vec();
        edit(n, &mut one);
        out.extend_from_slice(&one);
    }
    let size = (out.len() - start) as u32;
    let announced = u16::try_from(count).unwrap_or(u16::MAX);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&announced.to_le_bytes());
    out.extend_from_slice(&announced.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&(start as u32).to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

#[test]
fn names_that_leave_the_archive_repeat_or_hide() {
    for name in [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "C:\\x.exe",
        "a/../../b",
        "con.txt",
        "a\u{202e}fdp.exe",
        " x",
        "x.",
    ] {
        told(name, &zip(&[(name, b"x")]), "nom de fichier refusé");
    }
    let twice = directory(&zip(&[("a.pdf", b"x")]), 2, |_, _| {});
    told("twice", &twice, "figure deux fois");
    // The type of a Unix file, in the upper half of the external attributes: a symbolic link.
    let link = directory(&zip(&[("a.pdf", b"/etc/passwd")]), 1, |_, r| {
        r[38..42].copy_from_slice(&0xA1FF_0000u32.to_le_bytes())
    });
    told("symbolic_link", &link, "n'est pas un fichier ordinaire");
    let mut locked = directory(&zip(&[("a.pdf", b"secret")]), 1, |_, r| r[8] |= 1);
    locked[6] |= 1;
    told("encrypted", &locked, "illisible ou chiffré");
}

#[test]
fn files_that_overlap_are_seen_and_read_within_a_budget() {
    // One block of 16 MiB, unpacked as often as the directory names it: 65,535 times, or as many as may be.
    let block = zip(&[("aaaa.pdf", &vec![0; 16 << 20])]);
    let named = |n: usize, r: &mut Vec<u8>| r[46..54].copy_from_slice(format!("{n:04}.pdf").as_bytes());
    let overlapping = directory(&block, 4_000, named);
    told("overlapping", &overlapping, "au-delà de ce qui est admis");
    let few = directory(&block, 3, named);
    told("overlapping_few", &few, "données étrangères");
    told("entries_65535", &directory(&block, 65_535, |_, _| {}), "annonce 65535 fichiers");
    problems("entries_100000", &directory(&block, 100_000, |_, _| {}));
    // More records than the end announces.
    let mut more = directory(&block, 3_000, named);
    let at = more.len() - 14;
    more[at..at + 4].copy_from_slice(&[1, 0, 1, 0]);
    problems("entries_untold", &more);
}

#[test]
fn sizes_that_lie_and_files_that_unpack_without_end() {
    let huge = |r: &mut Vec<u8>| r[24..28].copy_from_slice(&u32::MAX.to_le_bytes());
    problems("declares_4_gib", &directory(&zip(&[("a.pdf", b"x")]), 1, |_, r| huge(r)));
    let packed = |r: &mut Vec<u8>| r[20..24].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    problems("declares_4_gib_packed", &directory(&zip(&[("a.pdf", b"x")]), 1, |_, r| packed(r)));
    let far = |r: &mut Vec<u8>| r[42..46].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    problems("stands_4_gib_away", &directory(&zip(&[("a.pdf", b"x")]), 1, |_, r| far(r)));
    let zeros = vec![0; 200 << 20];
    let three: Vec<(&str, &[u8])> =
        ["a.pdf", "b.pdf", "c.pdf"].iter().map(|n| (*n, zeros.as_slice())).collect();
    told("unpacks_600_mib", &zip(&three), "au-delà de ce qui est admis");
    // A ZIP in a ZIP is a file like another: nobody opens it.
    told("nested", &zip(&[("a.zip", &zip(&three))]), "manifest.json manque");
    // An archive that holds itself can only be read as an archive without manifest, or not at all.
    let inner = zip(&[("r/r.zip", b"")]);
    problems("of_itself", &[inner.clone(), inner].concat());
}

#[test]
fn a_thousand_problems_are_counted_not_listed() {
    let names: Vec<String> = (0..1_500).map(|n| format!("é{n}.pdf")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"x".as_slice())).collect();
    let all = problems("many_names", &zip(&files));
    assert_eq!(all.len(), 101);
    assert!(all[100].starts_with("et ") && all[100].contains("autres"), "{}", all[100]);
}
