//! The body of `POST /v1/orders`, and the order that it asks for.

use domain::{
    kernel::{Currency, Money, Sku},
    orders::{Address, AddressDraft, Line, MAX_LINES, NewOrder, Quantity, Shard},
};
use lambda::http::{Field, InvalidField, Problem};
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
    /// The order that the body asks for, or the first rule that it breaks.
    pub(crate) fn parse(self) -> Result<NewOrder, Problem> {
        let currency = self.currency.required("/currency")?;
        let currency = Currency::parse(&currency).ok_or_else(|| {
            InvalidField::new("/currency", "currency", "must be the ISO 4217 code of a currency that can be charged")
        })?;
        let address = self.shipping_address.required("/shipping_address")?.parse()?;
        let lines = self.lines.required("/lines")?;
        // Before each line is looked at: a long list costs no more than a short one.
        if lines.len() > MAX_LINES {
            return Err(domain::orders::InvalidOrder::TooManyLines.into());
        }
        let lines: Result<Vec<Line>, InvalidField> =
            lines.into_iter().enumerate().map(|(index, line)| line.parse(index, currency)).collect();
        Ok(NewOrder::new(currency, address, lines?)?)
    }
}

impl AddressBody {
    fn parse(self) -> Result<Address, InvalidField> {
        let optional = |field: Field<Option<String>>| field.into_option().flatten();
        let (company, line2, city) = (optional(self.company), optional(self.line2), optional(self.city));
        let (region, postal_code, phone) = (optional(self.region), optional(self.postal_code), optional(self.phone));
        let draft = AddressDraft {
            country: &self.country.required("/shipping_address/country")?,
            name: &self.name.required("/shipping_address/name")?,
            company: company.as_deref(),
            line1: &self.line1.required("/shipping_address/line1")?,
            line2: line2.as_deref(),
            city: city.as_deref(),
            region: region.as_deref(),
            postal_code: postal_code.as_deref(),
            phone: phone.as_deref(),
        };
        Ok(draft.parse()?)
    }
}

impl LineBody {
    fn parse(self, index: usize, currency: Currency) -> Result<Line, InvalidField> {
        let at = |name: &str| format!("/lines/{index}/{name}");
        let sku: Sku = self.sku.required(at("sku"))?.parse().map_err(|_| {
            InvalidField::new(at("sku"), "sku", "must be 1 to 128 letters, digits, dashes, underscores or dots")
        })?;
        let quantity = self
            .quantity
            .required(at("quantity"))?
            .as_u64()
            .and_then(Quantity::new)
            .ok_or_else(|| InvalidField::new(at("quantity"), "quantity", "must be a whole number from 1 to 99"))?;
        let price = self.unit_price_minor.required(at("unit_price_minor"))?.as_u64();
        let price = price.map(|minor| Money::new(minor, currency)).filter(Money::is_price).ok_or_else(|| {
            let detail = "must be the price shown, in whole minor units of the currency";
            InvalidField::new(at("unit_price_minor"), "unit_price_minor", detail)
        })?;
        Ok(Line { sku, shard: Shard(0), quantity, unit_price: price })
    }
}
