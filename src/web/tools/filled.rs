//! A form with what was typed in it: read field by field, turned into the question that the library answers, and shown
//! again with each fault beside its field.

use serde_json::{Map, Value as Json};

use super::asked::Asked;
use super::catalogue::{Calculation, Catalogue, Field, Kind, references};
use super::input::{self, Value};
use crate::domain::{Day, LawRef, french};
use crate::problem::Fault;
use crate::rules::Rules;

/// A field and what was typed in it.
pub(super) struct Cell<'a> {
    pub(super) field: &'a Field,
    pub(super) typed: String,
    pub(super) value: Option<Value>,
    pub(super) error: Option<String>,
}

/// A form with what was typed in it.
pub(super) struct Filled<'a> {
    pub(super) calculation: &'a Calculation,
    /// Whether anything was asked: an address without question shows the empty form.
    pub(super) asked: bool,
    pub(super) cells: Vec<Cell<'a>>,
    /// The repeated fields, one list a line that says something.
    pub(super) rows: Vec<Vec<Cell<'a>>>,
    /// Faults that are those of no field.
    pub(super) errors: Vec<String>,
}

impl<'a> Filled<'a> {
    pub(super) fn read(
        calculation: &'a Calculation,
        asked: &Asked,
        catalogue: &Catalogue,
        today: Day,
    ) -> Self {
        let is_asked = calculation.field.iter().any(|f| asked.first(&f.name).is_some());
        let cell = |f: &'a Field| {
            let default = || match f.default.as_deref() {
                Some("today") => french::short_date(today),
                Some(default) => default.to_owned(),
                None => String::new(),
            };
            let typed = asked.first(&f.name).map_or_else(default, str::to_owned);
            Cell::read(f, typed, is_asked, catalogue)
        };
        let cells = calculation.field.iter().map(cell).collect();
        let rows = calculation.group.iter().flat_map(|g| {
            let lines = g.field.iter().map(|f| asked.count(&f.name)).max().unwrap_or(0).min(g.at_most);
            (0..lines).filter_map(|n| {
                let typed: Vec<&str> =
                    g.field.iter().map(|f| asked.nth(&f.name, n).unwrap_or_default()).collect();
                let says = typed.iter().any(|t| !t.is_empty());
                let read = |(f, t): (&'a Field, &&str)| Cell::read(f, (*t).to_owned(), true, catalogue);
                says.then(|| g.field.iter().zip(&typed).map(read).collect())
            })
        });
        Filled { calculation, asked: is_asked, cells, rows: rows.collect(), errors: Vec::new() }
    }

    fn every(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.cells.iter().chain(self.rows.iter().flatten())
    }

    /// Whether something keeps the question from being asked.
    pub(super) fn is_wrong(&self) -> bool {
        !self.errors.is_empty() || self.every().any(|c| c.error.is_some())
    }

