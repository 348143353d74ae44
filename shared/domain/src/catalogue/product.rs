//! Products: what a page of the shop shows.

use std::{
    collections::{BTreeMap, HashMap},
    str::FromStr,
};

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    category::Category,
    price::PriceRange,
    product_image::ProductImage,
    slug::Slug,
    variant::{OptionName, Variant},
};
use crate::kernel::{InvalidId, InvalidText, ProductId, Sku, Text, composed, is_printable};

/// A product's name.
pub type ProductName = Text<200>;
/// What SKUs are called. One that is missing is called by its number.
pub type SkuNames = HashMap<Sku, SkuName>;

/// The most characters of a description.
const MAX_DESCRIPTION: usize = 4_000;
/// The most bytes of a name's sort key. `DynamoDB` takes 1,024, and the key also has to fit into a cursor.
pub(super) const MAX_NAME_KEY_BYTES: usize = 256;
/// The most units that one line of a catalogue or one adjustment moves.
pub(super) const MAX_QUANTITY: i64 = 1_000_000;

/// What a product is, in up to 4,000 characters. It may be empty and have several lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Description(String);

impl Description {
    /// Reads a description, trimming white space at both ends.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let text = text.trim();
        if text.chars().nth(MAX_DESCRIPTION).is_some() {
            return Err(InvalidText::TooLong(MAX_DESCRIPTION));
        }
        if text.split(['\n', '\r', '\t']).any(|part| !is_printable(part)) {
            return Err(InvalidText::Control);
        }
        Ok(Self(composed(text)))
    }

    /// A description that was stored under the rules of its day.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is on show about a product beside its description, such as `Material`: names and values.
pub type Attributes = BTreeMap<String, String>;

/// Whether a product is listed and can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductState {
    /// It is being written: only merchants see it.
    Draft,
    /// It is on sale.
    Active,
    /// It is no longer on sale, and still shown to who knows its address: old orders lead to it.
    Archived,
}

impl ProductState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Archived];

    /// `draft`, `active` or `archived`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }
}

impl FromStr for ProductState {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(InvalidId)
    }
}

impl Serialize for ProductState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The name of the rate at which a product is taxed, such as `standard` or `food`: 1 to 40 lower-case letters, digits, `-` or
/// `_`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaxClass(String);

impl TaxClass {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `standard`.
impl Default for TaxClass {
    fn default() -> Self {
        Self("standard".to_owned())
    }
}

impl FromStr for TaxClass {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
        ((1..=40).contains(&text.len()) && plain).then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

/// What a merchant says about a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductDetails {
    /// What it is called.
    pub name: ProductName,
    /// How it is called in an address.
    pub slug: Slug,
    /// What it is.
    pub description: Description,
    /// Where it is listed.
    pub category: Category,
    /// At which rate it is taxed.
    pub tax_class: TaxClass,
    /// What else there is to say about it.
    pub attributes: Attributes,
    /// Whether it is listed and can be ordered.
    pub state: ProductState,
    /// What it is chosen by, such as `Size`.
    pub options: Vec<OptionName>,
    /// Its variants: at least one.
    pub variants: Vec<Variant>,
    /// Its images, in order: the first picture among them is on its card.
    pub images: Vec<ProductImage>,
}

impl ProductDetails {
    /// What its variants cost, one range a currency, the main currency first.
    #[must_use]
    pub fn price_ranges(&self) -> Vec<PriceRange> {
        PriceRange::of(self.variants.iter().map(|variant| &variant.prices))
    }

    /// The variant with this SKU, if the product has it now.
    #[must_use]
    pub fn variant(&self, sku: &Sku) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.sku == *sku)
    }
}

/// A product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Which one.
    pub id: ProductId,
    /// What the merchant says about it.
    pub details: ProductDetails,
    /// Counts the changes to it, from 1.
    pub version: u64,
}

/// What a SKU is called, for those who ordered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuName {
    /// Its product.
    pub product: ProductId,
    /// The product's name and, of one with options, the variant's: `Shirt, M / Red`.
    pub name: String,
}

/// What orders names: two names that differ only in case or in how their letters are composed sort together.
#[must_use]
pub fn name_key(name: &ProductName) -> String {
    let mut key: String = name.as_str().nfkc().flat_map(char::to_lowercase).collect();
    key.truncate(key.floor_char_boundary(MAX_NAME_KEY_BYTES));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_alike_however_they_were_typed() {
        let key = |name: &str| name_key(&ProductName::parse(name).expect("a name"));
        assert_eq!(key("CAFE\u{301}"), key("café"));
        assert_eq!(key("ﬁsh"), "fish");
        assert_eq!(key(&"é".repeat(200)).len(), MAX_NAME_KEY_BYTES);
        assert!(key(&"\u{fdfa}".repeat(200)).len() <= MAX_NAME_KEY_BYTES);
    }
}
