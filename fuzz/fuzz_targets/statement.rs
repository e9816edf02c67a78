#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| creance_fuzz::targets::statement(data));
