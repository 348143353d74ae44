//! The process of `manage-sessions`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_sessions::ManageSessions>()
}
