//! The process of `export-account`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<export_account::ExportAccount>()
}
