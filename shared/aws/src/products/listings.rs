//! The indexes that list products, and the attributes by which a product is in them.
//!
//! A product on sale is in the three lists of all products, and in three for each name of its category's path: a list of a
//! category has what is below it, too, and a page of it is one query in the list's own order.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::catalogue::{Listing, MAX_CATEGORY_DEPTH, ProductDetails, ProductState, Sort};

use crate::item::text;

/// The one partition of the `all-by-..` indexes: every active product is in it.
pub(super) const LISTING_PARTITION: &str = "all";
/// What is only there while a product is on sale: the partitions of all products, and of its category at each level.
const KEYS: [&str; 1 + MAX_CATEGORY_DEPTH] =
    ["listing", "listing_category", "listing_category_2", "listing_category_3", "listing_category_4"];

/// The indexes by newest, by name and by price: of all products, and of the categories of each level.
const NAMES: [[&str; 3]; 1 + MAX_CATEGORY_DEPTH] = [
    ["all-by-newest", "all-by-name", "all-by-price"],
    ["category-by-newest", "category-by-name", "category-by-price"],
    ["category-2-by-newest", "category-2-by-name", "category-2-by-price"],
    ["category-3-by-newest", "category-3-by-name", "category-3-by-price"],
    ["category-4-by-newest", "category-4-by-name", "category-4-by-price"],
];

/// An index: its name, and the names of its two keys.
pub(super) struct Index {
    pub(super) name: &'static str,
    pub(super) partition: &'static str,
    pub(super) order: &'static str,
}

/// The index of a merchant's list.
pub(super) const BY_STATE: Index = Index { name: "by-state", partition: "state", order: "updated_ms" };

impl Index {
    /// Everything on sale.
    pub(super) const ALL_BY_NEWEST: Self = Self { name: NAMES[0][0], partition: KEYS[0], order: "created_ms" };

    /// The index of a list.
    pub(super) fn of(listing: &Listing) -> Self {
        let depth = listing.category.as_ref().map_or(0, |category| category.depth().min(MAX_CATEGORY_DEPTH));
        let [newest, name, price] = NAMES[depth];
        let (name, order) = match listing.sort {
            Sort::Newest => (newest, "created_ms"),
            Sort::Name => (name, "name_key"),
            Sort::Price => (price, "price_minor"),
        };
        Self { name, partition: KEYS[depth], order }
    }
}

/// The attributes that list a product: none of one that is not on sale.
pub(super) fn keys(details: &ProductDetails) -> Vec<(&'static str, AttributeValue)> {
    if details.state != ProductState::Active {
        return Vec::new();
    }
    let categories = details.category.lineage().into_iter().map(|category| text(category.key().as_str()));
    let values = std::iter::once(text(LISTING_PARTITION)).chain(categories);
    KEYS.into_iter().zip(values).collect()
}

/// The other attributes that may list a product: what a row of one that is so `listed` must not have.
pub(super) fn others(listed: &[(&'static str, AttributeValue)]) -> Vec<&'static str> {
    KEYS.into_iter().skip(listed.len()).collect()
}

/// Whether a product's row lists it as `listed` says.
pub(super) fn is_listed(row: &crate::Item, listed: &[(&'static str, AttributeValue)]) -> bool {
    let wanted = listed.iter().map(|(_, value)| Some(value)).chain(std::iter::repeat(None));
    KEYS.into_iter().zip(wanted).all(|(name, value)| row.get(name) == value)
}
