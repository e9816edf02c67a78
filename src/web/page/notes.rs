//! What is said of each field: the reader's errors and the findings of the law, each at the place where it can be mended.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::claim::ReadCode;
use crate::domain::{french, identify};
use crate::rules::Severity;
use crate::web::draft::Draft;
use crate::web::fields::Form;
use crate::web::judged::Judged;

/// Something said of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// `error`, `warning`, `info`.
    pub severity: &'static str,
    /// What is wrong, and what to do.
    pub text: String,
    /// Whether it is about the writing: the law is asked only when that is right.
    #[serde(skip)]
    pub shape: bool,
    /// The place that it was said of.
    #[serde(skip)]
    pub pointer: String,
}

impl Note {
    /// Several notes as one: the gravest first.
    #[must_use]
    pub fn one(notes: &[Note]) -> Option<Note> {
        let rank = |n: &&Note| ["error", "warning", "info"].iter().position(|s| *s == n.severity);
        let mut all: Vec<&Note> = notes.iter().collect();
        all.sort_by_key(rank);
        let texts: Vec<&str> = all.iter().map(|n| n.text.as_str()).collect();
        Some(Note { text: texts.join(" "), ..(*all.first()?).clone() })
    }
}

/// The notes, by the place where they are shown; the empty place: the page.
#[derive(Debug, Default)]
pub struct Notes(BTreeMap<String, Vec<Note>>);

impl Notes {
    /// Those of a draft. What lacks on a step that nobody has left yet is no fault.
    #[must_use]
    pub fn of(form: &Form, draft: &Draft, judged: &Judged, seen: &BTreeSet<String>) -> Self {
        let mut notes = Notes::default();
        for error in &judged.errors {
            let lacks = matches!(error.code, ReadCode::FieldMissing | ReadCode::ItemsTooFew);
            let asked = form.step_of(&error.pointer).is_none_or(|s| seen.contains(&s.id));
            if lacks && !asked {
                continue;
            }
            let text = form.message(error.code.name(), &error.message).to_owned();
            let places =
                if lacks { form.lacking(draft, &error.pointer) } else { vec![error.pointer.clone()] };
            for pointer in places {
                notes.add(form, Note { severity: "error", text: text.clone(), shape: true, pointer });
            }
        }
        let whole = judged.report.as_ref().filter(|_| !judged.is_partial());
        for finding in whole.iter().flat_map(|r| &r.findings) {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            let remedy = finding.remedy_in_words().map(|r| format!(" {r}")).unwrap_or_default();
            let text = format!("{}{remedy}", finding.message);
            notes.add(form, Note { severity, text, shape: false, pointer: finding.pointer.clone() });
        }
        // A key is checked as soon as it is typed; once the claim is judged, its finding says it better.
        for (pointer, kind, value) in form.identifiers(draft) {
            let answer = identify(kind, value);
            if let Some(reason) = answer.reason.filter(|_| !answer.valid && notes.at(&pointer).is_empty()) {
                let text = format!("{}.", french::capitalised(&reason));
                notes.add(form, Note { severity: "error", text, shape: false, pointer });
            }
        }
        notes
    }

    fn add(&mut self, form: &Form, note: Note) {
        let home = form.place(&note.pointer).map_or("", |(at, _)| at).to_owned();
        let all = self.0.entry(home).or_default();
        // The lines of an address are one field: they are told once.
        if !all.iter().any(|n| n.text == note.text) {
            all.push(note);
        }
    }

    /// What is said of a place itself.
    #[must_use]
    pub fn at(&self, pointer: &str) -> &[Note] {
        self.0.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// What is said at or below a place.
    pub fn below<'n>(&'n self, pointer: &'n str) -> impl Iterator<Item = &'n Note> {
        let inside =
            move |at: &str| at == pointer || at.strip_prefix(pointer).is_some_and(|r| r.starts_with('/'));
        self.0.iter().filter(move |(at, _)| inside(at)).flat_map(|(_, notes)| notes)
    }

    /// All of them, by place.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[Note])> {
        self.0.iter().map(|(at, notes)| (at.as_str(), notes.as_slice()))
    }
}
