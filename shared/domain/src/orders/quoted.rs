//! What an order keeps of the quote that it was placed by.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    catalogue::{CardImage, OptionValue, ProductName, SkuName},
    kernel::{ProductId, Sku, Text},
};

/// What an order keeps of its quote; nothing, where it was placed without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// How its lines were shown.
    pub details: BTreeMap<Sku, LineDetails>,
}

/// How a line was shown to the buyer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineDetails {
    /// The SKU's product.
    pub product: ProductId,
    /// What the product was called.
    pub name: ProductName,
    /// The variant's option values, in the order of the product's options.
    pub options: Vec<OptionValue>,
    /// The first of the product's pictures, if it had one.
    pub image: Option<CardImage>,
}

impl LineDetails {
    /// What the SKU is called in an order: `Shirt, M / Red`.
    #[must_use]
    pub fn title(&self) -> String {
        let values: Vec<&str> = self.options.iter().map(Text::as_str).collect();
        if values.is_empty() {
            return self.name.as_str().to_owned();
        }
        format!("{}, {}", self.name.as_str(), values.join(" / "))
    }
}

impl Quoted {
    /// What a SKU was called, if the quote told.
    #[must_use]
    pub fn name_of(&self, sku: &Sku) -> Option<SkuName> {
        let details = self.details.get(sku)?;
        Some(SkuName { product: details.product.clone(), name: details.title() })
    }
}
