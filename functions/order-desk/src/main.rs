//! The process of `order-desk`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<order_desk::OrderDesk>()
}
