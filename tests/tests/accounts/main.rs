//! Accounts: one for each mailbox, opened by whoever reads it and by nobody else. Rows of bad input carry their
//! identifiers.

#![allow(clippy::expect_used, reason = "these are tests")]

mod accounts_client;
mod changing;
mod closing;
mod devices;
mod ending;
mod guessing;
mod leaving;
mod logging_in;
mod mail_limits;
mod outages;
mod pages;
mod passwords;
mod races;
mod repeats;
mod resetting;
mod self_service;
mod self_service_outages;
mod self_service_races;
mod sessions;
mod signing_up;
mod tokens;
mod verifying;
