//! The process of `manage-webhooks`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_webhooks::ManageWebhooks>()
}
