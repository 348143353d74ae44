//! Accounts: one for each mailbox, opened by whoever reads it and by nobody else. Rows of bad input carry their
//! identifiers.

#![allow(clippy::expect_used, reason = "these are tests")]

mod changing;
mod closing;
mod desk;
mod devices;
mod guessing;
mod logging_in;
mod outages;
mod own;
mod own_outages;
mod own_races;
mod passwords;
mod races;
mod resetting;
mod sessions;
mod signing_up;
mod tokens;
mod verifying;
