//! The process of `manage-stock`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_stock::ManageStock>()
}
