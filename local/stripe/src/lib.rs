//! Stripe as the shop sees it: a stateful model of the documented behaviour of payment intents, refunds, events,
//! idempotency keys and signed webhooks.
//!
//! The model is pure. A simulation calls [`Stripe::handle`] in process and says what time it is; the `local-stripe` program
//! serves the same code on a port. Each module names the page of Stripe's documentation whose rule it models.

mod attempts;
mod auth;
mod cards;
mod commands;
mod control;
mod disputes;
mod errors;
mod events;
mod faults;
mod form;
mod idempotency;
mod ids;
mod intents;
mod ledger;
mod lists;
mod method_data;
mod money;
mod outcomes;
mod pages;
mod parameters;
mod payment_error;
mod payment_methods;
mod refunds;
mod settings;
mod shipping;
mod store;
mod stripe;
mod table;
mod waiting;
mod webhooks;
mod wire;

pub use disputes::{Dispute, DisputeState};
pub use events::{API_VERSION, Event};
pub use faults::{Fault, FaultKind};
pub use intents::{Intent, State};
pub use ledger::{Charge, ChargeState, Ledger, Refund, RefundState};
pub use payment_error::PaymentError;
pub use payment_methods::{Behaviour, Decline, Method};
pub use settings::Settings;
pub use store::UnreadableRecord;
pub use stripe::{Begun, Stripe, Ticket};
pub use table::Record;
pub use waiting::{Authentication, NotAuthenticated};
pub use webhooks::{Delivering, Delivery, Outcome, Webhooks, signature};
pub use wire::{Request, Response};
