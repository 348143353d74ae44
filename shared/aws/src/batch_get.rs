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
    let Wanted { table, keys, attributes, names, consistent } = wanted;
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let names = names.iter().map(|(short, name)| ((*short).to_owned(), (*name).to_owned()));
    let names: HashMap<String, String> = names.collect();
    let keys = KeysAndAttributes::builder()
        .set_keys(Some(keys))
        .consistent_read(consistent)
        .projection_expression(attributes)
        .set_expression_attribute_names((!names.is_empty()).then_some(names));
    let mut left = Some(keys.build().map_err(|e| AwsError::new(operation, &e))?);
    let mut rows = Vec::new();
    for round in Retry::BATCH_READ.tries() {
        let Some(keys) = left.take() else { return Ok(rows) };
        Retry::BATCH_READ.pause(random, round).await;
        let answer = client.batch_get_item().request_items(table, keys).send().await;
        let answer = answer.map_err(|e| AwsError::new(operation, &e))?;
        rows.extend(answer.responses.unwrap_or_default().remove(table).unwrap_or_default());
        left = answer.unprocessed_keys.unwrap_or_default().remove(table);
    }
    match left {
        None => Ok(rows),
        Some(_) => Err(AwsError::because(operation, "some keys stayed unprocessed")),
    }
}
