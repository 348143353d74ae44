//! The log of baskets: what was bought together, by whom nobody knows.

use std::{fmt, str::FromStr};

use crate::{
    kernel::{Day, Digest, InvalidId, OrderId, ProductId, UserId},
    orders::Order,
};

/// The log is kept for so many days: half a year, so that what is bought once a season is in it.
pub const LOG_DAYS: i32 = 182;
/// A day's baskets are spread over so many partitions: 4,000 orders a second.
pub const LOG_SHARDS: u8 = 4;
const ALIAS_LETTERS: usize = 16;

/// What stands for a buyer in the log: it tells one buyer from another, and leads from a basket to nobody who does not know the
/// buyer already.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BuyerAlias(String);

/// A basket that was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasketRecord {
    /// The order: it is in the log once.
    pub order: OrderId,
    /// The day on which it was placed.
    pub day: Day,
    /// Whose it is.
    pub buyer: BuyerAlias,
    /// What is in it, each product once.
    pub products: Vec<ProductId>,
}

impl BuyerAlias {
    /// The alias of a buyer.
    #[must_use]
    pub fn of(buyer: &UserId) -> Self {
        let mut digest = Digest::of(&[b"recommendations", buyer.as_str().as_bytes()]).short();
        digest.truncate(ALIAS_LETTERS);
        Self(digest)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BuyerAlias {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let is_alias = text.len() == ALIAS_LETTERS && text.bytes().all(|letter| letter.is_ascii_alphanumeric());
        is_alias.then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

impl fmt::Display for BuyerAlias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl BasketRecord {
    /// The record of an order with these products; `None` of one that nobody has paid, or of which no product is known.
    #[must_use]
    pub fn of(order: &Order, products: Vec<ProductId>) -> Option<Self> {
        let mut products = products;
        products.sort();
        products.dedup();
        let is_basket = order.was_paid() && !products.is_empty();
        is_basket.then(|| Self {
            order: order.id.clone(),
            day: Day::of(order.created),
            buyer: BuyerAlias::of(&order.buyer),
            products,
        })
    }
}

/// The part of a day's log in which an order's basket is.
#[must_use]
pub fn log_shard(order: &OrderId) -> u8 {
    order.as_str().bytes().last().unwrap_or_default() % LOG_SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_the_same_for_one_buyer_and_says_nothing_of_who_it_is() {
        let user = |number: u8| UserId::from_digest(&Digest::of(&[&[number]]));
        let alias = BuyerAlias::of(&user(1));
        assert_eq!((alias.as_str().parse(), BuyerAlias::of(&user(1))), (Ok(alias.clone()), alias.clone()));
        assert_ne!(alias, BuyerAlias::of(&user(2)));
        assert!(!user(1).as_str().contains(alias.as_str()));
        assert_eq!("../etc".parse::<BuyerAlias>(), Err(InvalidId));
    }

    #[test]
    fn all_parts_of_a_day_are_used() {
        let shards = (0..100_u8).map(|number| log_shard(&OrderId::from_digest(&Digest::of(&[&[number]]))));
        let shards: std::collections::BTreeSet<u8> = shards.collect();
        assert_eq!(shards, (0..LOG_SHARDS).collect());
    }
}
