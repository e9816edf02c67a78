//! The terms of the form in plain words, with their articles: `templates/pages/glossaire.toml`. A figure of law is not
//! written there: its place is filled with the value in force on the day of the page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app::words_in_force;
use crate::domain::{Day, LawRef, french};
use crate::render::{RenderError, TemplateFiles};
use crate::rules::Rules;

/// Where it stands among the templates.
const PATH: &str = "pages/glossaire.toml";

/// What follows the id of a rate that is a number of points.
const POINTS: &str = ":points";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: Vec<FileGroup>,
    term: BTreeMap<String, FileTerm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileGroup {
    id: String,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTerm {
    term: String,
    group: String,
    text: String,
    law: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    see: Vec<String>,
}

/// A term of the form.
struct Term {
    term: String,
    group: String,
    /// With its figures still to be filled.
    text: String,
    law: Vec<LawRef>,
    also: Vec<String>,
    see: Vec<String>,
}

/// A term as it is shown on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermView {
    /// Stable: the anchor in `/glossaire`.
    pub id: String,
    /// « Opposition ».
    pub term: String,
    /// One to three plain sentences.
    pub text: String,
    /// Its articles.
    pub law: Vec<LawRef>,
    /// Other names for it.
    pub also: Vec<String>,
    /// Other terms to read.
    pub see: Vec<Pointer>,
}

/// A term named by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pointer {
    /// Its id.
    pub id: String,
    /// Its words.
    pub term: String,
}

/// The terms of one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermGroup {
    /// The anchor of the subject.
    pub id: String,
    /// Its title.
    pub title: String,
    /// In the order of their ids.
    pub terms: Vec<TermView>,
}

/// The terms, by id.
pub struct Glossary {
    groups: Vec<(String, String)>,
    terms: BTreeMap<String, Term>,
}

impl Glossary {
    /// Reads the terms and finds their articles. Templates without pages have no terms.
    ///
    /// # Errors
    /// An unreadable file; an unknown article, value, subject or term.
    pub fn read(files: &TemplateFiles, rules: &Rules) -> Result<Self, RenderError> {
        let fault =
            |message: String| RenderError::Compile { template: PATH.to_owned(), message, hints: Vec::new() };
        let Some(text) = files.text(PATH) else {
            return Ok(Glossary { groups: Vec::new(), terms: BTreeMap::new() });
        };
        let file: File = toml::from_str(text).map_err(|e| fault(e.message().to_owned()))?;
        let mut terms = BTreeMap::new();
        for (id, t) in &file.term {
            let unknown = |what: &str, name: &str| fault(format!("{id}: unknown {what} {name}"));
            if !file.group.iter().any(|g| g.id == t.group) {
                return Err(unknown("subject", &t.group));
            }
            if let Some(name) = t.see.iter().find(|s| !file.term.contains_key(*s)) {
                return Err(unknown("term", name));
            }
            if let Some(name) =
                blanks(&t.text).into_iter().find(|b| !rules.values().iter().any(|s| s.id == value(b)))
            {
                return Err(unknown("value", name));
            }
            let find = |key: &String| rules.law(key).cloned().ok_or_else(|| unknown("article", key));
            let term = Term {
                term: french::typeset(&t.term),
                group: t.group.clone(),
                text: french::typeset(&t.text),
                law: super::printed(&t.law.iter().map(find).collect::<Result<Vec<_>, _>>()?),
                also: t.also.iter().map(|a| french::typeset(a)).collect(),
                see: t.see.clone(),
            };
            terms.insert(id.clone(), term);
        }
        let groups = file.group.into_iter().map(|g| (g.id, french::typeset(&g.title))).collect();
        Ok(Glossary { groups, terms })
    }

    /// A term as it is shown on a day.
    #[must_use]
    pub fn term(&self, id: &str, rules: &Rules, on: Day) -> Option<TermView> {
        let t = self.terms.get(id)?;
        let figures: Vec<(String, String)> =
            blanks(&t.text).into_iter().map(|blank| (blank.to_owned(), figure(blank, rules, on))).collect();
        let filled: Vec<(&str, &str)> = figures.iter().map(|(b, w)| (b.as_str(), w.as_str())).collect();
        let named =
            |id: &String| self.terms.get(id).map(|t| Pointer { id: id.clone(), term: t.term.clone() });
        Some(TermView {
            id: id.to_owned(),
            term: t.term.clone(),
            text: french::fill(&t.text, &filled),
            law: t.law.clone(),
            also: t.also.clone(),
            see: t.see.iter().filter_map(named).collect(),
        })
    }

    /// Every term as it is shown on a day, by subject.
    #[must_use]
    pub fn groups(&self, rules: &Rules, on: Day) -> Vec<TermGroup> {
        let of = |group: &str| {
            let ids = self.terms.iter().filter(|(_, t)| t.group == group).map(|(id, _)| id);
            ids.filter_map(|id| self.term(id, rules, on)).collect()
        };
        self.groups
            .iter()
            .map(|(id, title)| TermGroup { id: id.clone(), title: title.clone(), terms: of(id) })
            .collect()
    }

    /// The ids of the terms.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.terms.keys().map(String::as_str)
    }
}

/// The names between braces.
fn blanks(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// The id of the value that fills a blank.
fn value(blank: &str) -> &str {
    blank.strip_suffix(POINTS).unwrap_or(blank)
}

/// The value in force, in words; a day that no version covers is said so, not guessed.
fn figure(blank: &str, rules: &Rules, on: Day) -> String {
    let Some(words) = words_in_force(rules, value(blank), on) else {
        return french::typeset("(durée ou montant inconnu à ce jour)");
    };
    match (blank.ends_with(POINTS), words.split_once(',')) {
        (true, Some((whole, _))) => format!("{whole}\u{a0}points"),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_figure_is_that_of_the_day() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let glossary = Glossary::read(&TemplateFiles::embedded(), &rules).unwrap();
        let told = |id: &str, on: &str| glossary.term(id, &rules, day(on)).unwrap().text;
        assert!(told("signification", "2026-08-31").contains("les 6\u{a0}mois"));
        assert!(told("signification", "2026-09-01").contains("les 3\u{a0}mois"));
        assert!(told("penalites-de-retard", "2026-11-22").contains("augmenté de 10\u{a0}points"));
        assert!(told("signification", "2020-01-01").contains("inconnu"), "never the last known value");
        assert!(glossary.term("rien", &rules, day("2026-11-22")).is_none());
    }

    #[test]
    fn what_names_nothing_is_refused() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let file = |text: &str, law: &str, see: &str, group: &str| {
            format!(
                "[[group]]\nid = \"g\"\ntitle = \"G\"\n[term.a]\nterm = \"A\"\ngroup = \"{group}\"\ntext = \"{text}\"\nlaw = [\"{law}\"]\nsee = [\"{see}\"]\n"
            )
        };
        let read = |toml: String| {
            Glossary::read(&TemplateFiles::embedded().with(PATH, toml), &rules).map_err(|e| e.to_string())
        };
        assert!(read(file("x {psrpc.ceiling}", "cpc-1405", "a", "g")).is_ok());
        for (bad, named) in [
            (file("x {psrpc.nothing}", "cpc-1405", "a", "g"), "psrpc.nothing"),
            (file("x", "cpc-9999", "a", "g"), "cpc-9999"),
            (file("x", "cpc-1405", "b", "g"), "term b"),
            (file("x", "cpc-1405", "a", "h"), "subject h"),
        ] {
            let Err(told) = read(bad) else { panic!("{named} was accepted") };
            assert!(told.contains(named), "{told}");
        }
    }
}
