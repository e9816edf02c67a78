//! Kinds without a procedure of their own: procedural deadline, limitation, counts, half-years, timeliness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::read::problem;
use super::wire::{IsoDay, LocalTime};
use super::{Calculation, Computed, gather, natural, positive, rename};
use crate::deadlines::calendar::Calendars;
use crate::deadlines::counting::{self, CountUnit};
use crate::deadlines::limitation::{self, LimitationStart};
use crate::deadlines::problem::DeadlineProblem;
use crate::deadlines::procedural::{self, Span};
use crate::deadlines::words;
use crate::domain::{Period, Territory};
use crate::rules::Rules;

/// A length of time; at least one part is not nothing.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DurationInput {
    /// Years.
    #[serde(default)]
    pub years: i64,
    /// Months.
    #[serde(default)]
    pub months: i64,
    /// Days.
    #[serde(default)]
    pub days: i64,
}

impl DurationInput {
    fn span(self) -> Result<Span, DeadlineProblem> {
        let part = |n| natural(n, "/duration");
        Span::new(part(self.years)?, part(self.months)?, part(self.days)?)
            .ok_or(DeadlineProblem::DurationInvalid { pointer: "/duration" })
    }
}

/// A procedural deadline (CPC, art. 640 to 645).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureInput {
    /// The event; not counted.
    pub start: IsoDay,
    /// The period.
    pub duration: DurationInput,
    /// Whose days off count.
    pub territory: Territory,
    /// Months of distance: 0, 1 or 2.
    #[serde(default)]
    pub distance_months: i64,
}

/// The end of a procedural deadline.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProcedureOutput {
    /// Before prorogation.
    pub raw: IsoDay,
    /// The last day.
    pub expiry: IsoDay,
    /// The last working day not after `raw`.
    pub safe_by: IsoDay,
}

pub(super) struct Procedure;

impl Calculation for Procedure {
    const NAME: &'static str = "procedure";
    type Input = ProcedureInput;
    type Output = ProcedureOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        gather(fields, &["years", "months", "days"], "duration");
    }

    fn run(
        i: ProcedureInput,
        _: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<ProcedureOutput>, DeadlineProblem> {
        let distance = match i.distance_months {
            0..=2 => u32::try_from(i.distance_months).unwrap_or(0),
            _ => {
                let message = "Le champ «\u{a0}distance_months\u{a0}» doit être 0, 1 ou 2.".to_owned();
                return Err(DeadlineProblem::Input(vec![problem(
                    "input.invalid_value",
                    "/distance_months",
                    message,
                )]));
            }
        };
        let d = procedural::deadline(i.start.0, i.duration.span()?, distance, i.territory, calendars)?;
        let output =
            ProcedureOutput { raw: d.raw.into(), expiry: d.expiry.into(), safe_by: d.safe_by.into() };
        Ok(Computed::new(output, d.explain(calendars), &["cpc-640", "cpc-641", "cpc-642"]))
    }
}

/// A limitation without any act (C. civ., art. 2228-2229). Exactly one of `due_on` and `starts_at_zero_hour_on`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrescriptionInput {
    /// The due date or event, during the day.
    pub due_on: Option<IsoDay>,
    /// A start at 0:00 of that day.
    pub starts_at_zero_hour_on: Option<IsoDay>,
    /// Years.
    #[serde(default)]
    pub years: i64,
    /// Months.
    #[serde(default)]
    pub months: i64,
}

/// The end of a limitation; never prorogued.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PrescriptionOutput {
    /// The last day to act.
    pub last_day: IsoDay,
    /// The first day it is too late.
    pub time_barred_from: IsoDay,
}

pub(super) struct Prescription;

impl Calculation for Prescription {
    const NAME: &'static str = "prescription";
    type Input = PrescriptionInput;
    type Output = PrescriptionOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        if !fields.contains_key("starts_at_zero_hour_on") {
            rename(fields, "start", "due_on");
        }
    }

    fn run(
        i: PrescriptionInput,
        rules: &Rules,
        _: &Calendars,
    ) -> Result<Computed<PrescriptionOutput>, DeadlineProblem> {
        let one =
            |code, message: &str| DeadlineProblem::Input(vec![problem(code, "/due_on", message.to_owned())]);
        let start = match (i.due_on, i.starts_at_zero_hour_on) {
            (Some(d), None) => LimitationStart::DuringDay(d.0),
            (None, Some(d)) => LimitationStart::ZeroHour(d.0),
            (None, None) => {
                let message =
                    "Il manque le champ «\u{a0}due_on\u{a0}» (ou «\u{a0}starts_at_zero_hour_on\u{a0}»).";
                return Err(one("input.missing_field", message));
            }
            _ => {
                let message =
                    "Donnez «\u{a0}due_on\u{a0}» ou «\u{a0}starts_at_zero_hour_on\u{a0}», pas les deux.";
                return Err(one("input.conflicting_fields", message));
            }
        };
        let length = Span::new(natural(i.years, "/years")?, natural(i.months, "/months")?, 0)
            .ok_or(DeadlineProblem::DurationInvalid { pointer: "/years" })?;
        let end = limitation::plain(start, length, rules)?;
        let output = PrescriptionOutput {
            last_day: end.last_day.into(),
            time_barred_from: end.time_barred_from.into(),
        };
        let law = ["cciv-2228", "cciv-2229", "cass-2018-17-25697", "cass-2016-15-12960"];
        Ok(Computed::new(output, limitation::explain_plain(start, length, &end), &law))
    }
}

