//! Use cases that several functions share.

pub mod attempts;
mod auditor;
mod cashier;
pub mod passwords;
mod pay;
mod reauthentication;
mod refund;
mod resolve;
pub mod sessions;

pub use auditor::{Audit, AuditError, AuditStep, AuditTerms, Auditor};
pub use cashier::{Cashier, CashierError};
pub use pay::PaymentAnswer;
pub use reauthentication::Reauthentication;
