//! The order desk: what a merchant sees of all orders. Everything here is made from the orders, and can be made again.

mod entry;
mod filter;
mod fulfilment;
mod tally;
mod view;

pub use entry::DeskEntry;
pub use filter::{
    DayRange, DeskAfter, DeskCustomer, DeskFilter, DeskIndex, DeskPartition, InvalidRange, MAX_RANGE_DAYS,
};
pub use fulfilment::fulfilment_of;
pub use tally::{Count, DayTally, Tally};
pub use view::{DeskPage, MerchantOrderView, OrderCounts, SalesReport};
