//! A basket that somebody asks the price of.

use crate::{
    kernel::{Currency, Sku},
    orders::{Destination, InvalidOrder, MAX_LINES, Quantity},
};

/// So many of one SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasketLine {
    /// The SKU.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// What somebody may order, and where it would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basket {
    /// One line a SKU, in the order of their first mention.
    pub lines: Vec<BasketLine>,
    /// The currency that was asked for; none for the main one of the first line's product.
    pub currency: Option<Currency>,
    /// Where it would go, if that is known.
    pub destination: Option<Destination>,
    /// The shipping option that was asked for; none for the one that costs least.
    pub shipping_option: Option<String>,
}

impl Basket {
    /// Puts lines of one SKU together, as an order does.
    pub fn new(
        lines: Vec<BasketLine>,
        currency: Option<Currency>,
        (destination, shipping_option): (Option<Destination>, Option<String>),
    ) -> Result<Self, InvalidOrder> {
        if lines.is_empty() {
            return Err(InvalidOrder::NoLines);
        }
        if lines.len() > MAX_LINES {
            return Err(InvalidOrder::TooManyLines);
        }
        let mut merged: Vec<BasketLine> = Vec::with_capacity(lines.len());
        for line in lines {
            match merged.iter_mut().find(|known| known.sku == line.sku) {
                None => merged.push(line),
                Some(known) => {
                    known.quantity = known.quantity.plus(line.quantity).ok_or(InvalidOrder::TooMany(line.sku))?;
                }
            }
        }
        Ok(Self { lines: merged, currency, destination, shipping_option })
    }

    /// Its SKUs, each once.
    #[must_use]
    pub fn skus(&self) -> Vec<Sku> {
        self.lines.iter().map(|line| line.sku.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sku: &str, quantity: u64) -> BasketLine {
        BasketLine { sku: sku.parse().expect("a SKU"), quantity: Quantity::new(quantity).expect("a quantity") }
    }

    #[test]
    fn the_same_sku_twice_is_one_line_of_at_most_99() {
        let basket = |lines| Basket::new(lines, None, (None, None)).map(|basket| basket.lines);
        let merged = basket(vec![line("tea", 2), line("jam", 1), line("tea", 3)]);
        assert_eq!(merged, Ok(vec![line("tea", 5), line("jam", 1)]));
        assert!(matches!(basket(vec![line("tea", 99), line("tea", 1)]), Err(InvalidOrder::TooMany(_))));
        assert_eq!(basket(Vec::new()), Err(InvalidOrder::NoLines));
        let many = |n: usize| (0..n).map(|n| line(&format!("p{n}"), 1)).collect::<Vec<_>>();
        assert!(basket(many(98)).is_ok());
        assert_eq!(basket(many(99)), Err(InvalidOrder::TooManyLines));
    }
}
