//! The process of `close-account`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<close_account::CloseAccount>()
}
