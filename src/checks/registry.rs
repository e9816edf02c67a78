//! Code → function. One line a finding; the text and law come from the data.

use super::Check;

/// Every finding, in the order of a reading: file, parties, claim, proof, notices, demands, time, court, routes.
pub const REGISTRY: &[(&str, Check)] = &[];
