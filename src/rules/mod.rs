//! The law as dated data: reads `legal-rules/`, answers "which version is in force on this day".

mod files;

pub use files::RuleFiles;
