//! The form as data: which field of the claim stands on which step, under which words, asked for by whom. Read once from
//! `templates/pages/champs.toml` and the schema of the claim; the same words name a field wherever it is spoken of.

mod choices;
mod merge;
mod raw;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::Value;

pub use choices::Choice;

use super::draft::{Column, Draft};
use super::types::{Types, generic};
use crate::domain::{Bundle, IdKind, french};
use crate::render::{RenderError, TemplateFiles};

/// Where the data stands among the templates.
const FILE: &str = "pages/champs.toml";

/// Any value, in a condition.
pub const ANY: &str = "*";
/// The kind of party that one who has chosen none is shown the fields of.
pub const USUAL: &str = "company";

/// The whole form.
#[derive(Debug)]
pub struct Form {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The types of the claim.
    pub types: Types,
    goals: BTreeMap<Bundle, String>,
    messages: BTreeMap<String, String>,
    options: BTreeMap<String, Vec<Choice>>,
    /// Generic pointer of a field → when it makes sense, and which fields lack instead when it does not.
    instead: BTreeMap<String, (Vec<Condition>, Vec<String>)>,
    /// Generic pointers of identifiers with a key.
    checks: Vec<(String, IdKind)>,
    /// Generic pointer → step, group, label.
    places: BTreeMap<String, Placed>,
}

/// A step of the path.
#[derive(Debug)]
pub struct Step {
    /// Its name in addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it asks, in a sentence.
    pub lead: String,
    /// Its groups, in order.
    pub groups: Vec<Group>,
}

/// Fields that belong together, or a list of items with the same fields.
#[derive(Debug)]
pub struct Group {
    /// Its title.
    pub title: String,
    /// Its place in the claim.
    pub at: String,
    /// What it is about.
    pub intro: Option<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// For a list: how its items are shown.
    pub list: Option<ListWords>,
    /// What must hold for it to matter.
    pub when: Vec<Condition>,
    /// The goals it matters for; none: all.
    pub goals: Option<Vec<Bundle>>,
    /// Folded as long as it holds nothing.
    pub closed: bool,
}

/// How a list is shown.
#[derive(Debug)]
pub struct ListWords {
    /// As a table, a row an item.
    pub table: bool,
    /// Blank items offered when it is empty.
    pub blank: usize,
    /// Whether the order matters.
    pub ordered: bool,
    /// What an item is called.
    pub one: String,
    /// The words of the button that adds one.
    pub add: String,
    /// How rows are pasted, when they can be.
    pub paste: Option<String>,
    /// The columns that a paste fills.
    pub columns: Vec<Column>,
}

/// A field, by its place under its group.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its place, segments parted by `/`.
    pub at: String,
    /// Its words.
    pub label: String,
    /// What helps to fill it.
    pub hint: Option<String>,
    /// Its control, when the type does not say it.
    pub control: Option<String>,
    /// The legend of the fields around it.
    pub legend: Option<String>,
    /// For `autocomplete`.
    pub autocomplete: Option<String>,
    /// For `inputmode`.
    pub inputmode: Option<String>,
    /// Its word in the glossary.
    pub term: Option<String>,
    /// What no choice means.
    pub blank: Option<String>,
    /// Values one may pick.
    pub suggest: Vec<String>,
    /// An identifier with a key.
    pub check: Option<IdKind>,
    /// What must hold for it to matter.
    pub when: Vec<Condition>,
    /// The goals it is asked at once for; none: all.
    pub goals: Option<Vec<Bundle>>,
    /// Always put away.
    pub rare: bool,
    /// Takes the whole width.
    pub wide: bool,
    /// No spelling is checked.
    pub plain: bool,
    /// A column of the table.
    pub column: bool,
    /// Other fields depend on it.
    pub changes: bool,
    /// A claim needs it, though the schema requires it of some only.
    pub needed: bool,
    /// The fields that lack instead when it lacks and makes no sense.
    pub instead: Vec<String>,
}

/// What makes a field matter.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Another field has one of these values (`*`: any).
    Is(Place, Vec<String>),
    /// Nothing stands there.
    Absent(String),
    /// A list has two items or more.
    Several(String),
}

/// Where another field stands.
#[derive(Debug, Clone)]
pub enum Place {
    /// In the same group or item.
    Beside(String),
    /// In the claim.
    Whole(String),
}

/// Where a field stands in the form.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Rank of the step.
    pub step: usize,
    /// What it is called: of a list, the item.
    pub label: String,
    /// Whether it is a field, or what holds some.
    pub leaf: bool,
}

impl Form {
    /// Reads the form of a set of templates, for the schema of a claim.
    ///
    /// # Errors
    /// A file that is absent, does not parse, or names a field that the schema does not know.
    pub fn new(files: &TemplateFiles, schema: &Value) -> Result<Self, RenderError> {
        let text = files.text(FILE).ok_or_else(|| RenderError::UnknownTemplate(FILE.to_owned()))?;
        raw::read(text, Types::of(schema)).map_err(|message| RenderError::Compile {
            template: FILE.to_owned(),
            message,
            hints: Vec::new(),
        })
    }

