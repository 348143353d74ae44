//! The process of `manage-customers`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_customers::ManageCustomers>()
}
