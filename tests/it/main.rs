//! The one integration binary; modules mirror `src/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod architecture;
mod cli;
mod deadlines;
mod messages;
mod rules;
mod statements;
