//! How much of a SKU is there, as the stream of the stock table tells it and as its rows have it; and the threshold with which it
//! counts as low.

use std::collections::BTreeMap;

use app_context::{AppContext, Retry, StartError};
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{Update, builders::UpdateBuilder},
};
use domain::{
    catalogue::{Availability, CatalogueError, LowStockThreshold, StockLevel},
    kernel::{ProductId, Sku},
    orders::Shard,
};

use super::{
    StockTable,
    shards::{ShardCount, shard_of},
};
use crate::{
    AuditRow, AwsError, CorruptItem, Item, ItemExt as _, RowChange,
    item::read_number,
    number,
    snapshot::scan,
    text,
    transaction::{commit, contended, update},
};

/// A SKU's own threshold, in all of its rows.
pub(super) const THRESHOLD: &str = "low_at";

/// The threshold of SKUs that have none of their own: `LOW_STOCK_THRESHOLD`.
pub fn low_stock_threshold(context: &AppContext) -> Result<LowStockThreshold, StartError> {
    const NAME: &str = "LOW_STOCK_THRESHOLD";
    let reason = "it must be a whole number of units from 0 to 1000000";
    let threshold = context.environment.required(NAME)?.parse();
    threshold.map_err(|_| StartError::Invalid { name: NAME.to_owned(), reason })
}

/// The threshold in a row of stock, if its SKU has one of its own.
pub(crate) fn own_threshold(row: &Item) -> Result<Option<LowStockThreshold>, CorruptItem> {
    let threshold = row.get(THRESHOLD).map(|units| read_number::<u64>(units, THRESHOLD)).transpose()?;
    threshold.map(|units| units.to_string().parse()).transpose().map_err(|_| CorruptItem(THRESHOLD))
}

/// A change of one row of a SKU's stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockChange {
    before: Option<RowLevel>,
    now: RowLevel,
}

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RowLevel {
    level: StockLevel,
    rows: u8,
}

impl StockChange {
    /// Reads a change of the stock table: `None` of a row that holds no units.
    pub fn read(change: &RowChange) -> Result<Option<Self>, CorruptItem> {
        if shard_of(change.keys.text("row")?).is_err() {
            return Ok(None);
        }
        // Nothing in the shop removes a row of stock.
        let now = RowLevel::read(change.new.as_ref().ok_or(CorruptItem("NewImage"))?)?;
        let before = change.old.as_ref().and_then(|old| RowLevel::read(old).ok());
        Ok(Some(Self { before, now }))
    }

    /// Whether a table of stock is changed, and no other.
    #[must_use]
    pub fn is_of(change: &RowChange) -> bool {
        change.keys.contains_key("sku")
    }

    /// The SKU.
    #[must_use]
    pub const fn sku(&self) -> &Sku {
        &self.now.level.sku
    }

    /// Whether the list of what is low may have to change. A row with more units than the threshold, before and now, says that the
    /// SKU is not low, whatever its other rows have.
    #[must_use]
    pub fn is_visible(&self, default: LowStockThreshold) -> bool {
        let shown = |row: &RowLevel| row.level.low(default);
        let before = self.before.as_ref().and_then(shown);
        let now = shown(&self.now);
        before != now
    }

    /// The product whose badge may have changed, if it may. A product is low or out only if every row of its stock is nearly
    /// empty; so a row that was not, and is not, changes no badge.
    #[must_use]
    pub fn rebadged(&self) -> Option<&ProductId> {
        let nearly_empty = |row: &RowLevel| Availability::of(row.level.available) != Availability::In;
        let (before, now) = (self.before.as_ref(), &self.now);
        let has_moved = before.is_none_or(|before| before.level.available != now.level.available);
        let is_seen = before.is_none_or(nearly_empty) || nearly_empty(now);
        (has_moved && is_seen).then_some(&now.level.product)
    }

    /// How much of the SKU is there now, if this row is all of its stock.
    #[must_use]
    pub fn level(&self) -> Option<&StockLevel> {
        (self.now.rows <= 1).then_some(&self.now.level)
    }
}

impl RowLevel {
    fn read(row: &Item) -> Result<Self, CorruptItem> {
        let level = StockLevel {
            sku: row.parsed("sku")?,
            product: row.parsed("product_id")?,
            available: row.number("available")?,
            active: row.boolean("active")?,
            threshold: own_threshold(row)?,
            version: if row.contains_key("writes") { row.number("writes")? } else { 0 },
        };
        Ok(Self { level, rows: ShardCount::of(row)?.map_or(1, |count| count.rows) })
    }
}

