//! The process of `pay-order`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<pay_order::PayOrder>()
}
