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
    /// How it gets there, and what that costs.
    pub shipping: Option<ShippingCharge>,
    /// What is taxed.
    pub tax: Option<Tax>,
}

/// How an order gets to its buyer, and what that costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShippingCharge {
    /// The merchant's identifier of the option.
    pub option: String,
    /// How buyers call it.
    pub name: Text<100>,
    /// What it costs, in minor units of the order's currency.
    pub amount_minor: u64,
    /// Where the buyer picks it up, if it is not brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pick_up_at: Option<Text<200>>,
}

/// The tax of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tax {
    /// Whether the prices have it in them; otherwise it is added to the total.
    #[serde(rename = "included")]
    pub is_included: bool,
    /// One line a rate.
    pub lines: Vec<TaxLine>,
}

/// What one rate comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaxLine {
    /// How buyers read the rate: `VAT 20 %`.
    pub name: Text<60>,
    /// The rate in parts per million.
    pub rate_ppm: u32,
    /// The tax in minor units of the order's currency.
    pub amount_minor: u64,
}

impl Tax {
    /// How much of it is added to the total, in minor units.
    #[must_use]
    pub fn added_minor(&self) -> u64 {
        if self.is_included { 0 } else { self.lines.iter().map(|line| line.amount_minor).fold(0, u64::saturating_add) }
    }
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
    /// What is charged beside the lines, in minor units: shipping, and tax that the prices do not have in them.
    #[must_use]
    pub fn added_minor(&self) -> u64 {
        let shipping = self.shipping.as_ref().map_or(0, |shipping| shipping.amount_minor);
        shipping.saturating_add(self.tax.as_ref().map_or(0, Tax::added_minor))
    }

    /// What a SKU was called, if the quote told.
    #[must_use]
    pub fn name_of(&self, sku: &Sku) -> Option<SkuName> {
        let details = self.details.get(sku)?;
        Some(SkuName { product: details.product.clone(), name: details.title() })
    }
}
