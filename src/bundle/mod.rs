//! The bundle: exhibits taken in and stamped, the ZIP with its manifest, and the receiver's check of it.
//!
//! Exhibits are evidence: what cannot be shown whole is refused with its reason, never shown in part.
//! The archive is whole or is not; same entries, same day: the same bytes.

pub mod archive;
pub mod assemble;
mod assemble_check;
mod assemble_plan;
#[cfg(test)]
mod assemble_kinds_tests;
#[cfg(test)]
mod assemble_tests;
mod exhibit_bounds;
mod exhibit_flatten;
mod exhibit_pdf;
pub mod exhibits;
pub mod intake;
pub mod manifest;
pub mod message;
#[cfg(test)]
mod message_tests;
pub mod names;
mod read_once;
mod readme;
mod readme_amicable;
mod readme_court;
mod readme_handover;
mod readme_page;
#[cfg(test)]
mod samples;
pub mod save;
pub mod stamp;
pub mod verify;
mod zip_layout;

pub use archive::{Archive, Entry, PackError};
pub use exhibits::{Exhibit, ExhibitError, ExhibitFormat, Limits};
pub use manifest::{Manifest, ManifestFile, ManifestHead, RulesetRef, SoftwareRef};
pub use read_once::ReadOnce;
pub use stamp::{Stamp, StampError, Stamped};
pub use verify::{Verification, verify};
