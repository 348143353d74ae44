//! Reads every row of the stock and orders tables for a reconciliation. Only the operator's program scans tables.

use aws_sdk_dynamodb::Client;
use domain::{
    kernel::{OrderId, Sku},
    orders::{Order, Shard, due_shard},
    reconciliation::{Snapshot, Stock, Unreadable},
};

use super::{AwsError, CorruptItem, DeskTable, Item, ItemExt as _, OrdersTable, StockTable, orders::read_order};

impl StockTable {
    /// Enters all rows of the table into `snapshot`, by consistent reads; `seen` hears how many were read so far.
    pub async fn read_all(&self, snapshot: &mut Snapshot, seen: impl FnMut(usize)) -> Result<(), AwsError> {
        scan(&self.client, &self.table, "stock.scan", seen, |row| enter_stock(snapshot, row)).await
    }
}

impl OrdersTable {
    /// Enters all orders of the table into `snapshot`, by consistent reads; `seen` hears how many rows were read so far.
    pub async fn read_all(&self, snapshot: &mut Snapshot, seen: impl FnMut(usize)) -> Result<(), AwsError> {
        scan(&self.client, &self.table, "orders.scan", seen, |row| enter_order(snapshot, row)).await
    }

    /// Shows each order to `found`, in no order; one that cannot be read is named with the reason.
    pub async fn each(&self, mut found: impl FnMut(Result<Order, String>)) -> Result<(), AwsError> {
        let read = |row: &Item| {
            let id = row.text("id").unwrap_or("?");
            (!id.starts_with("limit#")).then(|| read_order(row).map_err(|error| format!("order {id}: {error}")))
        };
        let enter = |row: &Item| {
            if let Some(order) = read(row) {
                found(order);
            }
        };
        scan(&self.client, &self.table, "orders.each", |_| {}, enter).await
    }

    /// The order `id` of any buyer. This scans the table, because the partition key is the buyer.
    pub async fn find(&self, id: &OrderId) -> Result<Option<Order>, AwsError> {
        let mut found = None;
        scan(
            &self.client,
            &self.table,
            "orders.find",
            |_| {},
            |row| {
                if row.text("id").is_ok_and(|known| known == id.as_str()) {
                    found = Some(read_order(row));
                }
            },
        )
        .await?;
        Ok(found.transpose()?)
    }
}

impl DeskTable {
    /// Enters the whole desk into `snapshot`, by consistent reads; `seen` hears how many rows were read so far.
    pub async fn read_all(&self, snapshot: &mut Snapshot, seen: impl FnMut(usize)) -> Result<(), AwsError> {
        scan(&self.client, &self.table, "desk.scan", seen, |row| enter_desk(snapshot, row)).await
    }
}

/// Enters a row of the stock table into the snapshot: the stock itself, or the record of an adjustment. One that cannot
/// be read is entered as such.
pub fn enter_stock(snapshot: &mut Snapshot, row: &Item) {
    if let Err(error) = stock(snapshot, row) {
        snapshot.unreadable.push(unreadable(row, ["sku", "row"], &error));
    }
}

/// Enters a row of the orders table into the snapshot. A row that only counts a buyer's orders is passed over; one that
/// cannot be read is entered as such.
pub fn enter_order(snapshot: &mut Snapshot, row: &Item) {
    if row.text("id").is_ok_and(|id| id.starts_with("limit#")) {
        return;
    }
    match order(row) {
        Ok(order) => snapshot.orders.push(order),
        Err(error) => snapshot.unreadable.push(unreadable(row, ["buyer_id", "id"], &error)),
    }
}

/// Enters a row of the desk table into the snapshot: an order as it is shown, or a part of a day's sums. One that cannot be
/// read is entered as such.
pub fn enter_desk(snapshot: &mut Snapshot, row: &Item) {
    if let Err(error) = DeskTable::enter(snapshot.desk.get_or_insert_default(), row) {
        snapshot.unreadable.push(unreadable(row, ["pk", "sk"], &error));
    }
}

/// Shows each row of a table to `enter`, by consistent reads; `seen` hears how many were read so far.
pub(super) async fn scan(
    client: &Client,
    table: &str,
    operation: &'static str,
    mut seen: impl FnMut(usize),
    mut enter: impl FnMut(&Item),
) -> Result<(), AwsError> {
    let mut pages = client.scan().table_name(table).consistent_read(true).into_paginator().send();
    let mut rows = 0;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|e| AwsError::new(operation, &e))?;
        page.items().iter().for_each(&mut enter);
        rows += page.items().len();
        seen(rows);
    }
    Ok(())
}

fn stock(snapshot: &mut Snapshot, row: &Item) -> Result<(), CorruptItem> {
    let sku: Sku = row.parsed("sku")?;
    let name = row.text("row")?;
    if let Some(shard) = name.strip_prefix("shard#") {
        let shard = Shard(shard.parse().map_err(|_| CorruptItem("row"))?);
        let (available, received) = (row.number("available")?, row.number("received")?);
        snapshot.stock.push(Stock { sku, shard, available, received });
    } else if name.starts_with("adjustment#") {
        *snapshot.adjusted.entry(sku).or_default() += row.number::<i64>("quantity")?;
    } else {
        return Err(CorruptItem("row"));
    }
    Ok(())
}

/// An order with a deadline stands in the partition of the due index in which the sweep looks for it.
fn order(row: &Item) -> Result<Order, CorruptItem> {
    let order = read_order(row)?;
    if order.due.is_some() && row.text("due_shard")? != due_shard(&order.id) {
        return Err(CorruptItem("due_shard"));
    }
    Ok(order)
}

fn unreadable(row: &Item, keys: [&'static str; 2], error: &CorruptItem) -> Unreadable {
    let [partition, sort] = keys.map(|key| row.text(key).unwrap_or("?"));
    Unreadable { subject: format!("row {partition} {sort}"), reason: error.to_string() }
}
