//! Kinds of the contract and of the letters: term of payment, formal notice, electronic registered letter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::read::problem;
use super::wire::IsoDay;
use super::{Calculation, Computed, gather, natural, positive, rename};
use crate::deadlines::calendar::Calendars;
use crate::deadlines::notice::{self, NoticeOutcome};
use crate::deadlines::payment_term::{self, PaymentTerm};
use crate::deadlines::problem::DeadlineProblem;
use crate::deadlines::words;
use crate::domain::Territory;
use crate::rules::{Rules, registry};

/// A clause of payment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermInput {
    /// What the clause says.
    #[serde(rename = "type")]
    pub kind: TermType,
    /// The days of the clause.
    pub days: Option<i64>,
    /// The day of the month, for `days_end_of_month_then_day`.
    pub day: Option<i64>,
    /// The method, for `end_of_month`.
    pub method: Option<EndOfMonthMethod>,
}

/// What a clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TermType {
    /// « N jours », « nets », « date de facture ».
    NetDays,
    /// « Fin de mois »: the days, then the end of the month.
    DaysThenEndOfMonth,
    /// « Fin de mois »: the end of the month, then the days.
    EndOfMonthThenDays,
    /// « Fin de mois le J ».
    DaysEndOfMonthThenDay,
    /// « Fin de mois », with `method`.
    EndOfMonth,
    /// « Fin de mois », the contract does not say how.
    Unknown,
    /// « À réception », « comptant ».
    OnReceipt,
    /// No term agreed.
    Silent,
}

/// The method of an « end of month » clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndOfMonthMethod {
    /// The days, then the end of the month.
    DaysThenEndOfMonth,
    /// The end of the month, then the days.
    EndOfMonthThenDays,
    /// The contract does not say.
    Unknown,
}

/// What happens to a due date on a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BusinessDayConvention {
    /// Nothing (the default: no text moves it).
    None,
    /// The contract moves it to the next working day.
    Following,
}

/// A term of payment (C. com., art. L. 441-10).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentTermInput {
    /// The invoice, or the reception for `silent`; not counted.
    pub base_date: IsoDay,
    /// The clause.
    pub term: TermInput,
    /// What the contract says of days off.
    pub business_day_convention: Option<BusinessDayConvention>,
    /// Whose days off count, with `following`.
    pub territory: Option<Territory>,
}

/// When a sum is due; never prorogued of right.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaymentTermOutput {
    /// The last day to pay.
    pub due_on: IsoDay,
    /// The first day of delay.
    pub late_from: IsoDay,
    /// What rests on a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

pub(super) struct Payment;

fn missing(pointer: &str, field: &str) -> DeadlineProblem {
    let message = format!("Il manque le champ «\u{a0}{field}\u{a0}».");
    DeadlineProblem::Input(vec![problem("input.missing_field", pointer, message)])
}

impl TermInput {
    fn term(&self) -> Result<PaymentTerm, DeadlineProblem> {
        let days = || match self.days {
            Some(n) => natural(n, "/term/days"),
            None => Err(missing("/term/days", "days")),
        };
        Ok(match self.kind {
            TermType::NetDays => PaymentTerm::NetDays(days()?),
            TermType::DaysThenEndOfMonth => PaymentTerm::DaysThenEndOfMonth(days()?),
            TermType::EndOfMonthThenDays => PaymentTerm::EndOfMonthThenDays(days()?),
            TermType::Unknown => PaymentTerm::EndOfMonthUnknown(days()?),
            TermType::EndOfMonth => match self.method.ok_or(DeadlineProblem::TermMethodRequired)? {
                EndOfMonthMethod::DaysThenEndOfMonth => PaymentTerm::DaysThenEndOfMonth(days()?),
                EndOfMonthMethod::EndOfMonthThenDays => PaymentTerm::EndOfMonthThenDays(days()?),
                EndOfMonthMethod::Unknown => PaymentTerm::EndOfMonthUnknown(days()?),
            },
            TermType::DaysEndOfMonthThenDay => {
                let day = self.day.ok_or_else(|| missing("/term/day", "day"))?;
                PaymentTerm::DaysEndOfMonthThenDay { days: days()?, day: positive(day, "/term/day")? }
            }
            TermType::OnReceipt => PaymentTerm::OnReceipt,
            TermType::Silent => PaymentTerm::Silent,
        })
    }
}

