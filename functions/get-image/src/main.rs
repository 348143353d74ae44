//! The process of `get-image`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<get_image::GetImage>()
}
