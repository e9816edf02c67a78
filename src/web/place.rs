//! Where a pointer of the claim is typed: the step of the path and the field in it.

use serde::Serialize;

use super::fields::Form;
use crate::domain::french;

/// A field of a step, or what holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The step, as its address names it.
    pub step: String,
    /// The id of the field in the page of the step.
    pub anchor: String,
    /// What the page calls it.
    pub label: String,
}

impl Place {
    /// The place of a pointer; nothing for the claim as a whole.
    #[must_use]
    pub fn of(pointer: &str, form: &Form) -> Option<Place> {
        let (at, _) = form.place(pointer).filter(|(at, _)| !at.is_empty())?;
        let (step, label) = (form.step_of(pointer)?.id.clone(), form.name(pointer)?);
        let label = match holder(at, form) {
            Some(holder) if holder != label => format!("{holder}{}: {label}", french::NBSP),
            _ => label,
        };
        Some(Place { step, anchor: Form::id(at), label })
    }

    /// The place of a finding: one about the whole claim is mended in the list that its family names, `notice.missing`
    /// in `/notices`.
    #[must_use]
    pub fn of_finding(code: &str, pointer: &str, form: &Form) -> Option<Place> {
        if !pointer.is_empty() {
            return Place::of(pointer, form);
        }
        let family = code.split('.').next()?;
        [format!("/{family}s"), format!("/{family}")].iter().find_map(|at| Place::of(at, form))
    }
}

/// « Créancier », for a field of the creditor: an item of a list says itself which one it is.
fn holder<'f>(at: &str, form: &'f Form) -> Option<&'f str> {
    let top = at.get(..at.get(1..)?.find('/')? + 1)?;
    let is_item = at.split('/').any(|part| part.bytes().next().is_some_and(|b| b.is_ascii_digit()));
    let (found, placed) = form.place(top).filter(|_| !is_item)?;
    (found == top).then_some(placed.label.as_str())
}
