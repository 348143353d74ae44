//! What the shop knows of a SKU that somebody may order.

use crate::{
    catalogue::TaxClass,
    kernel::{Currency, Money, ProductId},
    orders::LineDetails,
};

/// A SKU as it is offered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its product.
    pub product: ProductId,
    /// Whether it can be ordered.
    pub is_active: bool,
    /// What one unit costs, as orders check it: one price a currency.
    pub prices: Vec<Money>,
    /// How many units can be ordered, over all rows of its stock.
    pub available: u64,
    /// What its product says; none of one whose product is gone.
    pub described: Option<Described>,
}

/// What a SKU's product says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// How a line of it is shown.
    pub details: LineDetails,
    /// The currency that lists are sorted by.
    pub main_currency: Option<Currency>,
    /// The name of the rate at which it is taxed.
    pub tax_class: TaxClass,
    /// What one unit weighs with its packing; nothing, where that is not known.
    pub weight_grams: u32,
}

impl Offered {
    /// What one unit costs in a currency, if it is sold in it.
    #[must_use]
    pub fn price_in(&self, currency: Currency) -> Option<Money> {
        self.prices.iter().find(|price| price.currency == currency).copied()
    }

    /// How a line of it is shown.
    #[must_use]
    pub fn details(&self) -> Option<&LineDetails> {
        self.described.as_ref().map(|described| &described.details)
    }

    /// The currency in which it is sold if nobody asks for another.
    #[must_use]
    pub fn main_currency(&self) -> Option<Currency> {
        self.described.as_ref().and_then(|described| described.main_currency)
    }
}
