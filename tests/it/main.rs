//! The one integration binary; modules mirror `src/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod architecture;
mod batches;
mod cli;
mod coverage;
mod deadlines;
mod exhibits;
mod fuzz;
mod golden;
mod hostile;
mod http;
mod law_cases;
mod logo;
mod mentions;
mod messages;
mod operations;
mod operator;
mod oracle;
mod pages;
mod pdf;
mod rules;
mod statements;
mod store;
mod workers;
mod worked;
