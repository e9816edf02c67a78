//! The typed handles: the only way code asks for a value of law. Each handle has a file and each file a handle.

use std::marker::PhantomData;

use super::value::Typed;

/// A value of law by its id, with the type it is read as.
#[derive(Debug)]
pub struct Handle<T> {
    pub(super) index: usize,
    pub(super) id: &'static str,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Handle<T> {}

macro_rules! values {
    ($($(#[$doc:meta])* $name:ident: $t:ty = $id:literal,)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Order { $($name),+ }
        $($(#[$doc])* pub const $name: Handle<$t> =
            Handle { index: Order::$name as usize, id: $id, kind: PhantomData };)+

        /// Every handle: id and the units its file may use.
        pub(super) const ALL: &[(&str, &[&str])] = &[$(($id, <$t as Typed>::UNITS)),+];
    };
}

use crate::domain::{Money, Rate};

values! {
    // Rates
    /// Legal rate where the creditor is a natural person outside any business (RATE-01).
    LEGAL_PARTICULIERS: Rate = "rates.legal_particuliers",
    /// Legal rate in every other case (RATE-01).
    LEGAL_AUTRES: Rate = "rates.legal_autres",
    /// ECB main refinancing operations, by effective date (RATE-04, RATE-06).
    BCE_REFI: Rate = "rates.bce_refi",
    /// Points over the ECB rate between professionals, without stipulation (B2B-04).
    B2B_MARGIN: Rate = "b2b.default_margin",
    /// How many times the legal rate a stipulated rate must reach (RATE-08).
    B2B_FLOOR_MULTIPLE: u32 = "b2b.floor_multiple",
    /// Points over the ECB rate for a public buyer (B2B-21).
    PUBLIC_BUYER_MARGIN: Rate = "b2b.public_buyer_margin",
    /// Points added two months after the title became enforceable (RATE-07, INT-14).
    PLUS_FIVE: Rate = "interest.plus_five_points",
    /// Months from the title to the raised rate (INT-14).
    PLUS_FIVE_AFTER_MONTHS: u32 = "interest.plus_five_after_months",
    /// Lump sum for recovery costs, per late invoice (B2B-13).
    INDEMNITY: Money = "b2b.indemnity",
    /// Highest indemnity of a lender after acceleration, percent of the capital outstanding (CR-01).
    CREDIT_INDEMNITY_ACCELERATED: Rate = "credit.indemnity_accelerated",
    /// Highest indemnity of a lender without acceleration, percent of the instalments overdue (CR-02).
    CREDIT_INDEMNITY_OVERDUE: Rate = "credit.indemnity_overdue",
    /// Days to pay without agreed term, from delivery (TERM-01).
    DEFAULT_TERM_DAYS: u32 = "terms.default_days",
    /// Cap of an agreed term, from the invoice date (TERM-02).
    MAX_TERM_DAYS: u32 = "terms.max_days",
    /// Cap of an « end of month » term (TERM-03).
    MAX_TERM_DAYS_END_OF_MONTH: u32 = "terms.max_days_end_of_month",
    /// Cap of the term of a transport invoice (TERM-07).
    TRANSPORT_TERM_DAYS: u32 = "terms.transport_days",
    // Sentences of law, printed as they are
    /// Second paragraph a third-party collector must reproduce (TP-03, TP-07).
    COSTS_WITHOUT_TITLE: String = "mentions.frais_sans_titre",
    /// Third paragraph a third-party collector must reproduce (TP-03, TP-08).
    COSTS_BAD_FAITH: String = "mentions.frais_mauvaise_foi",
    /// That the sender collects for others (TP-03).
    COLLECTION_ACTIVITY: String = "mentions.activite_recouvrement",
    /// What puts the debtor in default (CIV-03).
    FORMAL_NOTICE: String = "mentions.interpellation",
    /// Legal interest from the formal notice (CIV-01).
    DEFAULT_INTEREST: String = "mentions.interet_moratoire",
    /// Penalties run without reminder between professionals (B2B-02).
    PENALTIES_WITHOUT_REMINDER: String = "mentions.penalites_exigibles",
    /// The lump sum is due as of right (B2B-13).
    INDEMNITY_AS_OF_RIGHT: String = "mentions.indemnite_de_plein_droit",
    /// The lump sum as the decree words it (B2B-13).
    INDEMNITY_AMOUNT: String = "mentions.indemnite_montant",
    /// Under the title of the request (CF-05).
    REQUEST_ARTICLES: String = "mentions.requete_articles",
    /// The formula of the official form (CF-03).
    REQUEST_INTRODUCTION: String = "mentions.requete_introduction",
    /// Transfer on opposition (IP-09).
    REQUEST_TRANSFER: String = "mentions.requete_renvoi",
    /// Opening of what is asked (IP-05).
    REQUEST_VISA: String = "mentions.requete_visa",
    /// Costs not included in the dépens (IP-04).
    REQUEST_ARTICLE_700: String = "mentions.requete_frais_irrepetibles",
    /// Capitalisation of interest (INT-07, INT-08).
    REQUEST_CAPITALISATION: String = "mentions.requete_capitalisation",
    /// Joint and several order (D.9).
    REQUEST_JOINTLY: String = "mentions.requete_solidarite",
    /// Under the title of the list of exhibits (IP-06).
    EXHIBIT_LIST_ARTICLES: String = "mentions.bordereau_articles",
    /// Under the title of the statement (IP-06).
    STATEMENT_ARTICLES: String = "mentions.decompte_articles",
    /// A partial payment goes to interest first (INT-09).
    PARTIAL_PAYMENT: String = "mentions.imputation_interets",
    /// No notice of opposition nor call for its costs came in time, by the day of the order (IP-31).
    EXECUTION_SILENCE: String = "mentions.execution_silence",
    /// Which of several debts a payment extinguishes (D07).
    SEVERAL_DEBTS: String = "mentions.imputation_dettes",
    /// Opening of the draft order (D14).
    ORDER_VISA: String = "mentions.ordonnance_visa",
    /// What the special power is given for (RP-02).
    POWER_OBJECT: String = "mentions.pouvoir_objet",
    /// An order not served in time (IP-14).
    SERVICE_SANCTION: String = "mentions.saisine_sanction",
    /// Above the identities of the act of service (HO-04).
    SERVICE_IDENTITY: String = "mentions.saisine_identite",
    /// Handing over the title is the mandate (HO-02).
    EXECUTION_POWER: String = "mentions.execution_pouvoir",
    /// The debtor may still ask the judge for time (D07).
    PLAN_GRACE: String = "mentions.plan_delais_du_juge",
    /// A plan is no novation (D07).
    PLAN_NO_NOVATION: String = "mentions.plan_novation",
    /// Acknowledgment of the debt in a plan (PLAN-07).
    PLAN_ACKNOWLEDGMENT: String = "mentions.plan_reconnaissance",
    /// The article on originals (PLAN-06).
    PLAN_ORIGINALS: String = "mentions.plan_originaux",
    /// What the debtor writes (PLAN-05).
    ACKNOWLEDGMENT_MENTION: String = "mentions.reconnaissance_mention",
    /// Costs of the simplified procedure (SC-08).
    SMALL_CLAIMS_COSTS: String = "mentions.petites_creances_frais",
    /// Under the title of the opening (SC-02).
    SMALL_CLAIMS_ARTICLES: String = "mentions.petites_creances_articles",
    /// No payment meanwhile (SC-06).
    SMALL_CLAIMS_NO_PAYMENT: String = "mentions.petites_creances_paiement",
    /// Under the title of the settlement (PLAN-02).
    SETTLEMENT_ARTICLES: String = "mentions.transaction_articles",
    /// What the settlement bars (PLAN-02).
    SETTLEMENT_EFFECT: String = "mentions.transaction_effet",
    /// Approval by the judge (PLAN-04).
    SETTLEMENT_APPROVAL: String = "mentions.transaction_homologation",
    /// Order of imputation in a receipt (INT-09).
    RECEIPT_ALLOCATION: String = "mentions.quittance_imputation",
    /// How a registered letter is announced (C.1).
    REGISTERED_LETTER: String = "mentions.lrar",
    // Parties
    /// Company forms that are commercial whatever they do, separated by semicolons (C. com., art. L. 210-1).
    COMMERCIAL_FORMS: String = "party.commercial_forms",
    /// Company forms whose letters give the capital, separated by semicolons (C. com., art. R. 123-238).
    CAPITAL_FORMS: String = "party.capital_forms",
    /// Age of majority (C. civ., art. 388).
    MAJORITY_YEARS: u32 = "party.majority_years",
    /// Characters of a line of a postal address (R-ADDR).
    ADDRESS_LINE_LENGTH: u32 = "address.line_length",

    // Court
    /// States whose residents are reached by the European order for payment (OR-05).
    EUROPEAN_ORDER_STATES: String = "court.european_order_states",
    /// Up to this amount a civil claim goes to the chambre de proximité (CT-08).
    PROXIMITY_CEILING: Money = "court.proximity_ceiling",
    /// Up to this amount no avocat is required before the tribunal judiciaire (RP-05).
    LAWYER_CEILING_TJ: Money = "court.lawyer_ceiling_tj",
    /// Up to this amount no avocat is required before a commercial court (RP-04).
    LAWYER_CEILING_TC: Money = "court.lawyer_ceiling_tc",
    /// Highest consumer credit, by contract date (CT-05b).
    CONSUMER_CREDIT_CEILING: Money = "court.consumer_credit_ceiling",
    /// Lowest consumer credit, by contract date (CT-05b).
    CONSUMER_CREDIT_FLOOR: Money = "court.consumer_credit_floor",
    /// Whether artisans come before the commercial court (CT-06).
    ARTISANS_COMMERCIAL: bool = "court.artisans_commercial",

    // Deadlines
    /// Months to serve an order for payment, by the day of the order (IP-14, IP-15).
    IP_SIGNIFICATION_MONTHS: u32 = "ip.signification_months",
    /// Months to oppose an order for payment (IP-23).
    IP_OPPOSITION_MONTHS: u32 = "ip.opposition_months",
    /// Months from service before any enforcement, by the day of the order (IP-31).
    IP_EXECUTION_WAIT_MONTHS: u32 = "ip.execution_wait_months",
    /// Days for the creditor to appoint counsel after an opposition, written procedure (IP-27).
    IP_COUNSEL_DAYS: u32 = "ip.counsel_days",
    /// Days to deposit the costs before the commercial court (IP-36, IP-37).
    IP_DEPOSIT_DAYS: u32 = "ip.deposit_days",
    /// Months of distance between the métropole and overseas (IP-25).
    DISTANCE_OVERSEAS_MONTHS: u32 = "deadlines.distance_overseas_months",
    /// Months of distance for those who reside abroad (IP-25).
    DISTANCE_ABROAD_MONTHS: u32 = "deadlines.distance_abroad_months",
    /// Months for the debtor to answer in the simplified procedure for small claims (SC-04).
    PSRPC_REPLY_MONTHS: u32 = "deadlines.psrpc_reply_months",
    /// Days to accept an electronic registered letter.
    LRE_ACCEPTANCE_DAYS: u32 = "deadlines.lre_acceptance_days",
    /// Days a formal notice leaves, unless chosen otherwise (R-MED).
    NOTICE_DEFAULT_DAYS: u32 = "deadlines.notice_default_days",
    /// Days below which a formal notice asks for a confirmation (R-MED).
    NOTICE_MINIMUM_DAYS: u32 = "deadlines.notice_minimum_days",
    /// Days an unclaimed registered letter is kept (R-MED).
    NOTICE_RETENTION_DAYS: u32 = "deadlines.notice_retention_days",
    /// Days before an expiry from which it is shown as near.
    DUE_SOON_DAYS: u32 = "deadlines.due_soon_days",
    /// Ceiling of the limitation, in years from the birth of the right (PR-34).
    LIMITATION_CEILING_YEARS: u32 = "prescription.ceiling_years",
    /// Months left at least after a suspension of C. civ., art. 2238 (PR-32).
    LIMITATION_SUSPENSION_MINIMUM_MONTHS: u32 = "prescription.suspension_minimum_months",
    /// Days kept in hand before the last day of a limitation (R-PRUD).
    LIMITATION_SAFETY_DAYS: u32 = "prescription.safety_days",
    /// Months to declare a claim in a collective procedure (INS-02).
    DECLARATION_MONTHS: u32 = "insolvency.declaration_months",
    /// Months added for a creditor outside the territory (INS-02).
    DECLARATION_DISTANCE_MONTHS: u32 = "insolvency.declaration_distance_months",
    /// Months to ask to be relieved of the foreclosure (INS-03).
    RELIEF_MONTHS: u32 = "insolvency.relief_months",
    // Ways, demands and what they cost
    /// Days before the end of a limitation from which it is shown as near (PR-28, POLICY).
    LIMITATION_NEAR_DAYS: u32 = "prescription.near_days",
    /// Days counted from the filing of a request to the service of the order (PR-28, POLICY).
    LIMITATION_ORDER_DAYS: u32 = "prescription.order_days",
    /// Ceiling of the simplified procedure, principal and interest (SC-02).
    PSRPC_CEILING: Money = "psrpc.ceiling",
    /// Whether what merchants invoiced each other is left out of the simplified procedure (SC-01).
    PSRPC_EXCLUDES_MERCHANTS: bool = "psrpc.excludes_merchants",
    /// Whether the law knows the recovery of undisputed commercial claims (UC-01).
    L126_ENACTED: bool = "l126.enacted",
    /// Whether that procedure can be used: its decree is published (UC-04).
    L126_AVAILABLE: bool = "l126.available",
    /// Up to this amount an amicable attempt precedes the writ before the tribunal judiciaire (AM-01).
    AMICABLE_CEILING: Money = "amicable.ceiling",
    /// Months without a meeting of the conciliator that dispense with the attempt (AM-01).
    CONCILIATOR_MONTHS: u32 = "amicable.conciliator_months",
    /// Longest time a judge may grant (CIV-12).
    JUDGE_PLAN_YEARS: u32 = "plan.judge_years",
    /// Years of interest due that may be capitalised (INT-07).
    CAPITALISATION_YEARS: u32 = "interest.capitalisation_years",
    /// Words that name the lump sum among costs, separated by semicolons (B2B-13).
    INDEMNITY_WORDS: String = "costs.indemnity_words",
    /// VAT on fees (FE-02).
    FEES_VAT: Rate = "fees.vat",
    /// Fee of the greffe of a commercial court for an order for payment, tax excluded (FE-02).
    FEES_GREFFE_ORDER: Money = "fees.greffe_order",
    /// Fee of the greffe of a tribunal judiciaire for an order for payment (FE-01).
    FEES_GREFFE_ORDER_CIVIL: Money = "fees.greffe_order_civil",
    /// Fee of the service of an order, tax excluded, before its coefficient (FE-20).
    FEES_SERVICE_ORDER: Money = "fees.service_order",
    /// Travel of the commissaire de justice, tax excluded (FE-22).
    FEES_TRAVEL: Money = "fees.travel",
    /// Contribution pour l'aide juridique (FE-08).
    FEES_LEGAL_AID: Money = "fees.legal_aid",
    /// Whether it is due for an order for payment (FE-08b).
    FEES_LEGAL_AID_ORDERS: bool = "fees.legal_aid_orders",
    /// Value of the claims above which a TAE asks its contribution (FE-10).
    FEES_ECONOMIC_JUSTICE_FLOOR: Money = "fees.economic_justice_floor",
    /// Headcount from which that contribution may be due (FE-10).
    FEES_ECONOMIC_JUSTICE_EMPLOYEES: u32 = "fees.economic_justice_employees",
    // Reminders (R-CYCLE): usage only, no text fixes these days
    /// Days late from which the first reminder is due.
    REMINDER_FIRST_DAYS: u32 = "reminder.first_days",
    /// Days late from which the second is due.
    REMINDER_SECOND_DAYS: u32 = "reminder.second_days",
    /// Days late from which the last is due.
    REMINDER_LAST_DAYS: u32 = "reminder.last_days",
    /// Days left to pay or answer.
    REMINDER_REPLY_DAYS: u32 = "reminder.reply_days",
    /// When a debtor may be called (R-CALL).
    REMINDER_CALL_HOURS: String = "reminder.call_hours",
    /// Calls a week at most (R-CALL).
    REMINDER_CALL_ATTEMPTS: u32 = "reminder.call_attempts",
    // Sentences of law, printed as they are
}
