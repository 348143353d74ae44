//! The process of `list-orders`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<list_orders::ListOrders>()
}
