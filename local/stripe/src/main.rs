//! The local Stripe on a port.

mod deliver;
mod journal;
mod options;
mod serve;

use clap::Parser;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), serve::Stopped> {
    serve::run(options::Options::parse()).await
}
