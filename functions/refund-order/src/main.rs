//! The process of `refund-order`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<refund_order::RefundOrder>()
}
