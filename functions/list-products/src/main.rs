//! The process of `list-products`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<list_products::ListProducts>()
}
