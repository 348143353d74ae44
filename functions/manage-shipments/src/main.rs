//! The process of `manage-shipments`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<manage_shipments::ManageShipments>()
}
