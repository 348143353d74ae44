//! The process of `verify-email`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<verify_email::VerifyEmail>()
}
