//! The process of `search-products`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<search_products::SearchProducts>()
}
