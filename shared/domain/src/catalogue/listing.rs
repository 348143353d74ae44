//! Lists of products: in which order, of which category, and where a page ends.

use std::{collections::BTreeMap, str::FromStr};

use serde::Serialize;

use super::{
    Availability, CardImage, Category, CategoryKey, PriceRange, ProductName, ProductState, Slug,
    product::MAX_NAME_KEY_BYTES,
};
use crate::kernel::{Currency, ProductId, Sku, Timestamp};

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What came last comes first.
    #[default]
    Newest,
    /// The cheapest first, by the lowest price in each product's main currency.
    Price,
    /// By name.
    Name,
}

impl Sort {
    /// `newest`, `price` or `name`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Price => "price",
            Self::Name => "name",
        }
    }
}

/// A text that names no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an order of products")]
pub struct UnknownSort;

impl FromStr for Sort {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        [Self::Newest, Self::Price, Self::Name].into_iter().find(|sort| sort.as_str() == text).ok_or(UnknownSort)
    }
}

/// A page of products that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Only products of this category and of those below it.
    pub category: Option<CategoryKey>,
    /// In this order.
    pub sort: Sort,
    /// At most this many.
    pub limit: u8,
    /// Those that come after this place.
    pub after: Option<Position>,
}

/// A place in a list: a product, and the value that puts it where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The product.
    pub product: ProductId,
    /// Its value in the list's order.
    pub key: SortKey,
}

/// What a list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// A price in minor units, or an instant in milliseconds.
    Number(u64),
    /// A name's key.
    Text(String),
}

impl Position {
    /// The place as named texts, for a cursor.
    #[must_use]
    pub fn members(&self) -> BTreeMap<String, String> {
        let key = match &self.key {
            SortKey::Number(number) => number.to_string(),
            SortKey::Text(text) => text.clone(),
        };
        BTreeMap::from([("id".to_owned(), self.product.as_str().to_owned()), ("at".to_owned(), key)])
    }

    /// The place that [`Position::members`] wrote, in a list ordered by `sort`.
    #[must_use]
    pub fn of_members(members: &BTreeMap<String, String>, sort: Sort) -> Option<Self> {
        let (id, at) = (members.get("id")?, members.get("at")?);
        let key = match sort {
            Sort::Newest | Sort::Price => SortKey::Number(at.parse().ok().filter(|n: &u64| &n.to_string() == at)?),
            Sort::Name => SortKey::Text((1..=MAX_NAME_KEY_BYTES).contains(&at.len()).then(|| at.clone())?),
        };
        (members.len() == 2).then_some(Self { product: id.parse().ok()?, key })
    }
}

/// A product as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedProduct {
    /// Which one.
    pub id: ProductId,
    /// What it is called.
    pub name: ProductName,
    /// How it is called in an address.
    pub slug: Slug,
    /// Its SKU, if it has only one: such a product can be ordered from the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Where it is listed.
    pub category: Category,
    /// What its variants cost, in the main currency first.
    pub prices: Vec<PriceRange>,
    /// The first of its pictures, if it has one.
    pub image: Option<CardImage>,
    /// Roughly how much of it is there, of all variants together.
    pub availability: Availability,
}

impl ListedProduct {
    /// What its variants cost in the currency that was asked for, or in its main one; none where it is not sold in that currency.
    #[must_use]
    pub fn price_in(&self, currency: Option<Currency>) -> Option<PriceRange> {
        let mut prices = self.prices.iter();
        let found = match currency {
            Some(currency) => prices.find(|range| range.currency == currency),
            None => prices.next(),
        };
        found.copied()
    }
}

/// A page of products that a merchant asks for: those of a state, which changed last first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateListing {
    /// In this state.
    pub state: ProductState,
    /// At most this many.
    pub limit: u8,
    /// Those that come after this place.
    pub after: Option<Position>,
}

/// A product as a merchant's list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MerchantProduct {
    /// As buyers see it in a list.
    #[serde(flatten)]
    pub listed: ListedProduct,
    /// Whether it is listed and can be ordered.
    pub state: ProductState,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A page of a merchant's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantPage {
    /// The products, in the list's order.
    pub products: Vec<MerchantProduct>,
    /// Where the next page starts, if there may be one.
    pub next: Option<Position>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The products, in the list's order.
    pub products: Vec<ListedProduct>,
    /// Where the next page starts, if there may be one.
    pub next: Option<Position>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_what_it_wrote() {
        let product: ProductId = "tea".parse().expect("an id");
        let by_price = Position { product: product.clone(), key: SortKey::Number(1295) };
        let by_name = Position { product, key: SortKey::Text("darjeeling".to_owned()) };
        assert_eq!(Position::of_members(&by_price.members(), Sort::Price), Some(by_price.clone()));
        assert_eq!(Position::of_members(&by_price.members(), Sort::Newest), Some(by_price));
        assert_eq!(Position::of_members(&by_name.members(), Sort::Name), Some(by_name.clone()));
        assert_eq!(Position::of_members(&by_name.members(), Sort::Price), None);
    }

    #[test]
    fn what_cannot_be_a_place_is_refused() {
        let members = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        for (pairs, sort) in [
            (vec![("id", "tea")], Sort::Price),
            (vec![("id", "../tea"), ("at", "5")], Sort::Price),
            (vec![("id", "tea"), ("at", "-5")], Sort::Price),
            (vec![("id", "tea"), ("at", "05")], Sort::Newest),
            (vec![("id", "tea"), ("at", "")], Sort::Name),
            (vec![("id", "tea"), ("at", "5"), ("stock_shard", "x")], Sort::Price),
        ] {
            assert_eq!(Position::of_members(&members(&pairs), sort), None, "{pairs:?}");
        }
    }

    #[test]
    fn an_order_has_one_of_three_names() {
        assert_eq!("price".parse(), Ok(Sort::Price));
        assert_eq!("Price".parse::<Sort>(), Err(UnknownSort));
        assert_eq!("".parse::<Sort>(), Err(UnknownSort));
    }
}
