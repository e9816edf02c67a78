//! The claim file: its shape on the wire, its reading with all errors at once, and the normalised claim.

mod limits;
mod model;
pub mod notices;
mod read;
mod schema;
pub mod wire;

pub use limits::Limits;
pub use model::{
    Bank, Claim, Dangling, DueBasis, DueDate, Exhibit, Invoice, Party, Payment, Plan, Policy, Schedule,
};
pub use read::{ReadCode, ReadError, ReadErrors, ReadFailure, read, read_as, read_value};
pub use schema::{schema, schema_with};
pub use wire::ClaimFile;
