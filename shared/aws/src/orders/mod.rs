//! The orders table: one row an order, `(buyer_id, id)`; a buyer's orders by age in the index `by-created`; what is due
//! in the sparse index `due`. Beside the orders stand the rows that count how many a buyer has placed lately.

mod allocate;
mod changes;
mod dispute_row;
mod erase;
mod limit;
mod links;
mod list;
mod notice;
mod payment;
mod place;
mod quoted_row;
mod receipt;
mod refund_row;
mod refunds;
mod review;
mod row;
mod shipment_row;
mod shipments;
mod transition;

use aws_sdk_dynamodb::Client;

use app_context::{AppContext, StartError};
pub use changes::{OrderChange, UnreadableOrder};
use domain::{
    kernel::{OrderId, Random, UserId},
    orders::Order,
};
pub use erase::{Erasure, KeptAddress};
pub use list::DueOrder;
pub use place::Placed;
pub(super) use row::{read as read_order, read_address, version as order_version, write_address};
pub use transition::Transition;

use super::{AwsError, dynamodb, item::text, stock::shards::ShardCountCache};

/// The orders table, and the stock rows that orders take from and give back to.
#[derive(Clone, Debug)]
pub struct OrdersTable {
    pub(super) client: Client,
    pub(super) table: String,
    /// Absent in functions that never move stock.
    stock_table: Option<String>,
    random: Random,
    shard_counts: ShardCountCache,
}

impl OrdersTable {
    /// From `ORDERS_TABLE` and, for functions that move stock, `STOCK_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            client: dynamodb(context),
            table: context.environment.required("ORDERS_TABLE")?.to_owned(),
            stock_table: None,
            random: context.random.clone(),
            shard_counts: ShardCountCache::default(),
        })
    }

    /// The same, for a function that moves stock: `STOCK_TABLE` is required.
    pub fn with_stock(context: &AppContext) -> Result<Self, StartError> {
        let stock_table = Some(context.environment.required("STOCK_TABLE")?.to_owned());
        Ok(Self { stock_table, ..Self::new(context)? })
    }

    /// The order `id` of `buyer` as it is now (a consistent read), if there is one.
    pub async fn get(&self, buyer: &UserId, id: &OrderId) -> Result<Option<Order>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let get = get.key("buyer_id", text(buyer.as_str())).key("id", text(id.as_str()));
        let answer = get.send().await.map_err(|e| AwsError::new("orders.GetItem", &e))?;
        answer.item.map(|item| row::read(&item)).transpose().map_err(AwsError::from)
    }

    /// The stock table's name; a function that moves stock has one.
    fn stock_table(&self) -> Result<&str, AwsError> {
        let missing = || AwsError::because("orders", "this function was started without a stock table");
        self.stock_table.as_deref().ok_or_else(missing)
    }
}
