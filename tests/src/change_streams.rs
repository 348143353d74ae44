//! The streams of the tables whose changes are told to others, and whoever tells them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{Function, Shop};

/// The most records that one invocation is handed; the template says so.
const BATCH: usize = 50;
/// The tables whose changes are told.
const TABLES: [&str; 3] = ["orders", "products", "stock"];

/// Reads the streams of orders, products and stock, and hands them to the function that publishes what happened.
#[derive(Debug)]
pub struct ChangeStreams {
    function: Function,
    read: BTreeMap<&'static str, usize>,
}

impl ChangeStreams {
    /// The streams from here on. Before anybody asks for the tables.
    pub async fn open(shop: &Shop) -> Self {
        for table in TABLES {
            shop.tables.keep_changes(table);
        }
        Self { function: shop.start("publish-changes").await, read: BTreeMap::new() }
    }

    /// The records since the last ones, each with its stream.
    pub fn take(&mut self, shop: &Shop) -> Vec<Value> {
        let mut new = Vec::new();
        for table in TABLES {
            let all = shop.tables.changes(table);
            let read = self.read.entry(table).or_default();
            for record in &all[*read..] {
                let mut record = record.clone();
                record["eventSourceARN"] = json!(format!("arn:aws:dynamodb:eu-west-1:123456789012:table/shop-{table}"));
                new.push(record);
            }
            *read = all.len();
        }
        new
    }

    /// Hands over these records, in batches. Whether all of them went well.
    pub async fn deliver(&self, records: &[Value]) -> bool {
        let mut good = true;
        for batch in records.chunks(BATCH) {
            good &= self.function.invoke(json!({ "Records": batch })).await.is_ok();
        }
        good
    }

    /// Hands over what has changed since.
    pub async fn catch_up(&mut self, shop: &Shop) {
        let records = self.take(shop);
        assert!(self.deliver(&records).await, "a batch failed");
    }
}
