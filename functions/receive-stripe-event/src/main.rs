//! The process of `receive-stripe-event`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<receive_stripe_event::ReceiveStripeEvent>()
}
