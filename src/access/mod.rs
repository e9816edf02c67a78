//! Who may ask what: keys, what they open, how often. Holds no law and no HTTP; reads no clock.
//!
//! The database is read once every few seconds, never for each request: see [`REFRESH`].

mod gate;
mod key;
mod rate;
mod scope;

pub use gate::{Gate, Holder, Pass, REFRESH, Refusal, Terms, Why};
pub use key::{Fresh, NoRandom, Pepper, PepperError, Shown};
pub use rate::Left;
pub use scope::{Scope, Scopes};
