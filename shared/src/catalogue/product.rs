//! Products: what a merchant says about them, and the rules for it.

use std::collections::HashMap;

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization as _;

use super::error::{CatalogueError, FieldRule, whole_number};
use crate::kernel::{Currency, InvalidText, Money, ProductId, Text, composed, is_printable};

/// A product's name.
pub type ProductName = Text<200>;
/// The category that a product is listed in: one word, or a path such as `Home & Garden > Kitchen > Kettles`.
pub type Category = Text<200>;
/// What products are called, by their identifiers. A product that is missing is called by its identifier.
pub type ProductNames = HashMap<ProductId, String>;

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

/// A product as somebody wrote it down, before any rule was applied. Numbers are text: they come from JSON or from a file.
#[derive(Clone, Copy, Debug)]
pub struct ProductDraft<'a> {
    /// The name, 1 to 200 characters.
    pub name: &'a str,
    /// The description, up to 4,000 characters.
    pub description: &'a str,
    /// The category, 1 to 200 characters.
    pub category: &'a str,
    /// The price in minor units, as [`Money::is_price`] has it.
    pub price_minor: &'a str,
    /// The ISO 4217 code.
    pub currency: &'a str,
    /// Whether it is on sale, if that was said.
    pub active: Option<bool>,
}

/// What a merchant writes about a product. What is not said stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductChange {
    /// What it is called.
    pub name: ProductName,
    /// What it is.
    pub description: Description,
    /// Where it is listed.
    pub category: Category,
    /// What one unit costs.
    pub price: Money,
    /// Whether it is listed and can be ordered. None leaves a product as it is; a new product is then on sale.
    pub active: Option<bool>,
}

/// What a merchant says about a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductDetails {
    /// What it is called.
    pub name: ProductName,
    /// What it is.
    pub description: Description,
    /// Where it is listed.
    pub category: Category,
    /// What one unit costs.
    #[serde(flatten, serialize_with = "price_members")]
    pub price: Money,
    /// Whether it is listed and can be ordered.
    pub active: bool,
}

impl ProductDraft<'_> {
    /// Applies the rules.
    pub fn parse(&self) -> Result<ProductChange, CatalogueError> {
        let text = |member| move |broken: InvalidText| CatalogueError::Invalid { member, rule: broken.into() };
        let no_currency = CatalogueError::Invalid { member: "currency", rule: FieldRule::Currency };
        let currency = Currency::parse(self.currency).ok_or(no_currency)?;
        let price = price("price_minor", self.price_minor, currency)?;
        Ok(ProductChange {
            name: ProductName::parse(self.name).map_err(text("name"))?,
            description: Description::parse(self.description).map_err(text("description"))?,
            category: Category::parse(self.category).map_err(text("category"))?,
            price,
            active: self.active,
        })
    }
}

impl ProductChange {
    /// The product after this change; `before` is what it was, if it exists.
    #[must_use]
    pub fn applied_to(&self, before: Option<&ProductDetails>) -> ProductDetails {
        ProductDetails {
            name: self.name.clone(),
            description: self.description.clone(),
            category: self.category.clone(),
            price: self.price,
            active: self.active.unwrap_or_else(|| before.is_none_or(|before| before.active)),
        }
    }
}

/// Reads a price in the minor units of its currency.
fn price(member: &'static str, text: &str, currency: Currency) -> Result<Money, CatalogueError> {
    let most = i64::try_from(currency.maximum_charge_minor()).unwrap_or(i64::MAX);
    let price = Money::new(whole_number(member, text, 1, most)?.unsigned_abs(), currency);
    let step = currency.step_minor();
    price.is_price().then_some(price).ok_or(CatalogueError::Invalid { member, rule: FieldRule::MultipleOf(step) })
}