/// Days of a kind (usage).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountDaysInput {
    /// Which days count.
    pub unit: CountUnitName,
    /// The starting day; not counted.
    pub start: IsoDay,
    /// How many.
    pub days: i64,
    /// Whose holidays count.
    pub territory: Territory,
}

/// Which days count.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountUnitName {
    /// Monday to Friday save holidays.
    Ouvre,
    /// All but Sundays and holidays.
    Ouvrable,
    /// Clear days.
    Franc,
}

/// The end of a count.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CountDaysOutput {
    /// Clear days only: before prorogation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<IsoDay>,
    /// The last day.
    pub expiry: IsoDay,
}

pub(super) struct CountDays;

impl Calculation for CountDays {
    const NAME: &'static str = "count_days";
    type Input = CountDaysInput;
    type Output = CountDaysOutput;

    fn run(
        i: CountDaysInput,
        _: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<CountDaysOutput>, DeadlineProblem> {
        let (unit, word) = match i.unit {
            CountUnitName::Ouvre => (CountUnit::Ouvre, "ouvrés"),
            CountUnitName::Ouvrable => (CountUnit::Ouvrable, "ouvrables"),
            CountUnitName::Franc => (CountUnit::Franc, "francs"),
        };
        let n = positive(i.days, "/days")?;
        let c = counting::count(unit, i.start.0, n, i.territory, calendars)?;
        let output = CountDaysOutput { raw: c.raw.map(IsoDay), expiry: c.expiry.into() };
        let (start, end) = (words::date(i.start.0), words::date(c.expiry));
        let computation = format!("{n}\u{a0}jours {word} après le {start}, jour non compté\u{a0}: {end}.");
        let warnings = match i.unit {
            CountUnitName::Ouvrable => vec!["Au sens usuel, le samedi est un jour ouvrable\u{a0}: il est compté.".to_owned()],
            CountUnitName::Franc => vec!["Le code de procédure civile ne connaît pas le délai franc\u{a0}: à n'employer que si un texte ou un contrat le dit.".to_owned()],
            CountUnitName::Ouvre => Vec::new(),
        };
        Ok(Computed::new(output, computation, &["sp-f35697"]).warn(warnings))
    }
}

/// A period to cut at 30 June and 31 December.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HalfYearsInput {
    /// First counted day.
    pub first_day: IsoDay,
    /// Last counted day.
    pub last_day: IsoDay,
}

/// One half-year of a period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HalfYearSegment {
    /// First counted day.
    pub from: IsoDay,
    /// Last counted day.
    pub to: IsoDay,
    /// Days, both ends counted.
    pub days: u32,
    /// `2026-S1`.
    pub half_year: String,
}

/// The half-years of a period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HalfYearsOutput {
    /// In order, without a hole.
    pub segments: Vec<HalfYearSegment>,
}

pub(super) struct HalfYears;

impl Calculation for HalfYears {
    const NAME: &'static str = "half_year_segments";
    type Input = HalfYearsInput;
    type Output = HalfYearsOutput;

    fn run(
        i: HalfYearsInput,
        _: &Rules,
        _: &Calendars,
    ) -> Result<Computed<HalfYearsOutput>, DeadlineProblem> {
        let period = Period::new(i.first_day.0, i.last_day.0);
        let period = period.ok_or(DeadlineProblem::DurationInvalid { pointer: "/last_day" })?;
        let segments: Vec<_> = period
            .half_years()
            .into_iter()
            .map(|(half, p)| HalfYearSegment {
                from: p.first().into(),
                to: p.last().into(),
                days: p.days(),
                half_year: half.to_string(),
            })
            .collect();
        let computation = format!("{} jours, {} semestre(s) civil(s).", period.days(), segments.len());
        Ok(Computed::new(HalfYearsOutput { segments }, computation, &["ccom-l441-10", "cmf-l313-2"]))
    }
}

/// Whether an act came in time (CPC, art. 642 al. 1).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelyInput {
    /// The last day.
    pub expiry: IsoDay,
    /// The act, local time of the court.
    pub act_at_local: LocalTime,
}

/// In time or late.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TimelyOutput {
    /// In time.
    pub timely: bool,
}

pub(super) struct Timely;

impl Calculation for Timely {
    const NAME: &'static str = "timely";
    type Input = TimelyInput;
    type Output = TimelyOutput;

    fn run(i: TimelyInput, _: &Rules, _: &Calendars) -> Result<Computed<TimelyOutput>, DeadlineProblem> {
        let timely = counting::timely(i.expiry.0, i.act_at_local.0);
        let verdict = if timely { "l'acte est fait à temps" } else { "l'acte est tardif" };
        let computation =
            format!("Le délai court jusqu'au {} à 24\u{a0}heures\u{a0}: {verdict}.", words::date(i.expiry.0));
        Ok(Computed::new(TimelyOutput { timely }, computation, &["cpc-642"]))
    }
}
