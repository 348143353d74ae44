//! A refund as an element of its order's row, both ways.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::Timestamp,
    orders::{Quantity, Refund, RefundLine},
};

use super::row::{TOLD, optional};
use crate::item::{CorruptItem, Item, ItemExt as _, attributes, boolean, list, map, number, text};

/// The element of a refund that was just recorded.
pub(super) fn write(refund: &Refund) -> AttributeValue {
    let mut row = attributes([
        ("id", text(refund.id.as_str())),
        ("fingerprint", text(refund.fingerprint.as_str())),
        ("amount_minor", number(refund.amount_minor)),
        ("lines", list(refund.lines.iter().map(write_line))),
        ("restock", boolean(refund.restock)),
        ("created_ms", number(refund.created.millis())),
        (STATUS, text(refund.status.as_str())),
    ]);
    let optional = [
        ("reason", refund.reason.map(|reason| reason.as_str().to_owned())),
        ("by", refund.by.as_ref().map(ToString::to_string)),
        (PROVIDER_ID, refund.provider_id.as_ref().map(ToString::to_string)),
    ];
    row.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), text(value?)))));
    AttributeValue::M(row)
}

/// How far a refund has come; the word is reserved, so expressions call it `#status`.
pub(super) const STATUS: &str = "status";
/// What the provider calls it.
pub(super) const PROVIDER_ID: &str = "provider_id";
/// When it succeeded or failed.
pub(super) const SETTLED: &str = "settled_ms";
/// Whether its units went back into stock.
pub(super) const RESTOCKED: &str = "restocked";

fn write_line(line: &RefundLine) -> AttributeValue {
    map([
        ("sku", text(line.sku.as_str())),
        ("quantity", number(line.quantity.get())),
        ("returned", boolean(line.is_returned)),
    ])
}

/// The refunds of an order's row.
pub(super) fn read_all(row: &Item) -> Result<Vec<Refund>, CorruptItem> {
    row.maps("refunds", read)
}

fn read(row: &Item) -> Result<Refund, CorruptItem> {
    Ok(Refund {
        id: row.parsed("id")?,
        fingerprint: row.parsed("fingerprint")?,
        amount_minor: row.number("amount_minor")?,
        lines: row.maps("lines", read_line)?,
        restock: row.boolean("restock")?,
        reason: optional(row, "reason", |row| row.parsed("reason"))?,
        by: optional(row, "by", |row| row.parsed("by"))?,
        created: Timestamp::from_millis(row.number("created_ms")?),
        provider_id: optional(row, PROVIDER_ID, |row| row.parsed(PROVIDER_ID))?,
        status: row.parsed(STATUS)?,
        settled: optional(row, SETTLED, |row| row.number(SETTLED).map(Timestamp::from_millis))?,
        is_restocked: row.contains_key(RESTOCKED),
        is_told: row.contains_key(TOLD),
    })
}

fn read_line(row: &Item) -> Result<RefundLine, CorruptItem> {
    let quantity = Quantity::new(row.number("quantity")?).ok_or(CorruptItem("quantity"))?;
    Ok(RefundLine { sku: row.parsed("sku")?, quantity, is_returned: row.boolean("returned")? })
}
