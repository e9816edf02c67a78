//! What was agreed, invoiced and paid (contract, § 2).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::party::Address;
use super::scalar::{Date, RateTerm};
use crate::domain::{Money, names::names};

names! {
    /// The writing that the claim rests on.
    ContractKind {
        /// Signed quote.
        SignedQuote = "signed_quote",
        /// Purchase order.
        PurchaseOrder = "purchase_order",
        /// Written contract.
        WrittenContract = "written_contract",
        /// General terms.
        GeneralTerms = "general_terms",
        /// Lease.
        Lease = "lease",
        /// Bylaws, règlement de copropriété.
        Bylaws = "bylaws",
        /// Anything else.
        Other = "other",
    }
}

names! {
    /// Where a payment term starts.
    TermFrom {
        /// Date of the invoice.
        InvoiceDate = "invoice_date",
        /// Delivery or performance.
        Delivery = "delivery",
        /// End of the month of the invoice.
        EndOfMonth = "end_of_month",
    }
}

names! {
    /// The two lawful readings of « fin de mois » (TERM-03).
    EndOfMonthMethod {
        /// Days are added, then the end of that month is taken.
        DaysThenMonthEnd = "days_then_month_end",
        /// The end of the month is taken, then days are added.
        MonthEndThenDays = "month_end_then_days",
    }
}

names! {
    /// What a line of principal is.
    InvoiceKind {
        /// Invoice.
        Invoice = "invoice",
        /// Avoir: deducted.
        CreditNote = "credit_note",
        /// Rent term.
        Rent = "rent",
        /// Instalment of a credit.
        Instalment = "instalment",
        /// Call for charges.
        ChargeCall = "charge_call",
        /// Bill of exchange or promissory note.
        Draft = "draft",
        /// Anything else.
        Other = "other",
    }
}

names! {
    /// How the amount came to be.
    AmountBasis {
        /// Agreed beforehand.
        Agreed = "agreed",
        /// Accepted afterwards.
        Accepted = "accepted",
        /// Estimated by the creditor alone.
        Estimated = "estimated",
    }
}

names! {
    /// What the debtor said the payment goes to.
    PaymentAllocation {
        /// Order of the law.
        Legal = "legal",
        /// Principal before interest.
        PrincipalFirst = "principal_first",
    }
}

/// Écrit dont naît la créance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Nature de l’écrit.
    pub kind: ContractKind,
    /// Référence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 200))]
    pub reference: Option<String>,
    /// Date de signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
    /// Délai de paiement convenu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub payment_terms: Option<PaymentTerms>,
    /// Taux de retard stipulé : pour cent l’an, ou série lue semestre par semestre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_rate: Option<RateTerm>,
    /// Clause pénale, telle qu’elle est écrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 4000))]
    pub penalty_clause: Option<String>,
    /// Clause attributive de compétence, telle qu’elle est écrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 4000))]
    pub court_clause: Option<String>,
    /// Réserve de propriété.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_of_title: Option<bool>,
    /// Immeuble, logement loué ou lieu d’exécution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub place: Option<Address>,
}

/// Délai de paiement convenu.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PaymentTerms {
    /// Nombre de jours.
    #[validate(range(max = 3650))]
    pub days: u32,
    /// Point de départ.
    pub from: TermFrom,
    /// Méthode « fin de mois ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_month_method: Option<EndOfMonthMethod>,
}

/// Somme réclamée en principal : facture, loyer, échéance, appel de charges, effet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// Numéro.
    #[validate(length(min = 1, max = 100))]
    pub number: String,
    /// Nature ; `invoice` à défaut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<InvoiceKind>,
    /// Date d’émission.
    pub issued_on: Date,
    /// Échéance ; à défaut elle suit du délai convenu, sinon de la loi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Date de livraison ou d’exécution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<Date>,
    /// Montant TTC ; positif aussi pour un avoir.
    pub amount_incl_tax: Money,
    /// Montant hors taxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_excl_tax: Option<Money>,
    /// Montant de la TVA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat: Option<Money>,
    /// Objet.
    #[validate(length(min = 1, max = 300))]
    pub label: String,
    /// Taux de retard propre à cette somme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_rate: Option<RateTerm>,
    /// Origine du montant : convenu, accepté ou estimé ; `agreed` à défaut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_basis: Option<AmountBasis>,
    /// Montant accepté par le débiteur ; vaut `amount_basis: accepted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<bool>,
    /// Numéro de la facture qu’un avoir réduit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub credits: Option<String>,
    /// Somme contestée par le débiteur.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed: Option<bool>,
    /// Pièce qui la prouve (`exhibits[].id`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    pub exhibit: Option<String>,
}

/// Paiement reçu.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Date de réception.
    pub received_on: Date,
    /// Montant.
    pub amount: Money,
    /// Numéro de la facture que le débiteur a dit payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 100))]
    pub invoice: Option<String>,
    /// Libellé.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 300))]
    pub label: Option<String>,
    /// Imputation indiquée.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocation: Option<PaymentAllocation>,
}

/// Crédit, à la consommation ou professionnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// Premier incident de paiement non régularisé.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_default_on: Option<Date>,
    /// Déchéance du terme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accelerated_on: Option<Date>,
    /// Taux du prêt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateTerm>,
}
