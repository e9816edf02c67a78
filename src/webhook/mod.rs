//! Calls to other systems, signed as Standard Webhooks say, that never reach what the operator did not allow.

mod address;
mod call;
mod policy;
mod sign;

pub use address::is_public;
pub use call::{Answer, Caller};
pub use policy::{Policy, Refused};
pub use sign::{Secret, SecretError};
