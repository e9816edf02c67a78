//! The limitation of one claim, asked without a claim file: its nature, its start, what happened since. The same table
//! and the same engine as for a whole claim.

use serde::Deserialize;

use super::{App, AppError};
use crate::claim::wire::Date;
use crate::deadlines::limitation::{
    self, Act, ActKind, CreditorQuality, DebtorQuality, Limitation, LimitationCase, LimitationKind,
    LimitationRule, LimitationStart,
};
use crate::domain::{Day, Grade, LawRef, Nature};
use crate::problem::Fault;

/// The question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitationQuestion {
    /// A nature of the contract, or the key of a row of the table that no nature has (`title`).
    pub nature: String,
    /// Who owes.
    pub debtor: DebtorQuality,
    /// Who is owed.
    pub creditor: CreditorQuality,
    /// The day the period runs from.
    pub start: Date,
    /// Whether it runs from 0:00 of that day.
    #[serde(default)]
    pub zero_hour: bool,
    /// What happened since.
    #[serde(default)]
    pub acts: Vec<ActAsked>,
    /// The day it is looked at; today when none is given.
    #[serde(default)]
    pub as_of: Option<Date>,
}

/// An act of the question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActAsked {
    /// One of [`ActKind::named`].
    pub kind: String,
    /// Its day.
    pub on: Date,
    /// The end of the proceedings or of the suspension, when known.
    #[serde(default)]
    pub until: Option<Date>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct LimitationAnswer {
    /// The row of the table.
    pub rule: LimitationRule,
    /// The day it was looked at.
    pub as_of: Day,
    /// The period through its acts.
    pub limitation: Limitation,
    /// The articles.
    pub law: Vec<LawRef>,
}

impl LimitationAnswer {
    /// « Prescription » or « Forclusion ».
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.rule.kind {
            LimitationKind::Prescription => "Prescription",
            LimitationKind::Forclusion => "Forclusion",
        }
    }

    /// Whether it is too late on the day of the question.
    #[must_use]
    pub fn is_barred(&self) -> bool {
        self.as_of > self.limitation.end.last_day
    }

    /// Whether the length itself is not confirmed.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.rule.grade == Grade::Unverified
    }
}

impl App {
    /// The limitation of a claim.
    ///
    /// # Errors
    /// An unknown nature or act; a day that the rules do not cover.
    pub fn limitation(&self, asked: &LimitationQuestion) -> Result<LimitationAnswer, AppError> {
        let refused =
            |pointer: &str, message: &str| AppError::Words(vec![Fault::new("value.enum", pointer, message)]);
        let table = self.law.calendars.limitation();
        let rule = match asked.nature.parse::<Nature>() {
            Ok(nature) => table.rule_for(nature, asked.debtor, asked.creditor),
            Err(()) => table.by_key(&asked.nature).filter(|r| r.natures.is_empty()),
        };
        let rule = rule.ok_or_else(|| refused("/nature", "Choisissez une nature de la liste."))?;
        let mut acts = Vec::with_capacity(asked.acts.len());
        for (i, a) in asked.acts.iter().enumerate() {
            let kind = ActKind::named(&a.kind)
                .ok_or_else(|| refused(&format!("/acts/{i}/kind"), "Choisissez un acte de la liste."))?;
            acts.push(Act { kind, on: a.on.day(), until: a.until.map(Date::day) });
        }
        let start = asked.start.day();
        let case = LimitationCase {
            rule,
            start: if asked.zero_hour {
                LimitationStart::ZeroHour(start)
            } else {
                LimitationStart::DuringDay(start)
            },
            born_on: None,
            acts: &acts,
            as_of: asked.as_of.map_or_else(|| self.today(), Date::day),
        };
        let limitation = limitation::run(&case, &self.law.rules)?;
        let law = limitation.law.iter().filter_map(|k| self.law.rules.law(k).cloned()).collect();
        Ok(LimitationAnswer { rule: rule.clone(), as_of: case.as_of, limitation, law })
    }
}
