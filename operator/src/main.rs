//! `backroom`: the operator's program.

fn main() -> std::process::ExitCode {
    operator::run()
}
