//! The path on one page: a claim becomes a [`Dossier`], judged whole, and only what nothing blocks is [`Admitted`].
//!
//! What the statement needs of the deadlines, and the reverse, passes here: payments decide which debts are
//! interrupted, prescription marks the lines of the statement, the sums decide the court.

mod admission;
pub mod cases;
mod fees;
pub mod ics;
mod law;
pub mod report;
mod routes;
mod tariff;

pub use admission::{Admitted, Refusal};
pub use law::Law;
pub use routes::route;

use crate::checks::{self, Elsewhere, Facts, Finding, GivenFile};
use crate::claim::Claim;
use crate::court::forum::{self, Forum};
use crate::deadlines::timeline::{self, Timeline};
use crate::domain::{Bundle, Day};
use crate::rules::NoVersion;
use crate::statement::{self, Statement};

/// A claim with its statement, deadlines, court and all findings.
pub struct Dossier {
    /// The claim.
    pub claim: Claim,
    /// Its statement.
    pub statement: Statement,
    /// Its deadlines.
    pub timeline: Timeline,
    /// Its court.
    pub forum: Forum,
    /// Everything found.
    pub findings: Vec<Finding>,
}

/// Judges a claim. `given` names the files that came with it; `None` when none were expected.
///
/// # Errors
/// A rule that has no version for a day it is needed on: the whole judgment is refused, never extrapolated.
pub fn judge(claim: Claim, given: Option<&[GivenFile]>, law: &Law) -> Result<Dossier, NoVersion> {
    let mut statement = statement::compute(&claim, &law.rules)?;
    let totals = statement.claimable_totals(true);
    let forum = forum::of_claim(&claim, totals.principal_due, totals.total_due, &law.courts, &law.rules)?;
    let residences = forum.residences();
    let paid = payment_days(&claim, &statement);
    let timeline =
        timeline::of_claim(&claim, &paid, forum.territory, &residences, &law.rules, &law.calendars)?;
    let barred: Vec<bool> =
        timeline.limitations.iter().map(|l| l.as_ref().is_some_and(|l| l.is_barred(claim.as_of))).collect();
    statement.mark_prescribed(&barred);
    if let Some(order) = claim.order.as_ref().filter(|_| timeline.order_stands()) {
        // What is owed is now what the judge awarded; the invoices only say which payments interrupted what.
        let enforceable = enforceable_on(&timeline, claim.as_of);
        statement = statement::title::compute(&claim, order, enforceable, &law.rules)?;
    }
    let facts = Facts {
        claim: &claim,
        statement: &statement,
        timeline: &timeline,
        forum: &forum,
        courts: &law.courts,
        rules: &law.rules,
        elsewhere: Elsewhere::default(),
        given,
    };
    let findings = checks::run(&facts);
    Ok(Dossier { claim, statement, timeline, forum, findings })
}

/// The day since which the order can be executed against every debtor, when it can.
fn enforceable_on(timeline: &Timeline, as_of: Day) -> Option<Day> {
    let days: Option<Vec<Day>> = timeline
        .service
        .iter()
        .map(|s| s.enforcement_from().filter(|d| s.enforceable && *d <= as_of))
        .collect();
    days?.into_iter().max()
}

/// For each line, the days on which a payment took something of it (C. civ., art. 2240: it acknowledges that debt).
fn payment_days(claim: &Claim, statement: &Statement) -> Vec<Vec<Day>> {
    let mut out = vec![Vec::new(); statement.lines.len()];
    for a in &statement.allocations {
        let Some(payment) = claim.payments.get(a.payment) else { continue };
        for share in &a.shares {
            if let Some(days) = out.get_mut(share.debt) {
                days.push(payment.received_on);
            }
        }
    }
    out
}

impl Dossier {
    /// Whether nothing closes a bundle.
    #[must_use]
    pub fn is_open(&self, bundle: Bundle) -> bool {
        !self.findings.iter().any(|f| f.blocks.contains(&bundle))
    }
}
