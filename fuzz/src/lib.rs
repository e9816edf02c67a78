//! The targets, for libFuzzer; the tests of the product run the same file.

use std::panic;

pub mod targets;

/// Lets the panics of the parsers we depend on unwind, as they do in the product, which answers them with a refusal;
/// one in our own code, or in a target, still ends the run. Called once libFuzzer has set its own hook.
pub fn foreign_panics_unwind() {
    let ends_the_run = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_foreign = info.location().is_some_and(|at| at.file().contains("/registry/src/"));
        if !is_foreign {
            ends_the_run(info);
        }
    }));
}
