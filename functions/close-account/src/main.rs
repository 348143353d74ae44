//! The process of `close-account`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<close_account::CloseAccount>()
}
