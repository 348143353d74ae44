//! The events that changes of rows amount to: rows are read here, and what happened the domain decides.

use domain::{
    catalogue::LowStockThreshold,
    events::{Event, StockRow, order_events, product_event, stock_event},
    kernel::{Sku, Timestamp},
};

use super::{
    CorruptItem, Item, ItemExt as _, RowChange,
    orders::{order_version, read_order},
    products::is_category_count,
    stock::{
        levels::own_threshold,
        shards::{ShardCount, shard_of},
    },
};

/// The events of a change of an order, a product or a SKU's stock. Other rows of these tables have none. The keys tell whose
/// row it is. `low_at` is the threshold of SKUs that have none of their own.
pub fn events_of(change: &RowChange, low_at: LowStockThreshold) -> Result<Vec<Event>, CorruptItem> {
    let at = change.at.ok_or(CorruptItem("ApproximateCreationDateTime"))?;
    let keys = &change.keys;
    if keys.contains_key("sku") {
        Ok(of_stock(change, low_at, at)?.into_iter().collect())
    } else if keys.contains_key("buyer_id") {
        of_order(change, at)
    } else if keys.contains_key("id") {
        of_product(change, at)
    } else {
        Err(CorruptItem("Keys"))
    }
}

/// Nothing in the shop removes an order.
fn of_order(change: &RowChange, at: Timestamp) -> Result<Vec<Event>, CorruptItem> {
    if !change.keys.text("id")?.starts_with("ord_") {
        return Ok(Vec::new());
    }
    let row = change.new.as_ref().ok_or(CorruptItem("NewImage"))?;
    let before = change.old.as_ref().map(read_order).transpose()?;
    Ok(order_events(before.as_ref(), &read_order(row)?, order_version(row)?, at))
}

/// Nothing in the shop removes a product. The counts of the categories are rows beside the products.
fn of_product(change: &RowChange, at: Timestamp) -> Result<Vec<Event>, CorruptItem> {
    if is_category_count(&change.keys) {
        return Ok(Vec::new());
    }
    let row = change.new.as_ref().ok_or(CorruptItem("NewImage"))?;
    let sku = |sku: &aws_sdk_dynamodb::types::AttributeValue| sku.as_s().ok().and_then(|text| text.parse().ok());
    let skus: Option<Vec<Sku>> = row.list("skus")?.iter().map(sku).collect();
    let (id, version) = (row.parsed("id")?, row.number("ver")?);
    Ok(vec![product_event(&id, row.parsed("state")?, skus.ok_or(CorruptItem("skus"))?, version, at)])
}

/// A row that was not there before, or is not any more, went down from nothing.
fn of_stock(change: &RowChange, low_at: LowStockThreshold, at: Timestamp) -> Result<Option<Event>, CorruptItem> {
    if !change.keys.text("row")?.starts_with("shard#") {
        return Ok(None);
    }
    let (Some(before), Some(now)) = (&change.old, &change.new) else { return Ok(None) };
    let threshold = own_threshold(now)?.unwrap_or(low_at);
    Ok(stock_event(&level(before)?, &level(now)?, threshold, at))
}

fn level(row: &Item) -> Result<StockRow, CorruptItem> {
    let number = |name| if row.contains_key(name) { row.number(name) } else { Ok(0) };
    Ok(StockRow {
        sku: row.parsed("sku")?,
        product: row.contains_key("product_id").then(|| row.parsed("product_id")).transpose()?,
        shard: shard_of(row.text("row")?)?,
        shards: ShardCount::of(row)?.map_or(1, |count| count.shards),
        available: number("available")?,
        writes: number("writes")?,
    })
}
