//! A shipment as an element of its order's row, both ways.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::{Text, Timestamp},
    orders::{Quantity, Shipment, TrackingUrl, Units},
};

use super::row::{TOLD, optional};
use crate::item::{CorruptItem, Item, ItemExt as _, attributes, list, map, number, text};

/// The element of a shipment that was just recorded.
pub(super) fn write(shipment: &Shipment) -> AttributeValue {
    let mut row = attributes([
        ("id", text(shipment.id.as_str())),
        ("fingerprint", text(shipment.fingerprint.as_str())),
        ("lines", list(shipment.lines.iter().map(write_units))),
        ("carrier", text(shipment.carrier.as_str())),
        ("by", text(shipment.by.as_str())),
        ("created_ms", number(shipment.created.millis())),
    ]);
    let optional = [
        (TRACKING_NUMBER, shipment.tracking_number.as_ref().map(Text::as_str)),
        (TRACKING_URL, shipment.tracking_url.as_ref().map(TrackingUrl::as_str)),
    ];
    row.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), text(value?)))));
    AttributeValue::M(row)
}

/// What leads from a parcel to its address.
pub(super) const TRACKING_NUMBER: &str = "tracking_number";
pub(super) const TRACKING_URL: &str = "tracking_url";
/// When a shipment reached its buyer, and when it was voided.
pub(super) const DELIVERED: &str = "delivered_ms";
pub(super) const VOIDED: &str = "voided_ms";

fn write_units(units: &Units) -> AttributeValue {
    map([("sku", text(units.sku.as_str())), ("quantity", number(units.quantity.get()))])
}

/// The shipments of an order's row.
pub(super) fn read_all(row: &Item) -> Result<Vec<Shipment>, CorruptItem> {
    row.maps("shipments", read)
}

fn read(row: &Item) -> Result<Shipment, CorruptItem> {
    let time = |name: &'static str| optional(row, name, |row| row.number(name).map(Timestamp::from_millis));
    Ok(Shipment {
        id: row.parsed("id")?,
        fingerprint: row.parsed("fingerprint")?,
        lines: row.maps("lines", read_units)?,
        carrier: Text::from_stored(row.text("carrier")?).ok_or(CorruptItem("carrier"))?,
        tracking_number: optional(row, TRACKING_NUMBER, |row| {
            Text::from_stored(row.text(TRACKING_NUMBER)?).ok_or(CorruptItem(TRACKING_NUMBER))
        })?,
        tracking_url: optional(row, TRACKING_URL, |row| {
            TrackingUrl::parse(row.text(TRACKING_URL)?).ok_or(CorruptItem(TRACKING_URL))
        })?,
        by: row.parsed("by")?,
        created: Timestamp::from_millis(row.number("created_ms")?),
        delivered: time(DELIVERED)?,
        voided: time(VOIDED)?,
        is_told: row.contains_key(TOLD),
    })
}

fn read_units(row: &Item) -> Result<Units, CorruptItem> {
    let quantity = Quantity::new(row.number("quantity")?).ok_or(CorruptItem("quantity"))?;
    Ok(Units { sku: row.parsed("sku")?, quantity })
}
