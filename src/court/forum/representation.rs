//! Who must act and with what power (CPC, art. 1407, 761, 762, 853; RP-01 to RP-06).

use serde::Serialize;

use super::Forum;
use crate::claim::Claim;
use crate::court::LawyerNeed;
use crate::domain::LawRef;
use crate::rules::Rules;

/// What the report says of representation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Representation {
    /// At the filing of the request: no avocat is needed.
    pub at_filing: String,
    /// After opposition; absent while the court is unknown.
    pub if_opposed: Option<IfOpposed>,
    /// Whoever signs needs a special power.
    pub power_needed: bool,
    /// The articles.
    pub law: Vec<LawRef>,
}

/// Whether an avocat is compulsory after opposition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IfOpposed {
    /// Yes, no, undetermined.
    pub lawyer: LawyerNeed,
    /// Why, in French.
    pub reason: String,
}

/// The representation of a claim before its court.
#[must_use]
pub fn of_claim(claim: &Claim, forum: &Forum, rules: &Rules) -> Representation {
    let _ = (claim, forum, rules);
    Representation { at_filing: String::new(), if_opposed: None, power_needed: false, law: Vec::new() }
}
