//! Code → function. One line a finding; the text and law come from the data.

<<<<<<< HEAD
use super::{Check, address, debtor, exhibits, file, invoices, parties, payments, terms};

/// Every finding, in the order of a reading: file, parties, claim, proof, notices, demands, time, court, routes.
pub const REGISTRY: &[(&str, Check)] = &[
    // The file, the parties, the lines, the payments, the pieces
    ("currency.unsupported", file::currency_unsupported),
    ("date.future", file::date_future),
    ("reference.unknown", file::reference_unknown),
    ("party.same", parties::same_party),
    ("party.identity_incomplete", parties::identity_incomplete),
    ("party.siren_invalid", parties::siren_invalid),
    ("party.siret_invalid", parties::siret_invalid),
    ("party.siret_mismatch", parties::siret_mismatch),
    ("party.vat_invalid", parties::vat_invalid),
    ("party.iban_invalid", parties::iban_invalid),
    ("party.bic_invalid", parties::bic_invalid),
    ("party.rna_invalid", parties::rna_invalid),
    ("address.incomplete", address::incomplete),
    ("address.unknown_commune", address::unknown_commune),
    ("address.ambiguous_commune", address::ambiguous_commune),
    ("address.note", address::note),
    ("address.line_too_long", address::line_too_long),
    ("debtor.insolvent", debtor::insolvent),
    ("debtor.abroad", debtor::abroad),
    ("debtor.minor_or_protected", debtor::minor_or_protected),
    ("debtor.several_without_solidarity", file::several_without_solidarity),
    ("claim.not_contractual", file::not_contractual),
    ("claim.undetermined_amount", file::undetermined_amount),
    ("claim.not_due", file::not_due),
    ("claim.disputed", file::disputed),
    ("claim.nothing_owed", file::nothing_owed),
    ("claim.overpaid", file::overpaid),
    ("invoice.duplicate", invoices::duplicate),
    ("invoice.due_before_issue", invoices::due_before_issue),
    ("invoice.amount_mismatch", invoices::amount_mismatch),
    ("invoice.amount_zero", invoices::amount_zero),
    ("invoice.credit_exceeds", invoices::credit_exceeds),
    ("invoice.mentions_missing", invoices::mentions_missing),
    ("payment.before_invoice", payments::before_invoice),
    ("payment_terms.over_cap", terms::over_cap),
    ("payment_terms.method_missing", terms::method_missing),
    ("payment_terms.start_unknown", terms::start_unknown),
    ("exhibit.missing_file", exhibits::missing_file),
    ("exhibit.unreadable", exhibits::unreadable),
    ("exhibit.unlisted", exhibits::unlisted),
    ("exhibit.missing_kind", exhibits::missing_kind),
    ("exhibit.duplicate_id", exhibits::duplicate_id),
    ("exhibit.line_uncited", exhibits::line_uncited),
    // Notices, demands, time, court, representation, orders
=======
use super::{
    Check, court, demands, interest, limitation, notices, order, plan, representative, small_claims,
};

/// Every finding, in the order of a reading: file, parties, claim, proof, notices, demands, time, court, routes.
pub const REGISTRY: &[(&str, Check)] = &[
    // Notices
    ("notice.missing", notices::missing),
    ("notice.too_recent", notices::too_recent),
    ("notice.not_received", notices::not_received),
    ("notice.mentions_missing", notices::mentions_missing),
    ("notice.short_deadline", notices::short_deadline),
    // Interest
    ("interest.rate_below_minimum", interest::rate_below_minimum),
    ("interest.rate_missing", interest::rate_missing),
    ("interest.consumer_commercial_rate", interest::consumer_commercial_rate),
    ("interest.consumer_clause", interest::consumer_clause),
    ("interest.presentation_unknown", notices::presentation_unknown),
    // Demands
    ("indemnity.not_available", demands::indemnity),
    ("costs.not_recoverable", demands::costs),
    ("penalty_clause.void", demands::penalty_void),
    ("penalty_clause.reducible", demands::penalty_reducible),
    ("penalty_clause.without_clause", demands::penalty_without_clause),
    ("capitalisation.not_yet", demands::capitalisation),
    ("damages.for_the_judge", demands::damages),
    ("article_700.uncertain", demands::article_700),
    // Time
    ("prescription.expired", limitation::expired),
    ("prescription.near", limitation::near),
    // Court
    ("court.clause_void", court::clause_void),
    ("court.several", court::several),
    ("court.unknown", court::unknown),
    ("court.quality_unknown", court::quality_unknown),
    ("court.administrative", court::administrative),
    ("court.choice", court::choice),
    ("court.address_unverified", court::address_unverified),
    // Representation
    ("representative.mandate_missing", representative::mandate_missing),
    ("representative.mandate_late", representative::mandate_late),
    ("representative.mentions_missing", representative::mentions_missing),
    // Simplified procedures
    ("small_claims.over_cap", small_claims::over_cap),
    ("small_claims.between_merchants", small_claims::between_merchants),
    ("commercial_recovery.unavailable", small_claims::commercial_unavailable),
    // Order obtained
    ("order.missing", order::missing),
    ("order.already_obtained", order::already_obtained),
    ("order.regime_unsupported", order::regime_unsupported),
    ("order.dates_inconsistent", order::dates_inconsistent),
    ("order.not_enforceable", order::not_enforceable),
    ("order.service_expired", order::service_expired),
    ("order.not_served", order::not_served),
    ("order.already_served", order::already_served),
    ("order.opposition_open", order::opposition_open),
    ("order.opposed", order::opposed),
    ("order.certificate_missing", order::certificate_missing),
    ("order.partial", order::partial),
    ("title.expired", order::title_expired),
    // Payment plan
    ("instalments.missing", plan::missing),
    ("plan.sum_mismatch", plan::sum_mismatch),
    ("plan.dates", plan::dates),
    ("plan.over_two_years", plan::over_two_years),
    ("plan.consumer_interest", plan::consumer_interest),
    ("credit.manual_review", plan::consumer_credit_review),
>>>>>>> checks-b
];
