//! The process of `manage-products`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_products::ManageProducts>()
}
