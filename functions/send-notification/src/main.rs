//! The process of `send-notification`.

fn main() -> std::process::ExitCode {
    lambda::serve_queue::<send_notification::SendNotification>()
}
