//! Orders: taken once, at the price seen, from stock that is there. Rows of bad input carry their identifiers.

#![allow(clippy::expect_used, reason = "these are tests")]

mod addresses;
mod cancelling;
mod carts;
mod charging;
mod guests;
mod links;
mod outages;
mod placing;
mod quoting;
mod reading;
mod refusals;
mod resharding;
