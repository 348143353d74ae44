//! The process of `order-desk`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<order_desk::OrderDesk>()
}
