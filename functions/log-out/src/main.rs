//! The process of `log-out`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<log_out::LogOut>()
}
