//! Stripe: the payment provider's HTTP API, and the events that it sends. No inner module names Stripe.
//!
//! It uses the HTTP connector of the AWS SDK. So tests replace the network in one place, and a function has one HTTP
//! stack.

mod client;
mod dispute;
mod event;
mod forms;
mod list;
mod refund;
mod refusal;
mod wire;

pub use client::{API_VERSION, CALL_TIMEOUT, Stripe};
pub use event::{Event, EventMatter, InvalidSignature, WebhookSecrets};
