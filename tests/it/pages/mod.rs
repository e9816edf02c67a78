//! The pages as a browser without scripts walks them.

mod browser;
mod dossier;
mod session;
