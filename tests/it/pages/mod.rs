//! The pages that people read, asked on a real socket.

mod errors;
mod glossary;
mod page;
mod rules;
pub mod tools;
