//! The process of `settle-payment`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_queue::<settle_payment::SettlePayment>()
}
