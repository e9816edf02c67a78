#![no_main]

// The reader of archives is not ours: what panics there is an archive that cannot be read.
libfuzzer_sys::fuzz_target!(
    init: creance_fuzz::foreign_panics_unwind(),
    |data: &[u8]| creance_fuzz::targets::batch(data)
);
