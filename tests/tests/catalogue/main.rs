//! The catalogue: what is listed, shown, written and counted. Rows of bad input carry their identifiers.

#![allow(clippy::expect_used, reason = "these are tests")]

mod badges;
mod cards;
mod catalogue_client;
mod categories;
mod counting;
mod cursors;
mod details;
mod fresh;
mod importing;
mod listing;
mod low_stock;
mod managing;
mod pages;
mod renaming;
mod showing;
mod stock;
mod texts;
mod variants;
mod writing;
