//! The process of `adjust-stock`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<adjust_stock::AdjustStock>()
}
