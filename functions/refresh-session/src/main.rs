//! The process of `refresh-session`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<refresh_session::RefreshSession>()
}
