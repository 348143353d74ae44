//! AWS, named only here: how it is reached, and what each store, queue and mailbox does.

mod accounts;
mod books;
mod catalogue;
mod connection;
mod dynamodb;
mod item;
mod mail;
mod opening;
mod orders;
mod parameters;
mod product_names;
mod products;
mod queue;
mod shelves;
mod spreading;
mod stock;
mod transaction;
mod trust;
mod unavailable;

pub use accounts::AccountsTable;
pub use books::{enter_order, enter_stock};
pub use connection::{DATABASE_ENDPOINT, aws_connector, https_connector, sdk_config, with_limits};
pub use dynamodb::dynamodb;
pub use item::{CorruptItem, Item, ItemExt, boolean, list, map, number, text};
pub use mail::{Mailer, Sent};
pub use opening::open_tables;
pub use orders::{DueOrder, Erasure, Moved, OrdersTable, Placed};
pub use parameters::Parameters;
pub use products::ProductsTable;
pub use queue::Queue;
pub use shelves::MAX_SHARDS;
pub use spreading::Spreading;
pub use stock::StockTable;
pub use unavailable::Unavailable;
