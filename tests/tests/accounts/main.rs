//! Accounts: one for each mailbox, opened by whoever reads it and by nobody else. Rows of bad input carry their
//! identifiers.

#![allow(clippy::expect_used, reason = "these are tests")]

mod desk;
mod guessing;
mod logging_in;
mod outages;
mod passwords;
mod races;
mod sessions;
mod signing_up;
mod tokens;
mod verifying;
