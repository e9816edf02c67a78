//! The door of the command line and of the HTTP service: a kind, a JSON input, a JSON result.
//!
//! Each kind is one [`Calculation`]: an input struct, an output struct, one function. The input is read strictly:
//! every unknown, missing or ill-typed field is named, in French, with its JSON pointer.

mod contract;
mod kinds;
mod order_kinds;
mod read;
mod wire;

pub use contract::{
    BusinessDayConvention, CountedFrom, EndOfMonthMethod, LreInput, LreOutput, NoticeInput,
    NoticeOutcomeName, NoticeOutput, PaymentTermInput, PaymentTermOutput, TermInput, TermType,
};
pub use kinds::{
    CountDaysInput, CountDaysOutput, CountUnitName, DurationInput, HalfYearSegment, HalfYearsInput,
    HalfYearsOutput, PrescriptionInput, PrescriptionOutput, ProcedureInput, ProcedureOutput, TimelyInput,
    TimelyOutput,
};
pub use order_kinds::{
    IpExecutionInput, IpExecutionOutput, IpSignificationInput, IpSignificationOutput, OppositionInput,
    OppositionOutput, PsrpcInput, PsrpcOutput,
};
pub use wire::{IsoDay, LocalTime};

use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::calendar::Calendars;
use super::problem::DeadlineProblem;
use crate::domain::LawRef;
use crate::rules::Rules;

/// What a person wants to know besides the dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The computation, in French sentences.
    pub computation: String,
    /// The articles and decisions it rests on.
    pub law: Vec<LawRef>,
    /// What rests on a choice or should be checked, in French.
    pub warnings: Vec<String>,
}

/// A result and its explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The output of the kind.
    pub result: Value,
    /// How it was found.
    pub explanation: Explanation,
}

/// One kind of computation.
pub(super) trait Calculation {
    /// Its name in the contract.
    const NAME: &'static str;
    /// Its input.
    type Input: DeserializeOwned + JsonSchema;
    /// Its output.
    type Output: Serialize + JsonSchema;

    /// Brings the short forms of flags and synonyms to the one shape of the input.
    fn tidy(_fields: &mut Map<String, Value>) {}

    /// Computes.
    fn run(
        input: Self::Input,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<Self::Output>, DeadlineProblem>;
}

/// What a calculation gives: output, sentence, keys of the law, warnings.
pub(super) struct Computed<T> {
    pub output: T,
    pub computation: String,
    pub law: Vec<String>,
    pub warnings: Vec<String>,
}

impl<T> Computed<T> {
    fn new(output: T, computation: String, law: &[&str]) -> Self {
        Computed {
            output,
            computation,
            law: law.iter().map(|&k| k.to_owned()).collect(),
            warnings: Vec::new(),
        }
    }

