//! The process of `manage-addresses`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_addresses::ManageAddresses>()
}
