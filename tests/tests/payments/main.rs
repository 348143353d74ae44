//! Payments: one intent an order, one charge an order, and an end for every order.

#![allow(clippy::expect_used, reason = "these are tests")]

mod batches;
mod currencies;
mod deciding;
mod delayed;
mod disputes;
mod endings;
mod events;
mod mails;
mod messages;
mod outages;
mod partial_refunds;
mod paying;
mod redirects;
mod refund_faults;
mod refunds;
mod refusals;
mod second_intents;
