//! A basket with what each line costs now, and what stands in the way of ordering it.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::{Basket, BasketLine, Described, Offered, Quote, QuotedLine, quote::QUOTE_LIFETIME_SECONDS};
use crate::{
    catalogue::{Availability, CardImage, OptionValue},
    kernel::{Currency, ProductId, Sku, Timestamp},
    orders::{Destination, LineDetails, Quantity, Quoted, ShippingCharge, Tax},
    settings::{Settings, ShippingOffer, ShippingSettings, TaxSettings, Taxable},
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

/// Why a basket cannot be ordered as it is, whatever its lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BasketProblem {
    /// The shop sends nothing there, or not so much, or not in this currency.
    NoShipping,
    /// The option that was asked for is not offered to this basket.
    ShippingOptionUnavailable,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PricedBasket {
    /// The currency of all amounts; none where nobody asked for one and no line says one.
    pub currency: Option<Currency>,
    /// Where it would go.
    pub destination: Option<Destination>,
    /// The lines, in the basket's order.
    pub lines: Vec<PricedLine>,
    /// How it could get there.
    pub shipping_options: Vec<ShippingOffer>,
    /// How it gets there: as was asked for, or else what costs least.
    pub shipping: Option<ShippingCharge>,
    /// What is taxed, if anything is said about tax and it is known where it goes.
    pub tax: Option<Tax>,
    /// What stands in the way, whatever its lines are.
    pub problem: Option<BasketProblem>,
}

impl Basket {
    /// What it costs now, by what is offered of its SKUs.
    #[must_use]
    pub fn priced(self, offers: &BTreeMap<Sku, Offered>, settings: &Settings) -> PricedBasket {
        let main = || self.lines.iter().find_map(|line| offers.get(&line.sku)?.main_currency());
        let currency = self.currency.or_else(main);
        let line = |line: BasketLine| PricedLine::of(line, currency, offers);
        let lines: Vec<PricedLine> = self.lines.iter().cloned().map(line).collect();
        let mut priced = PricedBasket { currency, destination: self.destination, lines, ..PricedBasket::default() };
        if let Some((to, currency)) = priced.destination.clone().zip(currency) {
            priced.ship(&settings.shipping, &to, currency, (self.shipping_option.as_deref(), offers));
            priced.tax(&settings.tax, &to, currency, offers);
        }
        priced
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

    fn described<'a>(&self, offers: &'a BTreeMap<Sku, Offered>) -> Option<&'a Described> {
        offers.get(&self.sku)?.described.as_ref()
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

    /// All that an order of it would cost, in minor units.
    #[must_use]
    pub fn total_minor(&self) -> u64 {
        self.subtotal_minor().saturating_add(self.kept().added_minor())
    }

    fn counted(&self) -> impl Iterator<Item = &PricedLine> {
        self.lines.iter().filter(|line| line.problem.is_none())
    }

    /// Chooses how it gets there.
    fn ship(
        &mut self,
        shipping: &ShippingSettings,
        to: &Destination,
        currency: Currency,
        (wanted, offers): (Option<&str>, &BTreeMap<Sku, Offered>),
    ) {
        if !shipping.is_set_up() || self.counted().next().is_none() {
            return;
        }
        let weight = |line: &PricedLine| line.described(offers).map_or(0, |described| described.weight_grams);
        let grams = self.counted().map(|line| u64::from(weight(line)) * u64::from(line.quantity.get())).sum();
        self.shipping_options = shipping.offers(to, currency, self.subtotal_minor(), grams);
        let mut charges = self.shipping_options.iter().map(|offer| &offer.charge);
        self.shipping = match wanted {
            Some(wanted) => charges.find(|charge| charge.option == wanted).cloned(),
            None => charges.min_by_key(|charge| charge.amount_minor).cloned(),
        };
        self.problem = match (&self.shipping, self.shipping_options.is_empty()) {
            (Some(_), _) => None,
            (None, true) => Some(BasketProblem::NoShipping),
            (None, false) => Some(BasketProblem::ShippingOptionUnavailable),
        };
    }

    fn tax(&mut self, tax: &TaxSettings, to: &Destination, currency: Currency, offers: &BTreeMap<Sku, Offered>) {
        let taxable = |line: &PricedLine| {
            let tax_class = line.described(offers)?.tax_class.clone();
            Some(Taxable { tax_class, amount_minor: line.counted_minor() })
        };
        let amounts: Vec<Taxable> = self.counted().filter_map(taxable).collect();
        let shipping_minor = self.shipping.as_ref().map_or(0, |shipping| shipping.amount_minor);
        self.tax = tax.tax(to, currency, &amounts, shipping_minor);
    }

    /// What an order keeps of it.
    fn kept(&self) -> Quoted {
        let details = self.lines.iter().filter_map(|line| Some((line.sku.clone(), line.details.clone()?)));
        Quoted { details: details.collect(), shipping: self.shipping.clone(), tax: self.tax.clone() }
    }

    /// What can be promised at `now`: nothing as long as a line has a problem, nobody said where it goes, or it cannot get there.
    #[must_use]
    pub fn quote(&self, now: Timestamp) -> Option<Quote> {
        let lines: Option<Vec<QuotedLine>> = self.lines.iter().map(PricedLine::quoted).collect();
        if self.problem.is_some() {
            return None;
        }
        Some(Quote {
            currency: self.currency?,
            destination: self.destination.clone()?,
            lines: lines?,
            quoted: self.kept(),
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
