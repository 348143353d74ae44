//! A way in which an order may reach its buyer, and what it costs.

use serde::{Deserialize, Serialize};

use super::{Broken, Rate, is_unique};
use crate::{
    kernel::{Currency, Text},
    orders::ShippingCharge,
};

/// The most currencies of an option.
const MAX_RATES: usize = 30;
/// The longest time that can be said.
const MAX_DAYS: u16 = 365;

/// What the bands of an option count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The sum of the lines, in minor units.
    Price,
    /// The weight of the units, in grams.
    Weight,
}

/// How long it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// At least so many days.
    pub from: u16,
    /// At most so many.
    pub to: u16,
}

/// A way to the buyer, as the merchant set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingOption {
    /// How clients call it: 1 to 40 small letters, digits, dashes and underscores.
    pub id: String,
    /// How buyers call it.
    pub name: String,
    /// Where the buyer picks it up, if it is not brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pick_up_at: Option<String>,
    /// How long it takes, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// What the bands of the rates count.
    pub measure: Measure,
    /// What it costs, one rate a currency; it is not offered in any other.
    pub rates: Vec<Rate>,
}

/// An option as a basket is offered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShippingOffer {
    /// What an order keeps of it.
    #[serde(flatten)]
    pub charge: ShippingCharge,
    /// How long it takes, if that is said.
    pub days: Option<Days>,
}

impl ShippingOption {
    /// What it costs a basket; nothing where it is not offered to it.
    pub(super) fn offer(&self, currency: Currency, subtotal_minor: u64, weight_grams: u64) -> Option<ShippingOffer> {
        let rate = self.rates.iter().find(|rate| rate.currency == currency.as_str())?;
        let measured = match self.measure {
            Measure::Price => subtotal_minor,
            Measure::Weight => weight_grams,
        };
        let charge = ShippingCharge {
            option: self.id.clone(),
            name: Text::from_stored(&self.name)?,
            amount_minor: rate.price(measured, subtotal_minor)?,
            pick_up_at: self.pick_up_at.as_deref().and_then(Text::from_stored),
        };
        Some(ShippingOffer { charge, days: self.days })
    }

    pub(super) fn check(&self, at: &str, broken: &mut Broken) {
        let plain = self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
        let is_id = plain && (1..=40).contains(&self.id.len());
        let detail = "must be 1 to 40 small letters, digits, dashes or underscores";
        broken.unless(is_id, || format!("{at}/id"), "option_id", detail);
        broken.unless_text::<100>(&self.name, || format!("{at}/name"));
        if let Some(point) = &self.pick_up_at {
            broken.unless_text::<200>(point, || format!("{at}/pick_up_at"));
        }
        let is_time = self.days.is_none_or(|days| days.from <= days.to && days.to <= MAX_DAYS);
        broken.unless(is_time, || format!("{at}/days"), "out_of_range", "must be from few to many, at most 365");
        let is_few = (1..=MAX_RATES).contains(&self.rates.len());
        broken.unless(is_few, || format!("{at}/rates"), "out_of_range", "must be 1 to 30");
        let is_once = is_unique(self.rates.iter().map(|rate| &rate.currency));
        broken.unless(is_once, || format!("{at}/rates"), "not_unique", "must be one for each currency");
        for (index, rate) in self.rates.iter().enumerate() {
            rate.check(&format!("{at}/rates/{index}"), broken);
        }
    }
}
