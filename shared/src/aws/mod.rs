//! AWS, named only here: how it is reached, and what each store, queue and mailbox does.

mod accounts;
mod connection;
mod item;
mod mail;
mod orders;
mod parameters;
mod products;
mod queue;
mod stock;
mod unavailable;

pub use accounts::AccountsTable;
pub use connection::{https_client, https_connector, sdk_config, with_limits};
pub use item::{CorruptItem, Item, ItemExt, boolean, list, map, number, text};
pub use parameters::Parameters;
pub use queue::Queue;
pub use unavailable::Unavailable;
