//! The process of `resize-images`.

fn main() -> std::process::ExitCode {
    lambda::serve_queue::<resize_images::ResizeImages>()
}
