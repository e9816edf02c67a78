//! What was done so far: notices, events, and the pieces that prove it (contract, § 2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::scalar::Date;
use crate::domain::{Money, names::names};

names! {
    /// What was sent to the debtor.
    NoticeKind {
        /// Before the due date.
        Preventive = "preventive",
        /// Relance.
        Reminder = "reminder",
        /// Mise en demeure.
        FormalNotice = "formal_notice",
        /// Sommation.
        Summons = "summons",
    }
}

names! {
    /// How it was sent.
    Channel {
        /// E-mail.
        Email = "email",
        /// Plain letter.
        Letter = "letter",
        /// Lettre recommandée avec avis de réception.
        RegisteredLetter = "registered_letter",
        /// Lettre recommandée électronique.
        ElectronicRegisteredLetter = "electronic_registered_letter",
        /// Act of a commissaire de justice.
        BailiffService = "bailiff_service",
        /// Telephone.
        Phone = "phone",
        /// SMS.
        Sms = "sms",
        /// By hand against receipt.
        Hand = "hand",
    }
}

names! {
    /// Why a letter came back.
    Returned {
        /// Pli avisé et non réclamé.
        Unclaimed = "unclaimed",
        /// Destinataire inconnu à l'adresse.
        UnknownAddress = "unknown_address",
        /// Refused.
        Refused = "refused",
    }
}

names! {
    /// What interrupts, suspends, disputes or bars.
    EventKind {
        /// Acknowledgment of the debt.
        Acknowledgment = "acknowledgment",
        /// Payment on account.
        PartialPayment = "partial_payment",
        /// Claim brought to a court.
        CourtClaim = "court_claim",
        /// Order served.
        OrderServed = "order_served",
        /// Act of enforcement.
        EnforcementAct = "enforcement_act",
        /// Mediation or conciliation.
        Mediation = "mediation",
        /// Impossibility to act.
        ForceMajeure = "force_majeure",
        /// Dispute raised by the debtor.
        Dispute = "dispute",
        /// Promise to pay.
        PromiseToPay = "promise_to_pay",
        /// Insolvency opened.
        InsolvencyOpened = "insolvency_opened",
        /// Claim declared in the insolvency.
        ClaimDeclared = "claim_declared",
        /// Délai de grâce.
        GracePeriod = "grace_period",
    }
}

names! {
    /// What a piece is.
    ExhibitKind {
        /// Contract.
        Contract = "contract",
        /// Quote.
        Quote = "quote",
        /// Purchase order.
        PurchaseOrder = "purchase_order",
        /// Invoice.
        Invoice = "invoice",
        /// Delivery note, statement of performance.
        DeliveryNote = "delivery_note",
        /// Notice sent.
        Notice = "notice",
        /// Proof that a notice was received or presented.
        ProofOfReceipt = "proof_of_receipt",
        /// Statement of account.
        Statement = "statement",
        /// Extract of the register.
        ExtractRcs = "extract_rcs",
        /// Mandate, power.
        Mandate = "mandate",
        /// Anything else.
        Other = "other",
    }
}

/// Envoi déjà adressé au débiteur.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Nature.
    pub kind: NoticeKind,
    /// Voie d’envoi.
    pub channel: Channel,
    /// Date d’envoi.
    pub sent_on: Date,
    /// Première présentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presented_on: Option<Date>,
    /// Réception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// Motif du retour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// Numéro de suivi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 60))]
    pub tracking: Option<String>,
    /// Pièce (`exhibits[].id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    pub exhibit: Option<String>,
}

/// Fait qui interrompt, suspend, conteste ou empêche.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Nature.
    pub kind: EventKind,
    /// Date, ou premier jour.
    pub on: Date,
    /// Dernier jour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Montant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Libellé.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 300))]
    pub label: Option<String>,
    /// Pièce (`exhibits[].id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    pub exhibit: Option<String>,
}

/// Pièce, dans l’ordre du bordereau.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Exhibit {
    /// Identifiant dans ce fichier.
    #[validate(length(min = 1, max = 64))]
    pub id: String,
    /// Intitulé.
    #[validate(length(min = 1, max = 300))]
    pub label: String,
    /// Date de la pièce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Nom du fichier joint : PDF, PNG ou JPEG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 255))]
    pub file: Option<String>,
    /// Nature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ExhibitKind>,
}
