//! A product as a row, both ways.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    catalogue::{
        Attributes, Availability, Category, Description, ListedProduct, Price, PriceRange, Prices, Product,
        ProductDetails, Variant, name_key,
    },
    kernel::{Currency, Money, ProductId, Sku, Text},
};

use super::{
    images,
    names::{FormerName, read_former},
};
use crate::{
    CorruptItem, Item, ItemExt as _,
    item::{attributes, list, map, number, read_number, text},
};

/// A product as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) product: Product,
    pub(super) former_names: Vec<FormerName>,
}

/// What a merchant says about a product, and what lists show and sort by.
pub(super) fn write(details: &ProductDetails) -> Item {
    let ranges = details.price_ranges();
    let attribute = |(name, value): (&String, &String)| (name.clone(), text(value.as_str()));
    let mut row = attributes([
        ("name", text(details.name.as_str())),
        ("name_key", text(name_key(&details.name))),
        ("slug", text(details.slug.as_str())),
        ("description", text(details.description.as_str())),
        ("category", text(details.category.as_str())),
        ("tax_class", text(details.tax_class.as_str())),
        ("attributes", AttributeValue::M(details.attributes.iter().map(attribute).collect())),
        ("state", text(details.state.as_str())),
        ("options", list(details.options.iter().map(|name| text(name.as_str())))),
        ("variants", list(details.variants.iter().map(write_variant))),
        ("skus", list(details.variants.iter().map(|variant| text(variant.sku.as_str())))),
        ("prices", list(ranges.iter().map(write_range))),
    ]);
    // The price that lists are sorted by.
    if let Some(main) = ranges.first() {
        row.insert("price_minor".to_owned(), number(main.from_minor));
    }
    row.extend(images::write(&details.images).into_iter().map(|(name, value)| (name.to_owned(), value)));
    row
}

fn write_variant(variant: &Variant) -> AttributeValue {
    let mut row = attributes([
        ("sku", text(variant.sku.as_str())),
        ("options", list(variant.options.iter().map(|value| text(value.as_str())))),
        ("prices", list(variant.prices.iter().map(write_price))),
    ]);
    if let Some(grams) = variant.weight_grams {
        row.insert("weight_grams".to_owned(), number(grams));
    }
    AttributeValue::M(row)
}

fn write_price(price: &Price) -> AttributeValue {
    let mut row = attributes([
        ("currency", text(price.price.currency.as_str())),
        ("price_minor", number(price.price.amount_minor)),
    ]);
    if let Some(before) = price.compare_at {
        row.insert("compare_at_minor".to_owned(), number(before.amount_minor));
    }
    AttributeValue::M(row)
}

fn write_range(range: &PriceRange) -> AttributeValue {
    map([
        ("currency", text(range.currency.as_str())),
        ("from_minor", number(range.from_minor)),
        ("to_minor", number(range.to_minor)),
    ])
}

/// The product in a row.
pub(super) fn read(row: &Item) -> Result<Stored, CorruptItem> {
    let details = ProductDetails {
        name: bounded(row, "name")?,
        slug: row.parsed("slug")?,
        description: Description::from_stored(row.text("description")?),
        category: read_category(row)?,
        tax_class: row.parsed("tax_class")?,
        attributes: read_attributes(row.map("attributes")?)?,
        state: row.parsed("state")?,
        options: read_texts(row, "options")?,
        variants: row.maps("variants", read_variant)?,
        images: images::read(row)?,
    };
    let product = Product { id: row.parsed("id")?, details, version: row.number("ver")? };
    Ok(Stored { product, former_names: read_former(row)? })
}

/// The variants of a row.
pub(super) fn read_variants(row: &Item) -> Result<Vec<Variant>, CorruptItem> {
    row.maps("variants", read_variant)
}

/// The SKUs of a list's row.
pub(super) fn read_skus(row: &Item) -> Result<Vec<Sku>, CorruptItem> {
    let sku = |value: &AttributeValue| value.as_s().ok().and_then(|sku| sku.parse().ok()).ok_or(CorruptItem("skus"));
    row.list("skus")?.iter().map(sku).collect()
}

/// A list's row.
pub(super) fn read_listed(
    row: &Item,
    id: ProductId,
    skus: &[Sku],
    availability: Availability,
) -> Result<ListedProduct, CorruptItem> {
    Ok(ListedProduct {
        id,
        name: bounded(row, "name")?,
        slug: row.parsed("slug")?,
        sku: if let [only] = skus { Some(only.clone()) } else { None },
        category: read_category(row)?,
        prices: row.maps("prices", read_range)?,
        image: images::read_card(row)?,
        availability,
    })
}

fn read_variant(row: &Item) -> Result<Variant, CorruptItem> {
    let weight = row.get("weight_grams").map(|grams| read_number(grams, "weight_grams"));
    Ok(Variant {
        sku: row.parsed("sku")?,
        options: read_texts(row, "options")?,
        prices: Prices::new(row.maps("prices", read_price)?).ok_or(CorruptItem("prices"))?,
        weight_grams: weight.transpose()?,
    })
}

fn read_price(row: &Item) -> Result<Price, CorruptItem> {
    let currency = read_currency(row)?;
    let before = row.get("compare_at_minor").map(|before| read_number(before, "compare_at_minor")).transpose()?;
    Ok(Price {
        price: Money::new(row.number("price_minor")?, currency),
        compare_at: before.map(|before| Money::new(before, currency)),
    })
}

fn read_range(row: &Item) -> Result<PriceRange, CorruptItem> {
    let (from_minor, to_minor) = (row.number("from_minor")?, row.number("to_minor")?);
    Ok(PriceRange { currency: read_currency(row)?, from_minor, to_minor })
}

fn read_currency(row: &Item) -> Result<Currency, CorruptItem> {
    Currency::parse(row.text("currency")?).ok_or(CorruptItem("currency"))
}

fn read_attributes(row: &Item) -> Result<Attributes, CorruptItem> {
    let read = |(name, value): (&String, &AttributeValue)| {
        Ok((name.clone(), value.as_s().map_err(|_| CorruptItem("attributes"))?.clone()))
    };
    row.iter().map(read).collect::<Result<BTreeMap<_, _>, _>>()
}

fn read_texts<const MAX: usize>(row: &Item, name: &'static str) -> Result<Vec<Text<MAX>>, CorruptItem> {
    let read =
        |text: &AttributeValue| text.as_s().ok().and_then(|text| Text::from_stored(text)).ok_or(CorruptItem(name));
    row.list(name)?.iter().map(read).collect()
}

pub(super) fn read_category(row: &Item) -> Result<Category, CorruptItem> {
    Category::from_stored(row.text("category")?).ok_or(CorruptItem("category"))
}

fn bounded<const MAX: usize>(row: &Item, name: &'static str) -> Result<Text<MAX>, CorruptItem> {
    Text::from_stored(row.text(name)?).ok_or(CorruptItem(name))
}