/// Two rows of one SKU.
fn add(sum: StockLevel, row: &StockLevel) -> StockLevel {
    StockLevel { available: sum.available + row.available, version: sum.version + row.version, ..sum }
}

impl StockTable {
    /// How much of a SKU is there, over all of its rows; `None` of one without stock. One consistent query.
    pub async fn stock_level(&self, sku: &Sku) -> Result<Option<StockLevel>, AwsError> {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query
            .key_condition_expression("sku = :sku AND begins_with(#row, :shard)")
            .expression_attribute_names("#row", "row")
            .expression_attribute_values(":sku", text(sku.as_str()))
            .expression_attribute_values(":shard", text("shard#"));
        let answer = query.send().await.map_err(|e| AwsError::new("stock.level", &e))?;
        let rows: Result<Vec<RowLevel>, CorruptItem> = answer.items().iter().map(RowLevel::read).collect();
        Ok(rows?.into_iter().map(|row| row.level).reduce(|sum, row| add(sum, &row)))
    }

    /// How much of each SKU is there. It reads the whole table, as nothing but the operator's program does; a row that cannot be read
    /// is shown to `unreadable` with the reason, and left out.
    pub async fn stock_levels(&self, mut unreadable: impl FnMut(String)) -> Result<Vec<StockLevel>, AwsError> {
        let mut levels: BTreeMap<Sku, StockLevel> = BTreeMap::new();
        let enter = |row: &Item| {
            if row.text("row").is_ok_and(|name| shard_of(name).is_err()) {
                return;
            }
            match RowLevel::read(row) {
                Ok(RowLevel { level, .. }) => match levels.get_mut(&level.sku) {
                    Some(sum) => *sum = add(sum.clone(), &level),
                    None => drop(levels.insert(level.sku.clone(), level)),
                },
                Err(error) => unreadable(format!("row {} of stock: {error}", row.text("sku").unwrap_or("?"))),
            }
        };
        scan(&self.client, &self.table, "stock.levels", |_| {}, enter).await?;
        Ok(levels.into_values().collect())
    }

    /// Sets the threshold of a SKU, in all of its rows; none, for that of the shop. Who does so is recorded with it.
    pub async fn set_threshold(
        &self,
        sku: &Sku,
        threshold: Option<LowStockThreshold>,
        record: &AuditRow,
    ) -> Result<Result<(), CatalogueError>, AwsError> {
        const OPERATION: &str = "stock.threshold";
        let mut rows = 1;
        for _ in Retry::THRESHOLD.tries() {
            let updates: Result<Vec<Update>, BuildError> =
                (0..rows).map(|shard| self.threshold(sku, Shard(shard), threshold, rows).build()).collect();
            let updates = updates.map_err(|error| AwsError::new(OPERATION, &error))?.into_iter().map(update);
            let writes = updates.chain([record.0.clone()]).collect();
            let Err(refused) = commit(&self.client, &self.random, OPERATION, writes).await? else { return Ok(Ok(())) };
            let Some(first) = refused.existing(0) else { return Ok(Err(CatalogueError::UnknownSku)) };
            rows = ShardCount::of(first)?.map_or(1, |count| count.rows);
        }
        Err(contended(OPERATION, "the SKU was resharded all the time"))
    }

    fn threshold(&self, sku: &Sku, shard: Shard, threshold: Option<LowStockThreshold>, rows: u8) -> UpdateBuilder {
        let row = self
            .row(sku, shard)
            .expression_attribute_names("#rows", "rows")
            .expression_attribute_values(":rows", number(rows))
            .expression_attribute_values(":one", number(1));
        let row = if rows > 1 {
            row.condition_expression("#rows = :rows")
        } else {
            row.condition_expression("attribute_exists(sku) AND (attribute_not_exists(#rows) OR #rows = :rows)")
        };
        match threshold {
            Some(threshold) => row
                .update_expression("SET low_at = :threshold ADD writes :one")
                .expression_attribute_values(":threshold", number(threshold)),
            None => row.update_expression("REMOVE low_at ADD writes :one"),
        }
    }
}
