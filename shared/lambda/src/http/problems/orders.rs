//! Refusals of orders and payments.

use domain::{
    orders::{AddressRule, InvalidOrder, LineFault, LineRefusal, PaymentRefusal, PlaceRefusal, State},
    quotes::QuoteRefusal,
};
use serde_json::{Map, Value};

use crate::http::{InvalidField, Problem};

impl From<InvalidOrder> for Problem {
    fn from(error: InvalidOrder) -> Self {
        let code = match error {
            InvalidOrder::NoLines => "no_lines",
            InvalidOrder::TooManyLines => "too_many_lines",
            InvalidOrder::TwoPrices(_) => "two_prices",
            InvalidOrder::TooMany(_) => "quantity",
            InvalidOrder::TooLarge => "total_too_large",
            InvalidOrder::TooSmall(_) => "total_too_small",
        };
        InvalidField::new("/lines", code, error.to_string()).into()
    }
}

/// The stable code of the rule that a member of an address breaks.
pub(in crate::http) const fn address_rule(rule: AddressRule) -> &'static str {
    match rule {
        AddressRule::Text(_) => "text",
        AddressRule::Required => "required",
        AddressRule::Country => "country",
        AddressRule::Phone => "phone",
    }
}

impl From<PlaceRefusal> for Problem {
    fn from(refusal: PlaceRefusal) -> Self {
        match refusal {
            PlaceRefusal::KeyReused => Self::new(
                422,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another order. Use a new key for a new order.",
            ),
            PlaceRefusal::TooManyOrders(seconds) => {
                let detail = "You have placed too many orders in a short time without paying. Pay, cancel or wait, then place the next one.";
                Self::new(429, "too_many_orders", detail).retry_after(seconds)
            }
            PlaceRefusal::Blocked => super::accounts::account_blocked(),
            PlaceRefusal::Lines(lines) => lines_refused(&lines),
        }
    }
}

impl From<QuoteRefusal> for Problem {
    fn from(refusal: QuoteRefusal) -> Self {
        let code = match refusal {
            QuoteRefusal::Invalid => "quote_invalid",
            QuoteRefusal::Expired => "quote_expired",
            QuoteRefusal::OtherLines => "quote_of_other_lines",
            QuoteRefusal::OtherAddress => "quote_of_other_address",
        };
        // What the shop never gave is wrong for ever; what it gave for something else conflicts with the order.
        let status = if refusal == QuoteRefusal::Invalid { 422 } else { 409 };
        let detail = format!("{}. Ask for a new one, and show the buyer what it says.", sentence(&refusal.to_string()));
        Self::new(status, code, detail)
    }
}

/// `the quote ..` -> `The quote ..`.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// One problem for all refused lines: its status and code are those of the most serious one.
fn lines_refused(lines: &[LineRefusal]) -> Problem {
    let most_serious =
        lines.iter().map(|line| line.fault).min_by_key(|fault| rank(*fault)).unwrap_or(LineFault::Unknown);
    let (status, detail) = match most_serious {
        LineFault::Unknown => (422, "There is no such SKU."),
        LineFault::Inactive => (409, "A product is not for sale at the moment."),
        LineFault::NotSoldInCurrency(_) => (409, "A product is not sold in this currency."),
        LineFault::PriceChanged(_) => (409, "A price has changed. Show the buyer the current one and ask again."),
        LineFault::OutOfStock(_) => (409, "There is not enough in stock."),
    };
    let lines: Vec<Value> = lines.iter().map(|line| Value::Object(describe(line))).collect();
    Problem::new(status, code(most_serious), detail).with("lines", lines)
}

const fn rank(fault: LineFault) -> u8 {
    match fault {
        LineFault::Unknown => 0,
        LineFault::Inactive => 1,
        LineFault::NotSoldInCurrency(_) => 2,
        LineFault::PriceChanged(_) => 3,
        LineFault::OutOfStock(_) => 4,
    }
}

const fn code(fault: LineFault) -> &'static str {
    match fault {
        LineFault::Unknown => "unknown_sku",
        LineFault::Inactive => "product_inactive",
        LineFault::NotSoldInCurrency(_) => "not_sold_in_currency",
        LineFault::PriceChanged(_) => "price_changed",
        LineFault::OutOfStock(_) => "out_of_stock",
    }
}

fn describe(line: &LineRefusal) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("sku".to_owned(), line.sku.as_str().into());
    members.insert("code".to_owned(), code(line.fault).into());
    match line.fault {
        LineFault::Unknown | LineFault::Inactive => {}
        LineFault::NotSoldInCurrency(currency) => {
            members.insert("currency".to_owned(), currency.as_str().into());
        }
        LineFault::PriceChanged(price) => {
            members.insert("price_minor".to_owned(), price.amount_minor.into());
            members.insert("currency".to_owned(), price.currency.as_str().into());
        }
        LineFault::OutOfStock(available) => {
            members.insert("available".to_owned(), available.into());
        }
    }
    members
}

impl From<PaymentRefusal> for Problem {
    fn from(refusal: PaymentRefusal) -> Self {
        match refusal {
            PaymentRefusal::NotPayable(state) => {
                let detail = format!("The order is {} and cannot be paid any more.", state.as_str().replace('_', " "));
                Self::new(409, "order_not_payable", detail).with("state", state.as_str())
            }
            PaymentRefusal::Declined(reason) => {
                let detail = "The payment method was declined. Try another one while the order is reserved.";
                Self::new(402, "declined", detail).with("decline_code", reason)
            }
            PaymentRefusal::Unavailable(state) => payment_unavailable(state),
            PaymentRefusal::NoSuchMethod => {
                InvalidField::new("/payment_method", "unknown", "is not a payment method of this shop").into()
            }
        }
    }
}

/// A repeat changes nothing, so there is no `Retry-After`.
fn payment_unavailable(state: State) -> Problem {
    let detail = match state {
        State::Pending => "The payment provider does not take this payment. Repeating it does not help.",
        _ => "The payment provider cannot take a payment for this order. The order ends, and nothing is charged.",
    };
    Problem::new(409, "payment_unavailable", detail).with("state", state.as_str())
}
