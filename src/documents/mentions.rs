//! Sentences of law, taken from the rule set with their articles: no document words the law by itself.

use crate::domain::{Day, LawRef};
use crate::rules::{Handle, NoVersion, Rules};

use super::french;
use super::parts::Block;

/// A sentence of law and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The sentence, word for word; only its spaces and apostrophes are those of print.
    pub text: String,
    /// « C. civ., art. 1344 ».
    pub source: String,
}

impl Mention {
    /// The sentence in force on a day.
    ///
    /// # Errors
    /// [`NoVersion`] when the rule set holds no sentence for that day.
    pub fn on(rules: &Rules, handle: Handle<String>, day: Day) -> Result<Mention, NoVersion> {
        let law = &rules.version_on(handle, day)?.law;
        Ok(Mention { text: french::typeset(rules.text(handle, day)?), source: articles(law) })
    }

    /// The sentence as a quotation.
    #[must_use]
    pub fn quote(self) -> Block {
        Block::Quote { paragraphs: vec![self.text], source: self.source }
    }
}

/// « C. com., art. L. 441-10 ; C. com., art. D. 441-5 ».
#[must_use]
pub fn articles(law: &[LawRef]) -> String {
    french::typeset(&law.iter().map(|l| &*l.text).collect::<Vec<_>>().join(" ; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleFiles, registry};

    #[test]
    fn a_sentence_comes_with_its_article() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"));
        let day = "2026-11-22".parse().unwrap();
        let m = Mention::on(&rules, registry::COSTS_WITHOUT_TITLE, day).unwrap();
        assert!(m.text.starts_with("Les frais de recouvrement entrepris sans titre exécutoire restent"));
        assert!(m.text.contains("s\u{2019}ils"));
        assert_eq!(m.source, "CPCE, art.\u{a0}L.\u{a0}111-8");
        assert!(Mention::on(&rules, registry::COSTS_WITHOUT_TITLE, "2014-03-18".parse().unwrap()).is_err());
    }
}
