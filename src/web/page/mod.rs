//! A step as the page shows it: which fields stand open, which wait, what is said of each; the same for every step.

mod field;
mod live;
mod notes;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

pub use field::{FieldView, Picked};
pub use live::{Line, Live};
pub use notes::{Note, Notes};
pub use shape::{Block, ColumnView, GroupView, ItemView, ListView, StepLink, StepView, Wrong};

use super::TermView;
use super::draft::{Draft, most};
use super::fields::{Field, Form, Group, Step};
use crate::claim::Limits;
use crate::domain::{Bundle, french};

/// Items of a list that one page shows.
pub const WINDOW: usize = 50;

/// The steps after those of the form.
pub const LAST: [(&str, &str); 3] =
    [("verification", "Vérification"), ("documents", "Documents"), ("telecharger", "Téléchargement")];
/// The step where one says what one wants.
pub const FIRST: (&str, &str) = ("objectif", "Objectif");

/// What a page is made of.
pub struct View<'v> {
    /// The form.
    pub form: &'v Form,
    /// The draft.
    pub draft: &'v Draft,
    /// What one wants.
    pub goal: Bundle,
    /// What is said of it.
    pub notes: &'v Notes,
    /// The limits of a claim.
    pub limits: &'v Limits,
    /// The communes of a postal code.
    pub communes: &'v dyn Fn(&str) -> Vec<String>,
    /// The words of a term of the glossary.
    pub terms: &'v dyn Fn(&str) -> Option<TermView>,
    /// The list that one more item is wanted of.
    pub extra: Option<String>,
    /// The first item shown of a long list.
    pub windows: BTreeMap<String, usize>,
    /// The id of the field to go to.
    pub focus: Option<String>,
    /// A paste that could not be read, by its list.
    pub pasted: Option<(String, String)>,
}

