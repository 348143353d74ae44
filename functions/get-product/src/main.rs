//! The process of `get-product`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<get_product::GetProduct>()
}
