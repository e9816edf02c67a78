//! Worker processes: the same bytes as in process, and no job that takes the others with it.

mod measure;
pub mod service;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use creance::app::{App, AppError, Options, Wanted};
use creance::claim::Limits;
use creance::documents::{samples, sheet};
use creance::domain::{Bundle, Day, Document};
use creance::problem::Code;
use creance::render::pictures::pictures;
use creance::render::worker::{PoolConfig, WorkerPool};
use creance::render::{Engine, InProcess, Job, Patience, RenderError, Renderer, TemplateFiles};
use creance::rules::{RuleFiles, Rules};
use serde_json::{Value, json};

use crate::http::{FIRST, example};

const HEAD: &str =
    "#set document(title: \"Essai\")\n#set text(font: \"Creance Serif\", fallback: false, lang: \"fr\")\n";

pub fn today() -> Day {
    "2026-11-22".parse().unwrap()
}

/// The program just built, or the one that `CREANCE_TEST_PROGRAM` names: an installed one, a release.
fn program() -> PathBuf {
    let named = std::env::var_os("CREANCE_TEST_PROGRAM");
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_creance").into()).into()
}

pub fn config(workers: usize) -> PoolConfig {
    PoolConfig {
        program: Some(program()),
        workers,
        queue: 16,
        job_limit: Duration::from_secs(60),
        memory_mib: 1_792,
    }
}

/// Templates of ours that end at once, never, after a while, or in want of memory.
fn templates() -> TemplateFiles {
    let heading = format!("{HEAD}= Titre\n");
    TemplateFiles::embedded()
        .with("t/plain.typ", format!("{heading}#json(\"/data.json\").nom"))
        .with(
            "t/endless.typ",
            format!("{heading}#for i in range(1000000) {{ for j in range(1000000) {{ let x = i + j }} }}"),
        )
        .with(
            "t/slow.typ",
            format!("{heading}#for i in range(1000) {{ for j in range(1000) {{ let x = i + j }} }}"),
        )
        .with("t/vast.typ", format!("{heading}#let s = \"ab\"\n#for i in range(40) {{ s = s + s }}\n#s"))
        .with("t/word.typ", format!("{heading}#{{\"a\" * 20000000}}"))
}

fn pool(config: &PoolConfig) -> WorkerPool {
    WorkerPool::start(config, templates()).unwrap()
}

fn job(template: &str) -> Job<'_> {
    Job::new(template, br#"{"nom":"Lef\u00e8vre & Fils"}"#.to_vec(), today())
}

/// A job that counts as large, whatever it makes.
fn large(template: &str) -> Job<'_> {
    let data = serde_json::to_vec(&json!({ "nom": "A", "rest": " ".repeat(200_000) })).unwrap();
    Job::new(template, data, today())
}

#[test]
fn pages_are_drawn_by_a_worker_as_they_are_in_process() {
    let (pool, alone) = (pool(&config(1)), InProcess::new(Engine::new(&templates()).unwrap()));
    let pdf = alone.render(&job("t/plain.typ")).unwrap();
    let drawn = pictures(&pool, &pdf.bytes).unwrap();
    assert_eq!(drawn, pictures(&alone, &pdf.bytes).unwrap());
    assert_eq!((drawn.pages, drawn.drawn.len()), (1, 1));
    assert!(matches!(pictures(&pool, b"rien"), Err(RenderError::Crashed(_))));
    answers(&pool);
}

fn answers(pool: &WorkerPool) {
    assert_eq!(pool.render(&job("t/plain.typ")).unwrap().pages, 1);
}

