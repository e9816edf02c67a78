//! The fields of a page into the draft. A field that comes back as it was shown changes nothing: what was imported stays
//! to the letter until somebody edits it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Form;
use crate::court::folded;
use crate::web::draft::{Draft, segments};
use crate::web::normalise;
use crate::web::types::Kind;

/// No field of the claim lies deeper.
const DEPTH: usize = 8;

impl Form {
    /// Puts posted fields into a draft; names that are no field of the claim are left out. Then the rows left blank go,
    /// and pieces get their ids.
    pub fn merge(&self, draft: &mut Draft, posted: &[(String, String)]) {
        // One field may be posted several times: a checkbox and the blank that stands for « not checked ».
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut order = Vec::new();
        for (name, value) in posted.iter().filter(|(name, _)| name.starts_with('/')) {
            let all = values.entry(name).or_insert_with(|| {
                order.push(name.as_str());
                Vec::new()
            });
            all.push(value);
        }
        for pointer in order {
            let Some(kind) = self.types.kind(pointer) else { continue };
            if segments(pointer).len() > DEPTH {
                continue;
            }
            self.merge_one(draft, kind, pointer, values.get(pointer).map_or(&[][..], Vec::as_slice));
        }
        draft.prune();
        draft.name_exhibits();
    }

    fn merge_one(&self, draft: &mut Draft, kind: Kind, pointer: &str, posted: &[&str]) {
        let now = draft.get(pointer);
        let typed = posted.last().copied().unwrap_or_default();
        let value = match kind {
            Kind::List | Kind::Group => return,
            Kind::Choices => {
                let some = posted.iter().filter(|v| !v.trim().is_empty());
                let some: Vec<Value> = some.map(|v| Value::String((*v).to_owned())).collect();
                (!some.is_empty()).then_some(Value::Array(some))
            }
            _ => {
                if now.is_some_and(|v| same(typed, &self.shown(kind, pointer, v))) {
                    return;
                }
                // A box left unchecked says as much as « no »: whoever wrote « no » in a file keeps it.
                if kind == Kind::Truth && typed.is_empty() && now == Some(&Value::Bool(false)) {
                    return;
                }
                self.read(kind, pointer, typed)
            }
        };
        match value {
            Some(value) => draft.set(pointer, value),
            None => draft.clear(pointer),
        }
    }

    /// A typed text as a value: the words of a choice are as good as its value.
    #[must_use]
    pub fn read(&self, kind: Kind, pointer: &str, typed: &str) -> Option<Value> {
        let named = matches!(kind, Kind::Choice | Kind::RateTerm | Kind::Country);
        if named && !typed.trim().is_empty() {
            let words = folded(typed);
            let chosen = self.choices(pointer).iter().find(|c| folded(&c.label) == words);
            if let Some(choice) = chosen {
                return Some(Value::String(choice.value.clone()));
            }
        }
        normalise::read(kind, pointer, typed)
    }

    /// A value as its field shows it.
    #[must_use]
    pub fn shown(&self, kind: Kind, pointer: &str, value: &Value) -> String {
        if let (Kind::RateTerm | Kind::Country, Value::String(text)) = (kind, value)
            && let Some(choice) = self.choices(pointer).iter().find(|c| c.value == *text)
        {
            return choice.label.clone();
        }
        normalise::show(kind, pointer, value)
    }
}

/// Whether two texts are the same but for how lines end and words are parted: browsers change both.
fn same(a: &str, b: &str) -> bool {
    let plain = |s: &str| -> String {
        s.replace("\r\n", "\n")
            .chars()
            .map(|c| if c.is_whitespace() && c != '\n' { ' ' } else { c })
            .collect()
    };
    a == b || plain(a) == plain(b)
}
