//! The process of `check-out`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<check_out::CheckOut>()
}
