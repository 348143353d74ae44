//! The process of `recommend-products`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<recommend_products::RecommendProducts>()
}
