//! The body of `POST /v1/orders`, and the order that it asks for.

use domain::{
    kernel::{Currency, Money},
    orders::{Address, AddressDraft, Line, MAX_LINES, NewOrder, Shard},
    quotes::Quote,
};
use lambda::http::{Field, FieldErrors, InvalidField, Problem, members};
use serde::Deserialize;
use serde_json::Number;

/// What the client sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    #[serde(default)]
    currency: Field<String>,
    #[serde(default)]
    shipping_address: Field<AddressBody>,
    #[serde(default)]
    lines: Field<Vec<LineBody>>,
    #[serde(default)]
    quote: Field<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AddressBody {
    name: Field<String>,
    company: Field<Option<String>>,
    line1: Field<String>,
    line2: Field<Option<String>>,
    city: Field<Option<String>>,
    region: Field<Option<String>>,
    postal_code: Field<Option<String>>,
    country: Field<String>,
    phone: Field<Option<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[serde(default)]
    sku: Field<String>,
    #[serde(default)]
    quantity: Field<Number>,
    #[serde(default)]
    unit_price_minor: Field<Number>,
}

impl Body {
    /// The quote that comes with it, if any.
    pub(crate) fn take_quote(&mut self) -> Option<String> {
        std::mem::take(&mut self.quote).into_option()
    }

    /// The order that the body asks for, or every rule that it breaks.
    pub(crate) fn parse(self, quote: Option<&Quote>) -> Result<NewOrder, Problem> {
        let mut errors = FieldErrors::default();
        let currency = errors.take(self.currency.required("/currency").and_then(|code| members::currency(&code)));
        let address = errors.take(self.shipping_address.required("/shipping_address"));
        let address = address.and_then(|address| address.parse(&mut errors));
        let lines = errors.take(self.lines.required("/lines")).unwrap_or_default();
        // Before each line is looked at: a long list costs no more than a short one.
        if lines.len() > MAX_LINES {
            return Err(domain::orders::InvalidOrder::TooManyLines.into());
        }
        let lines: Vec<Line> =
            lines.into_iter().enumerate().filter_map(|(at, line)| line.parse(at, currency, &mut errors)).collect();
        let (Some(currency), Some(address)) = (currency, address) else { return Err(errors.into()) };
        errors.none()?;
        let Some(quote) = quote else { return Ok(NewOrder::new(currency, address, lines)?) };
        Ok(NewOrder::by_quote(currency, address, lines, quote)??)
    }
}

impl AddressBody {
    fn parse(self, errors: &mut FieldErrors) -> Option<Address> {
        let optional = |field: Field<Option<String>>| field.into_option().flatten();
        let (company, line2, city) = (optional(self.company), optional(self.line2), optional(self.city));
        let (region, postal_code, phone) = (optional(self.region), optional(self.postal_code), optional(self.phone));
        let country = errors.take(self.country.required("/shipping_address/country"));
        let name = errors.take(self.name.required("/shipping_address/name"));
        let line1 = errors.take(self.line1.required("/shipping_address/line1"));
        let draft = AddressDraft {
            country: &country?,
            name: &name?,
            company: company.as_deref(),
            line1: &line1?,
            line2: line2.as_deref(),
            city: city.as_deref(),
            region: region.as_deref(),
            postal_code: postal_code.as_deref(),
            phone: phone.as_deref(),
        };
        errors.take_all(draft.parse())
    }
}

impl LineBody {
    /// The line, if it breaks no rule. The price is looked at where the currency is known.
    fn parse(self, index: usize, currency: Option<Currency>, errors: &mut FieldErrors) -> Option<Line> {
        let at = |name: &str| format!("/lines/{index}/{name}");
        let price = self.unit_price_minor.required(at("unit_price_minor"));
        let sku = errors.take(members::sku(self.sku, at("sku")));
        let quantity = errors.take(members::quantity(self.quantity, at("quantity")));
        let price = errors.take(price);
        let price = price?.as_u64().map(|minor| Some(Money::new(minor, currency?)));
        let price = match price {
            // Nobody knows what a number is worth without its currency, which is refused.
            Some(None) => return None,
            Some(Some(price)) if price.is_price() => price,
            _ => {
                let detail = "must be the price shown, in whole minor units of the currency";
                return errors.take(Err(InvalidField::new(at("unit_price_minor"), "unit_price_minor", detail)));
            }
        };
        Some(Line { sku: sku?, shard: Shard(0), quantity: quantity?, unit_price: price })
    }
}
