//! The process of `change-email`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<change_email::ChangeEmail>()
}
