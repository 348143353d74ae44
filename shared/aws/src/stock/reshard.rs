//! Resharding a SKU's stock over several rows, so that many orders a second can allocate from it at once.

use app_context::Retry;
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure::AllOld, Update, builders::UpdateBuilder},
};
use domain::{kernel::Sku, orders::Shard};

use crate::{
    AwsError, Item, ItemExt as _, StockTable,
    item::attributes,
    number,
    stock::levels::THRESHOLD,
    stock::shards::{MAX_SHARDS, StockShard, StockShards},
    text,
    transaction::{commit, update},
};

/// What reshard came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resharding {
    /// Orders are dealt over so many shards, and each row has so many units, by its number.
    Done(Vec<u64>),
    /// There is no such SKU.
    UnknownSku,
}

impl StockTable {
    /// Has orders of `sku` dealt over `shards` rows, and moves its units so that each of them has as many. Orders go on
    /// meanwhile: no unit is ever in two rows or in none, and whatever interrupts this, a repeat finishes it.
    pub async fn reshard(&self, sku: &Sku, shards: u8) -> Result<Resharding, AwsError> {
        const OPERATION: &str = "stock.spread";
        let shards = shards.clamp(1, MAX_SHARDS);
        for _ in Retry::RESHARD.tries() {
            let Some(first) = self.first_row(sku).await? else { return Ok(Resharding::UnknownSku) };
            let rows = self.marking(sku, &first, shards).map_err(|error| AwsError::new(OPERATION, &error))?;
            if commit(&self.client, &self.random, OPERATION, rows.into_iter().map(update).collect()).await?.is_ok() {
                return self.level(sku, shards).await;
            }
        }
        Err(AwsError::because(OPERATION, "the SKU changed all the time"))
    }

    /// The SKU's first row, with what orders check.
    async fn first_row(&self, sku: &Sku) -> Result<Option<Item>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let get = get.key("sku", text(sku.as_str())).key("row", text(row_name(Shard(0))));
        Ok(get.send().await.map_err(|e| AwsError::new("stock.spread", &e))?.item)
    }

    /// Has every row say the new number of shards, and makes those that are missing. All of it only while the prices are what
    /// was read, for all rows must have the same.
    fn marking(&self, sku: &Sku, first: &Item, shards: u8) -> Result<Vec<Update>, BuildError> {
        let missing = |name: &str| BuildError::other(format!("the stock row has no {name}"));
        let product = first.text("product_id").map_err(|_| missing("product"))?;
        let prices = first.map("prices").map_err(|_| missing("prices"))?;
        let active = first.boolean("active").map_err(|_| missing("word whether it is active"))?;
        let before: u8 =
            if first.contains_key("rows") { first.number("rows").map_err(|_| missing("number of rows"))? } else { 1 };
        let rows = before.max(shards);
        let values = attributes([
            (":product", text(product)),
            (":prices", AttributeValue::M(prices.clone())),
            (":active", super::boolean(active)),
            (":shards", number(shards)),
            (":rows", number(rows)),
            (":none", number(0)),
            (":one", number(1)),
        ]);
        let threshold = first.get(THRESHOLD);
        let (set_threshold, same_threshold) = match threshold {
            Some(_) => (", low_at = :low_at", " AND low_at = :low_at"),
            None => ("", " AND attribute_not_exists(low_at)"),
        };
        let values: Item =
            values.into_iter().chain(threshold.map(|units| (":low_at".to_owned(), units.clone()))).collect();
        let mark = |shard: u8| {
            self.row(sku, Shard(shard))
                .expression_attribute_names("#rows", "rows")
                .update_expression(
                    [
                        "SET product_id = :product, prices = :prices, active = :active, shards = :shards, #rows = :rows",
                        set_threshold,
                        " ADD available :none, received :none, writes :one",
                    ]
                    .concat(),
                )
                .set_expression_attribute_values(Some(values.clone()))
        };
        let is_same = ["prices = :prices AND active = :active", same_threshold].concat();
        let first = if before > 1 || first.contains_key("rows") {
            mark(0)
                .expression_attribute_values(":before", number(before))
                .condition_expression(is_same + " AND #rows = :before")
        } else {
            mark(0).condition_expression(is_same + " AND attribute_not_exists(#rows)")
        };
        std::iter::once(first).chain((1..rows).map(mark)).map(UpdateBuilder::build).collect()
    }

    /// Moves units from the rows that have more than their part to those that have less, pair by pair.
    async fn level(&self, sku: &Sku, shards: u8) -> Result<Resharding, AwsError> {
        const OPERATION: &str = "stock.level";
        for _ in Retry::RESHARD_MOVE.tries() {
            let stock_shards = StockShards::read(&self.client, &self.table, sku).await?;
            let Some((from, to, units)) = next_move(&stock_shards, shards) else {
                return Ok(Resharding::Done(
                    stock_shards.rows.iter().map(|stock_shard| stock_shard.available).collect(),
                ));
            };
            // Received goes with available: what is held and sold was drawn from the row where it is counted.
            let moving = |shard, expression: &str| {
                let row = self.row(sku, shard).update_expression(expression);
                row.expression_attribute_values(":units", number(units)).expression_attribute_values(":one", number(1))
            };
            let taken =
                moving(from, "SET available = available - :units, received = received - :units ADD writes :one");
            let taken = taken.condition_expression("available >= :units").build();
            let given = moving(to, "ADD available :units, received :units, writes :one");
            let given = given.condition_expression("attribute_exists(available)").build();
            let rows = [taken, given].into_iter().collect::<Result<Vec<Update>, _>>();
            let rows = rows.map_err(|error| AwsError::new(OPERATION, &error))?;
            // An order may have been quicker: then the next look says what is left to do.
            let _ = commit(&self.client, &self.random, OPERATION, rows.into_iter().map(update).collect()).await?;
        }
        Err(AwsError::because(OPERATION, "the stock moved all the time"))
    }

    /// An update of one of a SKU's rows.
    pub(crate) fn row(&self, sku: &Sku, shard: Shard) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .key("sku", text(sku.as_str()))
            .key("row", text(row_name(shard)))
            .return_values_on_condition_check_failure(AllOld)
    }
}

