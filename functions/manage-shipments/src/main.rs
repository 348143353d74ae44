//! The process of `manage-shipments`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<manage_shipments::ManageShipments>()
}
