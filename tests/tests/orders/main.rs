//! Orders: taken once, at the price seen, from stock that is there. Rows of bad input carry their identifiers.

mod cancelling;
mod placing;
mod reading;
mod refusals;
