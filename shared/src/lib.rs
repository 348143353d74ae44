//! Backroom: the part of a shop that customers never see.
//!
//! Knowledge flows one way: [`kernel`] <- the contexts ([`accounts`], [`catalogue`], [`orders`], [`payments`],
//! [`notifications`], [`desk`], [`reconciliation`]; values and decisions, no I/O) <- the adapters ([`http`], [`aws`], [`stripe`]) <- [`workflows`]
//! (what several functions do) <- the functions. [`context`] is the one door for time, randomness, the environment and
//! the network; [`lambda`] turns a function into a process. [`planted`] is for tests: nothing of it is in a release.

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
pub mod planted;
pub mod reconciliation;
pub mod stripe;
pub mod workflows;
