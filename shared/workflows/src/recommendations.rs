//! Learning what to recommend from the log of baskets, and making all of it again from the orders.

use aws::{AwsError, LearntRow, LearntRows, OrdersTable, ProductsTable, RecommendationsTable, StockTable};
use domain::{
    kernel::{Day, ProductId, Timestamp, UserId},
    recommendations::{BasketRecord, LOG_DAYS, LOG_SHARDS, MIN_BUYERS, Neighbour, Reason},
};
use futures::{StreamExt as _, stream};
use recommend::{BasketLog, Described, Dropped, Linked, Method, learn};

/// Parts of the log that are read at the same time.
const PARTS_AT_ONCE: usize = 16;

/// Whoever learns.
#[derive(Debug)]
pub struct RecommendationLearner {
    /// What is on sale.
    pub products: ProductsTable,
    /// The log of baskets, and what was learnt.
    pub table: RecommendationsTable,
}

/// What was learnt from, and how much of it was new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Learning {
    /// Baskets that were learnt from.
    pub baskets: usize,
    /// What was left out.
    pub dropped: Dropped,
    /// Products on sale.
    pub products: usize,
    /// Rows that changed.
    pub written: usize,
}

impl RecommendationLearner {
    /// Reads the log of the last half year and what is on sale, and writes what follows from them. May be repeated, and stopped at any
    /// time: each row is whole by itself.
    pub async fn learn(&self, now: Timestamp) -> Result<Learning, AwsError> {
        let mut log = BasketLog::default();
        self.read_log(&mut log, Day::of(now)).await?;
        let mut described: Vec<Option<Described>> = Vec::new();
        let products = self.read_products(&mut log, &mut described).await?;
        let (baskets, names, dropped) = log.finish();
        described.resize(names.len(), None);
        let model = learn(&baskets, &described, Method::SHIPPED, MIN_BUYERS);
        let written = self.table.write_learnt(&rows(&model, &names), now).await?;
        Ok(Learning { baskets: baskets.len(), dropped, products, written })
    }

    /// The newest baskets first, as many as there is room for.
    async fn read_log(&self, log: &mut BasketLog, today: Day) -> Result<(), AwsError> {
        let parts = (0..=LOG_DAYS).flat_map(|age| (0..LOG_SHARDS).map(move |shard| (today.plus_days(-age), shard)));
        let mut parts = stream::iter(parts).map(|(day, shard)| self.table.baskets(day, shard)).buffered(PARTS_AT_ONCE);
        while let Some(baskets) = parts.next().await {
            for basket in baskets? {
                if !log.add(basket.buyer.as_str(), basket.products.split(' ')) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// What is on sale, each by the number that it has in the log. How many there are.
    async fn read_products(
        &self,
        log: &mut BasketLog,
        described: &mut Vec<Option<Described>>,
    ) -> Result<usize, AwsError> {
        let (mut after, mut count) = (None, 0);
        loop {
            let (page, next) = self.products.on_sale(after).await?;
            for product in page {
                let number = log.product(product.id.as_str()) as usize;
                let categories = product.category.lineage();
                let categories = categories.iter().map(|category| category.key().as_str().to_owned()).collect();
                let text = format!("{} {}", product.name.as_str(), product.category.as_str());
                if described.len() <= number {
                    described.resize(number + 1, None);
                }
                described[number] = Some(Described { categories, text, price_minor: product.price_minor });
                count += 1;
            }
            after = next;
            if after.is_none() {
                return Ok(count);
            }
        }
    }
}

/// The model as rows, with the products' names.
fn rows(model: &recommend::Model, names: &[String]) -> LearntRows {
    let names: Vec<Option<ProductId>> = names.iter().map(|name| name.parse().ok()).collect();
    let name = |item: u32| names.get(item as usize).cloned().flatten();
    let list = |linked: &[Linked]| -> Vec<Neighbour> {
        let reason = |linked: &Linked| if linked.baskets > 0 { Reason::BoughtTogether } else { Reason::Similar };
        let neighbour = |linked: &Linked| {
            let score = f64::from(linked.scored.score);
            Some(Neighbour { product: name(linked.scored.item)?, score, reason: reason(linked) })
        };
        linked.iter().filter_map(neighbour).collect()
    };
    let products = names.iter().zip(&model.products).filter_map(|(name, learnt)| {
        let row =
            LearntRow { bought_together: list(&learnt.bought_together), alternatives: list(&learnt.alternatives) };
        Some((name.clone()?, row))
    });
    let popular = model.popular.iter();
    let popular = popular.map(|(key, items)| (key.clone(), items.iter().filter_map(|item| name(*item)).collect()));
    LearntRows { products: products.collect(), popular: popular.collect() }
}

/// Whoever makes all of it again.
#[derive(Debug)]
pub struct RecommendationRebuilder {
    /// The orders.
    pub orders: OrdersTable,
    /// Which SKU is which product's.
    pub stock: StockTable,
    /// Whoever learns, in the end.
    pub learner: RecommendationLearner,
}

/// How far it is, and in the end what was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecommendationRebuild {
    /// Buyers whose history was made again.
    pub buyers: usize,
    /// Paid orders of theirs.
    pub orders: usize,
    /// What was learnt in the end.
    pub learning: Learning,
}

impl RecommendationRebuilder {
    /// Makes every history and the log again from the orders, and learns from them. The shop stays open: what is counted meanwhile and
    /// what is read here meet at the same conditional writes. `progress` hears of each page. May be repeated, and stopped at any time.
    pub async fn rebuild(
        &self,
        now: Timestamp,
        progress: &mut (dyn FnMut(&RecommendationRebuild) + Send),
    ) -> Result<RecommendationRebuild, AwsError> {
        let (mut rebuilt, mut after, mut last) = (RecommendationRebuild::default(), None, None);
        loop {
            let (buyers, next) = self.orders.buyers(after).await?;
            for buyer in buyers {
                // The orders of a buyer stand together; they may go on over the end of a page.
                if last.as_ref() == Some(&buyer) {
                    continue;
                }
                rebuilt.orders += self.rebuild_buyer(&buyer, now).await?;
                rebuilt.buyers += 1;
                last = Some(buyer);
            }
            progress(&rebuilt);
            after = next;
            if after.is_none() {
                break;
            }
        }
        rebuilt.learning = self.learner.learn(now).await?;
        Ok(rebuilt)
    }

    /// One who has closed the account is left alone: the addresses of those orders are erased.
    async fn rebuild_buyer(&self, buyer: &UserId, now: Timestamp) -> Result<usize, AwsError> {
        let table = &self.learner.table;
        let baskets = async || {
            let baskets = self.baskets_of(buyer).await?;
            // Into the log before the history says that they are there.
            table.log_all(&baskets, Day::of(now).plus_days(-LOG_DAYS)).await?;
            Ok(baskets)
        };
        table.recount(buyer, baskets).await
    }

    async fn baskets_of(&self, buyer: &UserId) -> Result<Vec<BasketRecord>, AwsError> {
        let mut orders = self.orders.all_of(buyer).await?;
        orders.retain(|order| order.was_paid() && !order.is_forgotten() && order.email.is_none());
        orders.sort_by_key(|order| order.created);
        let mut baskets = Vec::with_capacity(orders.len());
        for order in &orders {
            baskets.extend(self.stock.basket_of(order).await?);
        }
        Ok(baskets)
    }
}
