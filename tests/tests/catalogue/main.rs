//! The catalogue: what is listed, shown, written and counted. Rows of bad input carry their identifiers.

#![allow(clippy::expect_used, reason = "these are tests")]

mod catalogue_client;
mod cursors;
mod details;
mod fresh;
mod importing;
mod listing;
mod showing;
mod stock;
mod writing;
