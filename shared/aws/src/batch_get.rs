//! `BatchGetItem`: up to 100 rows of one table by their keys. Keys that were not processed are asked for again.

use std::collections::HashMap;

use app_context::Retry;
use aws_sdk_dynamodb::{Client, types::KeysAndAttributes};
use domain::kernel::Random;

use super::{AwsError, Item};

/// The most keys of one call.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html>.
pub(super) const MAX_KEYS: usize = 100;

/// The rows and attributes to read.
pub(super) struct Wanted<'a> {
    pub(super) table: &'a str,
    /// At most [`MAX_KEYS`].
    pub(super) keys: Vec<Item>,
    /// The attributes of each row, with `#` before those that are reserved words.
    pub(super) attributes: &'a str,
    /// What the names with `#` stand for.
    pub(super) names: &'a [(&'a str, &'a str)],
    /// Whether each row is read as it is now, at twice the cost.
    pub(super) consistent: bool,
}

/// The rows that exist, in no order. No call is made for no keys.
pub(super) async fn batch_get(
    client: &Client,
    random: &Random,
    operation: &'static str,
    wanted: Wanted<'_>,
) -> Result<Vec<Item>, AwsError> {
    let table = wanted.table.to_owned();
    let mut rows = batch_get_tables(client, random, operation, [wanted]).await?;
    Ok(rows.remove(&table).unwrap_or_default())
}

/// The rows that exist of several tables, by their table, in no order. All keys together are at most [`MAX_KEYS`].
pub(super) async fn batch_get_tables<const N: usize>(
    client: &Client,
    random: &Random,
    operation: &'static str,
    wanted: [Wanted<'_>; N],
) -> Result<HashMap<String, Vec<Item>>, AwsError> {
    let mut left = HashMap::new();
    for wanted in wanted.into_iter().filter(|wanted| !wanted.keys.is_empty()) {
        left.insert(wanted.table.to_owned(), wanted.request(operation)?);
    }
    let mut rows: HashMap<String, Vec<Item>> = HashMap::new();
    for round in Retry::BATCH_READ.tries() {
        if left.is_empty() {
            return Ok(rows);
        }
        Retry::BATCH_READ.pause(random, round).await;
        let answer = client.batch_get_item().set_request_items(Some(left)).send().await;
        let answer = answer.map_err(|e| AwsError::new(operation, &e))?;
        for (table, items) in answer.responses.unwrap_or_default() {
            rows.entry(table).or_default().extend(items);
        }
        left = answer.unprocessed_keys.unwrap_or_default();
    }
    if left.is_empty() { Ok(rows) } else { Err(AwsError::because(operation, "some keys stayed unprocessed")) }
}

impl Wanted<'_> {
    fn request(self, operation: &'static str) -> Result<KeysAndAttributes, AwsError> {
        let names = self.names.iter().map(|(short, name)| ((*short).to_owned(), (*name).to_owned()));
        let names: HashMap<String, String> = names.collect();
        let keys = KeysAndAttributes::builder()
            .set_keys(Some(self.keys))
            .consistent_read(self.consistent)
            .projection_expression(self.attributes)
            .set_expression_attribute_names((!names.is_empty()).then_some(names));
        keys.build().map_err(|e| AwsError::new(operation, &e))
    }
}
