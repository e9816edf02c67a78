//! Which kind of judge: the decision table, read from top to bottom, first match wins (court law, § 2.2).

use serde::Serialize;

use super::quality::Quality;
use super::wording::Reason;
use crate::domain::{Day, Money, Nature};
use crate::rules::{NoVersion, Rules, registry};

/// The subject-matter, which must be the same for all debtors of one request (CT-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Juge des contentieux de la protection.
    Protection,
    /// Tribunal judiciaire, chambre de proximité included.
    Civil,
    /// Tribunal judiciaire, exclusive: never the chambre de proximité, avocat on opposition.
    CivilExclusive,
    /// Tribunal de commerce and what stands for it.
    Commercial,
}

/// The facts the table looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub nature: Nature,
    pub principal: Money,
    pub debtor: Option<Quality>,
    pub creditor: Option<Quality>,
    pub contract_date: Option<Day>,
    pub commerce_by_form: bool,
    pub on: Day,
}

/// A word to put in a sentence: an amount or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Amount(&'static str, Money),
    Day(&'static str, Day),
}

/// A step with its words.
pub(crate) type Step = (Reason, Vec<Word>);

/// What the table answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub matter: Matter,
    pub steps: Vec<Step>,
    /// Another judge the claim leaves possible, and why.
    pub other: Option<(Matter, Step)>,
}

/// The table has no answer without this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Undecided {
    NoVersion(NoVersion),
    /// The debtor did not say whether he is a merchant (note (b)).
    DebtorQuality,
}

impl From<NoVersion> for Undecided {
    fn from(e: NoVersion) -> Self {
        Undecided::NoVersion(e)
    }
}

/// The decision table.
pub(crate) fn decide(rules: &Rules, f: &Facts) -> Result<Verdict, Undecided> {
    let sole = |matter, reason| Verdict { matter, steps: vec![(reason, Vec::new())], other: None };
    match f.nature {
        Nature::CoownershipCharges => {
            return Ok(Verdict { matter: Matter::Civil, steps: Vec::new(), other: None });
        }
        Nature::ResidentialLease => return Ok(sole(Matter::Protection, Reason::Dwelling)),
        Nature::ConsumerCredit if f.debtor == Some(Quality::Consumer) => {
            return Ok(credit(rules, f)?);
        }
        Nature::CommercialLease => {
            return Ok(sole(Matter::CivilExclusive, Reason::CommercialLease));
        }
        Nature::StatutoryContributions => {
            return Ok(sole(Matter::Civil, Reason::StatutoryContribution));
        }
        Nature::BillOfExchange => return Ok(sole(Matter::Commercial, Reason::CommerceByForm)),
        _ if f.commerce_by_form => return Ok(sole(Matter::Commercial, Reason::CommerceByForm)),
        _ => {}
    }
    let mut verdict = by_quality(rules, f)?;
    match f.nature {
        Nature::ConsumerCredit => verdict.steps.insert(0, (Reason::CreditNotConsumer, Vec::new())),
        Nature::Guarantee => verdict.steps.push((Reason::Guarantee, Vec::new())),
        Nature::PromissoryNote if verdict.matter == Matter::Civil => {
            verdict.steps.push((Reason::PromissoryNote, Vec::new()));
        }
        _ => {}
    }
    Ok(verdict)
}

/// Rows 6 to 9: the qualities of the parties.
fn by_quality(rules: &Rules, f: &Facts) -> Result<Verdict, Undecided> {
    let debtor = f.debtor.ok_or(Undecided::DebtorQuality)?;
    let step = |reason| (reason, Vec::new());
    let civil = |steps| Verdict { matter: Matter::Civil, steps, other: None };
    let artisans = rules.get(registry::ARTISANS_COMMERCIAL, f.on)?;
    let before = || {
        let since =
            rules.series(registry::ARTISANS_COMMERCIAL).and_then(|s| s.versions.last()).map(|v| v.from);
        (Reason::ArtisanBefore, since.map(|d| Word::Day("date", d)).into_iter().collect())
    };
    let in_trade = |q| q == Some(Quality::Merchant) || (artisans && q == Some(Quality::Artisan));
    match debtor {
        Quality::Consumer | Quality::NonMerchant => Ok(civil(vec![step(Reason::CivilDebtor)])),
        Quality::Artisan if !artisans => Ok(civil(vec![before(), step(Reason::CivilDebtor)])),
        _ if in_trade(f.creditor) => {
            Ok(Verdict { matter: Matter::Commercial, steps: vec![step(Reason::BothMerchants)], other: None })
        }
        // The option is the answer to a merchant; what an artisan does is no act of commerce.
        Quality::Artisan => Ok(Verdict {
            matter: Matter::Civil,
            steps: vec![step(Reason::ArtisanDebtor)],
            other: Some((Matter::Commercial, step(Reason::ArtisanDebtor))),
        }),
        Quality::Merchant => Ok(Verdict {
            matter: Matter::Commercial,
            steps: vec![step(Reason::CreditorOption)],
            other: Some((Matter::Civil, step(Reason::CreditorOptionOther))),
        }),
    }
}

/// Row 3: the scope is that of the day of the contract (CT-05b).
fn credit(rules: &Rules, f: &Facts) -> Result<Verdict, NoVersion> {
    let day = f.contract_date.unwrap_or(f.on);
    let ceiling = rules.get(registry::CONSUMER_CREDIT_CEILING, day)?;
    let floor = rules.get(registry::CONSUMER_CREDIT_FLOOR, day)?;
    let at_ceiling = vec![Word::Amount("ceiling", ceiling)];
    if f.principal > ceiling {
        let steps = vec![(Reason::CreditOverCeiling, at_ceiling), (Reason::CivilDebtor, Vec::new())];
        return Ok(Verdict { matter: Matter::Civil, steps, other: None });
    }
    let mut verdict = Verdict {
        matter: Matter::Protection,
        steps: vec![(Reason::ConsumerCredit, at_ceiling)],
        other: None,
    };
    let bounds = |handle| rules.series(handle).map(|s| s.versions.as_slice()).unwrap_or_default();
    let crossed = |handle, outside: fn(Money, Money) -> bool| {
        bounds(handle).iter().any(|v| match v.datum {
            crate::rules::Datum::Money(bound) => outside(f.principal, bound),
            _ => false,
        })
    };
    let moved = crossed(registry::CONSUMER_CREDIT_CEILING, |p, c| p > c)
        || crossed(registry::CONSUMER_CREDIT_FLOOR, |p, b| p < b);
    let doubt = if f.contract_date.is_none() && moved {
        Some((Reason::CreditUndated, Vec::new()))
    } else if f.principal < floor {
        Some((Reason::CreditUnderFloor, vec![Word::Amount("floor", floor)]))
    } else {
        None
    };
    if let Some(step) = doubt {
        verdict.steps.push(step.clone());
        verdict.other = Some((Matter::Civil, step));
    }
    Ok(verdict)
}
