//! Backroom: a shop's backend. `docs/architecture.md` has the map.
//!
//! Dependencies go one way: [`kernel`] <- the contexts ([`accounts`], [`catalogue`], [`orders`], [`payments`],
//! [`notifications`], [`desk`], [`reconciliation`]: values and decisions, no I/O) <- the adapters ([`http`], [`aws`], [`stripe`])
//! <- [`workflows`] (what several functions do) <- the functions. Time, randomness, the environment and the network
//! enter by [`context`] only. [`lambda`] turns a function into a process.

pub mod accounts;
pub mod aws;
pub mod catalogue;
pub mod context;
pub mod desk;
pub mod http;
pub mod kernel;
pub mod lambda;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod reconciliation;
pub mod stripe;
pub mod workflows;
