//! Arguments → one call of the application → exit code.

fn main() -> std::process::ExitCode {
    creance::cli::run(std::env::args_os())
}
