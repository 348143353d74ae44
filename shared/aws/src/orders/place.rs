//! Placing an order: one transaction that checks and takes the stock, counts the buyer's orders and writes the order.

use app_context::Retry;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update,
};
use domain::{
    kernel::{Money, OrderId, Sku, Timestamp},
    orders::{BUYER_LIMIT, BUYER_WINDOW_SECONDS, GUEST_LIMIT, Line, LineFault, LineRefusal, Order, PlaceRefusal},
};

use super::{
    OrdersTable,
    limit::{self, window_left, window_of},
    row,
};
use crate::{
    AwsError,
    item::{Item, ItemExt as _, boolean, number, read_number, text},
    stock::{reshard::row_name, shards::ShardCount},
    transaction::{CommitOutcome, Refused, contended, put, update},
};

/// The order's item comes first in the transaction, then the buyer's limit, then the lines.
pub(super) const ORDER: usize = 0;
const LIMIT: usize = 1;
pub(super) const FIRST_LINE: usize = 2;
/// The condition that a SKU's stock is in as many rows as is known.
pub(super) const AS_KNOWN: &str = "(attribute_not_exists(shards) OR shards = :known)";
/// The condition that a SKU is on sale for what the buyer saw.
pub(super) const AT_THAT_PRICE: &str = "prices.#currency = :price AND active = :yes";

/// How placing ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Placed {
    /// The order was written now.
    New(Box<Order>),
    /// The same request had placed it before.
    Replayed(Box<Order>),
    /// Nothing was written.
    Refused(PlaceRefusal),
}

impl OrdersTable {
    /// Places `order` in one call, whatever comes of it: taken, taken before, or refused with the reason. The call is
    /// repeated only when other orders touch the same rows at the same moment, and for a SKU that is sharded over
    /// several rows: then from other rows.
    pub async fn place(&self, order: Order, now: Timestamp) -> Result<Placed, AwsError> {
        let wanted = order.lines.clone();
        let mut order = Order { lines: self.assign_shard(&wanted), ..order };
        for _ in Retry::SHARDED_ORDER.tries() {
            let items = self.transaction(&order, now)?;
            let refused = match self.commit(&wanted, items).await? {
                CommitOutcome::Committed => return Ok(Placed::New(Box::new(order))),
                CommitOutcome::Refused(refused) => refused,
                // Somebody else is at that row: at another one, perhaps nobody is.
                CommitOutcome::Contended(_) => {
                    order.lines = self.assign_shard(&wanted);
                    continue;
                }
            };
            let elsewhere = match explain(&refused, &order)? {
                Explained::Answered(placed) => return Ok(placed),
                Explained::AtLimit(orders) if self.uncount_ended(&order.buyer, &orders, now).await? => continue,
                Explained::AtLimit(_) => return Ok(Placed::Refused(PlaceRefusal::TooManyOrders(window_left(now)))),
                Explained::Elsewhere(skus) => skus,
            };
            match self.reallocate(&wanted, order.lines, &elsewhere).await? {
                Ok(lines) => order.lines = lines,
                Err(refusals) => return Ok(Placed::Refused(PlaceRefusal::Lines(refusals))),
            }
        }
        Err(contended("orders.place", "the stock moved faster than it could be taken"))
    }

    /// What placing `order` came to the first time; nothing, if its key placed none. One read.
    pub async fn placed_before(&self, order: &Order) -> Result<Option<Placed>, AwsError> {
        let stored = self.get(&order.buyer, &order.id).await?;
        Ok(stored.map(|stored| repeated(stored, order)))
    }

    fn transaction(&self, order: &Order, now: Timestamp) -> Result<Vec<TransactWriteItem>, AwsError> {
        let order_row = Put::builder()
            .table_name(&self.table)
            .set_item(Some(row::write(order)))
            .condition_expression("attribute_not_exists(id)")
            .return_values_on_condition_check_failure(AllOld);
        let window = window_of(now);
        let limit = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(format!("limit#{window}")))
            .update_expression("ADD orders :order SET #ttl = :ttl")
            .condition_expression(
                "attribute_not_exists(closed) AND (attribute_not_exists(orders) OR size(orders) < :limit)",
            )
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":order", AttributeValue::Ss(vec![order.id.to_string()]))
            .expression_attribute_values(
                ":limit",
                number(if order.email.is_some() { GUEST_LIMIT } else { BUYER_LIMIT }),
            )
            .expression_attribute_values(":ttl", number((window + 2) * BUYER_WINDOW_SECONDS))
            .return_values_on_condition_check_failure(AllOld);
        let mut items = vec![put(order_row.build().map_err(invalid)?), update(limit.build().map_err(invalid)?)];
        let stock_table = self.stock_table()?;
        for line in &order.lines {
            items.push(update(take(stock_table, line, self.shard_counts.shards(&line.sku))?));
        }
        Ok(items)
    }
}

