//! The targets of `fuzz/` without libFuzzer: every seed, every finding kept, and a bounded number of their mutations,
//! the same each time. `.ci/fuzz` looks further, guided by what the code does.

#[path = "../../fuzz/src/targets.rs"]
mod targets;

use std::path::{Path, PathBuf};

/// Marsaglia's xorshift: chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Words that readers stumble over.
const WORDS: [&[u8]; 12] = [
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x80\0\0\0",
    b"\"",
    b"{",
    b"[[[[",
    b"1e400",
    b"-0",
    b"\\ud800",
    b"\\u202e",
    b"endobj",
    b"PK\x05\x06",
];

fn mutated(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = seed.to_vec();
    for _ in 0..=chance.below(4) {
        let (at, to) = (chance.below(out.len()), chance.below(out.len()));
        match chance.below(7) {
            0 if !out.is_empty() => out[at] ^= 1 << chance.below(8),
            1 if !out.is_empty() => out[at] = chance.next() as u8,
            2 => out.truncate(at),
            3 => drop(out.splice(at.min(to)..at.max(to), [])),
            4 => {
                let word = WORDS[chance.below(WORDS.len())];
                out.splice(at..at, word.iter().copied());
            }
            5 => {
                let copy = out[at.min(to)..at.max(to)].to_vec();
                out.splice(at..at, copy.into_iter().take(4_096));
            }
            _ => {
                let from = chance.below(other.len());
                out.splice(at.., other[from..].iter().copied());
            }
        }
    }
    out
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

/// Runs a target; a panic tells which bytes broke the promise.
fn run(name: &str, target: fn(&[u8]), mutations: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = files(&root.join("fuzz/seeds").join(name));
    if name == "claim" {
        paths.extend(files(&root.join("examples/claims")));
    }
    assert!(paths.len() > 1, "{name} has no seeds");
    let seeds: Vec<Vec<u8>> = paths.iter().map(|p| std::fs::read(p).unwrap()).collect();
    let mut chance = Chance(0x2026_1122);
    for (path, seed) in paths.iter().zip(&seeds) {
        println!("{}", path.display());
        target(seed);
    }
    for n in 0..mutations {
        let other = &seeds[chance.below(seeds.len())];
        let bytes = mutated(&seeds[n % seeds.len()], other, &mut chance);
        let broken = std::panic::catch_unwind(|| target(&bytes)).is_err();
        if broken {
            let kept = std::env::temp_dir().join(format!("creance-fuzz-{name}"));
            std::fs::write(&kept, &bytes).unwrap();
            panic!("{name}: a promise is broken by the {} bytes of {}", bytes.len(), kept.display());
        }
    }
}

#[test]
fn any_bytes_as_a_claim() {
    run("claim", targets::claim, 2_000);
}

#[test]
fn any_edits_of_a_claim_and_its_statement_adds_up() {
    run("statement", targets::statement, 150);
}

#[test]
fn any_bytes_as_a_question() {
    run("question", targets::question, 2_000);
}

#[test]
fn any_bytes_as_a_piece() {
    run("exhibit", targets::exhibit, 500);
}

#[test]
fn any_bytes_as_a_bundle() {
    run("verify", targets::verify, 1_000);
}

#[test]
fn any_bytes_as_a_batch() {
    run("batch", targets::batch, 1_000);
}