    /// What was read in a field.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.cells.iter().find(|c| c.field.name == name)?.value.as_ref()
    }

    /// Says a fault beside a field.
    pub(super) fn fault(&mut self, name: &str, message: &str) {
        if let Some(cell) = self.cells.iter_mut().find(|c| c.field.name == name) {
            cell.error.get_or_insert_with(|| french::typeset(message));
        }
    }

    /// Says a better-known fault in the place of the one already told.
    pub(super) fn retell(&mut self, name: &str, message: &str) {
        if let Some(cell) = self.cells.iter_mut().find(|c| c.field.name == name) {
            cell.error = Some(french::typeset(message));
        }
    }

    /// The question, as the library reads it.
    pub(super) fn question(&self) -> Map<String, Json> {
        let mut out = Map::new();
        for (cell, value) in self.cells.iter().filter_map(|c| Some((c, c.value.as_ref()?))) {
            put(&mut out, &cell.field.pointer, value.json());
        }
        if let Some(g) = &self.calculation.group {
            let row = |cells: &Vec<Cell<'_>>| {
                let mut line = Map::new();
                for (cell, value) in cells.iter().filter_map(|c| Some((c, c.value.as_ref()?))) {
                    put(&mut line, &cell.field.pointer, value.json());
                }
                Json::Object(line)
            };
            put(&mut out, &g.pointer, Json::Array(self.rows.iter().map(row).collect()));
        }
        out
    }

    /// Says the faults of the library, each beside its field when it has one.
    pub(super) fn refuse(&mut self, faults: &[Fault], detail: &str, catalogue: &Catalogue) {
        for f in faults {
            let told = catalogue.error(&f.code).or_else(|| catalogue.error(&f.pointer)).map(french::typeset);
            let missing = f.code.ends_with("missing_field") || f.code == "field.missing";
            match self.cell_at(&f.pointer) {
                Some(cell) => {
                    let own = missing.then(|| input::expected(cell.field.kind).to_owned());
                    let message = told.or(own).unwrap_or_else(|| sentence(&f.message));
                    cell.error.get_or_insert(message);
                }
                None => self.errors.push(told.unwrap_or_else(|| sentence(&f.message))),
            }
        }
        if faults.is_empty() {
            self.errors.push(sentence(detail));
        }
    }

    /// The cell that a pointer of the question names.
    fn cell_at(&mut self, pointer: &str) -> Option<&mut Cell<'a>> {
        if let Some(g) = &self.calculation.group
            && let Some((rank, own)) =
                pointer.strip_prefix(&format!("{}/", g.pointer)).and_then(|p| p.split_once('/'))
        {
            let row = self.rows.get_mut(rank.parse::<usize>().ok()?)?;
            return row.iter_mut().find(|c| c.field.pointer.trim_start_matches('/') == own);
        }
        let within =
            |own: &str| own == pointer || (!pointer.is_empty() && own.starts_with(&format!("{pointer}/")));
        let filled = self.cells.iter().position(|c| within(&c.field.pointer) && c.value.is_some());
        let at = filled.or_else(|| self.cells.iter().position(|c| within(&c.field.pointer)))?;
        self.cells.get_mut(at)
    }

    /// What was given, named and in words.
    pub(super) fn given(&self, catalogue: &Catalogue) -> Vec<(String, String)> {
        let one = |c: &Cell<'_>| {
            let value = c.value.as_ref()?;
            Some((c.field.label.clone(), c.in_words(value, catalogue)))
        };
        let mut out: Vec<(String, String)> = self.cells.iter().filter_map(one).collect();
        if let Some(g) = &self.calculation.group {
            for (n, row) in self.rows.iter().enumerate() {
                let words: Vec<String> = row.iter().filter_map(|c| c.in_a_line(catalogue)).collect();
                out.push((format!("{} {}", g.row, n + 1), french::capitalised(&words.join(", "))));
            }
        }
        out
    }

    /// The names and values of the address that asks the same again; defaults that move with the days are written out.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for c in &self.cells {
            if let Some(value) = &c.value {
                out.push((c.field.name.clone(), value.in_address()));
            }
        }
        for c in self.rows.iter().flatten() {
            // Each line has all its names, so that the lines stay apart.
            let value = c.value.as_ref().map(Value::in_address).unwrap_or_default();
            out.push((c.field.name.clone(), value));
        }
        out
    }

    /// The articles that come with what was filled.
    pub(super) fn law(&self, rules: &Rules) -> Vec<LawRef> {
        let filled = self.cells.iter().filter(|c| c.value.is_some()).flat_map(|c| &c.field.law);
        let rows = self.calculation.group.iter().filter(|_| !self.rows.is_empty()).flat_map(|g| &g.law);
        references(self.calculation.law.iter().chain(filled).chain(rows), rules)
    }
}

impl<'a> Cell<'a> {
    pub(super) fn empty(field: &'a Field) -> Cell<'a> {
        Cell { field, typed: String::new(), value: None, error: None }
    }

    fn read(field: &'a Field, typed: String, asked: bool, catalogue: &Catalogue) -> Cell<'a> {
        let known = |v: &Value| match (&field.options, v) {
            (Some(list), Value::Word(w)) => catalogue.options(list).iter().any(|(name, _)| name == w),
            (Some(list), Value::Count(n)) => {
                catalogue.options(list).iter().any(|(name, _)| *name == n.to_string())
            }
            _ => true,
        };
        let value = if typed.is_empty() { None } else { input::read(field.kind, &typed).filter(known) };
        let unread = value.is_none() && !typed.is_empty();
        let missing = asked && field.required && typed.is_empty();
        let error = (unread || missing).then(|| french::typeset(input::expected(field.kind)));
        Cell { field, typed, value, error }
    }

    fn in_words(&self, value: &Value, catalogue: &Catalogue) -> String {
        match (&self.field.options, value) {
            (Some(list), Value::Word(w)) => catalogue.label(list, w).to_owned(),
            (Some(list), Value::Count(n)) => catalogue.label(list, &n.to_string()).to_owned(),
            (None, Value::Word(w)) => french::user(w),
            _ => value.in_words(),
        }
    }

    /// « reçu le 1er juillet 2026 »; what was chosen in a list needs no name.
    fn in_a_line(&self, catalogue: &Catalogue) -> Option<String> {
        let value = self.in_words(self.value.as_ref()?, catalogue);
        let mut label = self.field.label.chars();
        let first = label.next().map(char::to_lowercase).into_iter().flatten();
        Some(match &self.field.options {
            Some(_) => value,
            None => format!("{} {value}", first.chain(label).collect::<String>()),
        })
    }

    /// As it stands in its field: what was read in its French form, else what was typed.
    pub(super) fn shown(&self) -> String {
        match (&self.value, self.field.kind) {
            (Some(v), kind) if kind != Kind::Text => v.in_field(),
            _ => self.typed.clone(),
        }
    }
}

/// A message of the library as a sentence.
fn sentence(message: &str) -> String {
    let text = french::capitalised(&french::typeset(message));
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// Sets a value in nested objects (RFC 6901, without arrays).
fn put(into: &mut Map<String, Json>, pointer: &str, value: Json) {
    match pointer.trim_start_matches('/').split_once('/') {
        None => {
            into.insert(pointer.trim_start_matches('/').to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = into.entry(first.to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
