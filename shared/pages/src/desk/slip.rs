//! A packing slip: what goes into the parcel, and where it goes. No prices.

use askama::Template;
use serde_json::Value;

use super::{
    Frame, ShapeError,
    shapes::{Balance, Order},
    words::{When, when},
};

/// The packing slip of what is left to send; of everything that was ordered, once all is sent.
#[derive(Debug, Template)]
#[template(path = "desk/slip.html")]
pub struct PackingSlip<'a> {
    frame: Frame<'a>,
    number: String,
    href: String,
    placed: When,
    address: Vec<String>,
    phone: Option<String>,
    lines: Vec<SlipLine>,
    units: u64,
    is_part: bool,
}

#[derive(Debug)]
struct SlipLine {
    units: u64,
    name: String,
    sku: String,
}

impl<'a> PackingSlip<'a> {
    /// The slip of an order, the answer of `GET /v1/merchant/orders/{id}`.
    pub fn new(frame: Frame<'a>, order: Value) -> Result<Self, ShapeError> {
        let order: Order = serde_json::from_value(order)?;
        let balances = order.balances();
        let all_sent = balances.iter().all(|balance| balance.to_ship == 0);
        let line = |balance: &Balance| {
            let units = if all_sent { balance.ordered } else { balance.to_ship };
            SlipLine { units, name: balance.name.clone(), sku: balance.sku.clone() }
        };
        let lines: Vec<SlipLine> = balances.iter().map(line).filter(|line| line.units > 0).collect();
        let address = order.shipping_address.unwrap_or_default();
        Ok(Self {
            placed: when(frame.language, &order.created_at),
            href: format!("/desk/orders/{}", order.id),
            number: order.number,
            address: address.lines(),
            phone: address.phone,
            units: lines.iter().map(|line| line.units).sum(),
            is_part: lines.iter().map(|line| line.units).sum::<u64>()
                < balances.iter().map(|balance| balance.ordered).sum(),
            lines,
            frame,
        })
    }
}
