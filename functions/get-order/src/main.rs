//! The process of `get-order`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<get_order::GetOrder>()
}
