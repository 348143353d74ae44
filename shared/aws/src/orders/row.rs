//! An order as a row, both ways.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::{Currency, Email, Money, Text, Timestamp},
    orders::{Address, Line, Order, Quantity, Receipt, Shard, State, due_shard},
};

use super::{
    dispute_row::{self, DISPUTES},
    quoted_row, refund_row,
    review::{read_decision, read_review},
    shipment_row,
};
use crate::item::{CorruptItem, Item, ItemExt as _, attributes, list, map, number, text};

/// How often an order's row was written: 1 when it is placed, one more with each change. Whoever is told of changes late,
/// twice or out of order knows by it which is the newest.
pub(super) const VERSION: &str = "ver";
const FIRST_VERSION: u64 = 1;
/// What every update of an order's row adds to its expression, with the value `:one`.
pub(super) const NEXT_VERSION: &str = "ADD ver :one";

/// The version of a row; 0 of one that was last written before rows had versions.
pub(crate) fn version(row: &Item) -> Result<u64, CorruptItem> {
    Ok(optional(row, VERSION, |row| row.number(VERSION))?.unwrap_or(0))
}

/// The row of an order.
pub(super) fn write(order: &Order) -> Item {
    let mut row = attributes([
        ("buyer_id", text(order.buyer.as_str())),
        ("id", text(order.id.as_str())),
        ("fingerprint", text(order.fingerprint.as_str())),
        ("lines", list(order.lines.iter().map(write_line))),
        ("currency", text(order.total.currency.as_str())),
        ("total_minor", number(order.total.amount_minor)),
        ("address", write_address(&order.address)),
        ("created_ms", number(order.created.millis())),
        ("expires_ms", number(order.expires.millis())),
        ("state", text(order.state.as_str())),
        (VERSION, number(FIRST_VERSION)),
    ]);
    row.extend(quoted_row::write(&order.quoted).into_iter().map(|(name, value)| (name.to_owned(), value)));
    if let Some(email) = &order.email {
        row.insert(EMAIL.to_owned(), text(email.as_str()));
    }
    if let Some(due) = order.due {
        row.insert("due_shard".to_owned(), text(due_shard(&order.id)));
        row.insert("due_at_ms".to_owned(), number(due.millis()));
    }
    row
}

fn write_line(line: &Line) -> AttributeValue {
    map([
        ("sku", text(line.sku.as_str())),
        ("shard", number(line.shard.0)),
        ("quantity", number(line.quantity.get())),
        ("unit_price_minor", number(line.unit_price.amount_minor)),
    ])
}

pub(crate) fn write_address(address: &Address) -> AttributeValue {
    let mut row = attributes([
        ("name", text(address.name.as_str())),
        ("line1", text(address.line1.as_str())),
        ("country", text(address.country.as_str())),
    ]);
    let optional = [
        ("company", address.company.as_ref().map(Text::as_str)),
        ("line2", address.line2.as_ref().map(Text::as_str)),
        ("city", address.city.as_ref().map(Text::as_str)),
        ("region", address.region.as_ref().map(Text::as_str)),
        ("postal_code", address.postal_code.as_ref().map(Text::as_str)),
        ("phone", address.phone.as_ref().map(Text::as_str)),
    ];
    row.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), text(value?)))));
    AttributeValue::M(row)
}

/// The order in a row.
pub(crate) fn read(row: &Item) -> Result<Order, CorruptItem> {
    let currency = Currency::parse(row.text("currency")?).ok_or(CorruptItem("currency"))?;
    Ok(Order {
        id: row.parsed("id")?,
        buyer: row.parsed("buyer_id")?,
        fingerprint: row.parsed("fingerprint")?,
        lines: row.maps("lines", |line| read_line(line, currency))?,
        total: Money::new(row.number("total_minor")?, currency),
        quoted: quoted_row::read(row)?,
        address: read_address(row.map("address")?)?,
        email: optional(row, EMAIL, |row| Email::stored(row.text(EMAIL)?).ok_or(CorruptItem(EMAIL)))?,
        links: optional(row, LINKS, read_links)?.unwrap_or_default(),
        created: Timestamp::from_millis(row.number("created_ms")?),
        expires: Timestamp::from_millis(row.number("expires_ms")?),
        state: row.parsed::<State>("state")?,
        intent: optional(row, "payment_intent", |row| row.parsed("payment_intent"))?,
        receipt: optional(row, "receipt", read_receipt)?,
        due: optional(row, "due_at_ms", |row| row.number("due_at_ms").map(Timestamp::from_millis))?,
        processing_since: optional(row, "processing_since_ms", |row| {
            row.number("processing_since_ms").map(Timestamp::from_millis)
        })?,
        payment_failures: optional(row, "payment_failures", |row| row.number("payment_failures"))?.unwrap_or(0),
        payment_failures_told: optional(row, "payment_failures_told", |row| row.number("payment_failures_told"))?
            .unwrap_or(0),
        shipments: optional(row, "shipments", shipment_row::read_all)?.unwrap_or_default(),
        fulfilment_version: optional(row, FULFILMENT_VERSION, |row| row.number(FULFILMENT_VERSION))?.unwrap_or(0),
        refunds: optional(row, "refunds", refund_row::read_all)?.unwrap_or_default(),
        refund_version: optional(row, REFUND_VERSION, |row| row.number(REFUND_VERSION))?.unwrap_or(0),
        disputes: optional(row, DISPUTES, dispute_row::read_all)?.unwrap_or_default(),
        received_minor: optional(row, "received_minor", |row| row.number("received_minor"))?,
        review: optional(row, "review", read_review)?,
        decision: optional(row, "decision", read_decision)?,
        buyer_left: optional(row, BUYER_LEFT, |row| row.number(BUYER_LEFT).map(Timestamp::from_millis))?,
    })
}

