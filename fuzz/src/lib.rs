//! The targets, for libFuzzer; the tests of the product run the same file.

pub mod targets;
