//! An order on the desk as a row, both ways.

use domain::{
    desk::DeskEntry,
    kernel::{Currency, Day, Money, OrderId, Timestamp},
};

use crate::item::{CorruptItem, Item, ItemExt as _, attributes, number, text};

/// The version of the order that a row was made of.
pub(super) const VERSION: &str = "ver";

/// The sort key of every order's row.
pub(super) const SUMMARY: &str = "SUMMARY";

/// The key of an order's row.
pub(super) fn key(order: &OrderId) -> Item {
    attributes([("pk", text(format!("ORDER#{order}"))), ("sk", text(SUMMARY))])
}

/// The row of an entry, with the keys of the indexes that it belongs to.
pub(super) fn write(entry: &DeskEntry) -> Item {
    let month = Day::of(entry.created).month();
    let payment = entry.payment.as_str();
    let mut row = attributes([
        ("id", text(entry.order.as_str())),
        ("buyer_id", text(entry.buyer.as_str())),
        ("number", text(entry.number().as_str())),
        ("payment_state", text(payment)),
        ("currency", text(entry.total.currency.as_str())),
        ("total_minor", number(entry.total.amount_minor)),
        ("units", number(entry.units)),
        ("gross_minor", number(entry.gross_minor)),
        ("refunded_minor", number(entry.refunded_minor)),
        ("created_ms", number(entry.created.millis())),
        (VERSION, number(entry.version)),
        ("month", text(month.to_string())),
        ("payment_month", text(format!("{payment}#{month}"))),
    ]);
    if let Some(guest) = &entry.guest {
        row.insert("guest".to_owned(), text(guest.as_str()));
    }
    if let Some(fulfilment) = entry.fulfilment {
        row.insert("fulfilment_state".to_owned(), text(fulfilment.as_str()));
        row.insert("fulfilment_month".to_owned(), text(format!("{}#{month}", fulfilment.as_str())));
    }
    if entry.lost_minor > 0 {
        row.insert("lost_minor".to_owned(), number(entry.lost_minor));
    }
    if let Some(dispute) = entry.dispute {
        row.insert("dispute".to_owned(), text(dispute.as_str()));
    }
    row.extend(key(&entry.order));
    row
}

/// The entry in a row.
pub(super) fn read(row: &Item) -> Result<DeskEntry, CorruptItem> {
    let currency = Currency::parse(row.text("currency")?).ok_or(CorruptItem("currency"))?;
    let fulfilment = row.contains_key("fulfilment_state").then(|| row.parsed("fulfilment_state")).transpose()?;
    Ok(DeskEntry {
        order: row.parsed("id")?,
        buyer: row.parsed("buyer_id")?,
        guest: row.contains_key("guest").then(|| row.parsed("guest")).transpose()?,
        version: row.number(VERSION)?,
        payment: row.parsed("payment_state")?,
        fulfilment,
        total: Money::new(row.number("total_minor")?, currency),
        units: row.number("units")?,
        gross_minor: row.number("gross_minor")?,
        refunded_minor: row.number("refunded_minor")?,
        lost_minor: row.contains_key("lost_minor").then(|| row.number("lost_minor")).transpose()?.unwrap_or(0),
        dispute: row.contains_key("dispute").then(|| row.parsed("dispute")).transpose()?,
        created: Timestamp::from_millis(row.number("created_ms")?),
    })
}
