//! Use cases that several functions share.

mod cashier;
mod pay;
mod resolve;

pub use cashier::{Cashier, CashierError};
pub use pay::PaymentAnswer;