pub fn until(what: &str, mut reached: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !reached() {
        assert!(Instant::now() < end, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn kill(ids: &[u32]) {
    for id in ids {
        let done = Command::new("kill").args(["-9", &id.to_string()]).status().unwrap();
        assert!(done.success());
    }
}

pub fn files() -> Vec<(String, Vec<u8>)> {
    let claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    let named = claim["exhibits"].as_array().unwrap().iter().map(|e| e["file"].as_str().unwrap().to_owned());
    named
        .map(|name| {
            let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

pub fn app() -> App {
    App::load(None, None, Limits::default(), today).unwrap()
}

#[test]
fn every_sample_has_the_same_bytes_as_in_process() {
    let pool = WorkerPool::start(&config(2), TemplateFiles::embedded()).unwrap();
    let here = InProcess::new(Engine::new(&TemplateFiles::embedded()).unwrap());
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let mut seen = 0;
    for sample in samples::all(&rules).unwrap() {
        let template = sheet(sample.document).template();
        let job = Job::new(&template, serde_json::to_vec(&sample.json).unwrap(), today());
        assert_eq!(pool.render(&job), here.render(&job), "{template}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    let missing = Job::new("absent.typ", Vec::new(), today());
    assert_eq!(pool.render(&missing), here.render(&missing));
    let glyph = Job::new("t/plain.typ", br#"{"nom":"\u682a"}"#.to_vec(), today());
    let bent = WorkerPool::start(&config(1), templates()).unwrap();
    let here = InProcess::new(Engine::new(&templates()).unwrap());
    assert!(matches!(here.render(&glyph), Err(RenderError::MissingGlyph { .. })));
    assert_eq!(bent.render(&glyph), here.render(&glyph));
    let too_many = Job { files: vec![Vec::new(); 9], ..job("t/plain.typ") };
    assert_eq!(bent.render(&too_many), here.render(&too_many));
}

#[test]
fn a_bundle_and_its_exhibits_have_the_same_bytes_as_in_process() {
    let apart = app().with_workers(&config(2)).unwrap();
    let (claim, mut files) = (example(FIRST), files());
    let bundle = |app: &App, files: &[(String, Vec<u8>)]| {
        app.bundle(Bundle::InjonctionDePayer, &claim, None, files, Options::default())
            .map_err(|e| e.problem())
    };
    assert_eq!(bundle(&apart, &files).unwrap(), bundle(&app(), &files).unwrap());
    files[1].1.truncate(400);
    let refused = bundle(&apart, &files).unwrap_err();
    assert_eq!(refused.errors[0].code, "exhibit.unreadable");
    assert_eq!(refused, bundle(&app(), &files).unwrap_err());
}

#[test]
fn a_worker_that_refuses_the_templates_says_which() {
    let bad = TemplateFiles::embedded().with("a.typ", [0xff, 0xfe]);
    let refused = WorkerPool::start(&config(1), bad).err();
    assert_eq!(refused, Some(RenderError::UnreadableTemplate("a.typ".into())));
    let absent = PoolConfig { program: Some("/nowhere/creance".into()), ..config(1) };
    let refused = WorkerPool::start(&absent, TemplateFiles::embedded()).err();
    assert!(matches!(refused, Some(RenderError::NoWorker(_))), "{refused:?}");
}

#[test]
fn a_job_without_end_is_killed_at_its_deadline_and_the_next_one_succeeds() {
    let pool = pool(&PoolConfig { job_limit: Duration::from_millis(700), ..config(1) });
    for template in ["t/endless.typ", "t/word.typ"] {
        let before = pool.idle_ids();
        let started = Instant::now();
        let late = pool.render(&job(template)).unwrap_err();
        assert_eq!(late, RenderError::TooHeavy(template.into()));
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        assert!(pool.idle_ids().is_empty(), "the worker is gone");
        // A fresh worker has its own time to start.
        until("the next job succeeds", || pool.render(&job("t/plain.typ")).is_ok());
        assert_ne!(pool.idle_ids(), before);
    }
    assert!(pool.load().unwrap().lost >= 2);
}

#[test]
fn a_job_without_memory_dies_alone() {
    let pool = pool(&PoolConfig { memory_mib: 840, ..config(1) });
    assert_eq!(pool.render(&job("t/vast.typ")), Err(RenderError::TooHeavy("t/vast.typ".into())));
    answers(&pool);
}

#[test]
fn of_several_given_at_once_each_is_made_or_refused_as_if_it_were_alone() {
    let pool = pool(&PoolConfig { memory_mib: 840, job_limit: Duration::from_secs(6), ..config(1) });
    let plain = pool.render(&job("t/plain.typ"));
    assert!(plain.is_ok());
    for bad in ["t/vast.typ", "t/endless.typ"] {
        let jobs = ["t/plain.typ", bad, "t/plain.typ", "t/none.typ"].map(job);
        let made = pool.render_together(&jobs);
        assert_eq!(made[1], Err(RenderError::TooHeavy(bad.into())));
        assert_eq!(made[3], Err(RenderError::UnknownTemplate("t/none.typ".into())));
        assert_eq!((&made[0], &made[2], made.len()), (&plain, &plain, 4));
    }
    assert!(pool.render_together(&[]).is_empty());
    assert_eq!(pool.render_together(&["t/plain.typ", "t/plain.typ"].map(job)), [plain.clone(), plain]);
}

/// A claim with as many lines as the limits admit.
fn long_claim() -> Vec<u8> {
    let mut claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    let line = claim["invoices"][0].clone();
    let lines = (0..Limits::default().invoices).map(|n| {
        let mut line = line.clone();
        line["number"] = json!(format!("F-{n}"));
        line
    });
    claim["invoices"] = lines.collect();
    claim["payments"] = json!([]);
    claim["exhibits"] = json!([]);
    if let Some(notices) = claim.get_mut("notices") {
        *notices = json!([]);
    }
    serde_json::to_vec(&claim).unwrap()
}

#[test]
fn a_statement_of_two_thousand_lines_is_made_or_refused_and_never_breaks_the_service() {
    let claim = long_claim();
    let made = |limit: Duration| {
        let apart = app().with_workers(&PoolConfig { job_limit: limit, ..config(1) }).unwrap();
        let format = creance::app::Format::Pdf;
        let long = apart.document(Document::Decompte, &claim, Wanted::form(format), None).map(|m| m.bytes);
        (long, apart)
    };
    let (long, _) = made(Duration::from_secs(120));
    assert!(long.map_err(|e| e.problem()).unwrap().len() > 100_000);
    let (long, apart) = made(Duration::from_millis(60));
    let problem = long.unwrap_err().problem();
    assert_eq!((problem.code, problem.errors[0].code.as_str()), (Code::TooHeavy, "document.too_heavy"));
    assert!(apart.check(&example(FIRST), None, Some(&[])).is_ok());
}

#[test]
fn a_file_that_kills_its_reader_is_a_finding() {
    // Room to start, not for 81 million pixels.
    let apart = app().with_workers(&PoolConfig { memory_mib: 480, ..config(1) }).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(9_000, 9_000).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let mut files = files();
    let at = files.iter().position(|(name, _)| name.ends_with(".png")).unwrap();
    let small = std::mem::replace(&mut files[at].1, png.into_inner());
    let codes = |files: &[(String, Vec<u8>)]| {
        let report = serde_json::to_value(apart.check(&example(FIRST), None, Some(files)).unwrap()).unwrap();
        let found = report["findings"].as_array().unwrap().clone();
        found.into_iter().filter(|f| f["code"] == "exhibit.unreadable").collect::<Vec<_>>()
    };
    let found = codes(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0]["message"].as_str().unwrap().contains("temps ou de mémoire"), "{found:?}");
    files[at].1 = small;
    assert!(codes(&files).is_empty());
}

#[test]
fn past_the_queue_the_next_job_is_turned_away() {
    let pool = pool(&PoolConfig { queue: 1, job_limit: Duration::from_secs(3), ..config(1) });
    thread::scope(|s| {
        let endless = || pool.render(&job("t/endless.typ"));
        let first = s.spawn(endless);
        until("the worker is taken", || pool.load().unwrap().busy == 1);
        let second = s.spawn(|| pool.render(&job("t/plain.typ")));
        until("one waits", || pool.load().unwrap().waiting == 1);
        assert_eq!(pool.render(&job("t/plain.typ")), Err(RenderError::Busy));
        assert_eq!(first.join().unwrap(), Err(RenderError::TooHeavy("t/endless.typ".into())));
        assert_eq!(second.join().unwrap().unwrap().pages, 1);
    });
}

#[test]
fn large_jobs_leave_a_worker_to_the_others() {
    let pool = pool(&PoolConfig { job_limit: Duration::from_secs(4), ..config(2) });
    thread::scope(|s| {
        let large = [(); 2].map(|()| s.spawn(|| pool.render(&large("t/endless.typ"))));
        until("one runs, one waits", || {
            let load = pool.load().unwrap();
            (load.busy, load.waiting) == (1, 1)
        });
        for _ in 0..3 {
            answers(&pool);
        }
        let load = pool.load().unwrap();
        assert_eq!((load.busy, load.waiting), (1, 1), "small jobs passed while a large one ran");
        for one in large {
            assert!(one.join().unwrap().is_err());
        }
    });
}

#[test]
fn a_worker_killed_from_outside_is_replaced_and_its_job_done_again() {
    let pool = pool(&config(2));
    let before = pool.idle_ids();
    assert_eq!(before.len(), 2);
    kill(&before);
    answers(&pool);
    answers(&pool);
    let before = pool.idle_ids();
    thread::scope(|s| {
        let slow = s.spawn(|| pool.render(&job("t/slow.typ")));
        until("a worker is taken", || pool.load().unwrap().busy == 1);
        thread::sleep(Duration::from_millis(50));
        kill(&before);
        assert_eq!(slow.join().unwrap().unwrap().pages, 1);
    });
    answers(&pool);
    assert_eq!(pool.load().unwrap().lost, 0, "no job is to blame");
}

#[test]
fn what_nobody_waits_for_leaves_the_queue_and_the_worker() {
    let pool = pool(&config(1));
    let patience = [Patience::default(), Patience::default()];
    let within = |n: usize| -> Arc<dyn Renderer> { pool.within(&patience[n]).unwrap() };
    thread::scope(|s| {
        let running = s.spawn(|| within(0).render(&job("t/endless.typ")));
        until("the worker is taken", || pool.load().unwrap().busy == 1);
        let waiting = s.spawn(|| within(1).render(&job("t/plain.typ")));
        until("one waits", || pool.load().unwrap().waiting == 1);
        patience[1].give_up();
        assert_eq!(waiting.join().unwrap(), Err(RenderError::Overtime));
        assert_eq!(pool.load().unwrap().busy, 1);
        patience[0].give_up();
        assert_eq!(running.join().unwrap(), Err(RenderError::Overtime));
    });
    assert_eq!(pool.load().unwrap().lost, 0);
    let over = Patience::until(Instant::now());
    assert_eq!(pool.within(&over).unwrap().render(&job("t/plain.typ")), Err(RenderError::Overtime));
    let problem = AppError::Render(RenderError::Overtime).problem();
    assert_eq!((problem.code, problem.code.status()), (Code::Overtime, 503));
    answers(&pool);
}

#[test]
fn a_closed_pool_refuses_and_ends_what_runs() {
    let pool = pool(&config(1));
    thread::scope(|s| {
        let running = s.spawn(|| pool.render(&job("t/endless.typ")));
        until("the worker is taken", || pool.load().unwrap().busy == 1);
        pool.close();
        assert_eq!(running.join().unwrap(), Err(RenderError::Overtime));
    });
    assert_eq!(pool.render(&job("t/plain.typ")), Err(RenderError::Busy));
    assert!(pool.idle_ids().is_empty());
}
