//! Kinds of the order for payment and of the simplified procedure for small claims.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::wire::IsoDay;
use super::{Calculation, Computed, rename};
use crate::deadlines::calendar::Calendars;
use crate::deadlines::order;
use crate::deadlines::problem::DeadlineProblem;
use crate::deadlines::procedural::{self, months};
use crate::deadlines::words;
use crate::domain::Territory;
use crate::rules::{Rules, registry};

/// The opposition period (CPC, art. 1416).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OppositionInput {
    /// Service to the person, or the act of art. 1416 al. 2.
    pub start: IsoDay,
    /// Where the court sits.
    pub court_territory: Territory,
    /// Where the debtor resides.
    pub debtor_residence: Territory,
}

/// The end of the opposition period.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OppositionOutput {
    /// Months added.
    pub distance_months: u32,
    /// Before prorogation.
    pub raw: IsoDay,
    /// The last day.
    pub expiry: IsoDay,
}

pub(super) struct Opposition;

impl Calculation for Opposition {
    const NAME: &'static str = "opposition_ip";
    type Input = OppositionInput;
    type Output = OppositionOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "served_on", "start");
        rename(fields, "territory", "court_territory");
    }

    fn run(
        i: OppositionInput,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<OppositionOutput>, DeadlineProblem> {
        let d = order::opposition(i.start.0, i.court_territory, i.debtor_residence, rules, calendars)?;
        let (_, distance) =
            calendars.distances().months(i.court_territory, i.debtor_residence, i.start.0, rules)?;
        let output = OppositionOutput {
            distance_months: d.distance_months,
            raw: d.raw.into(),
            expiry: d.expiry.into(),
        };
        let mut done = Computed::new(output, d.explain(calendars), &["cpc-1416", "cpc-641", "cpc-642"]);
        done.law.extend(distance.iter().cloned());
        Ok(done)
    }
}

/// The last day to serve the order (CPC, art. 1411).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IpSignificationInput {
    /// The day of the order.
    pub order_date: IsoDay,
    /// Where the act is done.
    pub territory: Territory,
}

/// The end of the time to serve.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IpSignificationOutput {
    /// Months of the regime of the order.
    pub months: u32,
    /// Before prorogation.
    pub raw: IsoDay,
    /// The last day.
    pub expiry: IsoDay,
    /// The target of the creditor.
    pub safe_by: IsoDay,
}

pub(super) struct IpSignification;

impl Calculation for IpSignification {
    const NAME: &'static str = "ip_signification";
    type Input = IpSignificationInput;
    type Output = IpSignificationOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "start", "order_date");
    }

    fn run(
        i: IpSignificationInput,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<IpSignificationOutput>, DeadlineProblem> {
        let d = order::signification(i.order_date.0, i.territory, rules, calendars)?;
        let output = IpSignificationOutput {
            months: d.span.parts().1,
            raw: d.raw.into(),
            expiry: d.expiry.into(),
            safe_by: d.safe_by.into(),
        };
        let mut computation = d.explain(calendars);
        if let Some(target) = d.target() {
            computation.push_str(&format!(" Viser le {} au plus tard.", words::date(target)));
        }
        Ok(Computed::new(output, computation, &["cpc-1411", "decret-2026-96", "cpc-641", "cpc-642"]))
    }
}

/// From when the order may be enforced (CPC, art. 1416 and 1422).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IpExecutionInput {
    /// The day of the order.
    pub order_date: IsoDay,
    /// Service to the person.
    pub served_on: IsoDay,
    /// Where the court sits.
    pub territory: Territory,
    /// Where the debtor resides; default the collectivity of the court.
    pub debtor_residence: Option<Territory>,
}

/// The wait before enforcement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IpExecutionOutput {
    /// The last day to oppose.
    pub opposition_expiry: IsoDay,
    /// The last day of the wait.
    pub wait_until: IsoDay,
    /// The first day enforcement is possible.
    pub not_before: IsoDay,
}

pub(super) struct IpExecution;

impl Calculation for IpExecution {
    const NAME: &'static str = "ip_execution_earliest";
    type Input = IpExecutionInput;
    type Output = IpExecutionOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "start", "served_on");
        rename(fields, "court_territory", "territory");
    }

    fn run(
        i: IpExecutionInput,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<IpExecutionOutput>, DeadlineProblem> {
        if !calendars.supports(i.territory) {
            return Err(DeadlineProblem::CalendarUnsupported(i.territory));
        }
        let residence = i.debtor_residence;
        let e = order::execution_earliest(
            i.order_date.0,
            i.served_on.0,
            i.territory,
            residence,
            rules,
            calendars,
        )?;
        let output = IpExecutionOutput {
            opposition_expiry: e.opposition.expiry.into(),
            wait_until: e.wait_until.into(),
            not_before: e.not_before.into(),
        };
        let mut computation = format!("Opposition\u{a0}: {}", e.opposition.explain(calendars));
        if let Some(wait) = e.wait {
            computation.push_str(&format!(" Attente\u{a0}: {}", wait.explain(calendars)));
        }
        computation.push_str(&format!(" Exécution possible à partir du {}.", words::date(e.not_before)));
        let mut warnings = vec!["Calcul pour une signification à personne.".to_owned()];
        if e.wait.is_some() {
            let text = "Une lettre du greffe reçue entre-temps (avis d'opposition, invitation à consigner) interdit l'exécution.";
            warnings.push(text.to_owned());
        }
        Ok(Computed::new(output, computation, &["cpc-1416", "cpc-1422", "cpc-642"]).warn(warnings))
    }
}

/// The debtor's time to answer in the simplified procedure (CPCE, art. R. 125-2).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PsrpcInput {
    /// The sending of the letter or message.
    pub sent_on: IsoDay,
    /// Whose days off delay the next step.
    pub territory: Territory,
}

/// The end of the time to answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PsrpcOutput {
    /// The last day to answer.
    pub raw: IsoDay,
    /// Prorogued: only delays the next step.
    pub expiry: IsoDay,
}

pub(super) struct Psrpc;

impl Calculation for Psrpc {
    const NAME: &'static str = "psrpc_reply";
    type Input = PsrpcInput;
    type Output = PsrpcOutput;

    fn tidy(fields: &mut Map<String, Value>) {
        rename(fields, "start", "sent_on");
    }

    fn run(
        i: PsrpcInput,
        rules: &Rules,
        calendars: &Calendars,
    ) -> Result<Computed<PsrpcOutput>, DeadlineProblem> {
        let n = rules.get(registry::PSRPC_REPLY_MONTHS, i.sent_on.0)?;
        let d = procedural::deadline(i.sent_on.0, months(n)?, 0, i.territory, calendars)?;
        // The creditor waits: doubtful days count (R-ASYM).
        let output = PsrpcOutput { raw: d.raw.into(), expiry: d.wait_until.into() };
        let warnings = vec![
            "L'application de la prorogation à ce délai n'est pas jugée\u{a0}: elle ne sert qu'à attendre."
                .to_owned(),
        ];
        Ok(Computed::new(output, d.explain(calendars), &["cpce-r125-2", "cpc-642"]).warn(warnings))
    }
}
