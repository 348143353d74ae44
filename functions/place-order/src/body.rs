//! The body of `POST /v1/orders`, and the order that it asks for.

use backroom::{
    http::{Field, InvalidField, Problem},
    kernel::{Currency, Money, ProductId, Text},
    orders::{Address, Line, MAX_LINES, NewOrder, Quantity, Shard},
};
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressBody {
    #[serde(default)]
    name: Field<String>,
    #[serde(default)]
    line1: Field<String>,
    #[serde(default)]
    line2: Field<Option<String>>,
    #[serde(default)]
    city: Field<String>,
    #[serde(default)]
    region: Field<Option<String>>,
    #[serde(default)]
    postal_code: Field<String>,
    #[serde(default)]
    country: Field<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[serde(default)]
    product_id: Field<String>,
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
            return Err(backroom::orders::InvalidOrder::TooManyLines.into());
        }
        let lines: Result<Vec<Line>, InvalidField> =
            lines.into_iter().enumerate().map(|(index, line)| line.parse(index, currency)).collect();
        Ok(NewOrder::new(currency, address, lines?)?)
    }
}

impl AddressBody {
    fn parse(self) -> Result<Address, InvalidField> {
        let country = self.country.required("/shipping_address/country")?;
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            let detail = "must be a two-letter ISO 3166-1 code in upper case";
            return Err(InvalidField::new("/shipping_address/country", "country", detail));
        }
        Ok(Address {
            name: text("name", &self.name.required("/shipping_address/name")?)?,
            line1: text("line1", &self.line1.required("/shipping_address/line1")?)?,
            line2: self.line2.into_option().flatten().map(|line2| text("line2", &line2)).transpose()?,
            city: text("city", &self.city.required("/shipping_address/city")?)?,
            region: self.region.into_option().flatten().map(|region| text("region", &region)).transpose()?,
            postal_code: text("postal_code", &self.postal_code.required("/shipping_address/postal_code")?)?,
            country: text("country", &country)?,
        })
    }
}

fn text<const MAX: usize>(name: &str, value: &str) -> Result<Text<MAX>, InvalidField> {
    Text::parse(value)
        .map_err(|error| InvalidField::new(format!("/shipping_address/{name}"), "text", error.to_string()))
}

impl LineBody {
    fn parse(self, index: usize, currency: Currency) -> Result<Line, InvalidField> {
        let at = |name: &str| format!("/lines/{index}/{name}");
        let product: ProductId = self.product_id.required(at("product_id"))?.parse().map_err(|_| {
            InvalidField::new(at("product_id"), "product_id", "must be 1 to 64 letters, digits, dashes or dots")
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
        Ok(Line { product, shard: Shard(0), quantity, unit_price: price })
    }
}
