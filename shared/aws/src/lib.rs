//! AWS, named only here: how it is reached, and what each store, queue and mailbox does.

mod accounts;
mod audit;
mod batch_get;
mod changes;
mod connection;
mod desk;
mod dynamodb;
mod error;
mod event_bus;
mod events;
mod item;
mod mail;
mod orders;
mod parameters;
mod prewarm;
mod process;
mod products;
mod public_hosts;
mod queue;
mod recommendations;
mod root_certificates;
mod snapshot;
mod stock;
mod transaction;
mod webhooks;

pub use accounts::AccountsTable;
pub use audit::{AuditRow, AuditTable, Auditing};
pub use changes::RowChange;
pub use connection::{DATABASE_ENDPOINT, aws_connector, https_connector, public_connector, sdk_config, with_limits};
pub use desk::{DeskTable, Projected};
pub use dynamodb::dynamodb;
pub use error::AwsError;
pub use event_bus::{EventBus, Unpublished};
pub use events::events_of;
pub use item::{CorruptItem, Item, ItemExt, boolean, list, map, number, text};
pub use mail::{Mailer, Sent};
pub use orders::{
    DueOrder, Erasure, KeptAddress, OrderChange, OrdersTable, PaidChange, Placed, Transition, UnreadableOrder,
};
pub use parameters::{PARAMETER_READ_TIMEOUT, Parameters};
pub use prewarm::open_tables;
pub use process::context_from_env;
pub use products::{OnSale, ProductsTable, Recount, product_of};
pub use queue::Queue;
pub use recommendations::{Counted, LearntRow, LearntRows, LoggedBasket, RecommendationsTable};
pub use snapshot::{enter_desk, enter_order, enter_stock};
pub use stock::StockChange;
pub use stock::StockTable;
pub use stock::levels::low_stock_threshold;
pub use stock::reshard::Resharding;
pub use stock::shards::MAX_SHARDS;
pub use stock::totals::StockTotal;
pub use stock::units::StockUnits;
pub use webhooks::{DeliveryPosition, WebhooksTable};
