//! What the way costs, as far as the texts give it; an unread figure is marked uncertain.

use super::report::Fee;
use super::{Dossier, Law};

/// The costs of the way to take.
#[must_use]
pub fn fees(_: &Dossier, _: &Law) -> Vec<Fee> {
    Vec::new()
}
