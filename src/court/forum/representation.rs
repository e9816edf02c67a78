//! Who must act and with what power (CPC, art. 1407, 761, 762, 853; RP-01 to RP-06).

use serde::Serialize;

use super::Forum;
use crate::claim::Claim;
use crate::claim::wire::{Representative, RepresentativeKind};
use crate::court::LawyerNeed;
use crate::domain::LawRef;
use crate::domain::french::typeset;
use crate::rules::Rules;

/// What the report says of representation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct IfOpposed {
    /// Yes, no, undetermined.
    pub lawyer: LawyerNeed,
    /// Why, in French.
    pub reason: String,
}

/// The representation of a claim before its court.
#[must_use]
pub fn of_claim(claim: &Claim, forum: &Forum, rules: &Rules) -> Representation {
    let power_needed = claim.representative.as_ref().is_some_and(|r| needs_power(claim, r));
    let mut keys: Vec<&str> = vec!["cpc-1407"];
    if power_needed {
        keys.extend(["cpc-762", "cpc-853"]);
    }
    let lawyer = forum.competence.as_ref().map(|c| &c.lawyer_if_opposed);
    for key in lawyer.iter().flat_map(|l| &l.law) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let power = if power_needed {
        " Le signataire n'est ni le créancier, ni son représentant légal, ni un avocat : joindre un pouvoir spécial."
    } else {
        ""
    };
    Representation {
        at_filing: typeset(&format!(
            "Pour déposer la requête, le ministère d'un avocat n'est pas obligatoire, quel que soit le montant : le créancier ou tout \
             mandataire la présente.{power}"
        )),
        if_opposed: lawyer.map(|l| IfOpposed { lawyer: l.answer, reason: typeset(&l.reason) }),
        power_needed,
        law: keys.iter().filter_map(|k| rules.law(k)).cloned().collect(),
    }
}

/// RP-02: neither an avocat, nor the creditor himself, nor the organ that represents him.
fn needs_power(claim: &Claim, representative: &Representative) -> bool {
    if representative.kind == RepresentativeKind::Avocat {
        return false;
    }
    let same = |name: &str| folded(name) == folded(&representative.name);
    let organ = claim.creditor.legal_representative.as_ref();
    !(organ.is_some_and(|o| same(&o.name)) || same(&own_name(claim)))
}

fn own_name(claim: &Claim) -> String {
    let names = [&claim.creditor.first_names, &claim.creditor.last_name];
    names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
