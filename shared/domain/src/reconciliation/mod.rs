//! The reconciliation: whether orders, stock and the provider's record agree. Values and decisions; nothing here does
//! I/O.
//!
//! [`Snapshot`] is what was read; [`Snapshot::differences`] compares it with the rules. `backroom reconcile` and the
//! simulation build the same snapshot, so each rule is written once.

mod desk;
mod money;
mod orders;
mod rule;
mod snapshot;
mod stock;

pub use desk::DeskSnapshot;
pub use rule::{Difference, Rule, Subject, Warning};
pub use snapshot::{ProviderIntent, Snapshot, Stock, Unreadable, When};
