//! The process of `log-out`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<log_out::LogOut>()
}
