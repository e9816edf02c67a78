//! Every sample of every document, rendered once for all the tests that read them.

use std::sync::LazyLock;

use creance::documents::{samples, sheet};
use creance::domain::Document;
use creance::render::{Engine, InProcess, Job, Renderer, TemplateFiles};
use creance::rules::{RuleFiles, Rules};

/// A sample as a PDF.
pub struct Rendered {
    pub document: Document,
    /// « plain », « longest », « emptiest »…
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// The same before its objects are packed.
    pub loose: Vec<u8>,
}

impl Rendered {
    /// `decompte-plain`, for messages and files.
    pub fn label(&self) -> String {
        format!("{}-{}", self.document.name(), self.name)
    }
}

static RENDERED: LazyLock<Vec<Rendered>> = LazyLock::new(|| {
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let engine = Engine::new(&TemplateFiles::embedded()).unwrap();
    let loose = Engine::new(&TemplateFiles::embedded()).unwrap();
    let renderer = InProcess::new(engine);
    let day = "2026-11-22".parse().unwrap();
    let all = samples::all(&rules).unwrap().into_iter();
    all.map(|s| {
        let data = serde_json::to_vec(&s.json).unwrap();
        let template = sheet(s.document).template();
        let job = Job::new(&template, data, day);
        let (bytes, loose) = (renderer.render(&job).unwrap().bytes, loose.exported(&job).unwrap().bytes);
        Rendered { document: s.document, name: s.name, bytes, loose }
    })
    .collect()
});

/// Every sample, in the order of the documents.
pub fn rendered() -> &'static [Rendered] {
    &RENDERED
}
