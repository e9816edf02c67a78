//! The draft: the claim file as it is being typed, incomplete or not yet readable. It travels with the pages; nothing of
//! it stays here. Whatever is posted, it is a JSON object after it as before.

mod paste;
mod place;

use serde_json::{Map, Value};

pub use paste::{Column, Pasted, read as paste};
pub use place::{parent, segments};

use crate::claim::{Limits, ReadErrors, read_value};

/// What is told when a draft cannot be taken in, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The text is no JSON.
    #[error("{0}")]
    Unreadable(ReadErrors),
    /// JSON, but not an object.
    #[error("Un dossier est un objet JSON\u{a0}: il commence par une accolade.")]
    NotObject,
    /// More bytes than a claim may have.
    #[error("Le dossier dépasse {0} octets\u{a0}: allégez-le, ou faites-en plusieurs.")]
    TooLarge(usize),
    /// More items than a list may have.
    #[error("{0} lignes au plus dans cette liste\u{a0}: faites plusieurs dossiers.")]
    Full(usize),
}

/// The draft of a claim.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft(Map<String, Value>);

/// Items that a list without limit of its own may have.
const MANY: usize = 500;

impl Draft {
    /// Reads a text that should hold one.
    ///
    /// # Errors
    /// [`DraftError`].
    pub fn read(text: &str, limits: &Limits) -> Result<Self, DraftError> {
        if text.len() > limits.json_bytes {
            return Err(DraftError::TooLarge(limits.json_bytes));
        }
        match read_value(text.as_bytes()) {
            Ok(Value::Object(map)) => {
                let mut draft = Draft(map);
                draft.prune();
                Ok(draft)
            }
            Ok(_) => Err(DraftError::NotObject),
            Err(e) => Err(DraftError::Unreadable(e)),
        }
    }

    /// Whether nothing was typed yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As JSON on one line.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// As JSON that a person can read.
    #[must_use]
    pub fn pretty(&self) -> String {
        serde_json::to_string_pretty(&self.0).unwrap_or_default() + "\n"
    }

