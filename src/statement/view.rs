//! The statement as the contract shows it (§ 3.2): `creance statement`, `POST /v1/statement`, `statement.json`.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::accrue::Segment;
use super::{Statement, Totals, explain};
use crate::claim::{Claim, wire};
use crate::domain::{Day, Money, Rate};
use crate::rules::Rules;

/// The statement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StatementView {
    /// The dossier's own number.
    pub reference: String,
    /// The day it is drawn up at.
    pub as_of: Day,
    /// `EUR`.
    pub currency: String,
    /// The choices used.
    pub policy: PolicyView,
    /// The totals.
    pub totals: TotalsView,
    /// One line a sum of principal.
    pub invoices: Vec<LineView>,
    /// What each payment took.
    pub allocations: Vec<AllocationView>,
    /// Every figure in French.
    pub explanation: Vec<String>,
}

/// The choices used, each named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyView {
    /// Divisor of a year.
    pub day_count: wire::DayCount,
    /// Which half-year gives the rate.
    pub rate_follows: wire::RateFollows,
    /// What replaces a clause below the floor.
    pub below_floor: wire::BelowFloor,
    /// What a payment takes first.
    pub imputation: wire::Imputation,
    /// Rank of the recovery indemnity.
    pub indemnity_rank: wire::IndemnityRank,
}

impl From<crate::claim::Policy> for PolicyView {
    fn from(p: crate::claim::Policy) -> Self {
        PolicyView {
            day_count: p.day_count,
            rate_follows: p.rate_follows,
            below_floor: p.below_floor,
            imputation: p.imputation,
            indemnity_rank: p.indemnity_rank,
        }
    }
}

/// The totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TotalsView {
    /// Amounts of the lines.
    pub invoiced: Money,
    /// Credit notes.
    pub credit_notes: Money,
    /// Payments.
    pub payments: Money,
    /// Principal left.
    pub principal_due: Money,
    /// Interest left.
    pub interest_due: Money,
    /// Lump sums left.
    pub indemnities_due: Money,
    /// Penalty clause.
    pub penalty_clause_due: Money,
    /// Recoverable costs.
    pub costs_due: Money,
    /// Everything.
    pub total_due: Money,
    /// Interest of one more day, four decimals.
    pub daily_interest: String,
}

impl From<&Totals> for TotalsView {
    fn from(t: &Totals) -> Self {
        TotalsView {
            invoiced: t.invoiced,
            credit_notes: t.credit_notes,
            payments: t.payments,
            principal_due: t.principal_due,
            interest_due: t.interest_due,
            indemnities_due: t.indemnities_due,
            penalty_clause_due: t.penalty_clause_due,
            costs_due: t.costs_due,
            total_due: t.total_due,
            daily_interest: four_decimals(t.daily_interest),
        }
    }
}

fn four_decimals(d: Decimal) -> String {
    format!("{d:.4}")
}

/// One sum of principal.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LineView {
    /// Number.
    pub number: String,
    /// Due date.
    pub due_on: Day,
    /// Days late.
    pub days_late: i64,
    /// Amount less credit notes.
    pub principal: Money,
    /// Principal left.
    pub principal_due: Money,
    /// Interest that a decision has already reckoned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liquidated_interest: Option<Money>,
    /// Interest accrued.
    pub interest: Money,
    /// Interest left.
    pub interest_due: Money,
    /// Lump sum.
    pub indemnity: Money,
    /// Lump sum left.
    pub indemnity_due: Money,
    /// The action is barred.
    pub prescribed: bool,
    /// The lines of interest.
    pub segments: Vec<SegmentView>,
}

/// A run of days at one rate on one base.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SegmentView {
    /// First counted day.
    pub from: Day,
    /// Last counted day.
    pub to: Day,
    /// Days, both ends counted.
    pub days: u32,
    /// The sum that bears interest.
    pub base: Money,
    /// Percent a year.
    pub rate: Rate,
    /// Where the rate comes from.
    pub rate_source: String,
    /// Half-up to the cent.
    pub interest: Money,
}

impl SegmentView {
    /// Shows a segment with the source of its rate.
    #[must_use]
    pub fn new(s: &Segment, rules: &Rules) -> Self {
        SegmentView {
            from: s.period.first(),
            to: s.period.last(),
            days: s.period.days(),
            base: s.base,
            rate: s.run.rate,
            rate_source: explain::rate_source(s, rules, explain::Citation::Whole),
            interest: s.interest,
        }
    }
}

/// What a payment took.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AllocationView {
    /// Day of receipt.
    pub received_on: Day,
    /// Amount.
    pub amount: Money,
    /// Taken by the indemnities.
    pub to_indemnity: Money,
    /// Taken by interest.
    pub to_interest: Money,
    /// Taken by principal.
    pub to_principal: Money,
    /// Invoice by invoice.
    pub by_invoice: Vec<ShareView>,
}

/// What a payment took of one invoice.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShareView {
    /// Number.
    pub number: String,
    /// Taken by the indemnity.
    pub to_indemnity: Money,
    /// Taken by interest.
    pub to_interest: Money,
    /// Taken by principal.
    pub to_principal: Money,
}

impl StatementView {
    /// JSON Schema 2020-12 of the statement.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        settings.into_generator().into_root_schema_for::<StatementView>().to_value()
    }

    /// Shows a statement, with its explanation.
    #[must_use]
    pub fn new(statement: &Statement, claim: &Claim, rules: &Rules) -> Self {
        let invoices = statement
            .lines
            .iter()
            .map(|l| LineView {
                number: l.number.clone(),
                due_on: l.due_on,
                days_late: l.days_late,
                principal: l.principal,
                principal_due: l.principal_due,
                liquidated_interest: Some(l.liquidated).filter(|m| m.is_positive()),
                interest: l.interest,
                interest_due: l.interest_due,
                indemnity: l.indemnity,
                indemnity_due: l.indemnity_due,
                prescribed: l.prescribed,
                segments: l.segments.iter().map(|s| SegmentView::new(s, rules)).collect(),
            })
            .collect();
        let allocations = statement
            .allocations
            .iter()
            .filter_map(|a| {
                let payment = claim.payments.get(a.payment)?;
                Some(AllocationView {
                    received_on: payment.received_on,
                    amount: payment.amount,
                    to_indemnity: a.shares.iter().map(|s| s.indemnity).sum(),
                    to_interest: a.shares.iter().map(|s| s.interest).sum(),
                    to_principal: a.shares.iter().map(|s| s.principal).sum(),
                    by_invoice: a
                        .shares
                        .iter()
                        .filter_map(|s| {
                            Some(ShareView {
                                number: statement.lines.get(s.debt)?.number.clone(),
                                to_indemnity: s.indemnity,
                                to_interest: s.interest,
                                to_principal: s.principal,
                            })
                        })
                        .collect(),
                })
            })
            .collect();
        StatementView {
            reference: statement.reference.clone(),
            as_of: statement.as_of,
            currency: statement.currency.clone(),
            policy: statement.policy.into(),
            totals: (&statement.totals).into(),
            invoices,
            allocations,
            explanation: explain::sentences(statement, claim, rules),
        }
    }
}
