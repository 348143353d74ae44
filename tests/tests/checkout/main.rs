//! Somebody buys something on the shop's pages, by links and forms alone.

#![allow(clippy::expect_used, reason = "these are tests")]
#![allow(clippy::panic, reason = "these are tests")]

mod browser;
mod buying;
mod carts;
mod foreign;
mod html;
mod refusing;
mod returning;
