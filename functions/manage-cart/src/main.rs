//! The process of `manage-cart`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_cart::ManageCart>()
}
