//! What the pages that stand alone are made of, read once: terms, calculators, words of the rules.

use super::Glossary;
use super::fields::Form;
use super::rules::RuleWords;
use super::tools::Toolbox;
use crate::dossier::Law;
use crate::render::{RenderError, TemplateFiles};

/// Terms, calculators, words of the rules.
pub struct Reference {
    /// The terms of the form.
    pub glossary: Glossary,
    /// The calculators.
    pub tools: Toolbox,
    /// The words of the rules.
    pub rules: RuleWords,
}

impl Reference {
    /// Reads them; what the form of a claim names already keeps its name.
    ///
    /// # Errors
    /// As their files say.
    pub fn read(files: &TemplateFiles, law: &Law, form: &Form) -> Result<Self, RenderError> {
        Ok(Reference {
            glossary: Glossary::read(files, &law.rules)?,
            tools: Toolbox::read(files, law, form.choices("/nature"))?,
            rules: RuleWords::read(files, law)?,
        })
    }
}
