//! The process of `list-audit-log`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<list_audit_log::ListAuditLog>()
}