    /// The value at a pointer.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        let mut parts = segments(pointer).into_iter();
        let first = self.0.get(parts.next()?.as_ref())?;
        parts.try_fold(first, |at, part| match at {
            Value::Object(map) => map.get(part.as_ref()),
            Value::Array(items) => items.get(part.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// A text at a pointer.
    #[must_use]
    pub fn text(&self, pointer: &str) -> Option<&str> {
        self.get(pointer)?.as_str()
    }

    /// How many items a list has.
    #[must_use]
    pub fn count(&self, list: &str) -> usize {
        self.get(list).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// Puts a value, making what holds it. A rank past the end of a list makes it longer: rows left blank between are
    /// taken out by [`Draft::prune`].
    pub fn set(&mut self, pointer: &str, value: Value) {
        let parts = segments(pointer);
        let Some((last, way)) = parts.split_last() else { return };
        let mut root = Value::Object(std::mem::take(&mut self.0));
        let mut at = Some(&mut root);
        for (part, next) in way.iter().zip(parts.iter().skip(1)) {
            at = at.and_then(|here| place::enter(here, part, next));
        }
        if let Some(here) = at {
            place::put(here, last, value);
        }
        if let Value::Object(map) = root {
            self.0 = map;
        }
    }

    /// Takes out the value at a pointer; the items of a list after it move up.
    pub fn remove(&mut self, pointer: &str) {
        let parts = segments(pointer);
        match parts.as_slice() {
            [] => {}
            [only] => {
                self.0.shift_remove(only.as_ref());
            }
            [list, rank] if list == "debtors" => {
                if let Ok(rank) = rank.parse() {
                    self.remove_debtor(rank);
                }
            }
            _ => {
                let Some((up, last)) = parent(pointer) else { return };
                match self.get_mut(up) {
                    Some(Value::Object(map)) => {
                        map.shift_remove(last.as_ref());
                    }
                    Some(Value::Array(items)) => {
                        if let Some(rank) = last.parse().ok().filter(|r| *r < items.len()) {
                            items.remove(rank);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Empties a field without moving the items of its list.
    pub fn clear(&mut self, pointer: &str) {
        let Some((up, last)) = parent(pointer) else { return };
        match self.holder(up) {
            Some(Holder::Map(map)) => {
                map.shift_remove(last.as_ref());
            }
            Some(Holder::List(items)) => {
                if let Some(item) = last.parse().ok().and_then(|r: usize| items.get_mut(r)) {
                    *item = Value::Null;
                }
            }
            None => {}
        }
    }

    /// Changes an item's place with that of its neighbour.
    pub fn swap(&mut self, pointer: &str, down: bool) {
        let Some((list, rank)) = parent(pointer) else { return };
        let Ok(rank) = rank.parse::<usize>() else { return };
        let other = if down { rank.checked_add(1) } else { rank.checked_sub(1) };
        let Some(other) = other.filter(|o| (*o).max(rank) < self.count(list)) else { return };
        if let Some(Value::Array(items)) = self.get_mut(list) {
            items.swap(rank, other);
        }
        if list == "/debtors" {
            self.renumber(|debtor| match debtor {
                d if d == rank => Some(other),
                d if d == other => Some(rank),
                d => Some(d),
            });
        }
    }

    /// Takes out what is empty: texts, objects, lists, `null`; and with it the rows that were left blank.
    pub fn prune(&mut self) {
        let blank = |v: &Value| match v {
            Value::Null => true,
            Value::String(s) => s.is_empty(),
            Value::Array(a) => a.is_empty(),
            Value::Object(m) => m.is_empty(),
            _ => false,
        };
        fn inside(value: &mut Value, blank: &impl Fn(&Value) -> bool) {
            match value {
                Value::Array(items) => {
                    items.iter_mut().for_each(|v| inside(v, blank));
                    items.retain(|v| !blank(v));
                }
                Value::Object(map) => {
                    map.values_mut().for_each(|v| inside(v, blank));
                    map.retain(|_, v| !blank(v));
                }
                _ => {}
            }
        }
        // Those who are served are named by their rank: debtors go one by one.
        if let Some(Value::Array(debtors)) = self.0.get_mut("debtors") {
            let gone: Vec<usize> = (0..debtors.len())
                .rev()
                .filter(|i| {
                    let Some(debtor) = debtors.get_mut(*i) else { return false };
                    inside(debtor, &blank);
                    blank(debtor)
                })
                .collect();
            gone.into_iter().for_each(|i| self.remove_debtor(i));
        }
        self.0.values_mut().for_each(|v| inside(v, &blank));
        self.0.retain(|_, v| !blank(v));
    }

    /// Gives each piece an id, so that other fields can name it: nobody should have to invent one.
    pub fn name_exhibits(&mut self) {
        let Some(Value::Array(exhibits)) = self.0.get_mut("exhibits") else { return };
        let mut free = 1usize;
        for i in 0..exhibits.len() {
            let named = exhibits.get(i).is_none_or(|e| e.get("id").is_some() || !e.is_object());
            if named {
                continue;
            }
            let taken = |id: &str| exhibits.iter().any(|e| e.get("id").and_then(Value::as_str) == Some(id));
            while taken(&format!("p{free}")) {
                free += 1;
            }
            if let Some(Value::Object(exhibit)) = exhibits.get_mut(i) {
                exhibit.shift_insert(0, "id".to_owned(), Value::String(format!("p{free}")));
            }
        }
    }

    /// Adds items at the end of a list.
    ///
    /// # Errors
    /// When the list would be longer than it may.
    pub fn append(&mut self, list: &str, items: Vec<Value>, limits: &Limits) -> Result<(), DraftError> {
        let (most, first) = (most(list, limits), self.count(list));
        if first.saturating_add(items.len()) > most {
            return Err(DraftError::Full(most));
        }
        for (i, item) in items.into_iter().enumerate() {
            self.set(&format!("{list}/{}", first + i), item);
        }
        Ok(())
    }

    fn get_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        let parts = segments(pointer);
        let (first, rest) = parts.split_first()?;
        let mut at = self.0.get_mut(first.as_ref())?;
        for part in rest {
            at = match at {
                Value::Object(map) => map.get_mut(part.as_ref())?,
                Value::Array(items) => items.get_mut(part.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(at)
    }

    fn holder(&mut self, pointer: &str) -> Option<Holder<'_>> {
        if pointer.is_empty() {
            return Some(Holder::Map(&mut self.0));
        }
        match self.get_mut(pointer)? {
            Value::Object(map) => Some(Holder::Map(map)),
            Value::Array(items) => Some(Holder::List(items)),
            _ => None,
        }
    }

    fn remove_debtor(&mut self, rank: usize) {
        let Some(Value::Array(debtors)) = self.0.get_mut("debtors") else { return };
        if rank >= debtors.len() {
            return;
        }
        debtors.remove(rank);
        self.renumber(|debtor| match debtor {
            d if d == rank => None,
            d if d > rank => d.checked_sub(1),
            d => Some(d),
        });
    }

    /// Follows debtors to their new ranks; what was served on one who is gone goes with him.
    fn renumber(&mut self, new: impl Fn(usize) -> Option<usize>) {
        let services = self.0.get_mut("order").and_then(|o| o.get_mut("services"));
        let Some(Value::Array(services)) = services else { return };
        services.retain_mut(|service| {
            let Some(at) = service.get_mut("debtor") else { return true };
            let Some(rank) = at.as_u64().and_then(|n| usize::try_from(n).ok()) else { return true };
            match new(rank) {
                Some(rank) => {
                    *at = Value::from(rank);
                    true
                }
                None => false,
            }
        });
    }
}

enum Holder<'d> {
    Map(&'d mut Map<String, Value>),
    List(&'d mut Vec<Value>),
}

/// How many items a list may have.
#[must_use]
pub fn most(list: &str, limits: &Limits) -> usize {
    match list {
        "/debtors" => limits.debtors,
        "/invoices" => limits.invoices,
        "/payments" => limits.payments,
        "/exhibits" => limits.exhibits,
        _ => MANY,
    }
}

#[cfg(test)]
mod tests;
