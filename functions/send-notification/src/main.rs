//! The process of `send-notification`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_queue::<send_notification::SendNotification>()
}
