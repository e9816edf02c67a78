//! Where a pointer of the claim is typed: the step of the path and the field in it.

use serde::Serialize;

use super::fields::Form;

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
        Some(Place { step, anchor: Form::id(at), label })
    }
}
