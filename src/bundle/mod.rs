//! The bundle: exhibits taken in and stamped, the ZIP with its manifest, and the receiver's check of it.
//!
//! Exhibits are evidence: what cannot be shown whole is refused with its reason, never shown in part.
//! The archive is whole or is not; same entries, same day: the same bytes.

pub mod archive;
pub mod assemble;
mod assemble_plan;
#[cfg(test)]
mod assemble_kinds_tests;
#[cfg(test)]
mod assemble_tests;
pub mod concord;
mod concord_read;
#[cfg(test)]
mod concord_tests;
mod correspondence;
mod exhibit_bounds;
mod exhibit_error;
mod exhibit_flatten;
#[cfg(test)]
mod exhibit_flatten_tests;
mod exhibit_format;
mod exhibit_image;
mod exhibit_pdf;
mod exhibit_update;
pub mod exhibits;
#[cfg(test)]
mod exhibits_tests;
mod gather;
pub mod intake;
pub mod manifest;
mod merge;
#[cfg(test)]
mod merge_tests;
pub mod message;
#[cfg(test)]
mod message_tests;
pub mod names;
pub mod outline;
mod read_once;
mod readme;
mod readme_amicable;
mod readme_court;
mod readme_handover;
mod readme_page;
#[cfg(test)]
mod samples;
pub mod save;
pub mod single;
pub mod stamp;
pub mod verify;
#[cfg(test)]
mod verify_tests;
mod zip_layout;

pub(crate) use correspondence::obstacle as message_obstacle;

pub use archive::{Archive, Entry, PackError};
pub use exhibits::{Exhibit, ExhibitError, ExhibitFormat, Foreign, Limits};
pub use manifest::{Manifest, ManifestFile, ManifestHead, RulesetRef, SoftwareRef};
pub use read_once::ReadOnce;
pub use stamp::{Stamp, StampError, Stamped};
pub use verify::{Verification, verify, verify_apart};
