//! The process of `show-desk`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<show_desk::ShowDesk>()
}
