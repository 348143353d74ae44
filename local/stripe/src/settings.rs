//! What a local Stripe is told at birth.

use crate::webhooks::Webhooks;

/// How this Stripe behaves. Everything that is not here is Stripe's documented behaviour.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The key that a server authenticates with, such as `sk_test_local`.
    pub secret_key: String,
    /// The key that a browser authenticates with, together with an intent's client secret.
    pub publishable_key: String,
    /// Where the pages for customers are, without a slash at the end.
    pub pages: String,
    /// Identifiers and secrets are derived from this number and a counter.
    pub seed: u64,
    /// False models a provider that forgets every `Idempotency-Key`.
    pub honours_idempotency_keys: bool,
    /// How long a bank debit stays in `processing`, and a slow refund as it began, in seconds.
    pub processing_seconds: i64,
    /// Where events go, and how well.
    pub webhooks: Webhooks,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secret_key: "sk_test_local".into(),
            publishable_key: "pk_test_local".into(),
            pages: "https://hooks.stripe.com".into(),
            seed: 0,
            honours_idempotency_keys: true,
            processing_seconds: 5,
            webhooks: Webhooks::default(),
        }
    }
}
