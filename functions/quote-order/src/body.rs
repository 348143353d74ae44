//! The body of `POST /v1/quotes`, and the basket that it asks about.

use domain::{
    kernel::Currency,
    orders::{Destination, MAX_LINES},
    quotes::{Basket, BasketLine},
};
use lambda::http::{Field, FieldErrors, Problem, invalid_address, members};
use serde::Deserialize;
use serde_json::Number;

/// What the client sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    #[serde(default)]
    lines: Field<Vec<LineBody>>,
    #[serde(default)]
    currency: Field<String>,
    #[serde(default)]
    address: Field<AddressBody>,
    #[serde(default)]
    shipping_option: Field<Option<String>>,
}

/// As an order has it, without the price: that is what is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[serde(default)]
    sku: Field<String>,
    #[serde(default)]
    quantity: Field<Number>,
}

/// As much of an address as a price can depend on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressBody {
    #[serde(default)]
    country: Field<String>,
    #[serde(default)]
    postal_code: Field<Option<String>>,
    #[serde(default)]
    region: Field<Option<String>>,
}

impl Body {
    /// The basket that the body asks about, or every rule that it breaks.
    pub(crate) fn parse(self) -> Result<Basket, Problem> {
        let mut errors = FieldErrors::default();
        let currency = self.currency.into_option();
        let currency: Option<Option<Currency>> = errors.take(currency.map(|code| members::currency(&code)).transpose());
        let destination = match self.address.into_option() {
            None => None,
            Some(address) => address.parse(&mut errors),
        };
        let lines = errors.take(self.lines.required("/lines")).unwrap_or_default();
        // Before each line is looked at: a long list costs no more than a short one.
        if lines.len() > MAX_LINES {
            return Err(domain::orders::InvalidOrder::TooManyLines.into());
        }
        let lines = lines.into_iter().enumerate().filter_map(|(at, line)| line.parse(at, &mut errors)).collect();
        errors.none()?;
        let shipping_option = self.shipping_option.into_option().flatten();
        Ok(Basket::new(lines, currency.flatten(), (destination, shipping_option))?)
    }
}

impl LineBody {
    fn parse(self, at: usize, errors: &mut FieldErrors) -> Option<BasketLine> {
        let sku = errors.take(members::sku(self.sku, format!("/lines/{at}/sku")));
        let quantity = errors.take(members::quantity(self.quantity, format!("/lines/{at}/quantity")));
        Some(BasketLine { sku: sku?, quantity: quantity? })
    }
}

impl AddressBody {
    fn parse(self, errors: &mut FieldErrors) -> Option<Destination> {
        let country = errors.take(self.country.required("/address/country"))?;
        let (postal_code, region) = (self.postal_code.into_option().flatten(), self.region.into_option().flatten());
        let destination = Destination::parse(&country, postal_code.as_deref(), region.as_deref());
        errors.take_all(destination.map_err(|broken| invalid_address("/address", broken)))
    }
}
