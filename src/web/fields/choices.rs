//! The French of the choices. What the documents print already is taken from them: a thing has one name.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::claim::wire::{Channel, ContractKind, EventKind, RepresentativeKind, Returned, ServiceMode};
use crate::documents::build;
use crate::domain::{Country, RateSeries, french};
use crate::web::types::{Kind, Types};

/// A value and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The value of the claim file.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// The choices of a field: those that its type admits, in the order of the contract.
pub(super) fn of(
    pointer: &str,
    types: &Types,
    listed: Option<&BTreeMap<String, String>>,
    options: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<Vec<Choice>, String> {
    let named = |name: &str| options.get(name).cloned().unwrap_or_default();
    let pairs = |values: Vec<String>, words: &BTreeMap<String, String>| -> Result<Vec<Choice>, String> {
        values
            .into_iter()
            .map(|value| {
                let label = printed(pointer, &value).or_else(|| words.get(&value).cloned());
                let label = label.ok_or_else(|| format!("{pointer}: « {value} » has no French"))?;
                Ok(Choice { value, label: french::typeset(&label) })
            })
            .collect()
    };
    match types.kind(pointer) {
        Some(Kind::Choice | Kind::Choices) => {
            pairs(types.choices(pointer).to_vec(), listed.unwrap_or(&BTreeMap::new()))
        }
        Some(Kind::Truth) => pairs(vec!["true".to_owned(), "false".to_owned()], &named("truth")),
        Some(Kind::RateTerm) => {
            pairs(RateSeries::ALL.iter().map(|s| s.name().to_owned()).collect(), &named("series"))
        }
        Some(Kind::Country) => Ok(countries()),
        _ => Ok(Vec::new()),
    }
}

/// The name that the documents give a value, when they do.
fn printed(pointer: &str, value: &str) -> Option<String> {
    let words = match pointer {
        "/contract/kind" => {
            let kind: ContractKind = value.parse().ok()?;
            match kind {
                // Both are a « contrat » on paper; here one has to tell them apart.
                ContractKind::Other => "autre écrit",
                kind => build::contract_noun(kind),
            }
        }
        "/notices/*/channel" => build::channel(value.parse::<Channel>().ok()?),
        "/notices/*/returned" => build::returned(value.parse::<Returned>().ok()?),
        "/events/*/kind" => build::event(value.parse::<EventKind>().ok()?),
        "/order/services/*/mode" => build::service_mode(value.parse::<ServiceMode>().ok()?),
        "/representative/kind" => build::calling(value.parse::<RepresentativeKind>().ok()?),
        _ => return None,
    };
    Some(french::capitalised(words))
}

/// Countries by their French names, in that order; France first.
fn countries() -> Vec<Choice> {
    let all = Country::codes().into_iter().filter_map(|c| c.parse::<Country>().ok());
    let mut named: Vec<Choice> = all
        .map(|c| (c.code().to_owned(), build::countries::french_name(c)))
        .filter(|(_, name)| !name.is_empty())
        .map(|(value, name)| Choice { value, label: name.to_owned() })
        .collect();
    named.sort_by_key(|c| crate::court::folded(&c.label));
    named.insert(0, Choice { value: Country::FRANCE.code().to_owned(), label: "France".to_owned() });
    named
}
