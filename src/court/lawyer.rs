//! Whether an avocat is compulsory once the debtor has formed opposition (CPC, art. 761 and 853; RP-04 to RP-06).
//! The request itself needs none, whatever the amount (RP-01).

use serde::Serialize;

use super::competence::Search;
use super::matter::Matter;
use super::view::Kind;
use super::wording::{Reason, Reasoning, euros};
use crate::domain::Money;
use crate::rules::{NoVersion, registry};

/// Whether an avocat is compulsory once the debtor has formed opposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LawyerNeed {
    /// Compulsory.
    Yes,
    /// Not compulsory.
    No,
    /// The texts do not decide.
    Undetermined,
}

impl LawyerNeed {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            LawyerNeed::Yes => "avocat obligatoire",
            LawyerNeed::No => "avocat non obligatoire",
            LawyerNeed::Undetermined => "les textes ne tranchent pas",
        }
    }
}

/// The answer with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Lawyer {
    /// Yes, no, undetermined.
    pub answer: LawyerNeed,
    /// Why, in French, with the article.
    pub reason: String,
    /// Keys of law.
    pub law: Vec<String>,
}

impl Search<'_> {
    /// RP-04 to RP-06, CT-14.
    pub(super) fn lawyer(&self, matter: Matter, kind: Kind) -> Result<Lawyer, NoVersion> {
        let tj = self.rules.get(registry::LAWYER_CEILING_TJ, self.q.on)?;
        let tc = self.rules.get(registry::LAWYER_CEILING_TC, self.q.on)?;
        let by_amount = |ceiling: Money, no, yes| {
            if self.straddles(ceiling) {
                (LawyerNeed::Undetermined, Reason::LawyerStraddled, ceiling)
            } else if self.q.amount <= ceiling {
                (LawyerNeed::No, no, ceiling)
            } else {
                (LawyerNeed::Yes, yes, ceiling)
            }
        };
        let (answer, reason, ceiling) = match (kind, matter) {
            (Kind::TribunalDePremiereInstance, _) => (LawyerNeed::Undetermined, Reason::LawyerTpi, tj),
            (_, Matter::Protection) => (LawyerNeed::No, Reason::LawyerJcp, tj),
            (_, Matter::CivilExclusive) => (LawyerNeed::Yes, Reason::LawyerExclusive, tj),
            (_, Matter::Civil) => by_amount(tj, Reason::LawyerTjNo, Reason::LawyerTjYes),
            (_, Matter::Commercial) => by_amount(tc, Reason::LawyerTcNo, Reason::LawyerTcYes),
        };
        let mut why = Reasoning::default();
        self.say(&mut why, reason, &[("ceiling", &euros(ceiling))]);
        Ok(Lawyer { answer, reason: why.sentences.concat(), law: why.law })
    }
}
