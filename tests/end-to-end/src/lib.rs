//! The shop as its customers meet it: over HTTP, against a running stack, under IAM. `make end-to-end` starts the stack
//! and runs these tests; they need `BACKROOM_STACK`, the path of the stack's `stack.json`.
//!
//! Tests run at the same time and in any order. Each makes its own people and products, and looks only at those. Nothing
//! here is of the shop's own code: a client that somebody else writes could do the same.

#[cfg(test)]
mod support;

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod buying;
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod images;
#[cfg(test)]
mod merchants;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod paying;
#[cfg(test)]
mod queues;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod shopkeeper;
#[cfg(test)]
mod stock;
