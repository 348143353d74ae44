//! Webhooks: signed, repeated until answered, and on request lost, doubled, late or out of order.
//!
//! Stripe: "Receive Stripe events in your webhook endpoint", <https://docs.stripe.com/webhooks>: signature in
//! `#verify-manually`, repeats in `#retries`; order is not guaranteed, `#event-ordering`.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

/// How well webhooks arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Delivering {
    /// At once, once, in order.
    #[default]
    Deliver,
    /// Never.
    Lose,
    /// Every event twice.
    Double,
    /// Late by this time.
    Delay {
        /// How late.
        seconds: i64,
    },
    /// In any order: each event late by its own number of seconds below this one, and each batch backwards.
    Reorder {
        /// The bound of the lateness.
        seconds: i64,
    },
}

/// Where webhooks go, and how well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhooks {
    /// Where to; none keeps events only.
    pub url: Option<String>,
    /// One signing secret, or two while one replaces the other.
    pub secrets: Vec<String>,
    /// How well.
    pub delivering: Delivering,
}

/// What became of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not answered with 2xx yet.
    Waiting,
    /// Answered with 2xx.
    Delivered,
    /// Lost on purpose.
    Lost,
    /// Given up after the last attempt.
    GivenUp,
}

/// One event on its way to the endpoint.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Shipment {
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) event: String,
    pub(crate) url: String,
    pub(crate) due_at: i64,
    pub(crate) attempts: usize,
    pub(crate) last_status: Option<u16>,
    pub(crate) outcome: Outcome,
}

impl Shipment {
    pub(crate) fn is_open(&self) -> bool {
        self.outcome == Outcome::Waiting
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "event": self.event,
            "url": self.url,
            "due_at": self.due_at,
            "attempts": self.attempts,
            "last_status": self.last_status,
            "outcome": self.outcome,
        })
    }
}

/// One attempt to deliver a webhook: to be sent, and its outcome told to [`Stripe::webhook_answered`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Names this delivery; all attempts share it.
    pub id: String,
    /// The event's identifier.
    pub event: String,
    /// The event's type.
    pub kind: String,
    /// Where to.
    pub url: String,
    /// `content-type` and `stripe-signature`, among others.
    pub headers: Vec<(String, String)>,
    /// The signed bytes.
    pub body: Vec<u8>,
}

/// The value of `Stripe-Signature`: the time, and one `v1` for each secret.
#[must_use]
pub fn signature(secrets: &[String], now: i64, payload: &[u8]) -> String {
    let signed = secrets.iter().filter_map(|secret| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
        mac.update(format!("{now}.").as_bytes());
        mac.update(payload);
        Some(format!(",v1={}", HEXLOWER.encode(&mac.finalize().into_bytes())))
    });
    format!("t={now}{}", signed.collect::<String>())
}
