//! SKUs of which little is left, for whoever orders more of them.

use std::{fmt, str::FromStr};

use serde::Serialize;

use super::{
    error::{CatalogueError, whole_number},
    product::MAX_QUANTITY,
};
use crate::kernel::{ProductId, Sku};

/// With so many units or fewer a SKU is low: 0 to 1,000,000, where 0 means never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LowStockThreshold(u64);

impl LowStockThreshold {
    /// The units.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.0
    }
}

impl FromStr for LowStockThreshold {
    type Err = CatalogueError;

    fn from_str(text: &str) -> Result<Self, CatalogueError> {
        Ok(Self(whole_number("threshold", text, 0, MAX_QUANTITY)?.unsigned_abs()))
    }
}

impl fmt::Display for LowStockThreshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How much of a SKU is there, as one version of its rows has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockLevel {
    /// The SKU.
    pub sku: Sku,
    /// Its product.
    pub product: ProductId,
    /// How many units can be ordered, over all its rows.
    pub available: u64,
    /// Whether it can be ordered at all.
    pub active: bool,
    /// Its own threshold, if it has one.
    pub threshold: Option<LowStockThreshold>,
    /// How often its rows were written: of two versions, the one that was written more often is the newer.
    pub version: u64,
}

/// A SKU that is low.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LowSku {
    /// The SKU.
    pub sku: Sku,
    /// Its product.
    pub product_id: ProductId,
    /// How many units can be ordered.
    pub available: u64,
    /// With how many it is low.
    pub threshold: LowStockThreshold,
}

/// A place in the list of SKUs that are low, by how many units are left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowPosition {
    /// The SKU.
    pub sku: Sku,
    /// Its units.
    pub available: u64,
}

impl StockLevel {
    /// The SKU as the list of what is low has it, where `default` is the threshold of SKUs without one of their own. `None` unless
    /// it is on sale and low.
    #[must_use]
    pub fn low(&self, default: LowStockThreshold) -> Option<LowSku> {
        let threshold = self.threshold.unwrap_or(default);
        let is_low = self.active && threshold.units() > 0 && self.available <= threshold.units();
        is_low.then(|| LowSku {
            sku: self.sku.clone(),
            product_id: self.product.clone(),
            available: self.available,
            threshold,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(units: u64) -> LowStockThreshold {
        units.to_string().parse().expect("a threshold")
    }

    #[test]
    fn a_sku_on_sale_is_low_with_as_many_units_as_its_threshold_says_or_fewer() {
        let level = |available, own: Option<u64>| StockLevel {
            sku: "T1".parse().expect("a SKU"),
            product: "tea".parse().expect("an identifier"),
            available,
            active: true,
            threshold: own.map(threshold),
            version: 1,
        };
        for (available, own, default, is_low) in [
            (5, None, 5, true),
            (6, None, 5, false),
            (0, None, 0, false),
            (8, Some(8), 5, true),
            (3, Some(2), 5, false),
            (0, Some(0), 5, false),
        ] {
            let low = level(available, own).low(threshold(default));
            assert_eq!(low.is_some(), is_low, "{available} {own:?} {default}");
            assert_eq!(low.map(|low| low.threshold.units()), is_low.then(|| own.unwrap_or(default)));
        }
        assert_eq!(StockLevel { active: false, ..level(0, Some(5)) }.low(threshold(5)), None);
    }

    #[test]
    fn a_threshold_is_0_to_a_million() {
        for text in ["", "-1", "1.5", "1000001", "few"] {
            assert!(text.parse::<LowStockThreshold>().is_err(), "{text}");
        }
        assert_eq!(threshold(1_000_000).units(), 1_000_000);
    }
}
