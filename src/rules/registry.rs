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
}
