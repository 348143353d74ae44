//! A product in a list.

use domain::{
    catalogue::{Availability, ListedProduct},
    kernel::Currency,
};

use crate::{Language, drawing::drawing, links::product_href, picture::Picture, price};

/// A product as a list shows it.
#[derive(Debug)]
pub struct Card {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) price: String,
    pub(crate) badge: Option<Badge>,
    pub(crate) is_out: bool,
    pub(crate) image: Option<Picture>,
    pub(crate) drawing: String,
}

/// How much is there, in a word or two.
#[derive(Debug)]
pub(crate) struct Badge {
    pub(crate) class: &'static str,
    pub(crate) text: String,
}

impl Card {
    /// The card of a product, priced in a currency, or in the product's main one.
    #[must_use]
    pub fn new(product: &ListedProduct, currency: Option<Currency>, language: &Language) -> Self {
        let mut prices = product.prices.iter();
        let found = match currency {
            Some(currency) => prices.find(|range| range.currency == currency),
            None => prices.next(),
        };
        // In a list, what is there in plenty needs no word.
        let badge = (product.availability != Availability::In).then(|| Badge::of(product.availability, language));
        Self {
            href: product_href(&product.id),
            name: product.name.as_str().to_owned(),
            price: found.map_or_else(|| language.text("not-priced"), |range| price::range(range, language)),
            badge,
            is_out: product.availability == Availability::Out,
            image: product.image.as_ref().and_then(Picture::new),
            drawing: drawing(product.category.as_str(), product.name.as_str()),
        }
    }
}

impl Badge {
    /// The word for roughly how much is there.
    pub(crate) fn of(availability: Availability, language: &Language) -> Self {
        let (class, text) = match availability {
            Availability::In => ("in", "in-stock"),
            Availability::Low => ("low", "low"),
            Availability::Out => ("out", "out"),
        };
        Self { class, text: language.text(text) }
    }

    /// The word for exactly so many units.
    pub(crate) fn counted(available: u64, language: &Language) -> Self {
        match Availability::of(available) {
            Availability::Low => Self { class: "low", text: language.counted("low-count", available) },
            other => Self::of(other, language),
        }
    }
}
