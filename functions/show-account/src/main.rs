//! The process of `show-account`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<show_account::ShowAccount>()
}
