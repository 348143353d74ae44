//! Importing a product: the stock with which it enters the catalogue, and what came of it.

use std::{fmt, str::FromStr};

use super::{
    error::{CatalogueError, whole_number},
    product::MAX_QUANTITY,
};
use crate::kernel::{AdjustmentId, Digest, ProductId};

/// The stock with which a product enters the catalogue: 0 to 1,000,000 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpeningStock(u64);

impl OpeningStock {
    /// The units.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.0
    }

    /// The adjustment that snapshot the opening stock of `product`: the same whenever and however often it is booked.
    #[must_use]
    pub fn adjustment_id(product: &ProductId) -> AdjustmentId {
        AdjustmentId::from_digest(&Digest::of(&[b"opening-stock", product.as_str().as_bytes()]))
    }
}

impl FromStr for OpeningStock {
    type Err = CatalogueError;

    fn from_str(text: &str) -> Result<Self, CatalogueError> {
        Ok(Self(whole_number("stock", text, 0, MAX_QUANTITY)?.unsigned_abs()))
    }
}

/// What importing one product did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// Its opening stock was booked: the product had not been imported before.
    New,
    /// It had been imported before, and something about it changed. Its stock did not.
    Updated {
        /// The opening stock that was booked when it was first imported.
        booked: u64,
    },
    /// It had been imported before, and all is as it was.
    Unchanged {
        /// The opening stock that was booked when it was first imported.
        booked: u64,
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
