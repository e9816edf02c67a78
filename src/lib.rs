//! `creance`: French debt recovery, from a claim file to a dossier ready to sign, file or execute.
//!
//! The path, one type a step:
//! `bytes → ClaimFile → Claim → Dossier → Admitted → DocumentModel → Pdf → Archive`.
//! Start reading at [`dossier`]. The modules below stand in the order of the path.

pub mod domain;
pub mod rules;
pub mod claim;
pub mod statement;
pub mod deadlines;
pub mod court;
pub mod checks;
pub mod dossier;
pub mod documents;
pub mod render;
pub mod bundle;
pub mod problem;
pub mod store;
pub mod access;
pub mod clock;
pub mod config;
pub mod app;
pub mod web;
pub mod webhook;
pub mod batch;
pub mod telemetry;
pub mod http;
pub mod cli;
