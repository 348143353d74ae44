//! Refusals of shipments.

use domain::orders::{Excess, InvalidShipment, ShipmentRefusal, ShipmentRule};
use serde_json::{Value, json};

use crate::http::{InvalidField, Problem};

impl From<InvalidShipment> for Problem {
    fn from(InvalidShipment { member, rule }: InvalidShipment) -> Self {
        let code = match rule {
            ShipmentRule::Text(_) => "text",
            ShipmentRule::NotHttps => "https",
            ShipmentRule::NoLines => "no_lines",
            ShipmentRule::TooManyLines => "too_many_lines",
            ShipmentRule::TooMany => "quantity",
        };
        InvalidField::new(format!("/{member}"), code, rule.to_string()).into()
    }
}

impl From<ShipmentRefusal> for Problem {
    fn from(refusal: ShipmentRefusal) -> Self {
        match refusal {
            ShipmentRefusal::KeyReused => Self::new(
                422,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another shipment of the order. Use a new key for a new shipment.",
            ),
            ShipmentRefusal::NotShippable(state) => {
                let detail = format!("The order is {} and cannot be shipped.", state.as_str().replace('_', " "));
                Self::new(409, "order_not_shippable", detail).with("state", state.as_str())
            }
            ShipmentRefusal::TooMany => {
                Self::new(409, "too_many_shipments", "The order has as many shipments as an order can have.")
            }
            ShipmentRefusal::Lines(lines) => lines_refused(&lines, "Less of the order is left to ship. Read it again."),
        }
    }
}

/// One problem for all refused lines. A SKU that the order does not have is graver than too many units of one.
pub(super) fn lines_refused(lines: &[Excess], too_many: &str) -> Problem {
    let is_unknown = lines.iter().any(|line| line.remaining.is_none());
    let lines: Vec<Value> = lines.iter().map(describe).collect();
    let problem = if is_unknown {
        Problem::new(422, "unknown_sku", "The order has no such SKU.")
    } else {
        Problem::new(409, "exceeds_remaining", too_many)
    };
    problem.with("lines", lines)
}

fn describe(line: &Excess) -> Value {
    match line.remaining {
        None => json!({ "sku": line.sku, "code": "unknown_sku" }),
        Some(remaining) => json!({ "sku": line.sku, "code": "exceeds_remaining", "remaining": remaining }),
    }
}
