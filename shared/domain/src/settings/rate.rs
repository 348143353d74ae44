//! What shipping costs in one currency, by how much is sent.

use serde::{Deserialize, Serialize};

use super::Broken;
use crate::kernel::Currency;

/// The most bands of a rate.
const MAX_BANDS: usize = 30;

/// What it costs in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// ISO 4217 code.
    pub currency: String,
    /// Prices, from little to much.
    pub bands: Vec<Band>,
    /// From lines of this sum on, in minor units, it costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from_minor: Option<u64>,
}

/// A price up to a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Up to and with so much: minor units of the lines' sum, or grams. Only the last may have no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<u64>,
    /// The price in minor units.
    pub price_minor: u64,
}

impl Rate {
    /// What it costs in minor units; nothing where no band reaches as far as `measured`.
    pub(super) fn price(&self, measured: u64, subtotal_minor: u64) -> Option<u64> {
        let band = self.bands.iter().find(|band| band.up_to.is_none_or(|limit| measured <= limit))?;
        let is_free = self.free_from_minor.is_some_and(|from| subtotal_minor >= from);
        Some(if is_free { 0 } else { band.price_minor })
    }

    pub(super) fn check(&self, at: &str, broken: &mut Broken) {
        let currency = Currency::parse(&self.currency);
        let is_known = currency.is_some_and(|currency| currency.as_str() == self.currency);
        let detail = "must be the ISO 4217 code of a currency that can be charged, in upper case";
        broken.unless(is_known, || format!("{at}/currency"), "not_a_currency", detail);
        let is_few = (1..=MAX_BANDS).contains(&self.bands.len());
        broken.unless(is_few, || format!("{at}/bands"), "out_of_range", "must be 1 to 30");
        let limits: Vec<Option<u64>> = self.bands.iter().map(|band| band.up_to).collect();
        let is_ascending =
            limits.windows(2).all(|pair| matches!(pair, [Some(one), next] if next.is_none_or(|next| *one < next)));
        let detail = "must rise, and only the last may have no limit";
        broken.unless(is_ascending, || format!("{at}/bands"), "not_ascending", detail);
        let Some(currency) = currency else { return };
        for (index, band) in self.bands.iter().enumerate() {
            let price = band.price_minor;
            let is_price = price <= currency.maximum_charge_minor() && price.is_multiple_of(currency.step_minor());
            let detail = "must be an amount of the currency in whole minor units";
            broken.unless(is_price, || format!("{at}/bands/{index}/price_minor"), "out_of_range", detail);
        }
    }
}