/// Brings the clause as claim files write it (`from`, `end_of_month_method`) to the one shape of the input.
fn tidy_term(term: &mut Map<String, Value>) {
    rename(term, "end_of_month_method", "method");
    let method = match term.get("method").and_then(Value::as_str) {
        Some("days_then_month_end") => Some("days_then_end_of_month"),
        Some("month_end_then_days") => Some("end_of_month_then_days"),
        _ => None,
    };
    if let Some(m) = method {
        term.insert("method".to_owned(), json!(m));
    }
    if term.get("type").and_then(Value::as_str) == Some("days_end_of_month") {
        term.insert("type".to_owned(), json!("end_of_month"));
    }
    if term.contains_key("type") {
        return;
    }
    let from = term.get("from").and_then(Value::as_str);
    let end_of_month = from == Some("end_of_month")
        || term.get("end_of_month").and_then(Value::as_bool) == Some(true)
        || term.contains_key("method");
    let net = matches!(from, None | Some("invoice_date" | "delivery")) && term.contains_key("days");
    let kind = if end_of_month { "end_of_month" } else { "net_days" };
    if end_of_month || net {
        term.shift_remove("from");
        term.shift_remove("end_of_month");
        term.insert("type".to_owned(), json!(kind));
    }
}

impl Calculation for Payment {
    const NAME: &'static str = "payment_term";
    type Input = PaymentTermInput;
    type Output = PaymentTermOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "start", "base_date");
        gather(
            fields,
            &["type", "days", "day", "method", "from", "end_of_month", "end_of_month_method"],
            "term",
        );
        // `--term net_days --days 30`: a name, its numbers beside it.
        if let Some(Value::String(_)) = fields.get("term")
            && let Some(kind) = fields.shift_remove("term")
        {
            fields.insert("type".to_owned(), kind);
            gather(fields, &["type", "days", "day", "method"], "term");
        }
        if let Some(Value::Object(term)) = fields.get_mut("term") {
            tidy_term(term);
        }
    }

    fn run(
        i: PaymentTermInput,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<PaymentTermOutput>, DeadlineProblem> {
        let following = match i.business_day_convention {
            Some(BusinessDayConvention::Following) => {
                Some(i.territory.ok_or_else(|| missing("/territory", "territory"))?)
            }
            _ => None,
        };
        let due = payment_term::due(i.base_date.0, i.term.term()?, following, rules, calendars)?;
        let warnings = due.warnings();
        let output = PaymentTermOutput {
            due_on: due.due_on.into(),
            late_from: due.late_from.into(),
            warnings: warnings.clone(),
        };
        Ok(Computed::new(output, due.explain(), &["ccom-l441-10", "dgccrf-delais"]).warn(warnings))
    }
}

/// What became of a formal notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeOutcomeName {
    /// The receipt is signed.
    Signed,
    /// Refused.
    Refused,
    /// Announced and not claimed.
    Unclaimed,
    /// Nobody of that name there: no notice.
    AddresseeUnknown,
    /// No proof of reception: no notice.
    SimpleLetterOrEmail,
}

/// Where the time of a notice starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// « À compter de la réception » (the default).
    Reception,
    /// « À compter de l'envoi », « de la présente ».
    Sending,
}

/// The time a formal notice leaves (R-MED).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeInput {
    /// What became of it. Always needed: without it, nothing follows.
    pub outcome: Option<NoticeOutcomeName>,
    /// Delivery, refusal, or first presentation.
    pub date: IsoDay,
    /// Days left; default the value of the rules.
    pub days: Option<i64>,
    /// Of the debtor: its days off delay the next step.
    pub territory: Territory,
    /// Where the time starts.
    pub counted_from: Option<CountedFrom>,
    /// The postmark, when it starts at the sending.
    pub sent_on: Option<IsoDay>,
}

