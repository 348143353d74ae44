//! A buyer's history: read, counted into, made again, and forgotten.
//!
//! A row is written under the condition that it is as it was read (`ver`), and remembers which orders it counted: told twice, late, or
//! by two workers at once, an order counts once. The basket goes into the log before the history says that it is there.

use app_context::Retry;
use aws_sdk_dynamodb::{error::SdkError, operation::put_item::PutItemError, types::AttributeValue};
use domain::{
    kernel::{Sku, Timestamp, UserId},
    orders::Order,
    recommendations::{BasketRecord, History},
};

use super::RecommendationsTable;
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _, StockTable,
    item::{attributes, list, number, text},
};

const HISTORY: &str = "HISTORY";
const ERASED: &str = "erased";
/// An erased history stands for so long: a change of an order may still come for a day.
const ERASED_SECONDS: i64 = 3 * 86_400;

/// How counting an order ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It counts now.
    Now,
    /// It was counted before.
    Before,
    /// The buyer has closed the account: nothing is noted.
    Erased,
}

/// A row as it is stored.
#[derive(Debug)]
struct Stored {
    version: u64,
    history: Option<History>,
}

impl RecommendationsTable {
    /// Counts a paid basket of a buyer: into the log, then into the history.
    pub async fn count(&self, buyer: &UserId, basket: &BasketRecord) -> Result<Counted, AwsError> {
        for _ in Retry::HISTORY.tries() {
            let stored = self.stored(buyer).await?;
            let Some(mut history) = stored.history else {
                self.remove_baskets(std::slice::from_ref(basket)).await?;
                return Ok(Counted::Erased);
            };
            if !history.count(&basket.order, &basket.products, basket.day) {
                return Ok(Counted::Before);
            }
            self.log(basket).await?;
            if self.replace(buyer, stored.version, write(&history)).await? {
                return Ok(Counted::Now);
            }
        }
        Err(AwsError::because("recommendations.count", "others wrote the same buyer's history again and again"))
    }

    /// What a buyer bought; nothing of one who bought nothing, or is gone.
    pub async fn history(&self, buyer: &UserId) -> Result<History, AwsError> {
        Ok(self.stored(buyer).await?.history.unwrap_or_default())
    }

    /// Makes a history again from all paid baskets of a buyer, which `baskets` reads, oldest first, and puts into the log: what is counted
    /// meanwhile is in one of them. How many there are; none of one who has closed the account.
    pub async fn recount(
        &self,
        buyer: &UserId,
        baskets: impl AsyncFn() -> Result<Vec<BasketRecord>, AwsError>,
    ) -> Result<usize, AwsError> {
        let mut noted: Vec<BasketRecord> = Vec::new();
        for _ in Retry::HISTORY.tries() {
            let stored = self.stored(buyer).await?;
            if stored.history.is_none() {
                self.remove_baskets(&noted).await?;
                return Ok(0);
            }
            // Read after the version: what is counted between the two changes the version.
            noted = baskets().await?;
            let (baskets, mut history) = (&noted, History::default());
            for basket in baskets {
                history.count(&basket.order, &basket.products, basket.day);
            }
            if self.replace(buyer, stored.version, write(&history)).await? {
                return Ok(baskets.len());
            }
        }
        Err(AwsError::because("recommendations.recount", "others wrote the same buyer's history again and again"))
    }

    /// Forgets a buyer: the history first, so that nothing is noted any more, then the baskets of these orders in the log. May be
    /// repeated.
    pub async fn forget(&self, buyer: &UserId, orders: &[Order], now: Timestamp) -> Result<(), AwsError> {
        let mut row = key(buyer);
        row.insert(ERASED.to_owned(), AttributeValue::Bool(true));
        row.insert("ttl".to_owned(), number(now.seconds() + ERASED_SECONDS));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
        put.send().await.map_err(|e| AwsError::new("recommendations.forget", &e))?;
        self.remove_orders(orders.iter().filter(|order| order.was_paid())).await
    }

    async fn stored(&self, buyer: &UserId) -> Result<Stored, AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true).set_key(Some(key(buyer)));
        let answer = get.send().await.map_err(|e| AwsError::new("recommendations.history", &e))?;
        Ok(answer
            .item
            .map_or_else(|| Ok(Stored { version: 0, history: Some(History::default()) }), |row| read(&row))?)
    }

    /// Whether the row was written; it was not where it is no longer of the version that was read.
    async fn replace(&self, buyer: &UserId, read: u64, history: Item) -> Result<bool, AwsError> {
        let mut row = key(buyer);
        row.extend(history);
        row.insert("ver".to_owned(), number(read + 1));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
        let put = if read == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("ver = :read").expression_attribute_values(":read", number(read))
        };
        match put.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(AwsError::new("recommendations.replace", &error)),
        }
    }
}

fn key(buyer: &UserId) -> Item {
    attributes([("pk", text(format!("BUYER#{buyer}"))), ("sk", text(HISTORY))])
}

fn write(history: &History) -> Item {
    attributes([
        ("baskets", number(history.baskets())),
        ("products", text(history.products_text())),
        ("counted", list(history.counted().iter().map(|order| text(order.as_str())))),
    ])
}

fn read(row: &Item) -> Result<Stored, CorruptItem> {
    if row.contains_key(ERASED) {
        return Ok(Stored { version: 0, history: None });
    }
    let order = |value: &AttributeValue| value.as_s().ok().and_then(|id| id.parse().ok()).ok_or(CorruptItem("counted"));
    let counted = row.list("counted")?.iter().map(order).collect::<Result<_, _>>()?;
    let history = History::of_text(row.number("baskets")?, row.text("products")?, counted);
    Ok(Stored { version: row.number("ver")?, history: Some(history.map_err(|_| CorruptItem("products"))?) })
}

impl StockTable {
    /// The basket of an order, by products; `None` where nobody paid it, or where none of its SKUs is known. A SKU is looked up once
    /// in a process.
    pub async fn basket_of(&self, order: &Order) -> Result<Option<BasketRecord>, AwsError> {
        let skus: Vec<Sku> = order.lines.iter().map(|line| line.sku.clone()).collect();
        let products = self.products_of(&skus).await?;
        Ok(BasketRecord::of(order, products.into_values().collect()))
    }
}
