//! The audit: whether orders, stock and the provider's record agree. Values and decisions; nothing here does I/O.
//!
//! [`Books`] is what was read; [`Books::differences`] holds it against the rules. An operator's audit and a simulation of
//! the shop build the same books, so a rule is written once.

mod books;
mod money;
mod orders;
mod rule;
mod stock;

pub use books::{Books, ProviderIntent, Stock, Unreadable, When};
pub use rule::{Difference, Note, Rule, Subject};
