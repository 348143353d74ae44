//! What an order keeps of its quote, as attributes of its row.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::{Sku, Text},
    orders::{LineDetails, Quoted, ShippingCharge, Tax, TaxLine},
};

use super::row::optional;
use crate::{
    item::{CorruptItem, Item, ItemExt as _, attributes, boolean, list, map, number, text},
    products::images::{read_card, write_card},
};

/// How the lines were shown, by SKU.
const DETAILS: &str = "details";
/// How it gets there, and what that costs.
const SHIPPING: &str = "shipping";
/// What is taxed.
const TAX: &str = "tax";

/// The attributes; none of an order without a quote.
pub(super) fn write(quoted: &Quoted) -> Vec<(&'static str, AttributeValue)> {
    let details = quoted.details.iter().map(|(sku, details)| (sku.to_string(), write_details(details)));
    let details = (!quoted.details.is_empty()).then(|| (DETAILS, AttributeValue::M(details.collect())));
    let shipping = quoted.shipping.as_ref().map(|shipping| (SHIPPING, write_shipping(shipping)));
    let tax = quoted.tax.as_ref().map(|tax| (TAX, write_tax(tax)));
    details.into_iter().chain(shipping).chain(tax).collect()
}

/// What the row of an order keeps.
pub(super) fn read(row: &Item) -> Result<Quoted, CorruptItem> {
    Ok(Quoted {
        details: optional(row, DETAILS, read_all_details)?.unwrap_or_default(),
        shipping: optional(row, SHIPPING, |row| read_shipping(row.map(SHIPPING)?))?,
        tax: optional(row, TAX, |row| read_tax(row.map(TAX)?))?,
    })
}

fn write_shipping(shipping: &ShippingCharge) -> AttributeValue {
    let mut row = attributes([
        ("option", text(shipping.option.as_str())),
        ("name", text(shipping.name.as_str())),
        ("amount_minor", number(shipping.amount_minor)),
    ]);
    if let Some(point) = &shipping.pick_up_at {
        row.insert("pick_up_at".to_owned(), text(point.as_str()));
    }
    AttributeValue::M(row)
}

fn read_shipping(row: &Item) -> Result<ShippingCharge, CorruptItem> {
    Ok(ShippingCharge {
        option: row.text("option")?.to_owned(),
        name: Text::from_stored(row.text("name")?).ok_or(CorruptItem("name"))?,
        amount_minor: row.number("amount_minor")?,
        pick_up_at: optional(row, "pick_up_at", |row| row.text("pick_up_at").map(Text::from_stored))?.flatten(),
    })
}

fn write_tax(tax: &Tax) -> AttributeValue {
    let line = |line: &TaxLine| {
        map([
            ("name", text(line.name.as_str())),
            ("rate_ppm", number(line.rate_ppm)),
            ("amount_minor", number(line.amount_minor)),
        ])
    };
    map([("included", boolean(tax.is_included)), ("lines", list(tax.lines.iter().map(line)))])
}

fn read_tax(row: &Item) -> Result<Tax, CorruptItem> {
    let line = |row: &Item| {
        Ok(TaxLine {
            name: Text::from_stored(row.text("name")?).ok_or(CorruptItem("name"))?,
            rate_ppm: row.number("rate_ppm")?,
            amount_minor: row.number("amount_minor")?,
        })
    };
    Ok(Tax { is_included: row.boolean("included")?, lines: row.maps("lines", line)? })
}

fn read_all_details(row: &Item) -> Result<BTreeMap<Sku, LineDetails>, CorruptItem> {
    let details = row.map(DETAILS)?.iter().map(|(sku, details)| {
        let sku: Sku = sku.parse().map_err(|_| CorruptItem(DETAILS))?;
        Ok((sku, read_details(details.as_m().map_err(|_| CorruptItem(DETAILS))?)?))
    });
    details.collect()
}

fn write_details(details: &LineDetails) -> AttributeValue {
    let mut row = attributes([("product_id", text(details.product.as_str())), ("name", text(details.name.as_str()))]);
    if !details.options.is_empty() {
        row.insert("options".to_owned(), list(details.options.iter().map(|value| text(value.as_str()))));
    }
    if let Some(image) = &details.image {
        row.insert("image".to_owned(), write_card(image));
    }
    AttributeValue::M(row)
}

fn read_details(row: &Item) -> Result<LineDetails, CorruptItem> {
    let option = |value: &AttributeValue| {
        value.as_s().ok().and_then(|text| Text::from_stored(text)).ok_or(CorruptItem("options"))
    };
    Ok(LineDetails {
        product: row.parsed("product_id")?,
        name: Text::from_stored(row.text("name")?).ok_or(CorruptItem("name"))?,
        options: optional(row, "options", |row| row.list("options")?.iter().map(option).collect())?.unwrap_or_default(),
        image: read_card(row)?,
    })
}
