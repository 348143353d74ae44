//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use local_stripe::{Settings, Webhooks};

/// Stripe as the shop sees it, on 127.0.0.1, for laptops and tests.
#[derive(Debug, Parser)]
#[command(name = "local-stripe", version, about)]
pub(crate) struct Options {
    /// The port to listen on; 0 takes a free one, which the readiness line names.
    #[arg(long, default_value_t = 4680)]
    pub(crate) port: u16,
    /// The key that the shop authenticates with.
    #[arg(long, default_value = "sk_test_local")]
    secret_key: String,
    /// The key that a browser authenticates with.
    #[arg(long, default_value = "pk_test_local")]
    publishable_key: String,
    /// The secret that signs webhooks; twice while one replaces the other [default: `whsec_local`].
    #[arg(long)]
    webhook_secret: Vec<String>,
    /// Where webhooks go, plain HTTP; without it events are only kept.
    #[arg(long)]
    webhook_url: Option<String>,
    /// Keeps everything in this file, so that a restart or a kill loses nothing.
    #[arg(long)]
    pub(crate) state: Option<PathBuf>,
    /// Makes the identifiers of a fresh start repeatable.
    #[arg(long)]
    seed: Option<u64>,
    /// How long a bank debit takes.
    #[arg(long, default_value_t = 5)]
    processing_seconds: i64,
    /// Forgets every Idempotency-Key, as a worse provider would.
    #[arg(long)]
    ignore_idempotency_keys: bool,
}

impl Options {
    /// The settings of a fresh start at `address`; `now` seeds the identifiers when no seed is given.
    pub(crate) fn settings(&self, address: SocketAddr, now: i64) -> Settings {
        Settings {
            secret_key: self.secret_key.clone(),
            publishable_key: self.publishable_key.clone(),
            pages: format!("http://{address}"),
            seed: self.seed.unwrap_or(now.unsigned_abs()),
            honours_idempotency_keys: !self.ignore_idempotency_keys,
            processing_seconds: self.processing_seconds,
            webhooks: self.webhooks(Webhooks { secrets: vec!["whsec_local".into()], ..Webhooks::default() }),
        }
    }

    /// What the command line says about webhooks, over what was there.
    pub(crate) fn webhooks(&self, mut webhooks: Webhooks) -> Webhooks {
        if self.webhook_url.is_some() {
            webhooks.url.clone_from(&self.webhook_url);
        }
        if !self.webhook_secret.is_empty() {
            webhooks.secrets.clone_from(&self.webhook_secret);
        }
        webhooks
    }
}
