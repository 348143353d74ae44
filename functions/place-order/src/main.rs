//! The process of `place-order`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<place_order::PlaceOrder>()
}
