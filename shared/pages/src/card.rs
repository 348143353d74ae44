//! A product in a list.

use domain::{
    catalogue::{Availability, ListedProduct, PriceRange},
    kernel::{Currency, ProductId},
};
use serde_json::Value;

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
        let badge = Badge::of_card(product.availability, language);
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

impl Card {
    /// The card of a product as the shop's answers show it, in its main currency. None of what is no product.
    #[must_use]
    pub fn of_answer(product: &Value, language: &Language) -> Option<Self> {
        let id: ProductId = product["id"].as_str()?.parse().ok()?;
        let (name, category) = (product["name"].as_str()?, product["category"].as_str().unwrap_or_default());
        let availability = match product["availability"].as_str()? {
            "out" => Availability::Out,
            "low" => Availability::Low,
            _ => Availability::In,
        };
        let range = |range: &Value| {
            let currency = Currency::parse(range["currency"].as_str()?)?;
            Some(PriceRange {
                currency,
                from_minor: range["from_minor"].as_u64()?,
                to_minor: range["to_minor"].as_u64()?,
            })
        };
        Some(Self {
            href: product_href(&id),
            name: name.to_owned(),
            price: range(&product["prices"][0])
                .map_or_else(|| language.text("not-priced"), |range| price::range(&range, language)),
            badge: Badge::of_card(availability, language),
            is_out: availability == Availability::Out,
            image: Picture::of_answer(&product["image"]),
            drawing: drawing(category, name),
        })
    }
}

impl Badge {
    /// The word on a card. What is there in plenty needs none.
    fn of_card(availability: Availability, language: &Language) -> Option<Self> {
        (availability != Availability::In).then(|| Self::of(availability, language))
    }

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
