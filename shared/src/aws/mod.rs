//! AWS, named only here: how it is reached, and what each store, queue and mailbox does.

mod accounts;
mod batch_get;
mod changes;
mod connection;
mod desk;
mod dynamodb;
mod error;
mod item;
mod mail;
mod orders;
mod parameters;
mod prewarm;
mod products;
mod queue;
mod root_certificates;
mod snapshot;
mod stock;
mod transaction;

pub use accounts::AccountsTable;
pub use changes::RowChange;
pub use connection::{DATABASE_ENDPOINT, aws_connector, https_connector, sdk_config, with_limits};
pub use desk::{DeskTable, Projected};
pub use dynamodb::dynamodb;
pub use error::AwsError;
pub use item::{CorruptItem, Item, ItemExt, boolean, list, map, number, text};
pub use mail::{Mailer, Sent};
pub use orders::{DueOrder, Erasure, OrderChange, OrdersTable, Placed, Transition, UnreadableOrder};
pub use parameters::{PARAMETER_READ_TIMEOUT, Parameters};
pub use prewarm::open_tables;
pub use products::ProductsTable;
pub use queue::Queue;
pub use snapshot::{enter_order, enter_stock};
pub use stock::StockTable;
pub use stock::reshard::Resharding;
pub use stock::shards::MAX_SHARDS;
pub use stock::totals::StockTotal;
