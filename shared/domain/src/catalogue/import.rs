//! Importing a product: the stock with which it enters the catalogue, and what came of it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{
    error::{CatalogueError, whole_number},
    product::MAX_QUANTITY,
};
use crate::kernel::{AdjustmentId, Digest, Sku};

/// The stock with which a SKU enters the catalogue: 0 to 1,000,000 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningStock(u64);

impl OpeningStock {
    /// The units.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.0
    }

    /// The adjustment that books the opening stock of `sku`: the same whenever and however often it is booked.
    #[must_use]
    pub fn adjustment_id(sku: &Sku) -> AdjustmentId {
        AdjustmentId::from_digest(&Digest::of(&[b"opening-stock", sku.as_str().as_bytes()]))
    }
}

impl FromStr for OpeningStock {
    type Err = CatalogueError;

    fn from_str(text: &str) -> Result<Self, CatalogueError> {
        Ok(Self(whole_number("stock", text, 0, MAX_QUANTITY)?.unsigned_abs()))
    }
}

/// The opening stocks of a product's SKUs, by which they were booked or are to be.
pub type OpeningStocks = BTreeMap<Sku, OpeningStock>;

/// What importing one product did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It is a new product, or the opening stock of each of its SKUs was booked: none had been imported before.
    New,
    /// It had been imported before, and something about it changed. The stock of SKUs that were known did not.
    Updated {
        /// The opening stocks that were booked by an earlier import.
        booked: BTreeMap<Sku, u64>,
    },
    /// It had been imported before, and all is as it was.
    Unchanged {
        /// The opening stocks that were booked by an earlier import.
        booked: BTreeMap<Sku, u64>,
    },
}

impl fmt::Display for OpeningStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_stock_is_0_to_a_million_and_is_booked_under_one_number() {
        assert_eq!("0".parse::<OpeningStock>().map(OpeningStock::units), Ok(0));
        for text in ["", "-1", "1.5", "1000001", "many"] {
            assert!(text.parse::<OpeningStock>().is_err(), "{text}");
        }
        let (tea, milk) = ("tea".parse().expect("an id"), "milk".parse().expect("an id"));
        assert_eq!(OpeningStock::adjustment_id(&tea), OpeningStock::adjustment_id(&tea));
        assert_ne!(OpeningStock::adjustment_id(&tea), OpeningStock::adjustment_id(&milk));
    }
}
