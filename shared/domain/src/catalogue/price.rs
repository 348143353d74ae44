//! What a SKU costs, in each currency that it is sold in.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::error::{CatalogueError, FieldRule, whole_number};
use crate::kernel::{Currency, Money};

/// The most currencies that one SKU is sold in.
pub(super) const MAX_PRICES: usize = 30;

/// What one unit costs in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// What is charged.
    pub price: Money,
    /// What it cost before, or costs elsewhere: shown beside the price, struck through, and never charged.
    pub compare_at: Option<Money>,
}

/// What one unit costs: one price a currency, at least one. The first is in the main currency, by which lists are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prices(Vec<Price>);

/// What the variants of a product cost in one currency, from the cheapest to the dearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PriceRange {
    /// The currency.
    pub currency: Currency,
    /// The lowest price, in minor units.
    pub from_minor: u64,
    /// The highest price, in minor units.
    pub to_minor: u64,
}

/// A price as somebody wrote it down, before any rule was applied. Numbers are text: they come from JSON or from a file.
#[derive(Clone, Debug, Default)]
pub struct PriceDraft {
    /// The ISO 4217 code.
    pub currency: String,
    /// The price in minor units, as [`Money::is_price`] has it.
    pub price_minor: String,
    /// The price to compare it with, which must be higher.
    pub compare_at_minor: Option<String>,
}

impl Prices {
    /// The prices in the order given; `None` unless there is at least one, and one a currency.
    #[must_use]
    pub fn new(prices: Vec<Price>) -> Option<Self> {
        let currencies: Vec<Currency> = prices.iter().map(|price| price.price.currency).collect();
        let is_once = |(at, currency): (usize, &Currency)| !currencies[..at].contains(currency);
        (!prices.is_empty() && currencies.iter().enumerate().all(is_once)).then_some(Self(prices))
    }

    /// Reads what somebody wrote; `at` names the list in an error, such as `variants/0/prices`.
    pub(super) fn parse(drafts: &[PriceDraft], at: &str) -> Result<Self, CatalogueError> {
        let wrong = |rule| CatalogueError::Invalid { member: at.to_owned(), rule };
        if drafts.len() > MAX_PRICES {
            return Err(wrong(FieldRule::TooMany(MAX_PRICES)));
        }
        let prices = drafts.iter().enumerate().map(|(index, draft)| draft.parse(&format!("{at}/{index}")));
        let prices = prices.collect::<Result<Vec<Price>, _>>()?;
        let rule = if prices.is_empty() { FieldRule::Required } else { FieldRule::Unique };
        Self::new(prices).ok_or_else(|| wrong(rule))
    }

    /// The prices, that in the main currency first.
    pub fn iter(&self) -> impl Iterator<Item = &Price> {
        self.0.iter()
    }

    /// The main currency: that of the first price.
    #[must_use]
    pub fn main_currency(&self) -> Option<Currency> {
        self.0.first().map(|price| price.price.currency)
    }
}

impl PriceDraft {
    fn parse(&self, at: &str) -> Result<Price, CatalogueError> {
        let member = |name: &str| format!("{at}/{name}");
        let no_currency = || CatalogueError::Invalid { member: member("currency"), rule: FieldRule::Currency };
        let currency = Currency::parse(&self.currency).ok_or_else(no_currency)?;
        let price = amount(&member("price_minor"), &self.price_minor, currency)?;
        let before = self.compare_at_minor.as_deref();
        let compare_at = before.map(|text| amount(&member("compare_at_minor"), text, currency)).transpose()?;
        if compare_at.is_some_and(|before| before.amount_minor <= price.amount_minor) {
            return Err(CatalogueError::Invalid { member: member("compare_at_minor"), rule: FieldRule::AbovePrice });
        }
        Ok(Price { price, compare_at })
    }
}

impl PriceRange {
    /// The ranges of some SKUs' prices, one a currency, in the order of their first mention.
    #[must_use]
    pub fn of<'a>(all: impl Iterator<Item = &'a Prices>) -> Vec<Self> {
        let mut ranges: Vec<Self> = Vec::new();
        for Money { amount_minor, currency } in all.flat_map(Prices::iter).map(|price| price.price) {
            match ranges.iter_mut().find(|range| range.currency == currency) {
                Some(range) => {
                    range.from_minor = range.from_minor.min(amount_minor);
                    range.to_minor = range.to_minor.max(amount_minor);
                }
                None => ranges.push(Self { currency, from_minor: amount_minor, to_minor: amount_minor }),
            }
        }
        ranges
    }
}