pub(super) fn optional<T>(
    row: &Item,
    name: &str,
    read: impl FnOnce(&Item) -> Result<T, CorruptItem>,
) -> Result<Option<T>, CorruptItem> {
    if row.contains_key(name) { read(row).map(Some) } else { Ok(None) }
}

fn read_links(row: &Item) -> Result<Vec<String>, CorruptItem> {
    let link = |link: &AttributeValue| link.as_s().cloned().map_err(|_| CorruptItem(LINKS));
    row.list(LINKS)?.iter().map(link).collect()
}

fn read_line(row: &Item, currency: Currency) -> Result<Line, CorruptItem> {
    Ok(Line {
        sku: row.parsed("sku")?,
        shard: Shard(row.number("shard")?),
        quantity: Quantity::new(row.number("quantity")?).ok_or(CorruptItem("quantity"))?,
        unit_price: Money::new(row.number("unit_price_minor")?, currency),
    })
}

pub(crate) fn read_address(row: &Item) -> Result<Address, CorruptItem> {
    fn short<const MAX: usize>(row: &Item, name: &'static str) -> Result<Text<MAX>, CorruptItem> {
        Text::from_stored(row.text(name)?).ok_or(CorruptItem(name))
    }
    fn maybe<const MAX: usize>(row: &Item, name: &'static str) -> Result<Option<Text<MAX>>, CorruptItem> {
        optional(row, name, |row| short(row, name))
    }
    Ok(Address {
        name: short(row, "name")?,
        company: maybe(row, "company")?,
        line1: short(row, "line1")?,
        line2: maybe(row, "line2")?,
        city: maybe(row, "city")?,
        region: maybe(row, "region")?,
        postal_code: maybe(row, "postal_code")?,
        country: short(row, "country")?,
        phone: maybe(row, "phone")?,
    })
}

/// Until when somebody is sending the mail about a shipment or a refund, and whether that was sent.
pub(super) const LEASE: &str = "notice_lease_ms";
pub(super) const TOLD: &str = "told";

/// A guest's e-mail address.
pub(super) const EMAIL: &str = "email";

/// The digests of the links to a guest's order, and of the one by which they were revoked.
pub(super) const LINKS: &str = "links";
pub(super) const REVOKED_BY: &str = "links_revoked_by";

/// The attribute that says that the buyer of `order` is to be forgotten, and that goes when that is done.
pub(super) const fn forgotten_by(order: &Order) -> &'static str {
    if order.email.is_some() { EMAIL } else { BUYER_LEFT }
}

/// Since when the buyer has no account any more.
pub(super) const BUYER_LEFT: &str = "buyer_left_ms";

/// How often units of an order were taken up.
pub(super) const FULFILMENT_VERSION: &str = "fulfilment_version";
/// How often refunds were added or settled.
pub(super) const REFUND_VERSION: &str = "refund_version";

/// The words for a receipt's progress.
pub(super) const RECEIPT_DUE: &str = "due";
pub(super) const RECEIPT_SENDING: &str = "sending";
pub(super) const RECEIPT_SENT: &str = "sent";
pub(super) const RECEIPT_UNDELIVERABLE: &str = "undeliverable";

fn read_receipt(row: &Item) -> Result<Receipt, CorruptItem> {
    match row.text("receipt")? {
        RECEIPT_DUE => Ok(Receipt::Due),
        RECEIPT_SENDING => Ok(Receipt::Sending(Timestamp::from_millis(row.number("receipt_lease_ms")?))),
        RECEIPT_SENT => Ok(Receipt::Sent),
        RECEIPT_UNDELIVERABLE => Ok(Receipt::Undeliverable),
        _ => Err(CorruptItem("receipt")),
    }
}
