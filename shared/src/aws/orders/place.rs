//! Placing an order: one transaction that checks and takes the stock, counts the buyer's orders and writes the order.

use aws_sdk_dynamodb::types::{
    CancellationReason, Put, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update,
};

use super::{OrdersTable, row};
use crate::{
    aws::{
        Unavailable,
        item::{Item, ItemExt as _, boolean, number, text},
        transaction::{self, Cancelled},
    },
    kernel::{Currency, Money, Timestamp},
    orders::{BUYER_LIMIT, BUYER_WINDOW_SECONDS, Fingerprint, Line, LineFault, LineRefusal, Order, PlaceRefusal},
};

/// The order's item comes first in the transaction, then the buyer's limit, then the lines.
const ORDER: usize = 0;
const LIMIT: usize = 1;
const FIRST_LINE: usize = 2;

/// How placing ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Placed {
    /// The order was written now.
    New(Box<Order>),
    /// The same request had placed it before.
    Before(Box<Order>),
    /// Nothing was written.
    Refused(PlaceRefusal),
}

impl OrdersTable {
    /// Places `order` in one call, whatever comes of it: taken, taken before, or refused with the reason. Only when
    /// other orders touch the same rows at the same moment is the call repeated.
    pub async fn place(&self, order: Order, now: Timestamp) -> Result<Placed, Unavailable> {
        let items = self.transaction(&order, now)?;
        let wrote = transaction::write(&self.client, &self.random, "orders.place", items, |reasons| {
            // While the order's own row is contended, another reason may be the doing of our own earlier request.
            transaction::is_conflict(reasons.get(ORDER))
        });
        match wrote.await? {
            Ok(()) => Ok(Placed::New(Box::new(order))),
            Err(Cancelled(reasons)) => explain(&reasons, &order, now),
        }
    }

    fn transaction(&self, order: &Order, now: Timestamp) -> Result<Vec<TransactWriteItem>, Unavailable> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(row::write(order)))
            .condition_expression("attribute_not_exists(id)")
            .return_values_on_condition_check_failure(AllOld);
        let window = window_of(now);
        let limit = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(format!("limit#{window}")))
            .update_expression("ADD n :one SET #ttl = :ttl")
            .condition_expression("attribute_not_exists(n) OR n < :limit")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(BUYER_LIMIT))
            .expression_attribute_values(":ttl", number((window + 2) * BUYER_WINDOW_SECONDS));
        let mut items = vec![
            TransactWriteItem::builder().put(put.build().map_err(invalid)?).build(),
            TransactWriteItem::builder().update(limit.build().map_err(invalid)?).build(),
        ];
        let stock_table = self.stock_table()?;
        for line in &order.lines {
            items.push(TransactWriteItem::builder().update(take(stock_table, line)?).build());
        }
        Ok(items)
    }
}

/// Takes one line from its stock row, if there is enough at the price that the buyer saw.
fn take(stock_table: &str, line: &Line) -> Result<Update, Unavailable> {
    stock_row(stock_table, line)
        .update_expression("SET available = available - :q")
        .condition_expression("available >= :q AND price_minor = :price AND currency = :currency AND active = :yes")
        .expression_attribute_values(":price", number(line.unit_price.amount_minor))
        .expression_attribute_values(":currency", text(line.unit_price.currency.as_str()))
        .expression_attribute_values(":yes", boolean(true))
        .return_values_on_condition_check_failure(AllOld)
        .build()
        .map_err(invalid)
}

/// An update of the stock row that `line` draws from, with its quantity as `:q`.
pub(super) fn stock_row(stock_table: &str, line: &Line) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
    Update::builder()
        .table_name(stock_table)
        .key("product_id", text(line.product.as_str()))
        .key("row", text(format!("shard#{}", line.shard.0)))
        .expression_attribute_values(":q", number(line.quantity.get()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(super) fn invalid(error: aws_sdk_dynamodb::error::BuildError) -> Unavailable {
    Unavailable::new("orders", &error)
}

fn window_of(now: Timestamp) -> i64 {
    now.seconds().div_euclid(BUYER_WINDOW_SECONDS)
}

/// Reads from the cancelled transaction why the order was not taken. Damage and unknown reasons are failures.
fn explain(reasons: &[CancellationReason], order: &Order, now: Timestamp) -> Result<Placed, Unavailable> {
    if let Some(failed) = failed(reasons.get(ORDER)) {
        let stored = failed.item().ok_or_else(|| Unavailable::because("orders.place", "no old order came back"))?;
        let stored = row::read(stored)?;
        let same: &Fingerprint = &stored.fingerprint;
        return Ok(if *same == order.fingerprint {
            Placed::Before(Box::new(stored))
        } else {
            Placed::Refused(PlaceRefusal::KeyReused)
        });
    }
    if failed(reasons.get(LIMIT)).is_some() {
        let end = Timestamp::from_millis((window_of(now) + 1) * BUYER_WINDOW_SECONDS * 1_000);
        return Ok(Placed::Refused(PlaceRefusal::TooManyOrders(end.seconds_from(now))));
    }
    let mut refusals = Vec::new();
    for (line, reason) in order.lines.iter().zip(reasons.iter().skip(FIRST_LINE)) {
        if let Some(failed) = failed(Some(reason)) {
            refusals.push(LineRefusal { product: line.product.clone(), fault: fault(line, failed.item())? });
        }
    }
    if refusals.is_empty() {
        return Err(Unavailable::because("orders.place", transaction::codes(reasons)));
    }
    Ok(Placed::Refused(PlaceRefusal::Lines(refusals)))
}

/// The reason, if it is that the item's condition failed. It carries the row as it was, if there was one.
fn failed(reason: Option<&CancellationReason>) -> Option<&CancellationReason> {
    reason.filter(|reason| reason.code() == Some("ConditionalCheckFailed"))
}

fn fault(line: &Line, stock: Option<&Item>) -> Result<LineFault, Unavailable> {
    let Some(stock) = stock else { return Ok(LineFault::Unknown) };
    let currency = Currency::parse(stock.text("currency")?);
    let currency = currency.ok_or_else(|| Unavailable::because("orders.place", "a stock row has no currency"))?;
    let price = Money::new(stock.number("price_minor")?, currency);
    Ok(if !stock.boolean("active")? {
        LineFault::Inactive
    } else if price != line.unit_price {
        LineFault::PriceChanged(price)
    } else {
        LineFault::OutOfStock(stock.number("available")?)
    })
}
