//! The process of `sweep-orders`.

fn main() -> std::process::ExitCode {
    lambda::serve_schedule::<sweep_orders::SweepOrders>()
}
