//! The process of `get-order`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<get_order::GetOrder>()
}
