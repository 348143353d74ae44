//! What products are called, for a receipt.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::KeysAndAttributes;

use crate::aws::{
    AwsError, CorruptItem, ProductsTable,
    item::{Item, ItemExt as _, text},
};
use crate::{kernel::ProductId, notifications::ProductNames};

/// Rounds of asking for what the table has not answered yet.
const ROUNDS: u32 = 5;
/// The longest wait before the second round, doubled each time.
const BACKOFF_MS: u32 = 50;

impl ProductsTable {
    /// The names of at most 100 products. One that does not exist is left out.
    pub async fn names(&self, products: impl Iterator<Item = &ProductId>) -> Result<ProductNames, AwsError> {
        const OPERATION: &str = "products.names";
        let keys = products.map(|id| HashMap::from([("id".to_owned(), text(id.as_str()))]));
        let wanted = KeysAndAttributes::builder()
            .set_keys(Some(keys.collect()))
            .projection_expression("id, #name")
            .expression_attribute_names("#name", "name");
        let mut wanted = Some(wanted.build().map_err(|e| AwsError::new(OPERATION, &e))?);
        let mut names = ProductNames::new();
        for round in 0..ROUNDS {
            let Some(keys) = wanted.take() else { return Ok(names) };
            if round > 0 {
                let wait = self.random.below(BACKOFF_MS << round);
                tokio::time::sleep(Duration::from_millis(u64::from(wait))).await;
            }
            let answer = self.client.batch_get_item().request_items(&self.table, keys).send().await;
            let answer = answer.map_err(|e| AwsError::new(OPERATION, &e))?;
            for row in answer.responses.unwrap_or_default().remove(&self.table).unwrap_or_default() {
                let (id, name) = read(&row)?;
                names.insert(id, name);
            }
            wanted = answer.unprocessed_keys.unwrap_or_default().remove(&self.table);
        }
        match wanted {
            None => Ok(names),
            Some(_) => Err(AwsError::because(OPERATION, "some keys stayed unprocessed")),
        }
    }
}

fn read(row: &Item) -> Result<(ProductId, String), CorruptItem> {
    Ok((row.parsed("id")?, row.text("name")?.to_owned()))
}