/// `shard#7`.
pub(crate) fn row_name(shard: Shard) -> String {
    format!("shard#{}", shard.0)
}

/// From which row to which, and how many units; `None` where all shards are level, to one unit, and no other row has any.
fn next_move(stock_shards: &StockShards, shards: u8) -> Option<(Shard, Shard, u64)> {
    let part = stock_shards.available() / u64::from(shards);
    let (dealt, others): (Vec<&StockShard>, Vec<&StockShard>) =
        stock_shards.rows.iter().partition(|stock_shard| stock_shard.shard.0 < shards);
    let least = dealt.iter().min_by_key(|stock_shard| stock_shard.available)?;
    let room = part.saturating_sub(least.available).max(1);
    if let Some(other) = others.iter().find(|stock_shard| stock_shard.available > 0) {
        return Some((other.shard, least.shard, other.available.min(room)));
    }
    let fullest = dealt.iter().max_by_key(|stock_shard| stock_shard.available)?;
    let surplus = fullest.available.saturating_sub(part).min(room);
    (fullest.available > least.available + 1).then_some((fullest.shard, least.shard, surplus))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::shards::ShardCount;

    fn levelled(available: &[u64], shards: u8) -> (Vec<u64>, usize) {
        let row = |(available, shard): (&u64, u8)| StockShard { shard: Shard(shard), available: *available, writes: 0 };
        let rows: Vec<StockShard> = available.iter().zip(0..).map(row).collect();
        let mut stock_shards = StockShards { shard_count: ShardCount { shards, rows: shards }, rows };
        let mut moves = 0;
        while let Some((from, to, units)) = next_move(&stock_shards, shards) {
            stock_shards.rows[usize::from(from.0)].available -= units;
            stock_shards.rows[usize::from(to.0)].available += units;
            moves += 1;
            assert!(units > 0 && moves < 1_000, "{stock_shards:?}");
        }
        (stock_shards.rows.iter().map(|stock_shard| stock_shard.available).collect(), moves)
    }

    #[test]
    fn units_are_dealt_evenly_and_none_is_lost() {
        assert_eq!(levelled(&[10, 0, 0, 0], 4), (vec![3, 3, 2, 2], 4));
        assert_eq!(levelled(&[1, 0, 0], 3), (vec![1, 0, 0], 0));
        assert_eq!(levelled(&[0, 7, 0, 1], 4).0.iter().sum::<u64>(), 8);
        assert_eq!(levelled(&[3, 3, 2, 2], 1), (vec![10, 0, 0, 0], 3));
        assert_eq!(levelled(&[3, 3, 2, 2], 2).0, [5, 5, 0, 0]);
    }
}