/// Takes one line from its stock row, if there is enough at the price that the buyer saw, and the SKU is sharded over as
/// many rows as is `known`.
pub(super) fn take(stock_table: &str, line: &Line, known: u8) -> Result<Update, AwsError> {
    stock_row(stock_table, line)
        .update_expression("SET available = available - :q ADD writes :one")
        .condition_expression(format!("available >= :q AND {AT_THAT_PRICE} AND {AS_KNOWN}"))
        .expression_attribute_names("#currency", line.unit_price.currency.as_str())
        .expression_attribute_values(":known", number(known))
        .expression_attribute_values(":price", number(line.unit_price.amount_minor))
        .expression_attribute_values(":yes", boolean(true))
        .return_values_on_condition_check_failure(AllOld)
        .build()
        .map_err(invalid)
}

/// An update of the stock row that `line` draws from, with its quantity as `:q`.
pub(super) fn stock_row(stock_table: &str, line: &Line) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
    Update::builder()
        .table_name(stock_table)
        .key("sku", text(line.sku.as_str()))
        .key("row", text(row_name(line.shard)))
        .expression_attribute_values(":q", number(line.quantity.get()))
        .expression_attribute_values(":one", number(1))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(super) fn invalid(error: aws_sdk_dynamodb::error::BuildError) -> AwsError {
    AwsError::new("orders", &error)
}

/// What a refused transaction means.
enum Explained {
    /// That is the answer.
    Answered(Placed),
    /// So many orders of the buyer are counted in this window, of which some may not hold stock any more.
    AtLimit(Vec<OrderId>),
    /// These SKUs are sharded over several rows: others than those asked may have enough.
    Elsewhere(Vec<(Sku, ShardCount)>),
}

/// Reads from the refused transaction why the order was not taken. Damage and unknown reasons are failures.
fn explain(refused: &Refused, order: &Order) -> Result<Explained, AwsError> {
    if refused.failed(ORDER) {
        let stored = refused.existing(ORDER);
        let stored = row::read(stored.ok_or_else(|| AwsError::because("orders.place", "no old order came back"))?)?;
        return Ok(Explained::Answered(repeated(stored, order)));
    }
    if refused.failed(LIMIT) {
        if refused.existing(LIMIT).is_some_and(limit::is_blocked) {
            return Ok(Explained::Answered(Placed::Refused(PlaceRefusal::Blocked)));
        }
        return Ok(Explained::AtLimit(refused.existing(LIMIT).map(limit::counted).unwrap_or_default()));
    }
    let (mut refusals, mut elsewhere) = (Vec::new(), Vec::new());
    for (index, line) in order.lines.iter().enumerate().filter(|(index, _)| refused.failed(FIRST_LINE + index)) {
        let row = refused.existing(FIRST_LINE + index);
        let fault = fault(line, row)?;
        match row.map(ShardCount::of).transpose()?.flatten() {
            Some(shard_count) if matches!(fault, LineFault::OutOfStock(_)) => {
                if !elsewhere.iter().any(|(sku, _)| *sku == line.sku) {
                    elsewhere.push((line.sku.clone(), shard_count));
                }
            }
            _ => refusals.push(LineRefusal { sku: line.sku.clone(), fault }),
        }
    }
    if !refusals.is_empty() {
        // One row a line: a price that has changed has changed in every row of its SKU.
        refusals.dedup_by(|one, other| one.sku == other.sku);
        return Ok(Explained::Answered(Placed::Refused(PlaceRefusal::Lines(refusals))));
    }
    if elsewhere.is_empty() {
        return Err(AwsError::because("orders.place", refused.describe()));
    }
    Ok(Explained::Elsewhere(elsewhere))
}

/// What a key that has placed `stored` comes to when it is used for `order`.
fn repeated(stored: Order, order: &Order) -> Placed {
    if stored.fingerprint == order.fingerprint {
        Placed::Replayed(Box::new(stored))
    } else {
        Placed::Refused(PlaceRefusal::KeyReused)
    }
}

fn fault(line: &Line, stock: Option<&Item>) -> Result<LineFault, AwsError> {
    let Some(stock) = stock else { return Ok(LineFault::Unknown) };
    if !stock.boolean("active")? {
        return Ok(LineFault::Inactive);
    }
    let (currency, prices) = (line.unit_price.currency, stock.map("prices")?);
    let Some(price) = prices.get(currency.as_str()) else { return Ok(LineFault::NotSoldInCurrency(currency)) };
    let price = Money::new(read_number(price, "prices")?, currency);
    if price != line.unit_price {
        return Ok(LineFault::PriceChanged(price));
    }
    Ok(LineFault::OutOfStock(stock.number("available")?))
}
