//! The sums of a day, in parts: each order belongs to one of them, so that the orders of a busy day do not wait for one
//! another at one row.

use aws_sdk_dynamodb::{error::BuildError, types::Update};
use domain::{
    desk::{Count, DayRange, DayTally, DeskEntry, Tally},
    kernel::{Currency, Day, Digest, OrderId},
};
use futures::future::try_join_all;

use super::DeskTable;
use crate::{
    AwsError, CorruptItem,
    item::{Item, ItemExt as _, attributes, number, text},
};

/// Parts of each sum.
const PARTS: u8 = 8;
/// What begins the key of a part.
pub(super) const PREFIX: &str = "TALLY#";

/// The part that an order belongs to.
fn part_of(order: &OrderId) -> u8 {
    Digest::of(&[b"tally", order.as_str().as_bytes()]).bytes()[0] % PARTS
}

/// The change of the sums that the entry's order belongs to.
pub(super) fn change(table: &str, entry: &DeskEntry, change: &Tally) -> Result<Update, BuildError> {
    let day = Day::of(entry.created);
    let key = attributes([
        ("pk", text(format!("{PREFIX}{}", part_of(&entry.order)))),
        ("sk", text(format!("{day}#{}", entry.total.currency))),
    ]);
    let mut update = Update::builder().table_name(table).set_key(Some(key));
    let mut terms = Vec::new();
    for (at, (count, by)) in change.iter().enumerate() {
        terms.push(format!("#c{at} :c{at}"));
        update = update
            .expression_attribute_names(format!("#c{at}"), count.name())
            .expression_attribute_values(format!(":c{at}"), number(by));
    }
    update.update_expression(format!("ADD {}", terms.join(", "))).build()
}

/// A part of a day's sums in a row.
pub(super) fn read(row: &Item) -> Result<DayTally, CorruptItem> {
    let (day, currency) = row.text("sk")?.split_once('#').ok_or(CorruptItem("sk"))?;
    let mut tally = Tally::default();
    for count in Count::all() {
        if let Some(sum) = row.get(&count.name()) {
            let sum = sum.as_n().ok().and_then(|digits| digits.parse().ok()).ok_or(CorruptItem("a sum"))?;
            tally.change(count, sum);
        }
    }
    Ok(DayTally {
        day: day.parse().map_err(|_| CorruptItem("sk"))?,
        currency: Currency::parse(currency).ok_or(CorruptItem("sk"))?,
        tally,
    })
}

impl DeskTable {
    /// The sums of these days, in parts.
    pub async fn tallies(&self, days: DayRange) -> Result<Vec<DayTally>, AwsError> {
        let parts = try_join_all((0..PARTS).map(|part| self.part(part, days))).await?;
        Ok(parts.into_iter().flatten().collect())
    }

    async fn part(&self, part: u8, days: DayRange) -> Result<Vec<DayTally>, AwsError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :part AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":part", text(format!("{PREFIX}{part}")))
            .expression_attribute_values(":from", text(days.from.to_string()))
            // After the last currency of the last day.
            .expression_attribute_values(":to", text(format!("{}#~", days.to)));
        let rows: Result<Vec<Item>, _> = query.into_paginator().items().send().collect().await;
        let rows = rows.map_err(|e| AwsError::new("desk.tallies", &e))?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}
