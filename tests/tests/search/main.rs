//! The search: what is found, how soon, and that nothing that befalls the index is ever served.

#![allow(clippy::expect_used, reason = "these are tests")]

mod damage;
mod faults;
mod finding;
mod freshness;
mod pages;
mod search_client;
mod strange;
