//! The pages that people read: their templates (Tera, every value escaped) and the files that dress them. What a page
//! shows is computed by the same functions as the API answers with; this room only finds words and places for it.

mod account;
mod assets;
pub mod enclosures;
pub mod papers;
pub mod place;
pub mod readme;
mod timeline;
pub mod verdict;
mod glossary;
mod reference;
pub mod rules;
pub mod tools;
pub mod draft;
pub mod fields;
pub mod judged;
pub mod normalise;
pub mod page;
pub mod types;

use std::collections::HashMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::domain::{LawRef, french};
use crate::render::{RenderError, TemplateFiles};

pub use assets::Asset;
use assets::Assets;
pub use glossary::{Glossary, Pointer, TermGroup, TermView};
pub use reference::Reference;

/// What the templates of pages stand under.
const FOLDER: &str = "pages/";

/// The templates of pages, parsed, and the files beside them.
pub struct Pages {
    tera: Tera,
    assets: Assets,
}

impl Pages {
    /// Reads the templates.
    ///
    /// # Errors
    /// A template that is not UTF-8 or does not parse, or one that another extends and that is missing.
    pub fn new(files: &TemplateFiles) -> Result<Self, RenderError> {
        let assets = Assets::of(files);
        let mut texts = Vec::new();
        for (path, bytes) in files.iter().filter(|(p, _)| p.starts_with(FOLDER) && p.ends_with(".html")) {
            let text = std::str::from_utf8(bytes);
            texts.push((path, text.map_err(|_| RenderError::UnreadableTemplate(path.to_owned()))?));
        }
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        let addresses: HashMap<String, String> = assets.addresses();
        tera.register_function("asset", move |args: tera::Kwargs, _: &tera::State<'_>| {
            let name = args.must_get::<&str>("name")?;
            let found = addresses.get(name).cloned();
            found.ok_or_else(|| tera::Error::message(format!("no asset is named {name}")))
        });
        tera.add_raw_templates(texts).map_err(|e| failed(FOLDER, &e))?;
        Ok(Pages { tera, assets })
    }

    /// Fills a page, by its path under `templates/pages/`.
    ///
    /// # Errors
    /// An unknown template, or one that names a value it is not given.
    pub fn fill(&self, template: &str, values: &impl Serialize) -> Result<String, RenderError> {
        let path = format!("{FOLDER}{template}");
        if !self.tera.contains_template(&path) {
            return Err(RenderError::UnknownTemplate(path));
        }
        let context = Context::from_serialize(values).map_err(|e| failed(&path, &e))?;
        self.tera.render(&path, &context).map_err(|e| failed(&path, &e))
    }

    /// A file that dresses the pages.
    #[must_use]
    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.get(name)
    }
}

/// Articles as they are printed: nothing that belongs together is parted by the end of a line.
fn printed(law: &[LawRef]) -> Vec<LawRef> {
    law.iter().map(|l| LawRef { text: french::typeset(&l.text).into(), url: l.url.clone() }).collect()
}

/// What went wrong, by template and message: never the values, which are somebody's.
fn failed(template: &str, error: &tera::Error) -> RenderError {
    let (template, message) = match error.kind() {
        ErrorKind::SyntaxError(e) | ErrorKind::RenderingError(e) => (e.filename(), e.message().to_owned()),
        _ => (template, error.to_string()),
    };
    RenderError::Compile { template: template.to_owned(), message, hints: Vec::new() }
}
