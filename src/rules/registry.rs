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
    /// Days to pay without agreed term, from delivery (TERM-01).
    DEFAULT_TERM_DAYS: u32 = "terms.default_days",
    /// Cap of an agreed term, from the invoice date (TERM-02).
    MAX_TERM_DAYS: u32 = "terms.max_days",
    /// Cap of an « end of month » term (TERM-03).
    MAX_TERM_DAYS_END_OF_MONTH: u32 = "terms.max_days_end_of_month",
    // Parties
    /// Company forms that are commercial whatever they do, separated by semicolons (C. com., art. L. 210-1).
    COMMERCIAL_FORMS: String = "party.commercial_forms",

    // Court
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
}
