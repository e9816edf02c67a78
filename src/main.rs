//! Arguments → one call of the application → exit code.

/// A check and its answer are thousands of short strings; the allocator of libc takes a third longer over them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    creance::cli::run(std::env::args_os())
}