/// The time a notice leaves.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoticeOutput {
    /// The last day to pay, even a Sunday.
    pub deadline: IsoDay,
    /// The end of the postal retention of an unclaimed letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_end: Option<IsoDay>,
    /// The first day of the next step.
    pub not_before: IsoDay,
    /// What rests on a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

pub(super) struct Notice;

impl Calculation for Notice {
    const NAME: &'static str = "notice_period";
    type Input = NoticeInput;
    type Output = NoticeOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "start", "date");
    }

    fn run(
        i: NoticeInput,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<NoticeOutput>, DeadlineProblem> {
        let outcome = match i.outcome.ok_or(DeadlineProblem::NoticeOutcomeRequired)? {
            NoticeOutcomeName::Signed => NoticeOutcome::Signed,
            NoticeOutcomeName::Refused => NoticeOutcome::Refused,
            NoticeOutcomeName::Unclaimed => NoticeOutcome::Unclaimed,
            NoticeOutcomeName::AddresseeUnknown => {
                return Err(DeadlineProblem::NoticeNotReceived(
                    "le destinataire est inconnu à l'adresse\u{a0}: corrigez l'adresse et renvoyez la mise en demeure, ou faites délivrer une sommation",
                ));
            }
            NoticeOutcomeName::SimpleLetterOrEmail => {
                return Err(DeadlineProblem::NoticeNotReceived(
                    "une lettre simple ou un courriel ne prouve pas la réception\u{a0}: envoyez une lettre recommandée, ou faites délivrer une sommation",
                ));
            }
        };
        let days = match i.days {
            Some(n) => positive(n, "/days")?,
            None => rules.get(registry::NOTICE_DEFAULT_DAYS, i.date.0)?,
        };
        let sent_on = match (i.counted_from, i.sent_on) {
            (Some(CountedFrom::Sending), None) => return Err(missing("/sent_on", "sent_on")),
            (Some(CountedFrom::Sending), Some(d)) => Some(d.0),
            _ => None,
        };
        let n = notice::notice(outcome, i.date.0, sent_on, days, i.territory, rules, calendars)?;
        let warnings = n.warnings();
        let output = NoticeOutput {
            deadline: n.deadline.into(),
            retention_end: n.retention_end.map(IsoDay),
            not_before: n.not_before.into(),
            warnings: warnings.clone(),
        };
        Ok(Computed::new(output, n.explain(calendars), &["cciv-1344", "cciv-1231", "cass-2021-19-20680"])
            .warn(warnings))
    }
}

/// An electronic registered letter (R. 53-3 of the postal code).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LreInput {
    /// The day the addressee was told a letter waits.
    pub information_sent_on: IsoDay,
}

/// The life of an electronic registered letter.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LreOutput {
    /// The last day to accept.
    pub last_acceptance_day: IsoDay,
    /// The day by which the proof of refusal or non-claim is available.
    pub proof_available_by: IsoDay,
}

pub(super) struct Lre;

impl Calculation for Lre {
    const NAME: &'static str = "lre";
    type Input = LreInput;
    type Output = LreOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "start", "information_sent_on");
        rename(fields, "sent_on", "information_sent_on");
    }

    fn run(i: LreInput, rules: &Rules, _: &Calendars) -> Result<Computed<LreOutput>, DeadlineProblem> {
        let l = notice::electronic_letter(i.information_sent_on.0, rules)?;
        let output = LreOutput {
            last_acceptance_day: l.last_acceptance_day.into(),
            proof_available_by: l.proof_available_by.into(),
        };
        let computation = format!(
            "Le destinataire peut accepter jusqu'au {}\u{a0}; la preuve du refus ou de la non-réclamation est disponible au plus tard le {}.",
            words::date(l.last_acceptance_day),
            words::date(l.proof_available_by)
        );
        Ok(Computed::new(output, computation, &["cpostes-r53-3"]))
    }
}
