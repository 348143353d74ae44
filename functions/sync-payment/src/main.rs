//! The process of `sync-payment`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_queue::<sync_payment::SyncPayment>()
}
