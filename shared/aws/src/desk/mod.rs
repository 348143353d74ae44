//! The desk table: one row an order, made from the order's own row, with an index for each way in which merchants look for
//! orders; and the sums of each day. All of it can be made again from the orders
//! and the stock.
//!
//! ```text
//! ORDER#<order>    SUMMARY               an order: its states, totals and number, with the version that it was made of
//! TALLY#<shard>    <day>#<currency>      a part of the sums of the orders that were placed on that day
//! SKU#<sku>        STOCK                 a SKU that is or was low, with the version of its stock that it was made of
//! ```

mod list;
mod lookup;
mod low_stock;
mod project;
mod row;
mod tally;

use aws_sdk_dynamodb::Client;

use app_context::{AppContext, StartError};
use domain::{kernel::Random, reconciliation::DeskSnapshot};
pub use project::Projected;

use super::{CorruptItem, Item, ItemExt as _, dynamodb};

/// The desk table.
#[derive(Clone, Debug)]
pub struct DeskTable {
    pub(super) client: Client,
    pub(super) table: String,
    random: Random,
}

impl DeskTable {
    /// The table whose name stands in `DESK_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("DESK_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// Enters a row into what is compared with the orders. Rows of other kinds are passed over.
    pub(super) fn enter(snapshot: &mut DeskSnapshot, row: &Item) -> Result<(), CorruptItem> {
        if row.text("sk")? == row::SUMMARY {
            let entry = row::read(row)?;
            snapshot.entries.insert(entry.order.clone(), entry);
        } else if row.text("pk")?.starts_with(tally::PREFIX) {
            snapshot.tallies.push(tally::read(row)?);
        }
        Ok(())
    }
}