/// On the wire a price is `{ currency, price_minor }`, with `compare_at_minor` where there is one.
impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = if self.compare_at.is_some() { 3 } else { 2 };
        let mut price = serializer.serialize_struct("Price", members)?;
        price.serialize_field("currency", &self.price.currency)?;
        price.serialize_field("price_minor", &self.price.amount_minor)?;
        if let Some(before) = self.compare_at {
            price.serialize_field("compare_at_minor", &before.amount_minor)?;
        }
        price.end()
    }
}

/// Reads an amount in the minor units of its currency.
fn amount(member: &str, text: &str, currency: Currency) -> Result<Money, CatalogueError> {
    let most = i64::try_from(currency.maximum_charge_minor()).unwrap_or(i64::MAX);
    let price = Money::new(whole_number(member, text, 1, most)?.unsigned_abs(), currency);
    let rule = FieldRule::MultipleOf(currency.step_minor());
    if price.is_price() { Ok(price) } else { Err(CatalogueError::Invalid { member: member.to_owned(), rule }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(currency: &str, price_minor: &str) -> PriceDraft {
        PriceDraft { currency: currency.to_owned(), price_minor: price_minor.to_owned(), compare_at_minor: None }
    }

    fn broken(drafts: &[PriceDraft]) -> (String, &'static str) {
        match Prices::parse(drafts, "prices") {
            Err(CatalogueError::Invalid { member, rule }) => (member, rule.code()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_price_is_a_whole_number_from_1_to_what_the_provider_takes() {
        for price_minor in ["", "0", "-1", "1.5", "1.0", "1e3", "+5", "100000000", "99999999999999999999"] {
            let broken = broken(&[draft("USD", price_minor)]);
            assert_eq!(broken, ("prices/0/price_minor".to_owned(), "out_of_range"), "{price_minor}");
        }
        assert!(Prices::parse(&[draft("usd", "99999999")], "prices").is_ok());
        assert_eq!(broken(&[draft("ISK", "150")]).1, "not_a_multiple");
    }

    #[test]
    fn there_is_one_price_a_currency_and_at_least_one() {
        assert_eq!(broken(&[]), ("prices".to_owned(), "required"));
        assert_eq!(broken(&[draft("USD", "5"), draft("usd", "6")]), ("prices".to_owned(), "not_unique"));
        assert_eq!(broken(&[draft("USD", "5"), draft("DOLLAR", "6")]).0, "prices/1/currency");
        assert_eq!(broken(&vec![draft("USD", "5"); MAX_PRICES + 1]).1, "too_many");
        let prices = Prices::parse(&[draft("EUR", "5"), draft("USD", "6")], "prices").expect("prices");
        assert_eq!(prices.main_currency(), Currency::parse("EUR"));
    }

    #[test]
    fn what_it_is_compared_with_is_more_than_the_price() {
        let compared = |with: &str| PriceDraft { compare_at_minor: Some(with.to_owned()), ..draft("USD", "500") };
        for with in ["500", "499", "0", "-1", "x"] {
            assert_eq!(broken(&[compared(with)]).0, "prices/0/compare_at_minor", "{with}");
        }
        let prices = Prices::parse(&[compared("501")], "prices").expect("prices");
        let json = serde_json::json!([{ "currency": "USD", "price_minor": 500, "compare_at_minor": 501 }]);
        assert_eq!(serde_json::to_value(&prices).expect("JSON"), json);
    }

    #[test]
    fn a_range_spans_the_prices_of_one_currency() {
        let prices = |drafts: &[PriceDraft]| Prices::parse(drafts, "prices").expect("prices");
        let all = [prices(&[draft("USD", "5"), draft("EUR", "4")]), prices(&[draft("USD", "3")])];
        let ranges: Vec<(String, u64, u64)> = PriceRange::of(all.iter())
            .into_iter()
            .map(|range| (range.currency.to_string(), range.from_minor, range.to_minor))
            .collect();
        assert_eq!(ranges, [("USD".to_owned(), 3, 5), ("EUR".to_owned(), 4, 4)]);
    }
}
