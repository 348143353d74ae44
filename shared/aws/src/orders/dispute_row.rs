//! A dispute as an element of its order's row, both ways.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::Timestamp,
    orders::Order,
    payments::{Dispute, DisputeReason},
};

use super::{
    OrdersTable,
    refunds::as_read,
    row::{REFUND_VERSION, optional},
    transition::{Transition, transition},
};
use crate::{
    AwsError,
    item::{CorruptItem, Item, ItemExt as _, attributes, list, number, text},
};

/// The name of the list in an order's row.
pub(super) const DISPUTES: &str = "disputes";

fn write(dispute: &Dispute) -> AttributeValue {
    let mut row = attributes([
        ("id", text(dispute.id.as_str())),
        ("amount_minor", number(dispute.amount_minor)),
        ("reason", text(dispute.reason.as_str())),
        ("status", text(dispute.status.as_str())),
        ("created_ms", number(dispute.created.millis())),
    ]);
    row.extend(dispute.due_by.map(|due_by| ("due_by_ms".to_owned(), number(due_by.millis()))));
    AttributeValue::M(row)
}

/// The disputes of an order's row.
pub(super) fn read_all(row: &Item) -> Result<Vec<Dispute>, CorruptItem> {
    row.maps(DISPUTES, read)
}

fn read(row: &Item) -> Result<Dispute, CorruptItem> {
    Ok(Dispute {
        id: row.parsed("id")?,
        amount_minor: row.number("amount_minor")?,
        reason: DisputeReason::of(row.text("reason")?),
        status: row.parsed("status")?,
        due_by: optional(row, "due_by_ms", |row| row.number("due_by_ms").map(Timestamp::from_millis))?,
        created: Timestamp::from_millis(row.number("created_ms")?),
    })
}

impl OrdersTable {
    /// Notes the disputes of `after` on the order as it was read. Stale where somebody has added or settled a refund since, or noted
    /// disputes: what may be given back follows from both.
    pub async fn note_disputes(&self, order: &Order, after: &Order) -> Result<Transition, AwsError> {
        let change = self
            .plain_update(order)
            .update_expression(format!("SET {DISPUTES} = :disputes, {REFUND_VERSION} = :next"))
            .expression_attribute_values(":disputes", list(after.disputes.iter().map(write)))
            .expression_attribute_values(":next", number(after.refund_version));
        let (condition, change) = as_read(REFUND_VERSION, order.refund_version, change);
        transition(change.condition_expression(format!("attribute_exists(id) AND {condition}")), "orders.note_disputes")
            .await
    }
}
