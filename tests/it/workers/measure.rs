//! Figures, not verdicts: `cargo test --locked --test it workers::measure -- --ignored --nocapture`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use creance::documents::{samples, sheet};
use creance::domain::Document;
use creance::render::worker::WorkerPool;
use creance::render::{Engine, InProcess, Job, Renderer, TemplateFiles};
use creance::rules::{RuleFiles, Rules};

use super::{config, today};

/// The first sample of a document, made different for each number: equal jobs would only measure a cache.
fn numbered(document: Document) -> (String, impl Fn(usize) -> Vec<u8> + Sync) {
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let all = samples::all(&rules).unwrap();
    let sample = all.into_iter().find(|s| s.document == document).unwrap();
    let data = sample.json.to_string();
    assert!(data.contains("2026"), "nothing to number");
    let number = move |n: usize| data.replace("2026", &format!("2026-{n}")).into_bytes();
    (sheet(document).template(), number)
}

fn rate(renderer: &dyn Renderer, threads: usize, document: Document, count: usize) -> u128 {
    let (template, data) = numbered(document);
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    thread::scope(|s| {
        for _ in 0..threads {
            s.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        break;
                    }
                    renderer.render(&Job::new(&template, data(n), today())).unwrap();
                }
            });
        }
    });
    count as u128 * 10_000 / started.elapsed().as_millis().max(1)
}

fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[test]
#[ignore = "figures for docs, not a verdict"]
fn throughput_and_memory() {
    let pool = WorkerPool::start(&config(2), TemplateFiles::embedded()).unwrap();
    let here = InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap());
    let shown = |tenths: u128| format!("{},{}/s", tenths / 10, tenths % 10);
    for (name, document, count) in [
        ("mise_en_demeure", Document::MiseEnDemeure, 100),
        ("requete", Document::RequeteInjonctionDePayer, 60),
    ] {
        let alone = rate(&here, 1, document, count);
        let (one, two) = (rate(&pool, 1, document, count), rate(&pool, 2, document, count));
        let (alone, one, two) = (shown(alone), shown(one), shown(two));
        println!("{name}: in process {alone}, one worker {one}, two workers {two}");
    }
    for round in 1..=4 {
        rate(&pool, 2, Document::MiseEnDemeure, 400);
        rate(&pool, 2, Document::RequeteInjonctionDePayer, 100);
        let memory: Vec<u64> = pool.idle_ids().into_iter().map(resident).collect();
        println!("after {} documents: {memory:?} MiB", round * 500);
    }
}
