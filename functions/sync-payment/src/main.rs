//! The process of `sync-payment`.

fn main() -> std::process::ExitCode {
    lambda::serve_queue::<sync_payment::SyncPayment>()
}
