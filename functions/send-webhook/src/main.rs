//! The process of `send-webhook`.

fn main() -> std::process::ExitCode {
    lambda::serve_queue::<send_webhook::SendWebhook>()
}
