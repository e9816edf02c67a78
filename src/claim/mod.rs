//! The claim file: its shape on the wire, its reading with all errors at once, and the normalised claim.

mod model;
pub mod notices;
pub mod wire;

pub use model::{
    Bank, Claim, Dangling, DueBasis, DueDate, Exhibit, Invoice, Party, Payment, Plan, Policy,
    Schedule,
};
pub use wire::ClaimFile;
