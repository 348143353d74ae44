//! The process of `start-guest`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<start_guest::StartGuest>()
}
