//! A basket with what each line costs now, and what stands in the way of ordering it.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::{Basket, BasketLine, Destination, Offered, Quote, QuotedLine, quote::QUOTE_LIFETIME_SECONDS};
use crate::{
    catalogue::{Availability, CardImage, OptionValue},
    kernel::{Currency, ProductId, Sku, Timestamp},
    orders::{LineDetails, Quantity, Quoted},
};

/// Why a line cannot be ordered as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineProblem {
    /// There is no such SKU, it is not on sale, or not in this currency.
    Unavailable,
    /// Nothing is left of it.
    OutOfStock,
    /// Less is left of it than is wanted.
    NotEnough,
}

/// A line with what it costs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// The SKU.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// How many could be ordered.
    pub available: u64,
    /// How it is shown, if the SKU exists.
    pub details: Option<LineDetails>,
    /// What one unit costs in minor units, if it is sold in the currency.
    pub unit_price_minor: Option<u64>,
    /// What stands in the way.
    pub problem: Option<LineProblem>,
}

/// A basket with what it costs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedBasket {
    /// The currency of all amounts; none where nobody asked for one and no line says one.
    pub currency: Option<Currency>,
    /// Where it would go.
    pub destination: Option<Destination>,
    /// The lines, in the basket's order.
    pub lines: Vec<PricedLine>,
}

impl Basket {
    /// What it costs now, by what is offered of its SKUs.
    #[must_use]
    pub fn priced(self, offers: &BTreeMap<Sku, Offered>) -> PricedBasket {
        let main = || self.lines.iter().find_map(|line| offers.get(&line.sku)?.main_currency());
        let currency = self.currency.or_else(main);
        let line = |line: BasketLine| PricedLine::of(line, currency, offers);
        let lines = self.lines.iter().cloned().map(line).collect();
        PricedBasket { currency, destination: self.destination, lines }
    }
}

impl PricedLine {
    fn of(
        BasketLine { sku, quantity }: BasketLine,
        currency: Option<Currency>,
        offers: &BTreeMap<Sku, Offered>,
    ) -> Self {
        let offer = offers.get(&sku);
        let available = offer.filter(|offer| offer.is_active).map_or(0, |offer| offer.available);
        let price = offer.zip(currency).and_then(|(offer, currency)| offer.price_in(currency));
        let is_sold = price.is_some() && offer.is_some_and(|offer| offer.is_active && offer.described.is_some());
        let problem = match available {
            _ if !is_sold => Some(LineProblem::Unavailable),
            0 => Some(LineProblem::OutOfStock),
            fewer if fewer < u64::from(quantity.get()) => Some(LineProblem::NotEnough),
            _ => None,
        };
        let details = offer.and_then(Offered::details).cloned();
        Self { sku, quantity, available, details, unit_price_minor: price.map(|price| price.amount_minor), problem }
    }

    /// What the line costs in minor units, if it is sold in the currency. No price times 99 comes near the limit.
    #[must_use]
    pub fn total_minor(&self) -> Option<u64> {
        self.unit_price_minor.map(|price| price.saturating_mul(self.quantity.get().into()))
    }

    /// The same of a line that nothing stands in the way of.
    fn counted_minor(&self) -> u64 {
        if self.problem.is_none() { self.total_minor().unwrap_or(0) } else { 0 }
    }

    fn quoted(&self) -> Option<QuotedLine> {
        let unit_price_minor = self.unit_price_minor.filter(|_| self.problem.is_none())?;
        Some(QuotedLine { sku: self.sku.clone(), quantity: self.quantity, unit_price_minor })
    }
}

impl PricedBasket {
    /// The sum of the lines that can be ordered, in minor units.
    #[must_use]
    pub fn subtotal_minor(&self) -> u64 {
        self.lines.iter().map(PricedLine::counted_minor).fold(0, u64::saturating_add)
    }

    /// What can be promised at `now`: nothing as long as a line has a problem or nobody said where it goes.
    #[must_use]
    pub fn quote(&self, now: Timestamp) -> Option<Quote> {
        let lines: Option<Vec<QuotedLine>> = self.lines.iter().map(PricedLine::quoted).collect();
        let details = self.lines.iter().filter_map(|line| Some((line.sku.clone(), line.details.clone()?)));
        Some(Quote {
            currency: self.currency?,
            destination: self.destination.clone()?,
            lines: lines?,
            quoted: Quoted { details: details.collect() },
            // Whole seconds, as the token has them.
            expires: Timestamp::from_millis(now.seconds() * 1_000).plus_seconds(QUOTE_LIFETIME_SECONDS),
        })
    }
}

impl Serialize for PricedLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'a> {
            sku: &'a Sku,
            product_id: Option<&'a ProductId>,
            name: Option<&'a str>,
            options: &'a [OptionValue],
            image: Option<&'a CardImage>,
            quantity: u32,
            available: u64,
            availability: Availability,
            unit_price_minor: Option<u64>,
            total_minor: Option<u64>,
            problem: Option<LineProblem>,
        }
        let details = self.details.as_ref();
        let view = View {
            sku: &self.sku,
            product_id: details.map(|details| &details.product),
            name: details.map(|details| details.name.as_str()),
            options: details.map_or(&[], |details| details.options.as_slice()),
            image: details.and_then(|details| details.image.as_ref()),
            quantity: self.quantity.get(),
            available: self.available,
            availability: Availability::of(self.available),
            unit_price_minor: self.unit_price_minor,
            total_minor: self.total_minor(),
            problem: self.problem,
        };
        view.serialize(serializer)
    }
}
