//! Deadlines: four regimes of time, four types, so that none can stand in for another.
//!
//! - [`procedural`]: prorogued past the days off (CPC, art. 640 to 645); [`order`] and [`insolvency`] build on it;
//! - [`limitation`]: never prorogued, interrupted and suspended by acts (C. civ., art. 2219 to 2254);
//! - [`payment_term`]: what the contract says (C. com., art. L. 441-10);
//! - [`notice`]: the time a formal notice leaves (C. civ., art. 1231 and 1344).
//!
//! [`api`] is the door of the command line and of the HTTP service: one kind, one input, one output.
//! Refused: periods in hours, periods counted backwards, the procedures of French Polynesia and New Caledonia.

pub mod api;
pub mod calendar;
pub mod counting;
mod data;
pub mod distance;
pub mod insolvency;
pub mod limitation;
pub mod notice;
pub mod order;
pub mod payment_term;
pub mod problem;
pub mod procedural;
pub mod status;
pub mod timeline;
mod words;

pub use calendar::{Calendars, Purpose};
pub use problem::{DeadlineProblem, FieldProblem};
pub use procedural::{ProceduralDeadline, Span};
pub use status::Status;
pub use words::territory as territory_name;
