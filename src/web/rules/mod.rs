//! The rules in force as anyone reads them: what the API lists, with the words of `templates/pages/regles.toml`.

mod list;
mod one;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::app::{self, coverage};
use crate::domain::{Grade, french};
use crate::dossier::Law;
use crate::render::{RenderError, TemplateFiles};
use crate::rules::Severity;

pub use list::ListView;
pub use one::RulePage;

/// Where the words stand among the templates.
const PATH: &str = "pages/regles.toml";

/// Every degree of verification, the surest first.
const GRADES: [Grade; 5] = [Grade::Text, Grade::Quoted, Grade::Secondary, Grade::Unverified, Grade::Policy];

/// Past this many characters a value is cut, where its own page has it whole.
const LONGEST: usize = 160;

/// The words of the page.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RuleWords {
    months_before_overdue: u32,
    values: BTreeMap<String, String>,
    findings: BTreeMap<String, String>,
    grades: BTreeMap<String, String>,
    /// The ids of the researched rules, which have a page each.
    #[serde(skip)]
    studied: BTreeSet<String>,
}

#[derive(Debug, Clone, Serialize)]
struct GradeView {
    words: &'static str,
    explained: String,
    /// How it is coloured.
    class: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct SeverityView {
    words: &'static str,
    class: &'static str,
}

impl RuleWords {
    /// Reads the words. Templates without pages have none.
    ///
    /// # Errors
    /// An unreadable file.
    pub fn read(files: &TemplateFiles, law: &Law) -> Result<Self, RenderError> {
        let fault =
            |message: String| RenderError::Compile { template: PATH.to_owned(), message, hints: Vec::new() };
        let Some(text) = files.text(PATH) else { return Ok(RuleWords::default()) };
        let mut words: RuleWords = toml::from_str(text).map_err(|e| fault(e.message().to_owned()))?;
        let studied = coverage::read(law.rules.files()).map_err(|e| fault(e.to_string()))?;
        words.studied = studied.into_iter().map(|(id, _)| id).collect();
        Ok(words)
    }

    fn grade(&self, grade: Grade) -> GradeView {
        let name = serde_json::to_value(grade).unwrap_or_default();
        let explained = self.grades.get(name.as_str().unwrap_or_default());
        GradeView {
            words: app::grade_words(grade),
            explained: explained.map(|e| french::typeset(e)).unwrap_or_default(),
            class: match grade {
                Grade::Text | Grade::Quoted => "badge--ok",
                Grade::Secondary | Grade::Policy => "badge--info",
                Grade::Unverified => "badge--warning",
            },
        }
    }
}

fn severity(s: Severity) -> SeverityView {
    let class = match s {
        Severity::Error => "badge--error",
        Severity::Warning => "badge--warning",
        Severity::Info => "badge--info",
    };
    SeverityView { words: app::severity_words(s), class }
}

fn sentence(text: &str) -> String {
    let text = french::capitalised(&french::typeset(text));
    if text.ends_with('.') { text } else { format!("{text}.") }
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_and_each_degree_has_its_words() {
        let law = Law::load(crate::rules::RuleFiles::embedded()).unwrap();
        let words = RuleWords::read(&TemplateFiles::embedded(), &law).unwrap();
        let rules = &law.rules;
        let family = |id: &str| id.split('.').next().unwrap().to_owned();
        let values: std::collections::BTreeSet<String> =
            rules.values().iter().map(|s| family(&s.id)).collect();
        assert!(values.iter().eq(words.values.keys()), "{values:?}");
        let findings: std::collections::BTreeSet<String> =
            rules.findings().map(|f| family(&f.code)).collect();
        assert!(findings.iter().eq(words.findings.keys()), "{findings:?}");
        for grade in GRADES {
            assert!(words.grade(grade).explained.ends_with('.'), "{grade:?}");
        }
    }
}
