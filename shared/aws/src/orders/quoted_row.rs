//! What an order keeps of its quote, as attributes of its row.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::{Sku, Text},
    orders::{LineDetails, Quoted},
};

use super::row::optional;
use crate::{
    item::{CorruptItem, Item, ItemExt as _, attributes, list, text},
    products::images::{read_card, write_card},
};

/// How the lines were shown, by SKU.
const DETAILS: &str = "details";

/// The attributes; none of an order without a quote.
pub(super) fn write(quoted: &Quoted) -> Vec<(&'static str, AttributeValue)> {
    if quoted.details.is_empty() {
        return Vec::new();
    }
    let details = quoted.details.iter().map(|(sku, details)| (sku.to_string(), write_details(details)));
    vec![(DETAILS, AttributeValue::M(details.collect()))]
}

/// What the row of an order keeps.
pub(super) fn read(row: &Item) -> Result<Quoted, CorruptItem> {
    if !row.contains_key(DETAILS) {
        return Ok(Quoted::default());
    }
    let details = row.map(DETAILS)?.iter().map(|(sku, details)| {
        let sku: Sku = sku.parse().map_err(|_| CorruptItem(DETAILS))?;
        Ok((sku, read_details(details.as_m().map_err(|_| CorruptItem(DETAILS))?)?))
    });
    Ok(Quoted { details: details.collect::<Result<_, CorruptItem>>()? })
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
