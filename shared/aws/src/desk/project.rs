//! Making an order's row of the desk from a version of the order's own row.
//!
//! Versions come twice, late and in any order, so the newest wins: each write is conditional on the version that it
//! replaces. What the order adds to the sums of its day changes in the same transaction, by the difference to what the
//! replaced row had added: however often a version comes, it counts once.

use app_context::Retry;
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::put_item::PutItemError,
    types::{AttributeValue, Put},
};
use domain::desk::{DeskEntry, Tally};

use super::{DeskTable, row, tally};
use crate::{
    AwsError,
    item::{Item, number},
    transaction::{commit, put, update},
};

/// How projecting a version ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Projected {
    /// It is shown now.
    Written,
    /// It was shown already, though perhaps as an older version, whose number was raised.
    Unchanged,
    /// A newer version is shown.
    Superseded,
}

/// A row to be put if the one that it replaces is as it was read.
struct Replacement {
    item: Item,
    condition: &'static str,
    read: Option<AttributeValue>,
}

impl Replacement {
    fn of(entry: &DeskEntry, stored: Option<&DeskEntry>) -> Self {
        let condition = if stored.is_some() { "ver = :read" } else { "attribute_not_exists(pk)" };
        Self { item: row::write(entry), condition, read: stored.map(|stored| number(stored.version)) }
    }
}

impl DeskTable {
    /// Shows `entry`, unless a newer version of the order is shown. A newer version that shows the same raises the number: a
    /// version between the two, which shows something else, may come later.
    pub async fn project(&self, entry: &DeskEntry) -> Result<Projected, AwsError> {
        for _ in Retry::DESK_ENTRY.tries() {
            let stored = self.entry(entry).await?;
            let projected = match &stored {
                Some(stored) if stored.version > entry.version => return Ok(Projected::Superseded),
                Some(stored) if stored == entry => return Ok(Projected::Unchanged),
                Some(stored) if stored.shows_the_same(entry) => Projected::Unchanged,
                _ => Projected::Written,
            };
            let before = stored.as_ref().map(DeskEntry::tally).unwrap_or_default();
            let replacement = Replacement::of(entry, stored.as_ref());
            if self.replace(entry, replacement, &entry.tally().since(&before)).await? {
                return Ok(projected);
            }
        }
        Err(AwsError::because("desk.project", "others wrote the same order's row again and again"))
    }

    async fn entry(&self, entry: &DeskEntry) -> Result<Option<DeskEntry>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = get.set_key(Some(row::key(&entry.order))).send().await;
        let item = answer.map_err(|e| AwsError::new("desk.entry", &e))?.item;
        Ok(item.map(|item| row::read(&item)).transpose()?)
    }

    /// Whether the row was replaced; it was not where somebody else had done so.
    async fn replace(&self, entry: &DeskEntry, row: Replacement, change: &Tally) -> Result<bool, AwsError> {
        const OPERATION: &str = "desk.project";
        if change.is_empty() {
            let put = self.client.put_item().table_name(&self.table).set_item(Some(row.item));
            let put = put.condition_expression(row.condition);
            let put = row.read.into_iter().fold(put, |put, read| put.expression_attribute_values(":read", read));
            return match put.send().await.map_err(SdkError::into_service_error) {
                Ok(_) => Ok(true),
                Err(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                Err(error) => Err(AwsError::new(OPERATION, &error)),
            };
        }
        let summary =
            Put::builder().table_name(&self.table).set_item(Some(row.item)).condition_expression(row.condition);
        let summary = row.read.into_iter().fold(summary, |put, read| put.expression_attribute_values(":read", read));
        let invalid = |error| AwsError::new(OPERATION, &error);
        let sums = tally::change(&self.table, entry, change).map_err(invalid)?;
        let rows = vec![put(summary.build().map_err(invalid)?), update(sums)];
        match commit(&self.client, &self.random, OPERATION, rows).await? {
            Ok(()) => Ok(true),
            Err(refused) if refused.failed(0) => Ok(false),
            Err(refused) => Err(AwsError::because(OPERATION, refused.describe())),
        }
    }
}
