//! Stripe, named only here: the payment provider over its HTTP API, and the events that it sends.
//!
//! A few calls and one signature, and for a reconciliation a list, over the same HTTP connector as everything else: so tests stand where the network is,
//! and a function carries one HTTP stack.

mod client;
mod event;
mod list;
mod refund;
mod refusal;
mod wire;

pub use client::{API_VERSION, CALL_TIMEOUT, Stripe};
pub use event::{Event, EventMatter, InvalidSignature, WebhookSecrets};
