//! The log of baskets: a row a basket, in partitions by day, which goes after half a year.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::{Day, OrderId, ProductId},
    orders::Order,
    recommendations::{BasketRecord, BuyerAlias, LOG_DAYS, log_shard},
};
use futures::{TryStreamExt as _, stream};

use super::RecommendationsTable;
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    item::{attributes, number, text},
};

/// Rows that are removed at the same time.
const AT_ONCE: usize = 8;
/// A row stays a few days longer than it is read.
const SPARE_DAYS: i32 = 3;

/// A basket of the log, as it is learnt from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedBasket {
    /// Whose it is.
    pub buyer: BuyerAlias,
    /// What is in it, between blanks.
    pub products: String,
}

impl RecommendationsTable {
    /// Writes a basket into the log; again, if need be.
    pub(super) async fn log(&self, basket: &BasketRecord) -> Result<(), AwsError> {
        let products: Vec<&str> = basket.products.iter().map(ProductId::as_str).collect();
        let mut row = key(&basket.order, basket.day);
        row.extend(attributes([
            ("buyer", text(basket.buyer.as_str())),
            ("products", text(products.join(" "))),
            ("ttl", number(basket.day.plus_days(LOG_DAYS + SPARE_DAYS).start().seconds())),
        ]));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
        put.send().await.map_err(|e| AwsError::new("recommendations.log", &e))?;
        Ok(())
    }

    /// Writes the baskets that are young enough into the log, each once, however often.
    pub async fn log_all(&self, baskets: &[BasketRecord], since: Day) -> Result<(), AwsError> {
        let young: Vec<_> = baskets.iter().filter(|basket| basket.day >= since).map(Ok).collect();
        stream::iter(young).try_for_each_concurrent(AT_ONCE, |basket| self.log(basket)).await
    }

    /// All baskets of one part of a day.
    pub async fn baskets(&self, day: Day, shard: u8) -> Result<Vec<LoggedBasket>, AwsError> {
        let query = self.client.query().table_name(&self.table);
        let query = query
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(day, shard)))
            .projection_expression("buyer, products");
        let mut pages = query.into_paginator().items().send();
        let mut baskets = Vec::new();
        while let Some(row) = pages.next().await {
            baskets.push(read(&row.map_err(|e| AwsError::new("recommendations.baskets", &e))?)?);
        }
        Ok(baskets)
    }

    /// Takes baskets out of the log.
    pub(super) async fn remove_baskets(&self, baskets: &[BasketRecord]) -> Result<(), AwsError> {
        self.remove(baskets.iter().map(|basket| key(&basket.order, basket.day))).await
    }

    /// Takes the baskets of these orders out of the log.
    pub(super) async fn remove_orders(&self, orders: impl Iterator<Item = &Order>) -> Result<(), AwsError> {
        self.remove(orders.map(|order| key(&order.id, Day::of(order.created)))).await
    }

    async fn remove(&self, keys: impl Iterator<Item = Item>) -> Result<(), AwsError> {
        let remove = |key: Item| async move {
            let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key));
            delete.send().await.map(drop).map_err(|e| AwsError::new("recommendations.remove", &e))
        };
        let keys: Vec<_> = keys.map(Ok).collect();
        stream::iter(keys).try_for_each_concurrent(AT_ONCE, remove).await
    }
}

fn partition(day: Day, shard: u8) -> String {
    format!("LOG#{day}#{shard}")
}

fn key(order: &OrderId, day: Day) -> Item {
    let pk: AttributeValue = text(partition(day, log_shard(order)));
    attributes([("pk", pk), ("sk", text(order.as_str()))])
}

fn read(row: &Item) -> Result<LoggedBasket, CorruptItem> {
    Ok(LoggedBasket { buyer: row.parsed("buyer")?, products: row.text("products")?.to_owned() })
}
