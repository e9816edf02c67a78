#![no_main]

// Its parsers run behind a guard: what panics there is one more file that cannot be read.
libfuzzer_sys::fuzz_target!(
    init: creance_fuzz::foreign_panics_unwind(),
    |data: &[u8]| creance_fuzz::targets::exhibit(data)
);