    /// A step by its name.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, s)| s.id == id)
    }

    /// What one gets by a goal, in a sentence.
    #[must_use]
    pub fn goal_hint(&self, goal: Bundle) -> &str {
        self.goals.get(&goal).map_or("", String::as_str)
    }

    /// The words of a value that cannot be read; those of the reader when the form has none.
    #[must_use]
    pub fn message<'m>(&'m self, code: &str, reader: &'m str) -> &'m str {
        self.messages.get(code).map_or(reader, String::as_str)
    }

    /// Where the value at a pointer is typed: the field itself, else the nearest thing that holds it.
    #[must_use]
    pub fn place<'p>(&self, pointer: &'p str) -> Option<(&'p str, &Placed)> {
        let mut at = pointer;
        loop {
            if let Some(placed) = self.places.get(&generic(at)) {
                return Some((at, placed));
            }
            at = at.rsplit_once('/')?.0;
        }
    }

    /// What the field at a pointer is called, with the item it belongs to: « Ligne 2 : Montant TTC ».
    #[must_use]
    pub fn name(&self, pointer: &str) -> Option<String> {
        let (at, placed) = self.place(pointer)?;
        let ranked = |p: &str| p.rsplit('/').next().is_some_and(|s| s.bytes().all(|b| b.is_ascii_digit()));
        let item = std::iter::successors(Some(at), |p| Some(p.rsplit_once('/')?.0))
            .find(|p| ranked(p) && !p.is_empty());
        let Some(item) = item else { return Some(placed.label.clone()) };
        let number = item.rsplit('/').next().and_then(|s| s.parse::<usize>().ok()).unwrap_or(0) + 1;
        let of = self.places.get(&generic(item)).map_or("", |p| p.label.as_str());
        let item_name = format!("{of}{}{number}", french::NBSP);
        Some(if item == at { item_name } else { format!("{item_name}{}: {}", french::NBSP, placed.label) })
    }

    /// The id of the element at a pointer, for links.
    #[must_use]
    pub fn id(pointer: &str) -> String {
        pointer.trim_start_matches('/').replace('/', "-")
    }

    /// The step where the value at a pointer is typed.
    #[must_use]
    pub fn step_of(&self, pointer: &str) -> Option<&Step> {
        self.steps.get(self.place(pointer)?.1.step)
    }

    /// The fields that lack when the reader says that one does: of a person without a name, her first names and her name.
    #[must_use]
    pub fn lacking(&self, draft: &Draft, pointer: &str) -> Vec<String> {
        let up = pointer.rsplit_once('/').map_or("", |(up, _)| up);
        match self.instead.get(&generic(pointer)) {
            Some((when, others)) if !when.iter().all(|c| c.holds(draft, up)) => {
                others.iter().map(|field| format!("{up}/{field}")).collect()
            }
            _ => vec![pointer.to_owned()],
        }
    }

    /// The identifiers of a draft that have a key, each at its place.
    #[must_use]
    pub fn identifiers<'d>(&self, draft: &'d Draft) -> Vec<(String, IdKind, &'d str)> {
        let mut out = Vec::new();
        for (pointer, kind) in &self.checks {
            let places = match pointer.split_once("/*") {
                None => vec![pointer.clone()],
                Some((list, rest)) => (0..draft.count(list)).map(|i| format!("{list}/{i}{rest}")).collect(),
            };
            out.extend(places.into_iter().filter_map(|p| Some((p.clone(), *kind, draft.text(&p)?))));
        }
        out
    }

    /// The choices of the field at a pointer.
    #[must_use]
    pub fn choices(&self, pointer: &str) -> &[Choice] {
        self.options.get(&generic(pointer)).map_or(&[], Vec::as_slice)
    }
}

impl Condition {
    /// Whether it holds for the item or group at a place. A field not filled yet counts as the first value that is
    /// usual: one who has chosen nothing sees the fields of a company.
    #[must_use]
    pub fn holds(&self, draft: &Draft, base: &str) -> bool {
        match self {
            Condition::Is(place, values) => {
                let found = draft.text(&place.pointer(base));
                match found {
                    Some(_) if values.iter().any(|v| v == ANY) => true,
                    Some(value) => values.iter().any(|v| v == value),
                    None => values.iter().any(|v| v == USUAL),
                }
            }
            Condition::Absent(pointer) => draft.get(pointer).is_none(),
            Condition::Several(list) => draft.count(list) > 1,
        }
    }
}

impl Place {
    /// The pointer, for the item or group at a place.
    #[must_use]
    pub fn pointer(&self, base: &str) -> String {
        match self {
            Place::Beside(field) => format!("{base}/{field}"),
            Place::Whole(pointer) => pointer.clone(),
        }
    }
}