/// On the wire a price is two members: `price_minor` and `currency`.
pub(super) fn price_members<S: Serializer>(price: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Members {
        price_minor: u64,
        currency: Currency,
    }
    Members { price_minor: price.amount_minor, currency: price.currency }.serialize(serializer)
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

/// What orders names: two names that differ only in case or in how their letters are composed sort together.
#[must_use]
pub fn name_key(name: &ProductName) -> String {
    let mut key: String = name.as_str().nfkc().flat_map(char::to_lowercase).collect();
    key.truncate(key.floor_char_boundary(MAX_NAME_KEY_BYTES));
    key
}

/// What a category is compared and listed by: `Cheese`, `CHEESE` and `cheese` are one category. A category is at most 200
/// characters, so the key stays below the 2,048 bytes that `DynamoDB` takes as a partition key.
#[must_use]
pub fn category_key(category: &Category) -> String {
    // By way of upper case, so that both forms of the Greek sigma, and `ß` and `ss`, come to the same.
    let folded = category.as_str().chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    composed(&folded.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEA: ProductDraft<'_> = ProductDraft {
        name: " Darjeeling ",
        description: "First flush.\nLoose leaves.",
        category: "TEA",
        price_minor: "1295",
        currency: "usd",
        active: Some(true),
    };

    fn broken(draft: ProductDraft<'_>) -> (&'static str, &'static str) {
        match draft.parse() {
            Err(CatalogueError::Invalid { member, rule }) => (member, rule.code()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_product_is_read_and_written_with_its_price_in_two_members() {
        let tea = TEA.parse().expect("a product");
        let json = serde_json::json!({
            "name": "Darjeeling", "description": "First flush.\nLoose leaves.", "category": "TEA",
            "price_minor": 1295, "currency": "USD", "active": true,
        });
        assert_eq!(serde_json::to_value(tea.applied_to(None)).expect("JSON"), json);
        assert!(ProductDraft { description: "", ..TEA }.parse().is_ok());
    }

    #[test]
    fn a_price_is_a_whole_number_from_1_to_what_the_provider_takes() {
        for price_minor in ["", "0", "-1", "1.5", "1.0", "1e3", "+5", "100000000", "99999999999999999999"] {
            assert_eq!(broken(ProductDraft { price_minor, ..TEA }), ("price_minor", "out_of_range"), "{price_minor}");
        }
        assert!(ProductDraft { price_minor: "99999999", ..TEA }.parse().is_ok());
    }

    #[test]
    fn texts_that_are_empty_too_long_or_not_printable_are_refused() {
        assert_eq!(broken(ProductDraft { name: " ", ..TEA }), ("name", "empty"));
        assert_eq!(broken(ProductDraft { name: &"x".repeat(201), ..TEA }), ("name", "too_long"));
        assert_eq!(broken(ProductDraft { name: "a\nb", ..TEA }), ("name", "control_characters"));
        assert_eq!(broken(ProductDraft { description: &"x".repeat(4_001), ..TEA }), ("description", "too_long"));
        assert_eq!(broken(ProductDraft { description: "a\0b", ..TEA }), ("description", "control_characters"));
        assert_eq!(broken(ProductDraft { category: &"x".repeat(201), ..TEA }), ("category", "too_long"));
        assert_eq!(broken(ProductDraft { currency: "DOLLAR", ..TEA }), ("currency", "not_a_currency"));
    }

    #[test]
    fn what_is_not_said_stays_and_a_new_product_is_on_sale() {
        let said = |active| ProductDraft { active, ..TEA }.parse().expect("a product");
        for before in [true, false] {
            let product = said(Some(before)).applied_to(None);
            assert_eq!(product.active, before);
            assert_eq!(said(None).applied_to(Some(&product)).active, before);
            assert_eq!(said(Some(!before)).applied_to(Some(&product)).active, !before);
        }
        assert!(said(None).applied_to(None).active);
    }

    #[test]
    fn a_category_is_one_however_it_is_typed() {
        let key = |category: &str| category_key(&Category::parse(category).expect("a category"));
        assert_eq!(key("CHEESE"), key("cheese"));
        assert_eq!(key("Cre\u{300}merie"), key("CR\u{c8}MERIE"));
        assert_eq!([key("ΟΔΟΣ"), key("GROSS")], [key("οδος"), key("groß")]);
        assert_ne!(key("Tea"), key("Teas"));
        for widest in ["\u{130}", "\u{1d160}", "\u{10400}", "\u{fb1d}", "\u{1fb7}", "\u{fb03}"] {
            let longest = std::iter::successors(Some(widest.to_owned()), |text| Some(text.clone() + widest))
                .map_while(|text| Category::parse(&text).ok())
                .last();
            assert!(category_key(&longest.expect("a category")).len() <= 2_048, "{widest:?}");
        }
    }

    #[test]
    fn names_sort_alike_however_they_were_typed() {
        let key = |name: &str| name_key(&ProductName::parse(name).expect("a name"));
        assert_eq!(key("CAFE\u{301}"), key("café"));
        assert_eq!(key("ﬁsh"), "fish");
        assert_eq!(key(&"é".repeat(200)).len(), MAX_NAME_KEY_BYTES);
        assert!(key(&"\u{fdfa}".repeat(200)).len() <= MAX_NAME_KEY_BYTES);
    }
}
