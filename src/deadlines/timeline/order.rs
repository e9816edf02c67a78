//! An order against one debtor: its service, the opposition, the day it may be enforced (IP-14 to IP-33).

use crate::claim::wire::ServiceMode;
use crate::deadlines::order::ExecutionFrom;
use crate::deadlines::{DeadlineProblem, ProceduralDeadline};
use crate::domain::Day;

/// A service of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// Rank in `order.services`.
    pub index: usize,
    /// The day.
    pub on: Day,
    /// How.
    pub mode: ServiceMode,
}

/// When the opposition can no longer be formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OppositionEnd {
    /// One period, from the service to the person (CPC, art. 1416 al. 1).
    FromService(ProceduralDeadline),
    /// Served otherwise: from the first act served to the person or the first measure on the property (al. 2).
    FromAct(ProceduralDeadline),
    /// Served otherwise, and no such act yet: still admissible. The period of al. 1, which suspends enforcement.
    OpenEnded(ProceduralDeadline),
}

/// Where an order stands against one debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceState {
    /// Rank of the debtor.
    pub debtor: usize,
    /// The first service to him.
    pub served: Option<Served>,
    /// The time to serve.
    pub service: Option<ProceduralDeadline>,
    /// Not served in time, or served too late: the order is non avenue against him.
    pub lapsed: bool,
    /// The order is of the regime before the formule exécutoire at issue: nothing is computed.
    pub regime_unsupported: bool,
    /// The opposition period, once served.
    pub opposition: Option<OppositionEnd>,
    /// The day he formed opposition.
    pub opposed_on: Option<Day>,
    /// He did so after the period.
    pub opposed_late: bool,
    /// When enforcement may begin, once served in time.
    pub execution: Option<ExecutionFrom>,
    /// Served in time, not opposed in time, and the waits are over.
    pub enforceable: bool,
    /// Why a day could not be computed.
    pub problem: Option<DeadlineProblem>,
}

impl ServiceState {
    /// Whether the debtor may still form opposition on a day.
    #[must_use]
    pub fn opposition_open(&self, day: Day) -> bool {
        match self.opposition {
            None => false,
            Some(OppositionEnd::OpenEnded(_)) => true,
            Some(OppositionEnd::FromService(d) | OppositionEnd::FromAct(d)) => day <= d.expiry,
        }
    }

    /// The first day of enforcement, if nothing else closes it.
    #[must_use]
    pub fn enforcement_from(&self) -> Option<Day> {
        self.execution.map(|e| e.not_before)
    }
}
