//! References to the law, as they are shown to people.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// An article or decision, as printed, and where it can be read. Read once with the rules, then shared: every finding and
/// every deadline names some.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LawRef {
    /// `CPC, art. 1405`.
    pub text: Arc<str>,
    /// Légifrance, or the source that was read.
    pub url: Arc<str>,
}

/// How well a rule was checked: what is [`Grade::Unverified`] warns and never blocks alone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// The text of the article was read in a consolidated copy.
    Text,
    /// The decisive sentence was read as quoted from Légifrance by a third party.
    Quoted,
    /// Read in secondary sources only.
    Secondary,
    /// Not confirmed: shown as such, never presented as certain.
    Unverified,
    /// Not law: a choice the law leaves, made here by a stated default.
    Policy,
}
