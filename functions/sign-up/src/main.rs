//! The process of `sign-up`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<sign_up::SignUp>()
}
