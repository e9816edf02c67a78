//! Where a pointer of the claim is typed: the step of the path and the field in it.

use serde::Serialize;

/// A field of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The step, as its address names it.
    pub step: String,
    /// The field's id in the page of the step; nothing for a step as a whole.
    pub anchor: String,
    /// What the page calls it.
    pub label: String,
}

/// Finds the place of a pointer.
pub type Places<'a> = &'a dyn Fn(&str) -> Option<Place>;
