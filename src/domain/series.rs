//! The rate series of the contract (§ 4): names only, the figures are law and live with the rules.

use super::names::names;

names! {
    /// A published or derived rate, by the half-year.
    RateSeries {
        /// Legal rate, creditor a natural person outside any business.
        LegalParticuliers = "legal_particuliers",
        /// Legal rate in every other case.
        LegalAutres = "legal_autres",
        /// ECB main refinancing operations.
        BceRefi = "bce_refi",
        /// Default rate between professionals.
        B2bDefault = "b2b_default",
        /// Floor of a stipulated rate between professionals.
        B2bFloor = "b2b_floor",
        /// Rate due by a public buyer.
        PublicBuyer = "public_buyer",
    }
}
