//! The books of an audit: every row of the stock and orders tables, read once through. Nothing but an audit scans.

use aws_sdk_dynamodb::Client;

use super::{CorruptItem, Item, ItemExt as _, OrdersTable, StockTable, Unavailable, orders::read_order};
use crate::{
    audit::{Books, Stock, Unreadable},
    kernel::ProductId,
    orders::{Order, Shard, due_shard},
};

impl StockTable {
    /// Enters all rows of the table into `books`, by consistent reads; `seen` hears how many were read so far.
    pub async fn read_all(&self, books: &mut Books, seen: impl FnMut(usize)) -> Result<(), Unavailable> {
        scan(&self.client, &self.table, "stock.scan", seen, |row| enter_stock(books, row)).await
    }
}

impl OrdersTable {
    /// Enters all orders of the table into `books`, by consistent reads; `seen` hears how many rows were read so far.
    pub async fn read_all(&self, books: &mut Books, seen: impl FnMut(usize)) -> Result<(), Unavailable> {
        scan(&self.client, &self.table, "orders.scan", seen, |row| enter_order(books, row)).await
    }
}

/// Enters a row of the stock table into the books: the stock itself, or the record of an adjustment. One that cannot
/// be read is entered as such.
pub fn enter_stock(books: &mut Books, row: &Item) {
    if let Err(error) = stock(books, row) {
        books.unreadable.push(unreadable(row, ["product_id", "row"], &error));
    }
}

/// Enters a row of the orders table into the books. A row that only counts a buyer's orders is passed over; one that
/// cannot be read is entered as such.
pub fn enter_order(books: &mut Books, row: &Item) {
    if row.text("id").is_ok_and(|id| id.starts_with("limit#")) {
        return;
    }
    match order(row) {
        Ok(order) => books.orders.push(order),
        Err(error) => books.unreadable.push(unreadable(row, ["buyer_id", "id"], &error)),
    }
}

async fn scan(
    client: &Client,
    table: &str,
    operation: &'static str,
    mut seen: impl FnMut(usize),
    mut enter: impl FnMut(&Item),
) -> Result<(), Unavailable> {
    let mut pages = client.scan().table_name(table).consistent_read(true).into_paginator().send();
    let mut rows = 0;
    while let Some(page) = pages.next().await {
        let page = page.map_err(|e| Unavailable::new(operation, &e))?;
        page.items().iter().for_each(&mut enter);
        rows += page.items().len();
        seen(rows);
    }
    Ok(())
}

fn stock(books: &mut Books, row: &Item) -> Result<(), CorruptItem> {
    let product: ProductId = row.parsed("product_id")?;
    let name = row.text("row")?;
    if let Some(shard) = name.strip_prefix("shard#") {
        let shard = Shard(shard.parse().map_err(|_| CorruptItem("row"))?);
        let (available, received) = (row.number("available")?, row.number("received")?);
        books.stock.push(Stock { product, shard, available, received });
    } else if name.starts_with("adjustment#") {
        *books.adjusted.entry(product).or_default() += row.number::<i64>("quantity")?;
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
