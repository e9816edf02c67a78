//! What a check raises, before the words are put on it.

use super::Finding;
use crate::domain::Bundle;
use crate::rules::FindingDef;

/// Collects what a check raises.
#[derive(Default)]
pub struct Sink {
    raised: Vec<Raised>,
}

/// One finding, without its words.
pub struct Raised {
    pointer: String,
    variant: Option<&'static str>,
    values: Vec<(&'static str, String)>,
    blocks: Option<Vec<Bundle>>,
}

impl Sink {
    /// Raises the finding at a pointer.
    pub fn raise(&mut self, pointer: impl Into<String>) -> &mut Raised {
        self.raised.push(Raised { pointer: pointer.into(), variant: None, values: Vec::new(), blocks: None });
        let last = self.raised.len() - 1;
        &mut self.raised[last]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.raised.is_empty()
    }

    pub(super) fn into_raised(self) -> Vec<Raised> {
        self.raised
    }
}

impl Raised {
    /// Fills a placeholder of the message or remedy.
    pub fn with(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// Uses a variant of the text.
    pub fn variant(&mut self, name: &'static str) -> &mut Self {
        self.variant = Some(name);
        self
    }

    /// Closes these bundles instead of those of the text.
    pub fn blocking(&mut self, bundles: Vec<Bundle>) -> &mut Self {
        self.blocks = Some(bundles);
        self
    }

    pub(super) fn word(self, def: &FindingDef) -> Finding {
        let words = self.variant.and_then(|v| def.variants.get(v)).unwrap_or(&def.plain);
        let values: Vec<(&str, &str)> = self.values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let (title, message, remedy) = words.say(&values);
        Finding {
            code: def.code.clone(),
            variant: self.variant,
            severity: words.severity,
            title,
            message,
            law: words.law.clone(),
            remedy,
            blocks: self.blocks.unwrap_or_else(|| words.blocks.clone()),
            pointer: self.pointer,
        }
    }
}