    fn warn(mut self, warnings: Vec<String>) -> Self {
        self.warnings.extend(warnings);
        self
    }
}

struct Entry {
    name: &'static str,
    run: fn(Value, &Rules, &Calendars) -> Result<Answer, DeadlineProblem>,
    input: fn() -> Schema,
    output: fn() -> Schema,
}

const fn entry<K: Calculation>() -> Entry {
    let output = read::written_schema::<K::Output>;
    Entry { name: K::NAME, run: run::<K>, input: read::schema::<K::Input>, output }
}

const KINDS: [Entry; 12] = [
    entry::<kinds::Procedure>(),
    entry::<order_kinds::Opposition>(),
    entry::<order_kinds::IpSignification>(),
    entry::<order_kinds::IpExecution>(),
    entry::<kinds::Prescription>(),
    entry::<contract::Payment>(),
    entry::<contract::Notice>(),
    entry::<kinds::CountDays>(),
    entry::<kinds::HalfYears>(),
    entry::<kinds::Timely>(),
    entry::<order_kinds::Psrpc>(),
    entry::<contract::Lre>(),
];

/// Kinds that the law provides and no decree applies yet.
const NOT_AVAILABLE: [&str; 3] = ["l126", "l126_reply", "uncontested_commercial_claim"];

fn run<K: Calculation>(
    mut input: Value,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<Answer, DeadlineProblem> {
    if let Value::Object(fields) = &mut input {
        K::tidy(fields);
    }
    let done = K::run(read::read::<K::Input>(input)?, rules, calendars)?;
    let law = done.law.iter().filter_map(|k| rules.law(k).cloned()).collect();
    let result = serde_json::to_value(&done.output).unwrap_or(Value::Null);
    if beyond_the_grammar(&result) {
        return Err(DeadlineProblem::DateOutOfRange);
    }
    Ok(Answer {
        result,
        explanation: Explanation { computation: done.computation, law, warnings: done.warnings },
    })
}

/// Whether a day cannot be written YYYY-MM-DD: one after the year 9999 gets a sign.
fn beyond_the_grammar(result: &Value) -> bool {
    match result {
        Value::String(text) => {
            let signed = text.strip_prefix('+').and_then(|t| t.split_once('-'));
            signed.is_some_and(|(year, _)| year.len() > 4 && year.bytes().all(|b| b.is_ascii_digit()))
        }
        Value::Array(items) => items.iter().any(beyond_the_grammar),
        Value::Object(fields) => fields.values().any(beyond_the_grammar),
        _ => false,
    }
}

fn find(kind: &str) -> Result<&'static Entry, DeadlineProblem> {
    if NOT_AVAILABLE.contains(&kind) {
        return Err(DeadlineProblem::ProcedureNotAvailable);
    }
    KINDS
        .iter()
        .find(|e| e.name == kind)
        .ok_or_else(|| DeadlineProblem::KindUnknown(kind.chars().take(64).collect()))
}

/// The result of one computation, with exactly the fields of its kind.
///
/// # Errors
/// An unknown kind, an unusable input, or a deadline that is refused.
pub fn compute(
    kind: &str,
    input: Value,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<Value, DeadlineProblem> {
    answer(kind, input, rules, calendars).map(|a| a.result)
}

/// The result with its explanation.
///
/// # Errors
/// As [`compute`].
pub fn answer(
    kind: &str,
    input: Value,
    rules: &Rules,
    calendars: &Calendars,
) -> Result<Answer, DeadlineProblem> {
    (find(kind)?.run)(input, rules, calendars)
}

/// The names of the kinds, in the order of the contract.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|e| e.name)
}

pub(super) fn kinds_list() -> String {
    kinds().collect::<Vec<_>>().join(", ")
}

/// JSON Schema of the input of a kind.
#[must_use]
pub fn input_schema(kind: &str) -> Option<Schema> {
    find(kind).ok().map(|e| (e.input)())
}

/// JSON Schema of the output of a kind.
#[must_use]
pub fn output_schema(kind: &str) -> Option<Schema> {
    find(kind).ok().map(|e| (e.output)())
}

/// Renames a synonym, unless the field is already there.
fn rename(fields: &mut Map<String, Value>, from: &str, to: &str) {
    if !fields.contains_key(to)
        && let Some(v) = fields.shift_remove(from)
    {
        fields.insert(to.to_owned(), v);
    }
}

/// Moves fields given at the top into a nested object that is absent.
fn gather(fields: &mut Map<String, Value>, names: &[&str], into: &str) {
    if fields.contains_key(into) {
        return;
    }
    let found: Map<String, Value> =
        names.iter().filter_map(|n| fields.shift_remove(*n).map(|v| ((*n).to_owned(), v))).collect();
    if !found.is_empty() {
        fields.insert(into.to_owned(), Value::Object(found));
    }
}

/// A count of the input: negative or nothing is a wrong duration.
fn positive(n: i64, pointer: &'static str) -> Result<u32, DeadlineProblem> {
    match n {
        1.. => u32::try_from(n).map_err(|_| DeadlineProblem::DateOutOfRange),
        _ => Err(DeadlineProblem::DurationInvalid { pointer }),
    }
}

/// A count that may be nothing.
fn natural(n: i64, pointer: &'static str) -> Result<u32, DeadlineProblem> {
    if n == 0 { Ok(0) } else { positive(n, pointer) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;

    #[test]
    fn every_reference_named_in_the_code_is_known() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let sources = [
            include_str!("kinds.rs"),
            include_str!("order_kinds.rs"),
            include_str!("contract.rs"),
            include_str!("../limitation/engine.rs"),
        ];
        let prefixes = [
            "cpc-", "cciv-", "ccom-", "cmf-", "cpce-", "cass-", "cassur-", "cpostes-", "sp-", "dgccrf-",
            "decret-",
        ];
        let quoted = sources.iter().flat_map(|s| s.split('"').skip(1).step_by(2));
        let keys: Vec<_> = quoted.filter(|q| prefixes.iter().any(|p| q.starts_with(p))).collect();
        assert!(keys.len() > 20, "{keys:?}");
        for key in keys {
            assert!(rules.law(key).is_some(), "{key}");
        }
    }
}
