//! D05b, the e-mail that confirms a telephone call: facts only. What it says was said by the debtor on that day and
//! stands in the file; nothing is asked, nothing is announced.

use serde::Serialize;

use super::french;
use super::message::{self, Message};
use super::relance::Step;

/// What the debtor said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// `promise`, `dispute` or `payment`.
    pub kind: &'static str,
    /// The sum promised or said to be paid.
    pub amount: Option<String>,
    /// The day promised.
    pub by: Option<String>,
    /// Why the debt is disputed.
    pub reason: Option<String>,
}

impl Said {
    /// Without figures.
    #[must_use]
    pub fn of(kind: &'static str) -> Said {
        Said { kind, amount: None, by: None, reason: None }
    }
}

/// What the templates of a confirmation are filled with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Confirmation {
    /// The facts of the reminder.
    #[serde(flatten)]
    pub message: Message,
    /// « 20 novembre 2026 ».
    pub called_on: String,
    /// What was said, in the order of the file.
    pub said: Vec<Said>,
}

/// Confirmations of each answer.
#[must_use]
pub fn samples() -> Vec<(&'static str, Confirmation)> {
    let of = |message: Message, said: Vec<Said>| Confirmation {
        message: Message { attachments: Vec::new(), payment: Vec::new(), ..message },
        called_on: french::date(crate::domain::Day::default()),
        said,
    };
    let promise = Said {
        amount: Some("1\u{202f}000,00\u{a0}€".into()),
        by: Some("30\u{a0}novembre\u{a0}2026".into()),
        ..Said::of("promise")
    };
    let dispute = Said { reason: Some("Livraison incomplète".into()), ..Said::of("dispute") };
    let every = vec![promise.clone(), dispute, Said::of("promise"), Said::of("dispute"), Said::of("payment")];
    message::samples(Step::First)
        .into_iter()
        .map(|(name, m)| (name, of(m, if name == "plain" { vec![promise.clone()] } else { every.clone() })))
        .collect()
}
