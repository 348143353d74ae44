//! The process of `log-in`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<log_in::LogIn>()
}
