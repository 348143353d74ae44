//! The process of `manage-settings`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_settings::ManageSettings>()
}
