//! What happens during a limitation, and what the law makes of it.

use crate::domain::Day;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// The debtor acknowledges the debt (C. civ., art. 2240).
    Acknowledgment,
    /// The debtor pays a part: an acknowledgment of the whole (PR-25).
    PartialPayment,
    /// The debtor asks for time or promises to pay: an acknowledgment, if it can be proved.
    PromiseToPay,
    /// A claim in court, even in référé (C. civ., art. 2241).
    CourtClaim,
    /// Service of an order for payment: a claim in court, unlike the request (PR-28).
    OrderServed,
    /// A precautionary or enforcement measure (C. civ., art. 2244).
    EnforcementAct,
    /// Declaration of the claim in a collective procedure (PR-29).
    ClaimDeclared,
    /// Mediation, conciliation, participative procedure, simplified procedure agreed to (C. civ., art. 2238).
    Mediation,
    /// Impossibility to act (C. civ., art. 2234).
    ForceMajeure,
    /// A registered letter of the creditor: interrupts in insurance only (PR-08).
    RegisteredLetter,
    /// A reminder, an invoice, a formal notice: nothing (PR-30).
    Reminder,
    /// A dispute raised by the debtor: nothing.
    Dispute,
    /// A collective procedure opened: nothing without a declaration.
    InsolvencyOpened,
    /// A period of grace granted by a judge: stops enforcement, not limitation.
    GracePeriod,
}

impl ActKind {
    /// All of them, each with its name in a question.
    pub const NAMED: [(&'static str, ActKind); 14] = [
        ("acknowledgment", Self::Acknowledgment),
        ("partial_payment", Self::PartialPayment),
        ("promise_to_pay", Self::PromiseToPay),
        ("court_claim", Self::CourtClaim),
        ("order_served", Self::OrderServed),
        ("enforcement_act", Self::EnforcementAct),
        ("claim_declared", Self::ClaimDeclared),
        ("mediation", Self::Mediation),
        ("force_majeure", Self::ForceMajeure),
        ("registered_letter", Self::RegisteredLetter),
        ("reminder", Self::Reminder),
        ("dispute", Self::Dispute),
        ("insolvency_opened", Self::InsolvencyOpened),
        ("grace_period", Self::GracePeriod),
    ];

    /// The kind that bears a name.
    #[must_use]
    pub fn named(name: &str) -> Option<ActKind> {
        Self::NAMED.iter().find(|(n, _)| *n == name).map(|(_, kind)| *kind)
    }

    /// The French name, with its article and gender fit for « … du 2 juin 2026 ».
    #[must_use]
    pub fn french(self) -> &'static str {
        match self {
            Self::Acknowledgment => "la reconnaissance de dette",
            Self::PartialPayment => "le paiement partiel",
            Self::PromiseToPay => "la promesse de payer",
            Self::CourtClaim => "la demande en justice",
            Self::OrderServed => "la signification de l'ordonnance",
            Self::EnforcementAct => "la mesure conservatoire ou d'exécution",
            Self::ClaimDeclared => "la déclaration de créance",
            Self::Mediation => "la médiation ou conciliation",
            Self::ForceMajeure => "l'impossibilité d'agir",
            Self::RegisteredLetter => "la lettre recommandée",
            Self::Reminder => "la relance ou mise en demeure",
            Self::Dispute => "la contestation",
            Self::InsolvencyOpened => "l'ouverture de la procédure collective",
            Self::GracePeriod => "le délai de grâce",
        }
    }

    /// Rests on the debtor's acknowledgment.
    pub(in crate::deadlines) fn acknowledges(self) -> bool {
        matches!(self, Self::Acknowledgment | Self::PartialPayment | Self::PromiseToPay)
    }

    /// Interrupts by an act of justice, foreclosures included.
    pub(super) fn judicial(self) -> bool {
        matches!(self, Self::CourtClaim | Self::OrderServed | Self::EnforcementAct | Self::ClaimDeclared)
    }

    /// Opens proceedings that may last: the new period runs from their end (C. civ., art. 2242).
    pub(in crate::deadlines) fn lasts(self) -> bool {
        matches!(self, Self::CourtClaim | Self::OrderServed | Self::ClaimDeclared)
    }
}

/// One dated act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// What happened.
    pub kind: ActKind,
    /// The day.
    pub on: Day,
    /// The end of the proceedings or of the suspension, when known.
    pub until: Option<Day>,
}

/// What the law makes of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActEffect {
    /// A new period of the same length runs from this day (C. civ., art. 2231).
    Interrupts {
        /// The day the new period runs from.
        from: Day,
    },
    /// The clock stopped (C. civ., art. 2230).
    Suspends {
        /// Days added.
        days: u32,
    },
    /// Nothing.
    Nothing,
}

/// An act and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActOutcome {
    /// The act.
    pub act: Act,
    /// Its effect.
    pub effect: ActEffect,
    /// The last day after it.
    pub last_day: Day,
    /// Why, in French.
    pub reason: String,
}

impl ActOutcome {
    /// Whether the act changed the period.
    #[must_use]
    pub fn counted(&self) -> bool {
        self.effect != ActEffect::Nothing
    }
}
