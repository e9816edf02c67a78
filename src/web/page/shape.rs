//! What a template is given: every word and mark of a step, in its order.

use serde::Serialize;

use super::{FieldView, Note};
use crate::web::fields::Choice;

/// A step in the list of steps.
#[derive(Debug, Serialize)]
pub struct StepLink {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is the one shown.
    pub current: bool,
    /// `todo`, `ok`, `error`.
    pub state: &'static str,
}

/// Fields under one legend.
#[derive(Debug, Serialize)]
pub struct Block {
    /// The legend.
    pub legend: Option<String>,
    /// The fields.
    pub fields: Vec<FieldView>,
}

/// An item of a list, or the only one of a group.
#[derive(Debug, Serialize)]
pub struct ItemView {
    /// Its pointer.
    pub at: String,
    /// Its element.
    pub id: String,
    /// « Débiteur 1 ».
    pub title: String,
    /// Whether it is in the draft.
    pub real: bool,
    /// Whether it has one before, and one after it.
    pub up: bool,
    /// See [`ItemView::up`].
    pub down: bool,
    /// Whether to go to one of its buttons, once it has moved.
    pub focus_up: bool,
    /// See [`ItemView::focus_up`].
    pub focus_down: bool,
    /// The columns of a table.
    pub cells: Vec<FieldView>,
    /// What is asked at once.
    pub blocks: Vec<Block>,
    /// What waits.
    pub more: Vec<Block>,
    /// Whether something of it should be seen.
    pub more_open: bool,
    /// What it holds, in a line.
    pub more_told: String,
    /// What is said of it as a whole.
    pub notes: Vec<Note>,
}

/// A group.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Its element.
    pub id: String,
    /// Its pointer.
    pub at: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub intro: Option<String>,
    /// Whether to go there at once.
    pub focus: bool,
    /// Whether it is folded.
    pub folded: bool,
    /// Whether the fold is open.
    pub open: bool,
    /// Does not matter now.
    pub hidden: bool,
    /// What must hold for it to matter, for scripts.
    pub when: Option<String>,
    /// Its items: one, when it is no list.
    pub items: Vec<ItemView>,
    /// What is said of it.
    pub notes: Vec<Note>,
    /// For a list.
    pub list: Option<ListView>,
}

/// A column of a table.
#[derive(Debug, Serialize)]
pub struct ColumnView {
    /// Its title.
    pub label: String,
    /// Whether each row needs it.
    pub required: bool,
}

/// The words and numbers of a list.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// As a table.
    pub table: bool,
    /// Titles of the columns.
    pub columns: Vec<ColumnView>,
    /// Whether the order matters.
    pub ordered: bool,
    /// What an item is called.
    pub one: String,
    /// The button that adds one.
    pub add: String,
    /// Whether one more may be added.
    pub room: bool,
    /// How to paste rows.
    pub paste: Option<String>,
    /// What was pasted and not read.
    pub pasted: String,
    /// Items in all.
    pub count: usize,
    /// First and last shown, from 1; zero when all are.
    pub from: usize,
    /// See [`ListView::from`].
    pub to: usize,
    /// Where the part before and after starts.
    pub before: Option<usize>,
    /// See [`ListView::before`].
    pub after: Option<usize>,
}

/// Something to correct.
#[derive(Debug, Serialize)]
pub struct Wrong {
    /// The field; nothing when the form has none.
    pub id: Option<String>,
    /// What it is called.
    pub label: String,
    /// What is wrong.
    pub text: String,
    /// What can be taken out, when nothing can be edited.
    pub remove: Option<String>,
}

/// The whole step.
#[derive(Debug, Serialize)]
pub struct StepView {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub lead: String,
    /// Its groups.
    pub groups: Vec<GroupView>,
    /// What is wrong on it.
    pub wrong: Vec<Wrong>,
    /// The step before, and after.
    pub before: String,
    /// See [`StepView::before`].
    pub after: String,
    /// The name of the step after.
    pub after_title: String,
    /// Countries, for suggestions.
    pub countries: Vec<Choice>,
    /// Numbers of invoices, for suggestions.
    pub invoices: Vec<String>,
    /// Rates, for suggestions.
    pub rates: Vec<Choice>,
}
