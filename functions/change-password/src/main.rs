//! The process of `change-password`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<change_password::ChangePassword>()
}
