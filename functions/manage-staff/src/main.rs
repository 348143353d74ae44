//! The process of `manage-staff`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_staff::ManageStaff>()
}
