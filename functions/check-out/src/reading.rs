//! What the API answers, as pages show it.

use domain::kernel::{Currency, Money, ProductId, Timestamp};
use pages::{Line, LineProblem, OrderFacts, Parcel, Picture, Totals};
use serde_json::Value;

/// So many of a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) sku: String,
    pub(crate) quantity: u64,
}

/// What a basket costs now.
#[derive(Debug, Default)]
pub(crate) struct Quote {
    pub(crate) currency: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) totals: Totals,
    /// The shop's promise, to be sent with the order; there is one for an address alone.
    pub(crate) token: Option<String>,
}

/// What an amount of a quote or an order is called, where it comes to the lines or goes off them.
const PARTS: [(&str, &str, bool); 3] =
    [("discount_minor", "discount", true), ("shipping_minor", "shipping", false), ("tax_minor", "tax", false)];

/// The lines of a cart.
pub(crate) fn cart_lines(cart: &Value) -> Vec<Wanted> {
    let line = |line: &Value| Some(Wanted { sku: text(&line["sku"])?, quantity: line["quantity"].as_u64()? });
    items(&cart["lines"]).filter_map(line).collect()
}

impl Quote {
    pub(crate) fn read(body: &Value) -> Self {
        let currency = body["currency"].as_str().and_then(Currency::parse);
        Self {
            currency: text(&body["currency"]).unwrap_or_default(),
            lines: items(&body["lines"]).map(|each| line(each, currency)).collect(),
            totals: totals(body, currency),
            token: text(&body["quote"]),
        }
    }

    /// Whether every line can be bought.
    pub(crate) fn is_good(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.problem.is_none())
    }
}

/// An order.
pub(crate) fn order(body: &Value, now: Timestamp) -> OrderFacts {
    let of = |name: &str| text(&body[name]).unwrap_or_default();
    let currency = body["currency"].as_str().and_then(Currency::parse);
    OrderFacts {
        id: of("id"),
        number: of("number"),
        state: of("state"),
        fulfilment: of("fulfilment_state"),
        created: of("created_at"),
        lines: items(&body["lines"]).map(|each| line(each, currency)).collect(),
        totals: totals(body, currency),
        address: body["shipping_address"].clone(),
        minutes_left: minutes_until(&of("reserved_until"), now),
        refunded: money(&body["refunded_minor"], currency).filter(|money| money.amount_minor > 0),
        parcels: items(&body["shipments"]).filter(|sent| sent["voided_at"].is_null()).map(parcel).collect(),
    }
}

fn line(body: &Value, currency: Option<Currency>) -> Line {
    let sku = text(&body["sku"]).unwrap_or_default();
    let options: Vec<&str> = items(&body["options"]).filter_map(Value::as_str).collect();
    let available = body["available"].as_u64().unwrap_or(0);
    Line {
        name: text(&body["name"]).unwrap_or_else(|| sku.clone()),
        variant: (!options.is_empty()).then(|| options.join(" / ")),
        product: body["product_id"].as_str().and_then(|id| id.parse::<ProductId>().ok()),
        picture: Picture::of_answer(&body["image"]),
        quantity: body["quantity"].as_u64().unwrap_or(0),
        unit_price: money(&body["unit_price_minor"], currency),
        total: money(&body["total_minor"], currency),
        problem: match body["problem"].as_str() {
            None => None,
            Some("out_of_stock") => Some(LineProblem::SoldOut),
            Some("not_enough") => Some(LineProblem::Only(available)),
            Some(_) => Some(LineProblem::NotSold),
        },
        sku,
    }
}

fn totals(body: &Value, currency: Option<Currency>) -> Totals {
    let part = |(member, name, is_off): (&str, &'static str, bool)| {
        let amount = money(&body[member], currency).filter(|money| money.amount_minor > 0)?;
        Some((name, amount, is_off))
    };
    Totals {
        subtotal: money(&body["subtotal_minor"], currency),
        parts: PARTS.into_iter().filter_map(part).collect(),
        total: money(&body["total_minor"], currency),
    }
}

fn parcel(body: &Value) -> Parcel {
    Parcel {
        carrier: text(&body["carrier"]).unwrap_or_default(),
        tracking_number: text(&body["tracking_number"]),
        tracking_url: text(&body["tracking_url"]),
        sent: text(&body["created_at"]).unwrap_or_default(),
        delivered: text(&body["delivered_at"]),
    }
}

/// Whole minutes until then, at least one; none once it is past.
fn minutes_until(then: &str, now: Timestamp) -> Option<u64> {
    let then: jiff::Timestamp = then.parse().ok()?;
    let left = u64::try_from(then.as_millisecond() - now.millis()).ok().filter(|left| *left > 0)?;
    Some((left / 60_000).max(1))
}

fn money(minor: &Value, currency: Option<Currency>) -> Option<Money> {
    Some(Money::new(minor.as_u64()?, currency?))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_quote_says_at_each_line_what_stands_in_the_way() {
        let body = json!({
            "currency": "EUR", "subtotal_minor": 500, "shipping_minor": 90, "discount_minor": 0, "total_minor": 590, "quote": null,
            "lines": [
                { "sku": "tea", "name": "Tea", "options": ["100 g", "Tin"], "quantity": 1, "unit_price_minor": 500, "total_minor": 500, "problem": null },
                { "sku": "cup", "name": "Cup", "options": [], "quantity": 3, "available": 2, "unit_price_minor": 100, "problem": "not_enough" },
                { "sku": "jar", "name": null, "quantity": 1, "unit_price_minor": null, "problem": "unavailable" },
            ],
        });
        let quote = Quote::read(&body);
        let problems: Vec<_> = quote.lines.iter().map(|line| line.problem).collect();
        assert_eq!(problems, [None, Some(LineProblem::Only(2)), Some(LineProblem::NotSold)]);
        assert_eq!((quote.lines[0].variant.as_deref(), quote.lines[2].name.as_str()), (Some("100 g / Tin"), "jar"));
        assert_eq!(quote.totals.parts.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), ["shipping"]);
        assert!(!quote.is_good() && quote.token.is_none());
    }

    #[test]
    fn the_minutes_that_are_left_are_never_told_as_none() {
        let now = Timestamp::from_millis(1_000_000);
        let minutes = |ms: i64| minutes_until(&Timestamp::from_millis(1_000_000 + ms).to_string(), now);
        assert_eq!([900_000, 119_000, 1, 0, -5].map(minutes), [Some(15), Some(1), Some(1), None, None]);
        assert_eq!(minutes_until("soon", now), None);
    }
}
