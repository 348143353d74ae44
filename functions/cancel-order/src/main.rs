//! The process of `cancel-order`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<cancel_order::CancelOrder>()
}
