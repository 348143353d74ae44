//! Placing an order: one transaction that checks and takes the stock, counts the buyer's orders and writes the order.

use aws_sdk_dynamodb::types::{
    Put, ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update,
};

use super::{OrdersTable, row};
use crate::{
    aws::{
        Unavailable,
        item::{Item, ItemExt as _, boolean, number, text},
        transaction::{Refused, commit_recorded, put, update},
    },
    kernel::{Currency, Money, OrderId, Timestamp},
    orders::{BUYER_LIMIT, BUYER_WINDOW_SECONDS, Line, LineFault, LineRefusal, Order, PlaceRefusal},
    planted::{self, Bug},
};

/// The order's item comes first in the transaction, then the buyer's limit, then the lines.
const ORDER: usize = 0;
const LIMIT: usize = 1;
const FIRST_LINE: usize = 2;
/// The condition that a product is on sale for what the buyer saw.
const AT_THAT_PRICE: &str = "price_minor = :price AND currency = :currency AND active = :yes";

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
        let order = if planted::is(Bug::OrderIdRandom) { self.under_a_random_id(order) } else { order };
        let mut items = self.transaction(&order, now)?;
        if planted::is(Bug::StockReadThenWritten) {
            items.truncate(FIRST_LINE);
            items.extend(self.takings_of_what_was_read(&order).await?);
        }
        let wrote = commit_recorded(&self.client, &self.random, "orders.place", items, Some(ORDER)).await?;
        match wrote {
            Ok(()) => Ok(Placed::New(Box::new(order))),
            Err(refused) => explain(&refused, &order, now),
        }
    }

    fn transaction(&self, order: &Order, now: Timestamp) -> Result<Vec<TransactWriteItem>, Unavailable> {
        let order_row = Put::builder()
            .table_name(&self.table)
            .set_item(Some(row::write(order)))
            .set_condition_expression(
                (!planted::is(Bug::OrderOverwritten)).then(|| "attribute_not_exists(id)".to_owned()),
            )
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
        let mut items = vec![put(order_row.build().map_err(invalid)?), update(limit.build().map_err(invalid)?)];
        let stock_table = self.stock_table()?;
        for line in &order.lines {
            items.push(update(take(stock_table, line)?));
        }
        Ok(items)
    }

    /// What [`Bug::OrderIdRandom`] places.
    fn under_a_random_id(&self, order: Order) -> Order {
        Order { id: OrderId::from_digest(&self.random.digest()), ..order }
    }

    /// What [`Bug::StockReadThenWritten`] does with the stock. The role allows no `GetItem`: an update that changes
    /// nothing reads as well. What is not there, or not enough, is left to the honest condition.
    async fn takings_of_what_was_read(&self, order: &Order) -> Result<Vec<TransactWriteItem>, Unavailable> {
        let stock_table = self.stock_table()?;
        let mut takings = Vec::new();
        for line in &order.lines {
            let mut taking = take(stock_table, line)?;
            let read = self.client.update_item().table_name(stock_table).set_key(Some(taking.key.clone()));
            let read = read.condition_expression("attribute_exists(available)").return_values(ReturnValue::AllOld);
            let stock = read.send().await.ok().and_then(|answer| answer.attributes);
            let available: Option<u64> = stock.and_then(|stock| stock.number("available").ok());
            if let Some(available) = available.filter(|available| *available >= line.quantity.get().into()) {
                taking.update_expression = "SET available = :read - :q".into();
                taking.condition_expression = Some(AT_THAT_PRICE.to_owned());
                taking
                    .expression_attribute_values
                    .get_or_insert_default()
                    .insert(":read".to_owned(), number(available));
            }
            takings.push(update(taking));
        }
        Ok(takings)
    }
}

/// Takes one line from its stock row, if there is enough at the price that the buyer saw.
fn take(stock_table: &str, line: &Line) -> Result<Update, Unavailable> {
    stock_row(stock_table, line)
        .update_expression("SET available = available - :q")
        .condition_expression(if planted::is(Bug::StockConditionDropped) {
            AT_THAT_PRICE.to_owned()
        } else {
            format!("available >= :q AND {AT_THAT_PRICE}")
        })
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

pub(super) fn window_of(now: Timestamp) -> i64 {
    now.seconds().div_euclid(BUYER_WINDOW_SECONDS)
}

/// Reads from the refused transaction why the order was not taken. Damage and unknown reasons are failures.
fn explain(refused: &Refused, order: &Order, now: Timestamp) -> Result<Placed, Unavailable> {
    if refused.failed(ORDER) {
        let stored = refused.existing(ORDER);
        let stored = row::read(stored.ok_or_else(|| Unavailable::because("orders.place", "no old order came back"))?)?;
        return Ok(if stored.fingerprint == order.fingerprint || planted::is(Bug::FingerprintIgnored) {
            Placed::Before(Box::new(stored))
        } else {
            Placed::Refused(PlaceRefusal::KeyReused)
        });
    }
    if refused.failed(LIMIT) {
        let end = Timestamp::from_millis((window_of(now) + 1) * BUYER_WINDOW_SECONDS * 1_000);
        return Ok(Placed::Refused(PlaceRefusal::TooManyOrders(end.seconds_from(now))));
    }
    let mut refusals = Vec::new();
    for (index, line) in order.lines.iter().enumerate().filter(|(index, _)| refused.failed(FIRST_LINE + index)) {
        let fault = fault(line, refused.existing(FIRST_LINE + index))?;
        refusals.push(LineRefusal { product: line.product.clone(), fault });
    }
    if refusals.is_empty() {
        return Err(Unavailable::because("orders.place", refused.describe()));
    }
    Ok(Placed::Refused(PlaceRefusal::Lines(refusals)))
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
