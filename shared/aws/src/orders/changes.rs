//! Changes of the orders table, as its stream tells them, and all of its orders once through: what the desk is made of.

use domain::{desk::DeskEntry, kernel::UserId, orders::Order};

use super::{OrdersTable, row};
use crate::{AwsError, CorruptItem, Item, ItemExt as _, RowChange};

/// What begins the key of an order's row; the table holds other rows as well.
const ORDER_PREFIX: &str = "ord_";

/// A change of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderChange {
    /// The order as it was, where that is known.
    pub before: Option<DeskEntry>,
    /// The order since.
    pub now: DeskEntry,
    /// The order, if this change made it a paid one.
    pub paid: Option<Order>,
}

impl OrderChange {
    /// Reads a change of the orders table: `None` of a row that is no order.
    pub fn read(change: &RowChange) -> Result<Option<Self>, CorruptItem> {
        if !is_order(&change.keys) {
            return Ok(None);
        }
        // Nothing in the shop removes an order.
        let row = change.new.as_ref().ok_or(CorruptItem("NewImage"))?;
        let order = row::read(row)?;
        let now = DeskEntry::of(&order, row::version(row)?);
        let before = change.old.as_ref().and_then(|old| Some((row::read(old).ok()?, row::version(old).ok())));
        let was_paid = before.as_ref().is_some_and(|(before, _)| before.was_paid());
        let before = before.and_then(|(before, version)| Some(DeskEntry::of(&before, version?)));
        Ok(Some(Self { before, now, paid: (order.was_paid() && !was_paid).then_some(order) }))
    }

    /// Whether a merchant sees a difference.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.before.as_ref().is_none_or(|before| !before.shows_the_same(&self.now))
    }
}

fn is_order(keys: &Item) -> bool {
    keys.text("id").is_ok_and(|id| id.starts_with(ORDER_PREFIX))
}

/// The desk's entry of an order's row.
pub(crate) fn entry(row: &Item) -> Result<DeskEntry, CorruptItem> {
    Ok(DeskEntry::of(&row::read(row)?, row::version(row)?))
}

impl OrdersTable {
    /// A page of the table, consistently read: the desk's entry of each order in it, or why there is none; and where the
    /// next page starts.
    pub async fn entries(
        &self,
        after: Option<Item>,
    ) -> Result<(Vec<Result<DeskEntry, UnreadableOrder>>, Option<Item>), AwsError> {
        let scan = self.client.scan().table_name(&self.table).consistent_read(true).set_exclusive_start_key(after);
        let page = scan.send().await.map_err(|e| AwsError::new("orders.entries", &e))?;
        let orders = page.items().iter().filter(|row| is_order(row));
        let read = |row: &Item| {
            let order = row.text("id").unwrap_or_default().to_owned();
            entry(row).map_err(|error| UnreadableOrder { order, error })
        };
        Ok((orders.map(read).collect(), page.last_evaluated_key().cloned()))
    }

    /// A page of the table: the buyers of the orders in it, each once though perhaps again on the next page, and where that starts.
    pub async fn buyers(&self, after: Option<Item>) -> Result<(Vec<UserId>, Option<Item>), AwsError> {
        let scan = self.client.scan().table_name(&self.table).projection_expression("buyer_id, id");
        let page = scan.consistent_read(true).set_exclusive_start_key(after).send().await;
        let page = page.map_err(|e| AwsError::new("orders.buyers", &e))?;
        let orders = page.items().iter().filter(|row| is_order(row));
        let mut buyers: Vec<UserId> = orders.map(|row| row.parsed("buyer_id")).collect::<Result<_, CorruptItem>>()?;
        buyers.dedup();
        Ok((buyers, page.last_evaluated_key().cloned()))
    }
}

/// An order's row that is damaged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{order}: {error}")]
pub struct UnreadableOrder {
    /// What stands there as the order's identifier.
    pub order: String,
    /// What is wrong.
    pub error: CorruptItem,
}
