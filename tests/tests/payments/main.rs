//! Payments: one intent an order, one charge an order, and an end for every order.

mod endings;
mod events;
mod messages;
mod paying;
