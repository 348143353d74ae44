//! The process of `change-email`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<change_email::ChangeEmail>()
}
