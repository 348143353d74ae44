//! The process of `index-products`.

fn main() -> std::process::ExitCode {
    lambda::serve_queue_batches::<index_products::IndexProducts>()
}
