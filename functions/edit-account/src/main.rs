//! The process of `edit-account`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<edit_account::EditAccount>()
}
