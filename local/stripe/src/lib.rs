//! Stripe as the shop sees it: a stateful model of the documented behaviour of payment intents, refunds, events,
//! idempotency keys and signed webhooks.
//!
//! The model is pure. A simulation calls [`Stripe::handle`] in process and says what time it is; the `local-stripe` program
//! serves the same code on a port. Each module names the page of Stripe's documentation whose rule it models.

mod attempts;
mod auth;
mod commands;
mod control;
mod errors;
mod events;
mod faults;
mod form;
mod idempotency;
mod ids;
mod intents;
mod ledger;
mod lists;
mod money;
mod parameters;
mod payment_methods;
mod refunds;
mod settings;
mod store;
mod stripe;
mod webhooks;
mod wire;

pub use attempts::{Authentication, NotAuthenticated};
pub use events::Event;
pub use faults::{Fault, FaultKind};
pub use intents::{Intent, PaymentError, State};
pub use ledger::{Charge, ChargeState, Ledger, Refund};
pub use payment_methods::{Behaviour, Decline, Method};
pub use settings::Settings;
pub use store::{Record, UnreadableRecord};
pub use stripe::{Begun, Stripe, Ticket};
pub use webhooks::{Delivering, Delivery, Outcome, Webhooks, signature};
pub use wire::{Request, Response};
