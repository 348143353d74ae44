//! The process of `reset-password`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<reset_password::ResetPassword>()
}
