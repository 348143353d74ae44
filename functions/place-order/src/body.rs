//! The body of `POST /v1/orders`, and the order that it asks for.

use domain::{
    kernel::{Currency, Email, Money},
    orders::{Line, MAX_LINES, NewOrder, Shard},
    quotes::Quote,
};
use lambda::http::{AddressBody, Field, FieldErrors, InvalidField, Problem, members};
use serde::Deserialize;
use serde_json::Number;

/// What the client sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    #[serde(default)]
    currency: Field<String>,
    /// A guest's, and only a guest's.
    #[serde(default)]
    email: Field<String>,
    #[serde(default)]
    shipping_address: Field<AddressBody>,
    #[serde(default)]
    lines: Field<Vec<LineBody>>,
    #[serde(default)]
    quote: Field<String>,
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
    pub(crate) fn parse(self, is_guest: bool, quote: Option<&Quote>) -> Result<NewOrder, Problem> {
        let mut errors = FieldErrors::default();
        let currency = errors.take(self.currency.required("/currency").and_then(|code| members::currency(&code)));
        let email = errors.take(email(self.email, is_guest)).flatten();
        let address = errors.take(self.shipping_address.required("/shipping_address"));
        let address = address.and_then(|address| address.parse("/shipping_address", &mut errors));
        let lines = errors.take(self.lines.required("/lines")).unwrap_or_default();
        // Before each line is looked at: a long list costs no more than a short one.
        if lines.len() > MAX_LINES {
            return Err(domain::orders::InvalidOrder::TooManyLines.into());
        }
        let lines: Vec<Line> =
            lines.into_iter().enumerate().filter_map(|(at, line)| line.parse(at, currency, &mut errors)).collect();
        let (Some(currency), Some(address)) = (currency, address) else { return Err(errors.into()) };
        errors.none()?;
        let order = match quote {
            Some(quote) => quote.order(currency, address, lines)??,
            None => NewOrder::new(currency, address, lines)?,
        };
        Ok(NewOrder { email, ..order })
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

/// Where the mails of an order go: a guest says so, and an account has its own address.
fn email(member: Field<String>, is_guest: bool) -> Result<Option<Email>, Problem> {
    match member {
        member if is_guest => members::email(member).map(Some),
        Field::Missing => Ok(None),
        Field::Given(_) => {
            let detail = "is for guests: the mails of an account's orders go to the account's address";
            Err(InvalidField::new("/email", "guests_only", detail).into())
        }
    }
}
