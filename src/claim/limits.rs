//! How much a claim file may hold (contract, § 1); configurable, the defaults are the contract's.

use serde::{Deserialize, Serialize};

/// Limits of one claim and its pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the claim's JSON.
    pub json_bytes: usize,
    /// Lines of principal.
    pub invoices: usize,
    /// Payments.
    pub payments: usize,
    /// Debtors.
    pub debtors: usize,
    /// Pieces.
    pub exhibits: usize,
    /// Bytes of one piece, that size included.
    pub exhibit_bytes: u64,
    /// Bytes of all pieces together.
    pub exhibits_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1_048_576;
        Limits {
            json_bytes: 1_048_576,
            invoices: 2_000,
            payments: 2_000,
            debtors: 20,
            exhibits: 100,
            exhibit_bytes: 25 * MIB,
            exhibits_bytes: 100 * MIB,
        }
    }
}

impl Limits {
    /// The limited lists of the claim file, by name.
    pub(super) fn lists(&self) -> [(&'static str, usize); 4] {
        [
            ("debtors", self.debtors),
            ("invoices", self.invoices),
            ("payments", self.payments),
            ("exhibits", self.exhibits),
        ]
    }
}
