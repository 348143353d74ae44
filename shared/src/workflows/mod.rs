//! Use cases that several functions share.

mod cashier;
pub mod passwords;
mod pay;
mod resolve;
pub mod sessions;

pub use cashier::{Cashier, CashierError};
pub use pay::PaymentAnswer;
