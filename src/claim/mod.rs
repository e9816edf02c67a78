//! The claim file: its shape on the wire, its reading with all errors at once, and the normalised claim.

pub mod wire;