impl View<'_> {
    /// A step.
    #[must_use]
    pub fn step(&self, rank: usize, step: &Step) -> StepView {
        let groups: Vec<GroupView> = step.groups.iter().map(|g| self.group(g)).collect();
        let id = |rank: Option<usize>| rank.and_then(|r| self.form.steps.get(r));
        let before = id(rank.checked_sub(1)).map_or(FIRST.0, |s| s.id.as_str());
        let next = id(Some(rank + 1)).map(|s| (s.id.as_str(), s.title.as_str()));
        let (after, after_title) = next.unwrap_or(LAST[0]);
        StepView {
            id: step.id.clone(),
            title: step.title.clone(),
            lead: step.lead.clone(),
            groups,
            wrong: self.wrong(rank),
            before: before.to_owned(),
            after: after.to_owned(),
            after_title: after_title.to_owned(),
            countries: self.form.choices("/creditor/address/country").to_vec(),
            invoices: self.invoice_numbers(),
            rates: self.form.choices("/contract/late_rate").to_vec(),
        }
    }

    /// The list of steps.
    #[must_use]
    pub fn links(&self, current: &str, seen: &BTreeSet<String>) -> Vec<StepLink> {
        let link = |id: &str, title: &str, state| StepLink {
            id: id.to_owned(),
            title: title.to_owned(),
            current: id == current,
            state,
        };
        let mut out = vec![link(FIRST.0, FIRST.1, "todo")];
        for step in &self.form.steps {
            let holds = |g: &Group| self.holds(g);
            let wrong = step.groups.iter().any(|g| {
                let own = |n: &Note| {
                    let home = self.form.place(&n.pointer).and_then(|(_, p)| self.form.steps.get(p.step));
                    n.shape && home.is_some_and(|s| s.id == step.id)
                };
                self.notes.below(&g.at).any(own)
            });
            let state = match (wrong, seen.contains(&step.id) && step.groups.iter().any(holds)) {
                (true, _) => "error",
                (false, true) => "ok",
                (false, false) => "todo",
            };
            out.push(link(&step.id, &step.title, state));
        }
        out.extend(LAST.iter().map(|(id, title)| link(id, title, "todo")));
        out
    }

    /// What is wrong on a step, and what stands nowhere in the form.
    fn wrong(&self, rank: usize) -> Vec<Wrong> {
        let mut out = Vec::new();
        for (_, notes) in self.notes.all() {
            for note in notes.iter().filter(|n| n.shape) {
                let placed = self.form.place(&note.pointer).filter(|(_, p)| p.leaf || p.step == rank);
                match placed {
                    Some((_, p)) if p.step != rank => {}
                    Some((at, p)) => {
                        let inside = note.pointer.len() > at.len() && !p.leaf;
                        out.push(Wrong {
                            id: Some(Form::id(at)),
                            label: self.form.name(at).unwrap_or_default(),
                            text: note.text.clone(),
                            // Something unknown inside a group: no field shows it.
                            remove: (inside && self.draft.get(&note.pointer).is_some())
                                .then(|| note.pointer.clone()),
                        });
                    }
                    None if self.form.place(&note.pointer).is_some() => {}
                    None => out.push(Wrong {
                        id: None,
                        label: note.pointer.trim_start_matches('/').to_owned(),
                        text: note.text.clone(),
                        remove: self.draft.get(&note.pointer).map(|_| note.pointer.clone()),
                    }),
                }
            }
        }
        out
    }

    /// Whether a group holds something.
    fn holds(&self, group: &Group) -> bool {
        if group.list.is_some() {
            return self.draft.count(&group.at) > 0;
        }
        group.fields.iter().any(|f| self.draft.get(&format!("{}/{}", group.at, f.at)).is_some())
    }

    fn group(&self, group: &Group) -> GroupView {
        let wanted = group.goals.as_ref().map_or(!group.closed, |g| g.contains(&self.goal));
        let makes_sense = group.when.iter().all(|c| c.holds(self.draft, ""));
        let (items, list) = match &group.list {
            None => (vec![self.item(group, &group.at, String::new(), 0, 1)], None),
            Some(_) => self.list(group),
        };
        let at_field = |f: &Field| !self.notes.at(&format!("{}/{}", group.at, f.at)).is_empty();
        let said = if group.list.is_some() {
            self.notes.below(&group.at).next().is_some()
        } else {
            group.fields.iter().any(at_field)
        };
        let own = !group.at.is_empty() && group.list.is_some();
        let id = match group.at.as_str() {
            "" => format!("groupe-{}", Form::id(&slug(group))),
            at => Form::id(at),
        };
        GroupView {
            focus: self.focus.as_deref() == Some(id.as_str()),
            id,
            at: group.at.clone(),
            title: group.title.clone(),
            intro: group.intro.clone(),
            folded: !wanted,
            open: self.holds(group) || said,
            hidden: !makes_sense && !self.holds(group) && !said,
            when: field::when(self.form, &group.when, ""),
            items,
            notes: if own { self.notes.at(&group.at).to_vec() } else { Vec::new() },
            list,
        }
    }

    fn list(&self, group: &Group) -> (Vec<ItemView>, Option<ListView>) {
        let Some(words) = &group.list else { return (Vec::new(), None) };
        let count = self.draft.count(&group.at);
        let start = self.windows.get(&group.at).copied().unwrap_or(0);
        let start = if start < count { start / WINDOW * WINDOW } else { 0 };
        let extra = usize::from(self.extra.as_deref() == Some(group.at.as_str()));
        // One who adds an item is shown the end of the list.
        let start = if extra > 0 && count > 0 { count / WINDOW * WINDOW } else { start };
        let end = count.min(start + WINDOW);
        let spare = if count == 0 { words.blank } else { usize::from(words.table && end == count) };
        let room = count < most(&group.at, self.limits);
        let blank = if room { spare.max(extra) } else { 0 };
        let total = if end == count { count + blank } else { end };
        let items = (start..total).map(|i| {
            let title = format!("{}{}{}", words.one, french::NBSP, i + 1);
            self.item(group, &format!("{}/{i}", group.at), title, i, count)
        });
        let long = count > WINDOW;
        let columns = group.fields.iter().filter(|f| f.column).map(|f| ColumnView {
            label: f.label.clone(),
            required: self.is_needed(f, &format!("{}/0/{}", group.at, f.at)),
        });
        let view = ListView {
            table: words.table,
            columns: columns.collect(),
            ordered: words.ordered,
            one: words.one.clone(),
            add: words.add.clone(),
            room,
            paste: words.paste.clone(),
            pasted: self.pasted.iter().find(|(l, _)| *l == group.at).map_or("", |(_, t)| t).to_owned(),
            count,
            from: if long { start + 1 } else { 0 },
            to: if long { end } else { 0 },
            before: start.checked_sub(WINDOW),
            after: (end < count).then_some(end),
        };
        (items.collect(), Some(view))
    }

    fn item(&self, group: &Group, at: &str, title: String, rank: usize, count: usize) -> ItemView {
        let table = group.list.as_ref().is_some_and(|l| l.table);
        let (mut cells, mut open, mut put_away) = (Vec::new(), Vec::new(), Vec::new());
        for field in &group.fields {
            let name = format!("{at}/{}", field.at);
            let (asked, makes_sense) = self.matters(field, at);
            // What holds something, or is wrong, is always in sight.
            let present = self.draft.get(&name).is_some() || !self.notes.at(&name).is_empty();
            let view = self.field(field, at, !makes_sense && !present);
            match () {
                () if field.column => cells.push(view),
                () if !table && (asked || present) => open.push((field, view)),
                () => put_away.push((field, view)),
            }
        }
        let more_open = put_away.iter().any(|(_, v)| !v.notes.is_empty());
        let told = put_away.iter().filter(|(_, v)| !v.value.is_empty());
        let more_told: Vec<String> = told.map(|(_, v)| v.told()).collect();
        let (up, down) = (rank > 0 && rank < count, rank + 1 < count);
        let goes = |button: &str| self.focus.as_deref() == Some(&format!("{}-{button}", Form::id(at)));
        let own = group.list.is_some();
        let title = match group.at.as_str() {
            "/debtors" if rank < count => format!("{title} – {}", self.person(at, rank)),
            _ => title,
        };
        ItemView {
            at: at.to_owned(),
            id: Form::id(at),
            title,
            real: rank < count,
            focus_up: up && (goes("monter") || (goes("descendre") && !down)),
            focus_down: down && (goes("descendre") || (goes("monter") && !up)),
            up,
            down,
            cells,
            blocks: blocks(open),
            more: blocks(put_away),
            more_open,
            more_told: more_told.join(", "),
            notes: if own || !at.is_empty() { self.notes.at(at).to_vec() } else { Vec::new() },
        }
    }
}

/// A name for a group that lies at the root of the claim.
fn slug(group: &Group) -> String {
    group.fields.first().map_or_else(String::new, |f| f.at.clone())
}

/// Fields gathered under their legends, in order.
fn blocks(fields: Vec<(&Field, FieldView)>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for (field, view) in fields {
        match out.last_mut() {
            Some(block) if block.legend == field.legend => block.fields.push(view),
            _ => out.push(Block { legend: field.legend.clone(), fields: vec![view] }),
        }
    }
    out
}
