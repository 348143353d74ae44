//! The order desk: the streams of the orders and stock tables, and whoever makes the desk of them.

use serde_json::{Value, json};

use crate::{Function, Shop};

/// The most records that one invocation is handed; the template says so.
const BATCH: usize = 50;

/// Reads the stream of a table and hands it to the function that projects it.
#[derive(Debug)]
pub struct DeskStream {
    function: Function,
    table: &'static str,
    read: usize,
}

impl DeskStream {
    /// The stream of orders from here on. Before anybody asks for the orders table.
    pub async fn open(shop: &Shop) -> Self {
        Self::of(shop, "orders").await
    }

    /// The stream of a table from here on. Before anybody asks for the table.
    pub async fn of(shop: &Shop, table: &'static str) -> Self {
        shop.tables.keep_changes(table);
        Self { function: shop.start("project-changes").await, table, read: 0 }
    }

    /// The records since the last ones.
    pub fn take(&mut self, shop: &Shop) -> Vec<Value> {
        let all = shop.tables.changes(self.table);
        let new = all[self.read..].to_vec();
        self.read = all.len();
        new
    }

    /// Hands over these records, in batches. The places of those that failed.
    pub async fn deliver(&self, records: &[Value]) -> Vec<String> {
        let mut failed = Vec::new();
        for batch in records.chunks(BATCH) {
            let answer = self.function.invoke(json!({ "Records": batch })).await.expect("an answer");
            let items = answer["batchItemFailures"].as_array().expect("a list").clone();
            failed.extend(items.iter().filter_map(|item| item["itemIdentifier"].as_str().map(str::to_owned)));
        }
        failed
    }

    /// Hands over what has changed since.
    pub async fn catch_up(&mut self, shop: &Shop) {
        let records = self.take(shop);
        let failed = self.deliver(&records).await;
        assert!(failed.is_empty(), "these changes failed: {failed:?}");
    }
}

impl Shop {
    /// Shows all orders on the desk as they are now: each row as if it were new. For plays that keep no changes.
    pub async fn show_on_desk(&self) {
        let records: Vec<Value> = self
            .tables
            .items("orders")
            .iter()
            .map(|row| json!({ "eventName": "INSERT", "dynamodb": { "Keys": { "buyer_id": row["buyer_id"], "id": row["id"] }, "NewImage": row, "SequenceNumber": "1" } }))
            .collect();
        let function = self.start("project-changes").await;
        for batch in records.chunks(BATCH) {
            function.invoke(json!({ "Records": batch })).await.expect("an answer");
        }
    }
}
